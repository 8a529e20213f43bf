//! What a component says about others: relations, implied components, connectors and permissions, as links.

use crate::graph::{Layer, Payload};
use crate::knowledge::{
    Endpoint, GrantMapping, Implication, Kind, Path, PayloadChoice, RelationMapping,
};
use crate::syntax::{Cause, CauseKind, Guard, Term};
use crate::vocabulary::{AttributeId, Literal};

use super::declare::Declared;
use super::items::chosen;
use super::lower::Lowering;
use super::path::{Found, Subject, find, find_all, gap, paths_of};
use super::{ComponentId, End, FactValue, Facts, Link, Permit, fact};

pub(super) fn relate(
    lowering: &mut Lowering<'_, '_>,
    relation: &RelationMapping,
    id: ComponentId,
    subject: &Subject<'_>,
) {
    let format = lowering.template.format;
    let Some(doubt) = applies(lowering, relation.when.as_ref(), id) else {
        return;
    };
    let to = paths_of(&relation.to, format);
    let items = match relation.each.get(&format) {
        None => vec![(find(subject, to), Facts::new(), None)],
        Some(each) => {
            let items = find_all(subject, each).into_iter();
            items
                .filter_map(|item| each_item(lowering, relation, to, item))
                .collect()
        }
    };
    for (targets, facts, unsure) in items {
        let doubt = doubt.clone().or(unsure);
        for (target, when) in targets {
            let span = target.span;
            // Whether there is a target at all, only the deployment will tell.
            let open = match &target.term {
                Term::Unknown(cause) if cause.kind == CauseKind::Unstated => Some(cause.clone()),
                _ => None,
            };
            lowering.model.links.push(Link {
                deployment: lowering.deployment,
                from: End::Component(id),
                to: match relation.service {
                    Some(service) => End::Service(service),
                    None => End::Named(target, relation.kinds.clone()),
                },
                name: relation.name.to_string(),
                part: relation.part,
                layer: relation.layer,
                direction: relation.direction,
                payload: relation.payload.clone(),
                when,
                doubt: doubt.clone().or(open),
                facts: facts.clone(),
                marks: relation.marks.clone(),
                span,
            });
        }
    }
}

/// The targets and facts of one item of a relation's list, and why it may not count; `None` where it does not.
fn each_item(
    lowering: &Lowering<'_, '_>,
    relation: &RelationMapping,
    to: &[Path],
    item: Found,
) -> Option<(Vec<Found>, Facts, Option<Cause>)> {
    let (outer, unsure) = match chosen(&item, &relation.only, lowering.template.format) {
        Ok(when) if when.can_hold() => (when, None),
        Ok(_) => return None,
        Err(cause) => (item.1.clone(), Some(cause)),
    };
    let subject = Subject::alone(&item.0);
    let targets = find(&subject, to)
        .into_iter()
        .map(|(value, when)| (value, Guard::all([outer.clone(), when])));
    let facts = relation.facts.iter().map(|mapping| {
        let mapping = mapping.in_format(lowering.template.format);
        let attribute = lowering.knowledge.vocabulary.attribute(mapping.attribute);
        let paths = paths_of(&mapping.paths, lowering.template.format);
        (
            mapping.attribute,
            fact::read(
                attribute,
                mapping,
                &find(&subject, paths),
                &gap(&subject, paths, item.0.span),
            ),
        )
    });
    Some((targets.collect(), facts.collect(), unsure))
}

/// Whether a relation with this condition applies: `None` if not, else the doubt about it.
fn applies(
    lowering: &Lowering<'_, '_>,
    when: Option<&(AttributeId, Literal)>,
    id: ComponentId,
) -> Option<Option<Cause>> {
    let Some((attribute, wanted)) = when else {
        return Some(None);
    };
    let fact = lowering.model.components[id.0 as usize]
        .facts
        .get(attribute)?;
    match &fact.value {
        FactValue::Known(literal) => is_met(literal, wanted).then_some(None),
        FactValue::Absent => None,
        FactValue::Unknown(cause) => Some(Some(cause.clone())),
        FactValue::Choice(_) => {
            let name = &lowering.knowledge.vocabulary.attribute(*attribute).name;
            Some(Some(Cause::new(CauseKind::Condition, name.to_string())))
        }
    }
}

/// Whether a value is the wanted one; a list is it where it has all the wanted items.
fn is_met(literal: &Literal, wanted: &Literal) -> bool {
    match (literal, wanted) {
        (Literal::List(items), Literal::List(wanted)) => {
            wanted.iter().all(|item| items.contains(item))
        }
        _ => literal == wanted,
    }
}

pub(super) fn imply(
    lowering: &mut Lowering<'_, '_>,
    implication: &Implication,
    id: ComponentId,
    subject: &Subject<'_>,
) {
    let unless = paths_of(&implication.unless, lowering.template.format);
    let named = find(subject, unless).into_iter().map(|(_, when)| when);
    let when = Guard::any(named).negate();
    if when == Guard::Never {
        return;
    }
    let Some(doubt) = applies(lowering, implication.when.as_ref(), id) else {
        return;
    };
    let component = &lowering.model.components[id.0 as usize];
    let names = component
        .names
        .iter()
        .map(|name| implication.name.replace("{name}", name))
        .collect();
    // The setting that brings it about, where there is one, is the place to show.
    let setting = implication
        .when
        .as_ref()
        .and_then(|(attribute, _)| component.facts.get(attribute));
    let span = setting
        .and_then(|fact| fact.origin.span())
        .unwrap_or(component.span);
    lowering.model.links.push(Link {
        deployment: lowering.deployment,
        from: End::Component(id),
        to: End::Implied(implication.kind, names),
        name: implication.relation.to_string(),
        part: false,
        layer: implication.layer,
        direction: implication.direction,
        payload: implication.payload.clone(),
        when,
        doubt,
        facts: Facts::new(),
        marks: None,
        span,
    });
}

pub(super) fn connect(
    lowering: &mut Lowering<'_, '_>,
    kind: &Kind,
    declared: &Declared<'_>,
    subject: &Subject<'_>,
) {
    let Some(connector) = &kind.connector else {
        return;
    };
    let format = lowering.template.format;
    let ends = |paths| find(subject, paths_of(paths, format));
    let targets = ends(&connector.to);
    for (from, from_when) in ends(&connector.from) {
        for (to, to_when) in &targets {
            lowering.model.links.push(Link {
                deployment: lowering.deployment,
                from: End::Named(from.clone(), Vec::new()),
                to: End::Named(to.clone(), Vec::new()),
                name: connector.name.to_string(),
                part: false,
                layer: connector.layer,
                direction: connector.direction,
                payload: connector.payload.clone(),
                when: Guard::all([
                    declared.resource.when.clone(),
                    from_when.clone(),
                    to_when.clone(),
                ]),
                doubt: None,
                facts: Facts::new(),
                marks: None,
                span: declared.resource.span,
            });
        }
    }
}

/// A permission that a resource gives: an edge from whom it names to what it lets them call.
pub(super) fn permit(
    lowering: &mut Lowering<'_, '_>,
    grant: &GrantMapping,
    declared: &Declared<'_>,
    subject: &Subject<'_>,
) {
    let format = lowering.template.format;
    let at = |paths| find(subject, paths_of(paths, format));
    let sources = at(&grant.source);
    let resources = at(&grant.resource);
    lowering.model.permits.push(Permit {
        deployment: lowering.deployment,
        principals: at(&grant.principal),
        resources: resources.clone(),
        narrowed: !at(&grant.narrowed_by).is_empty(),
        when: declared.resource.when.clone(),
    });
    for (source, _) in &sources {
        for (resource, when) in &resources {
            lowering.model.links.push(Link {
                deployment: lowering.deployment,
                from: End::Named(source.clone(), Vec::new()),
                to: End::Named(resource.clone(), Vec::new()),
                name: "permission".to_owned(),
                part: false,
                layer: Layer::Grants,
                direction: Endpoint::Out,
                payload: PayloadChoice::Fixed(Payload::None),
                when: Guard::all([declared.resource.when.clone(), when.clone()]),
                doubt: None,
                facts: Facts::new(),
                marks: None,
                span: declared.resource.span,
            });
        }
    }
}

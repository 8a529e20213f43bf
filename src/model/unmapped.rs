//! Resources without a kind: whatever they refer to may send them data, and they may act as roles that they name.

use crate::graph::{Layer, Payload};
use crate::knowledge::{Element, Endpoint, PayloadChoice};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::declare::Declared;
use super::lower::Lowering;
use super::path::walk;
use super::{ComponentId, End, Facts, Link, render};

/// A resource without a kind: whatever it refers to may send it data.
pub(super) fn unmapped(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>, id: ComponentId) {
    if served_here(lowering, declared) {
        return;
    }
    let cause = cause(lowering, declared);
    if cause.kind == CauseKind::NotRead {
        lowering.model.components[id.0 as usize].cause = Some(cause.clone());
    }
    let mut references = Vec::new();
    collect_references(&declared.resource.properties, &mut references);
    for value in references {
        let Term::Reference(reference) = &value.term else {
            continue;
        };
        let Some(&other) = lowering
            .model
            .references
            .get(&(lowering.deployment, reference.to.clone()))
        else {
            continue;
        };
        let (from, to, layer) = match lowering.model.components[other.0 as usize].element {
            _ if other == id => continue,
            // What it may do, it may do as a role that it names.
            Element::Support if holds_permissions(lowering, other) => (id, other, Layer::RunsAs),
            Element::Support => continue,
            _ => (other, id, Layer::Flows),
        };
        lowering.model.links.push(Link {
            deployment: lowering.deployment,
            from: End::Component(from),
            to: End::Component(to),
            name: format!(
                "{} of a type without a kind",
                render(&value).unwrap_or_default()
            ),
            part: false,
            layer,
            direction: Endpoint::Out,
            payload: PayloadChoice::Fixed(Payload::Content),
            when: Guard::Always,
            doubt: Some(cause.clone()),
            facts: Facts::new(),
            marks: None,
            span: value.span,
        });
    }
}

/// Whether a component of this run makes and keeps a resource; notes which.
pub(super) fn served_here(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>) -> bool {
    let provider = served_by(lowering, declared);
    lowering.model.providers.extend(provider);
    provider.is_some()
}

/// The component of this run that makes and keeps a resource: what happens to it, that one does as itself.
fn served_by(lowering: &Lowering<'_, '_>, declared: &Declared<'_>) -> Option<ComponentId> {
    let resource = declared.resource;
    let is_of = |one: &str| match one.strip_suffix('*') {
        Some(beginning) => resource.type_name.starts_with(beginning),
        None => one == resource.type_name,
    };
    let custom = &lowering.knowledge.conventions.custom_resources;
    let mut providers = custom
        .iter()
        .filter(|(one, _)| is_of(one))
        .filter_map(|(_, properties)| resource.properties.get(properties.first()?));
    let Term::Reference(reference) = &providers.next()?.term else {
        return None;
    };
    let key = (lowering.deployment, reference.to.clone());
    let provider = lowering.model.references.get(&key).copied();
    provider.filter(|id| {
        let component = &lowering.model.components[id.0 as usize];
        component.kind.is_some() && component.element == Element::Process
    })
}

/// Why it is not known what a resource does: of a stack of its own, that its template was not read.
fn cause(lowering: &Lowering<'_, '_>, declared: &Declared<'_>) -> Cause {
    let resource = declared.resource;
    let nested = &lowering.knowledge.conventions.nested_stacks;
    let Some(properties) = nested.get(&resource.type_name) else {
        return Cause::new(CauseKind::Unmapped, &resource.type_name);
    };
    let named = properties
        .first()
        .and_then(|one| resource.properties.get(one));
    let at = named.and_then(render).map(|at| format!(" at `{at}`"));
    let (name, at) = (&resource.name, at.unwrap_or_default());
    Cause::new(
        CauseKind::NotRead,
        format!("the template of stack `{name}`{at}"),
    )
}

/// Whether a component is a role, to which policies can be attached, or stands for one.
fn holds_permissions(lowering: &Lowering<'_, '_>, id: ComponentId) -> bool {
    let knowledge = lowering.knowledge;
    let kind = lowering.model.components[id.0 as usize].kind;
    let word = knowledge.vocabulary.id("policy.identity");
    kind.map(|kind| knowledge.kind(kind)).is_some_and(|kind| {
        let mut attributes = kind.attributes.iter();
        let mut relations = kind.relations.iter();
        attributes.any(|mapping| Some(mapping.attribute) == word)
            || relations.any(|relation| relation.layer == Layer::RunsAs)
    })
}

fn collect_references(value: &Value, into: &mut Vec<Value>) {
    match &value.term {
        Term::Reference(_) => into.push(value.clone()),
        Term::List(items) | Term::Text(items) => {
            items.iter().for_each(|item| collect_references(item, into))
        }
        Term::Map(entries) => entries
            .iter()
            .for_each(|entry| collect_references(&entry.value, into)),
        Term::Choice { .. } => {
            let mut branches = Vec::new();
            walk(value, &[], &Guard::Always, &mut branches);
            branches
                .iter()
                .for_each(|(branch, _)| collect_references(branch, into));
        }
        _ => {}
    }
}

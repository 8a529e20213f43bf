//! The second look: attributes, relations, policies and settings of each component, by the mappings of its kind.

use crate::frontend::{Document, Format, Template};
use crate::graph::{Layer, Payload};
use crate::knowledge::{
    AttributeMapping, Element, Endpoint, GrantMapping, Implication, Kind, Knowledge, Path, PayloadChoice, RelationMapping,
};
use crate::policy;
use crate::source::{Diagnostic, Sources};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::{AttributeId, Literal, Reader};

use super::declare::{Declared, declare, subject};
use super::path::{Subject, find, walk};
use super::{
    AttachedPolicy, ComponentId, DeploymentId, End, FactValue, Facts, KeyUse, Link, Mention, Model, fact, render,
};

/// The components of the documents, and what they say about each other.
pub fn lower(documents: &[Document], sources: &Sources, knowledge: &Knowledge) -> (Model, Vec<Diagnostic>) {
    let mut model = Model::default();
    let mut diagnostics = Vec::new();
    for document in documents {
        let Document::Template(template) = document;
        let path = sources.get(template.file).path.clone();
        let (deployment, declared) = declare(template, &path, knowledge, &mut model);
        let mut lowering = Lowering { template, deployment, knowledge, model: &mut model, diagnostics: &mut diagnostics };
        declared.iter().for_each(|one| describe(&mut lowering, one));
    }
    (model, diagnostics)
}

/// What every step of lowering one template needs.
struct Lowering<'t, 'm> {
    template: &'t Template,
    deployment: DeploymentId,
    knowledge: &'t Knowledge,
    model: &'m mut Model,
    diagnostics: &'m mut Vec<Diagnostic>,
}

fn describe(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>) {
    let subject = subject(declared, lowering.template);
    match (declared.kind, declared.component) {
        (Some(kind), Some(id)) => {
            let kind = lowering.knowledge.kind(kind);
            attributes(lowering, kind, id, &subject);
            metadata(lowering, declared, id);
            kind.relations.iter().for_each(|relation| relate(lowering, relation, id, &subject));
            kind.implies.iter().for_each(|implication| imply(lowering, implication, id, &subject));
        }
        (Some(kind), None) => connect(lowering, lowering.knowledge.kind(kind), declared, &subject),
        (None, Some(id)) => unmapped(lowering, declared, id),
        (None, None) => {}
    }
    if let Some(kind) = declared.kind {
        lowering.knowledge.kind(kind).grants.iter().for_each(|grant| permit(lowering, grant, declared, &subject));
    }
}

fn attributes(lowering: &mut Lowering<'_, '_>, kind: &Kind, id: ComponentId, subject: &Subject<'_>) {
    for mapping in &kind.attributes {
        let attribute = lowering.knowledge.vocabulary.attribute(mapping.attribute);
        let found = match mapping.paths.get(&lowering.template.format) {
            Some(paths) => find(subject, paths),
            None => Vec::new(),
        };
        let missing = lowering.model.components[id.0 as usize].body;
        match attribute.reader {
            Reader::Policy => policies(lowering, mapping, id, found),
            Reader::Environment => environment(lowering, id, &found),
            Reader::Key => {
                let otherwise = fact::absent(attribute, mapping, missing);
                lowering.model.keys.push(KeyUse { component: id, attribute: mapping.attribute, keys: found, otherwise });
            }
            _ => {
                let fact = fact::read(attribute, mapping, &found, missing);
                let component = &mut lowering.model.components[id.0 as usize];
                if attribute.reader == Reader::Tags {
                    found.iter().for_each(|(value, _)| marks(value, &mut component.marks));
                }
                component.facts.insert(mapping.attribute, fact);
            }
        }
    }
}

fn marks(value: &Value, marks: &mut Vec<(String, crate::source::Span)>) {
    match (value.get("Key"), value.get("Value")) {
        (Some(key), Some(text)) => {
            if let (Ok(key), Ok(text)) = (literal(key), literal(text)) {
                marks.push((format!("{key}={text}"), value.span));
            }
        }
        _ => {
            for entry in value.entries() {
                if let Ok(text) = literal(&entry.value) {
                    marks.push((format!("{}={text}", entry.key), entry.key_span.to(entry.value.span)));
                }
            }
        }
    }
}

fn literal(value: &Value) -> Result<String, Cause> {
    fact::literal_text(value, &mut Vec::new())
}

fn metadata(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>, id: ComponentId) {
    if let Some(metadata) = &declared.resource.metadata {
        marks(metadata, &mut lowering.model.components[id.0 as usize].marks);
    }
}

fn policies(lowering: &mut Lowering<'_, '_>, mapping: &AttributeMapping, id: ComponentId, found: Vec<(Value, Guard)>) {
    for (value, when) in found {
        let span = value.span;
        let (reading, diagnostics) = policy::read(&value);
        lowering.diagnostics.extend(diagnostics);
        let policy = match reading {
            policy::Reading::Read(policy) => Ok(policy),
            policy::Reading::Opaque(cause) => Err(cause),
        };
        lowering.model.policies.push(AttachedPolicy { component: id, attribute: mapping.attribute, policy, when, span });
    }
}

fn environment(lowering: &mut Lowering<'_, '_>, id: ComponentId, found: &[(Value, Guard)]) {
    for (value, _) in found {
        for entry in value.entries() {
            let (name, name_span) = (entry.key.clone(), entry.key_span);
            let mention = Mention { component: id, name, name_span, value: entry.value.clone() };
            lowering.model.mentions.push(mention);
        }
    }
}

fn relate(lowering: &mut Lowering<'_, '_>, relation: &RelationMapping, id: ComponentId, subject: &Subject<'_>) {
    let format = lowering.template.format;
    let Some(doubt) = applies(lowering, relation.when.as_ref(), id) else { return };
    let to = relation.to.get(&format).map_or(&[][..], Vec::as_slice);
    let items = match relation.each.get(&format) {
        None => vec![(find(subject, to), Facts::new())],
        Some(each) => {
            let items = find(subject, std::slice::from_ref(each));
            items.iter().map(|item| each_item(lowering, relation, to, item, id)).collect()
        }
    };
    for (targets, facts) in items {
        for (target, when) in targets {
            let span = target.span;
            lowering.model.links.push(Link {
                from: End::Component(id),
                to: End::Named(target, relation.kinds.clone()),
                name: relation.name.to_string(),
                layer: relation.layer,
                direction: relation.direction,
                payload: relation.payload.clone(),
                when,
                doubt: doubt.clone(),
                facts: facts.clone(),
                span,
            });
        }
    }
}

/// The targets and facts of one item of a relation's list.
fn each_item(
    lowering: &Lowering<'_, '_>,
    relation: &RelationMapping,
    to: &[Path],
    (item, outer): &(Value, Guard),
    id: ComponentId,
) -> (Vec<(Value, Guard)>, Facts) {
    let subject = Subject::alone(item);
    let missing = lowering.model.components[id.0 as usize].body;
    let targets = find(&subject, to).into_iter().map(|(value, when)| (value, Guard::all([outer.clone(), when])));
    let facts = relation.facts.iter().map(|mapping| {
        let attribute = lowering.knowledge.vocabulary.attribute(mapping.attribute);
        let paths = mapping.paths.get(&lowering.template.format).map_or(&[][..], Vec::as_slice);
        (mapping.attribute, fact::read(attribute, mapping, &find(&subject, paths), missing))
    });
    (targets.collect(), facts.collect())
}

/// Whether a relation with this condition applies: `None` if not, else the doubt about it.
fn applies(lowering: &Lowering<'_, '_>, when: Option<&(AttributeId, Literal)>, id: ComponentId) -> Option<Option<Cause>> {
    let Some((attribute, wanted)) = when else { return Some(None) };
    let fact = lowering.model.components[id.0 as usize].facts.get(attribute)?;
    match &fact.value {
        FactValue::Known(literal) => (literal == wanted).then_some(None),
        FactValue::Absent => None,
        FactValue::Unknown(cause) => Some(Some(cause.clone())),
        FactValue::Choice(_) => {
            let name = &lowering.knowledge.vocabulary.attribute(*attribute).name;
            Some(Some(Cause::new(CauseKind::Condition, name.to_string())))
        }
    }
}

fn imply(lowering: &mut Lowering<'_, '_>, implication: &Implication, id: ComponentId, subject: &Subject<'_>) {
    let unless = implication.unless.get(&lowering.template.format).map_or(&[][..], Vec::as_slice);
    if !find(subject, unless).is_empty() {
        return;
    }
    let Some(doubt) = applies(lowering, implication.when.as_ref(), id) else { return };
    let component = &lowering.model.components[id.0 as usize];
    let names = component.names.iter().map(|name| implication.name.replace("{name}", name)).collect();
    let span = component.span;
    lowering.model.links.push(Link {
        from: End::Component(id),
        to: End::Implied(implication.kind, names),
        name: implication.relation.to_string(),
        layer: implication.layer,
        direction: implication.direction,
        payload: implication.payload.clone(),
        when: Guard::Always,
        doubt,
        facts: Facts::new(),
        span,
    });
}

fn connect(lowering: &mut Lowering<'_, '_>, kind: &Kind, declared: &Declared<'_>, subject: &Subject<'_>) {
    let Some(connector) = &kind.connector else { return };
    let format = lowering.template.format;
    let ends = |paths: &std::collections::BTreeMap<Format, Vec<Path>>| match paths.get(&format) {
        Some(paths) => find(subject, paths),
        None => Vec::new(),
    };
    let targets = ends(&connector.to);
    for (from, from_when) in ends(&connector.from) {
        for (to, to_when) in &targets {
            lowering.model.links.push(Link {
                from: End::Named(from.clone(), Vec::new()),
                to: End::Named(to.clone(), Vec::new()),
                name: connector.name.to_string(),
                layer: connector.layer,
                direction: connector.direction,
                payload: connector.payload.clone(),
                when: Guard::all([declared.resource.when.clone(), from_when.clone(), to_when.clone()]),
                doubt: None,
                facts: Facts::new(),
                span: declared.resource.span,
            });
        }
    }
}

/// A permission that a resource gives: an edge from whom it names to what it lets them call.
fn permit(lowering: &mut Lowering<'_, '_>, grant: &GrantMapping, declared: &Declared<'_>, subject: &Subject<'_>) {
    let format = lowering.template.format;
    let at = |paths: &std::collections::BTreeMap<Format, Vec<Path>>| {
        paths.get(&format).map_or_else(Vec::new, |paths| find(subject, paths))
    };
    let sources = at(&grant.source);
    let resources = at(&grant.resource);
    for (source, _) in &sources {
        for (resource, when) in &resources {
            lowering.model.links.push(Link {
                from: End::Named(source.clone(), Vec::new()),
                to: End::Named(resource.clone(), Vec::new()),
                name: "permission".to_owned(),
                layer: Layer::Grants,
                direction: Endpoint::Out,
                payload: PayloadChoice::Fixed(Payload::None),
                when: Guard::all([declared.resource.when.clone(), when.clone()]),
                doubt: None,
                facts: Facts::new(),
                span: declared.resource.span,
            });
        }
    }
}

/// A resource without a kind: whatever it refers to may send it data.
fn unmapped(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>, id: ComponentId) {
    let cause = Cause::new(CauseKind::Unmapped, &declared.resource.type_name);
    let mut references = Vec::new();
    collect_references(&declared.resource.properties, &mut references);
    for value in references {
        let Term::Reference(reference) = &value.term else { continue };
        let Some(&other) = lowering.model.references.get(&(lowering.deployment, reference.to.clone())) else { continue };
        if other == id || lowering.model.components[other.0 as usize].element == Element::Support {
            continue;
        }
        lowering.model.links.push(Link {
            from: End::Component(other),
            to: End::Component(id),
            name: format!("{} of a type without a kind", render(&value).unwrap_or_default()),
            layer: Layer::Flows,
            direction: Endpoint::Out,
            payload: PayloadChoice::Fixed(Payload::Content),
            when: Guard::Always,
            doubt: Some(cause.clone()),
            facts: Facts::new(),
            span: value.span,
        });
    }
}

fn collect_references(value: &Value, into: &mut Vec<Value>) {
    match &value.term {
        Term::Reference(_) => into.push(value.clone()),
        Term::List(items) | Term::Text(items) => items.iter().for_each(|item| collect_references(item, into)),
        Term::Map(entries) => entries.iter().for_each(|entry| collect_references(&entry.value, into)),
        Term::Choice { .. } => {
            let mut branches = Vec::new();
            walk(value, &[], &Guard::Always, &mut branches);
            branches.iter().for_each(|(branch, _)| collect_references(branch, into));
        }
        _ => {}
    }
}

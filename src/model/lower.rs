//! The second look: attributes, relations, policies and settings of each component, by the mappings of its kind.

use crate::frontend::{Document, Template};
use crate::knowledge::{AttributeMapping, Kind, Knowledge};
use crate::policy;
use crate::source::{Diagnostic, Sources};
use crate::syntax::{Cause, Guard, Value};
use crate::vocabulary::Reader;

use super::declare::{Declared, declare, subject};
use super::path::{Subject, find, find_all, paths_of};
use super::relations::{connect, imply, permit, relate};
use super::unmapped::unmapped;
use super::{AttachedPolicy, ComponentId, DeploymentId, KeyUse, Mention, Model, fact};

/// The components of the documents, and what they say about each other.
pub fn lower(
    documents: &[Document],
    sources: &Sources,
    knowledge: &Knowledge,
) -> (Model, Vec<Diagnostic>) {
    let mut model = Model::default();
    let mut diagnostics = Vec::new();
    for document in documents {
        let Document::Template(template) = document;
        let path = sources.get(template.file).path.clone();
        let (deployment, declared) = declare(template, &path, knowledge, &mut model);
        let mut lowering = Lowering {
            template,
            deployment,
            knowledge,
            model: &mut model,
            diagnostics: &mut diagnostics,
        };
        declared.iter().for_each(|one| describe(&mut lowering, one));
    }
    (model, diagnostics)
}

/// What every step of lowering one template needs.
pub(super) struct Lowering<'t, 'm> {
    pub(super) template: &'t Template,
    pub(super) deployment: DeploymentId,
    pub(super) knowledge: &'t Knowledge,
    pub(super) model: &'m mut Model,
    diagnostics: &'m mut Vec<Diagnostic>,
}

fn describe(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>) {
    let subject = subject(declared, lowering.template);
    match (declared.kind, declared.component) {
        (Some(kind), Some(id)) => {
            let kind = lowering.knowledge.kind(kind);
            attributes(lowering, kind, id, &subject);
            metadata(lowering, declared, id);
            kind.relations
                .iter()
                .for_each(|relation| relate(lowering, relation, id, &subject));
            kind.implies
                .iter()
                .for_each(|implication| imply(lowering, implication, id, &subject));
        }
        (Some(kind), None) => connect(lowering, lowering.knowledge.kind(kind), declared, &subject),
        (None, Some(id)) => unmapped(lowering, declared, id),
        (None, None) => {}
    }
    if let Some(kind) = declared.kind {
        lowering
            .knowledge
            .kind(kind)
            .grants
            .iter()
            .for_each(|grant| permit(lowering, grant, declared, &subject));
    }
}

fn attributes(
    lowering: &mut Lowering<'_, '_>,
    kind: &Kind,
    id: ComponentId,
    subject: &Subject<'_>,
) {
    for mapping in &kind.attributes {
        let attribute = lowering.knowledge.vocabulary.attribute(mapping.attribute);
        let paths = paths_of(&mapping.paths, lowering.template.format);
        // Policies add up, wherever they are attached; of other attributes the first that is written counts.
        let found = match attribute.reader {
            Reader::Policy => find_all(subject, paths),
            _ => find(subject, paths),
        };
        let missing = lowering.model.components[id.0 as usize].body;
        match attribute.reader {
            Reader::Policy => policies(lowering, mapping, id, found),
            Reader::Environment => environment(lowering, id, &found),
            Reader::Key => {
                let otherwise = fact::absent(attribute, mapping, missing);
                lowering.model.keys.push(KeyUse {
                    component: id,
                    attribute: mapping.attribute,
                    keys: found,
                    otherwise,
                });
            }
            _ => {
                let fact = fact::read(attribute, mapping, &found, missing);
                let component = &mut lowering.model.components[id.0 as usize];
                if attribute.reader == Reader::Tags {
                    found
                        .iter()
                        .for_each(|(value, _)| marks(value, &mut component.marks));
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
                    marks.push((
                        format!("{}={text}", entry.key),
                        entry.key_span.to(entry.value.span),
                    ));
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
        marks(
            metadata,
            &mut lowering.model.components[id.0 as usize].marks,
        );
    }
}

fn policies(
    lowering: &mut Lowering<'_, '_>,
    mapping: &AttributeMapping,
    id: ComponentId,
    found: Vec<(Value, Guard)>,
) {
    for (value, when) in found {
        let span = value.span;
        let (reading, diagnostics) = policy::read(&value);
        lowering.diagnostics.extend(diagnostics);
        let policy = match reading {
            policy::Reading::Read(policy) => Ok(policy),
            policy::Reading::Opaque(cause) => Err(cause),
        };
        lowering.model.policies.push(AttachedPolicy {
            component: id,
            attribute: mapping.attribute,
            policy,
            when,
            span,
        });
    }
}

fn environment(lowering: &mut Lowering<'_, '_>, id: ComponentId, found: &[(Value, Guard)]) {
    for (value, _) in found {
        for entry in value.entries() {
            let (name, name_span) = (entry.key.clone(), entry.key_span);
            let mention = Mention {
                component: id,
                name,
                name_span,
                value: entry.value.clone(),
            };
            lowering.model.mentions.push(mention);
        }
    }
}

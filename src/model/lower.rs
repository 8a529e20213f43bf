//! The second look: attributes, relations, policies and settings of each component, by the mappings of its kind.

use crate::frontend::{Document, Format, Template};
use crate::knowledge::{AttributeMapping, Kind, Knowledge, Path};
use crate::source::{Diagnostic, Sources, Span};
use crate::syntax::{Cause, Entry, Guard, Term, Value};
use crate::vocabulary::{AttributeId, Reader};

use super::declare::{Declared, declare, deploy, subject};
use super::default::{as_written, by_other, settled};
use super::design::facts::known;
use super::path::{Found, Subject, find, find_all, find_names, gap, paths_of};
use super::relations::{connect, imply, permit, relate};
use super::unmapped::{served_here, unmapped};
use super::{
    Component, ComponentId, DeploymentId, FactValue, Gap, KeyUse, Mark, Mention, Model, calls,
    credential, design, documents, fact, items, mirrored, named_actions, operations, records,
    stacks, standing, texts,
};

/// The components of the documents, and what they say about each other.
pub fn lower(
    documents: &[Document],
    sources: &Sources,
    knowledge: &Knowledge,
) -> (Model, Vec<Diagnostic>) {
    let mut model = Model::default();
    let mut diagnostics = Vec::new();
    let parts = documents.iter().map(|one| parts(one, sources, knowledge));
    let parts: Vec<Vec<Template>> = parts.collect();
    let mut all: Vec<Lowered<'_>> = Vec::new();
    for (document, part) in documents.iter().zip(&parts) {
        let template = match document {
            Document::Template(template) => template,
            Document::Manifest(manifest) => {
                let path = &sources.get(manifest.file).path;
                design::lower(manifest, path, knowledge, &mut model, &mut diagnostics);
                continue;
            }
            Document::Policies(policies) => {
                let path = &sources.get(policies.file).path;
                standing::lower(policies, path, knowledge, &mut model, &mut diagnostics);
                continue;
            }
        };
        let deployment = deploy(template, &mut model);
        if let Some(origin) = &template.origin {
            let facts = known(&knowledge.vocabulary, &origin.facts, &mut diagnostics);
            model.deployments[deployment.0 as usize].facts = facts;
            model.constructs.extend(origin.constructs.clone());
        }
        model.twins.extend(template.twins.clone());
        model.alternatives.extend(template.alternatives.clone());
        for template in std::iter::once(template).chain(part) {
            let declared = declare(template, deployment, knowledge, &mut model);
            all.push(Lowered {
                template,
                deployment,
                declared,
            });
        }
    }
    stacks::join(&mut all, knowledge, sources, &mut model);
    for lowered in &all {
        let mut lowering = Lowering {
            template: lowered.template,
            deployment: lowered.deployment,
            knowledge,
            sources,
            model: &mut model,
            diagnostics: &mut diagnostics,
        };
        let declared = lowered.declared.iter();
        declared.for_each(|one| describe(&mut lowering, one));
    }
    named_actions::check(&model, knowledge, &mut diagnostics);
    (model, diagnostics)
}

/// What else a document declares: in the words of another format, and in texts.
fn parts(document: &Document, sources: &Sources, knowledge: &Knowledge) -> Vec<Template> {
    let Document::Template(template) = document else {
        return Vec::new();
    };
    let described = operations::part(template, knowledge, sources);
    let mirrored = mirrored::part(template, knowledge);
    mirrored.into_iter().chain(described).collect()
}

/// A template after the first look.
pub(super) struct Lowered<'t> {
    pub(super) template: &'t Template,
    pub(super) deployment: DeploymentId,
    pub(super) declared: Vec<Declared<'t>>,
}

/// What every step of lowering one template needs.
pub(super) struct Lowering<'t, 'm> {
    pub(super) template: &'t Template,
    pub(super) deployment: DeploymentId,
    pub(super) knowledge: &'t Knowledge,
    pub(super) sources: &'t Sources,
    pub(super) model: &'m mut Model,
    pub(super) diagnostics: &'m mut Vec<Diagnostic>,
}

fn describe(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>) {
    let mut subject = subject(declared);
    let properties = subject.properties;
    let known = declared.kind.map(|kind| lowering.knowledge.kind(kind));
    let texts = known.and_then(|kind| kind.texts.get(&lowering.template.format));
    let sources = lowering.sources;
    let filled = texts.and_then(|texts| texts::substituted(texts, properties, sources));
    subject.properties = filled.as_ref().unwrap_or(properties);
    let read = texts.map(|texts| texts::read(texts, subject.properties, sources));
    match (declared.kind, declared.component) {
        (Some(kind), Some(id)) => {
            let kind = lowering.knowledge.kind(kind);
            attributes(lowering, kind, id, declared, &subject);
            reopen(lowering, id);
            if declared.elsewhere {
                return;
            }
            metadata(lowering, declared, id);
            subject.properties = read.as_ref().unwrap_or(subject.properties);
            kind.calls
                .iter()
                .for_each(|mapping| calls::call(lowering, mapping, id, &subject));
            kind.relations
                .iter()
                .for_each(|relation| relate(lowering, relation, id, &subject));
            kind.implies
                .iter()
                .for_each(|implication| imply(lowering, implication, id, &subject));
        }
        (Some(kind), None) => connect(lowering, lowering.knowledge.kind(kind), declared, &subject),
        (None, Some(id)) => {
            tags_of_unmapped(lowering, &subject, id);
            metadata(lowering, declared, id);
            unmapped(lowering, declared, id);
        }
        (None, None) => drop(served_here(lowering, declared)),
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
    declared: &Declared<'_>,
    subject: &Subject<'_>,
) {
    for mapping in &kind.attributes {
        let asked = paths_of(&mapping.asks_for, lowering.template.format);
        let attribute = lowering.knowledge.vocabulary.attribute(mapping.attribute);
        let decided = by_other(mapping, attribute, subject, lowering.template.format);
        let mapping = &*settled(decided.in_format(lowering.template.format), subject);
        if attribute.reader == Reader::Records {
            let format = lowering.template.format;
            let records = records::read(mapping, subject, format, id);
            lowering.model.records.extend(records);
            continue;
        }
        let by_item = matches!(attribute.reader, Reader::List | Reader::Recognised);
        if by_item && !mapping.each.is_empty() || attribute.reader == Reader::Recognised {
            by_items(lowering, mapping, id, subject);
            continue;
        }
        let found = written(mapping, attribute.reader, subject, lowering.template.format);
        let found = referred(lowering.template, mapping, found);
        // Of what is declared elsewhere only what is written here is known.
        if declared.elsewhere && found.is_empty() {
            continue;
        }
        let body = lowering.model.components[id.0 as usize].body;
        let missing = missing(lowering, mapping, asked, subject, body);
        let missing = as_written(missing, declared.resource, lowering);
        match attribute.reader {
            Reader::Policy => documents::attach(lowering, mapping, id, found),
            Reader::Environment => environment(lowering, mapping.attribute, id, &found),
            Reader::Key => {
                let otherwise = fact::absent(attribute, mapping, &missing);
                lowering.model.keys.push(KeyUse {
                    component: id,
                    attribute: mapping.attribute,
                    keys: found,
                    words: mapping.values.clone(),
                    otherwise,
                });
            }
            _ => {
                let fact = fact::read(attribute, mapping, &found, &missing);
                let component = &mut lowering.model.components[id.0 as usize];
                component.facts.insert(mapping.attribute, fact);
                keep(lowering.knowledge, attribute.reader, &found, component);
            }
        }
    }
}

/// What is missing where nothing is written for an attribute: the property that the mapping names for it, or its first one.
fn missing(
    lowering: &Lowering<'_, '_>,
    mapping: &AttributeMapping,
    asked: &[Path],
    subject: &Subject<'_>,
    body: Span,
) -> Gap {
    let format = lowering.template.format;
    match mapping.each.is_empty() {
        true if asked.is_empty() => gap(subject, paths_of(&mapping.paths, format), body),
        true => gap(subject, asked, body),
        false => items::gap(mapping, subject, format, body),
    }
}

/// What else a reader takes from what it reads.
fn keep(knowledge: &Knowledge, reader: Reader, found: &[Found], component: &mut Component) {
    if reader == Reader::Tags {
        let marked = found.iter();
        marked.for_each(|(value, when)| marks(value, when, &mut component.marks));
    }
    component
        .facts
        .extend(credential::beside(knowledge, reader, found));
}

/// Where a transform of the whole template is not applied, nobody knows that what nobody wrote is not written.
fn reopen(lowering: &mut Lowering<'_, '_>, id: ComponentId) {
    let Some(cause) = &lowering.template.altered else {
        return;
    };
    let model = &mut *lowering.model;
    let keys = model.keys.iter_mut().filter(|one| one.component == id);
    let facts = model.components[id.0 as usize].facts.values_mut();
    for fact in facts.chain(keys.map(|one| &mut one.otherwise)) {
        if fact.origin.gap().is_some() && !matches!(fact.value, FactValue::Unknown(_)) {
            fact.value = FactValue::Unknown(cause.clone());
        }
    }
}

/// What is written for an attribute. Policies add up, wherever they are attached, and so do credentials and what configures a
/// process; of other attributes the first that is written counts. So do resources that belong to a component: which of two
/// counts, nobody says.
fn written(
    mapping: &AttributeMapping,
    reader: Reader,
    subject: &Subject<'_>,
    format: Format,
) -> Vec<Found> {
    let paths = paths_of(&mapping.paths, format);
    let through_satellites = paths.iter().all(|path| path.satellite.is_some());
    let mut found = match reader {
        _ if mapping.statement.is_some() => documents::stated(mapping, subject, format),
        _ if !mapping.each.is_empty() => items::single(mapping, subject, format),
        Reader::Policy | Reader::Credential | Reader::Environment => find_all(subject, paths),
        _ if through_satellites => find_all(subject, paths),
        Reader::Key => find_names(subject, paths),
        _ => find(subject, paths),
    };
    let says_nothing = |text: &str| mapping.nothing.iter().any(|one| one == text);
    found.retain(|(value, _)| !value.as_text().is_some_and(says_nothing));
    found
}

fn by_items(
    lowering: &mut Lowering<'_, '_>,
    mapping: &AttributeMapping,
    id: ComponentId,
    subject: &Subject<'_>,
) {
    let component = &mut lowering.model.components[id.0 as usize];
    let (knowledge, template) = (lowering.knowledge, lowering.template);
    let fact = items::read(knowledge, mapping, subject, template, component.body);
    component.facts.insert(mapping.attribute, fact);
}

/// What is found, with words for references to resources of a type for which the mapping has one.
pub(super) fn referred(
    template: &Template,
    mapping: &AttributeMapping,
    found: Vec<Found>,
) -> Vec<Found> {
    if mapping.references.is_empty() {
        return found;
    }
    let word = |value: &Value| {
        let Term::Reference(reference) = &value.term else {
            return None;
        };
        let mut resources = template.resources.iter();
        let resource = resources.find(|resource| resource.name == reference.to)?;
        let word = mapping.references.get(&resource.type_name)?;
        Some(Value::text(word.as_str(), value.span))
    };
    let each = found.into_iter();
    each.map(|(value, when)| (word(&value).unwrap_or(value), when))
        .collect()
}

/// Adds the tags of a `Key`/`Value` pair, or the entries of a mapping, that hold under a condition.
fn marks(value: &Value, when: &Guard, marks: &mut Vec<Mark>) {
    let known = |value: &Value| match when {
        Guard::Always => literal(value).ok(),
        _ => None,
    };
    match (value.get("Key"), value.get("Value")) {
        (Some(key), Some(text)) => {
            if let Ok(key) = literal(key) {
                marks.push(Mark {
                    key,
                    value: known(text),
                    span: value.span,
                });
            }
        }
        _ => marks.extend(value.entries().iter().map(|entry| Mark {
            key: entry.key.clone(),
            value: known(&entry.value),
            span: entry.key_span.to(entry.value.span),
        })),
    }
}

/// Tags stand at the same place in nearly every type, so that a label counts on a type without a kind too.
fn tags_of_unmapped(lowering: &mut Lowering<'_, '_>, subject: &Subject<'_>, id: ComponentId) {
    let paths = paths_of(
        &lowering.knowledge.conventions.tags,
        lowering.template.format,
    );
    for (value, when) in find(subject, paths) {
        marks(
            &value,
            &when,
            &mut lowering.model.components[id.0 as usize].marks,
        );
    }
}

fn literal(value: &Value) -> Result<String, Cause> {
    fact::literal_text(value, &mut Vec::new())
}

fn metadata(lowering: &mut Lowering<'_, '_>, declared: &Declared<'_>, id: ComponentId) {
    if let Some(metadata) = &declared.resource.metadata {
        marks(
            metadata,
            &Guard::Always,
            &mut lowering.model.components[id.0 as usize].marks,
        );
    }
}

fn environment(
    lowering: &mut Lowering<'_, '_>,
    attribute: AttributeId,
    id: ComponentId,
    found: &[(Value, Guard)],
) {
    for (value, when) in found {
        let mut mention = |name: &str, name_span, value: &Value| {
            lowering.model.mentions.push(Mention {
                component: id,
                attribute,
                name: name.to_owned(),
                name_span,
                value: value.clone(),
                when: when.clone(),
            });
        };
        match &value.term {
            Term::Map(entries) => match named_pair(value) {
                Some((name, setting)) => mention(&name, setting.key_span, &setting.value),
                None => entries
                    .iter()
                    .for_each(|entry| mention(&entry.key, entry.key_span, &entry.value)),
            },
            // A text that configures a process as a whole, such as the definition of a workflow.
            _ => mention("definition", value.span, value),
        }
    }
}

/// The name and the setting of a pair such as `{Name: HOST, Value: …}`, the form of lists of variables.
fn named_pair(value: &Value) -> Option<(String, &Entry)> {
    let either = |one: &str, other: &str| value.entry(one).or_else(|| value.entry(other));
    let name = literal(&either("Name", "name")?.value).ok()?;
    let setting = either("Value", "value").or_else(|| either("ValueFrom", "valueFrom"))?;
    Some((name, setting))
}

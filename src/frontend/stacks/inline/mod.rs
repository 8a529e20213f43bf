//! Templates that stand in the configuration of another tool, as the value of a resource that deploys them.
//!
//! In: templates of configurations. Out: a template more for each such resource, with spans where its text is written, nested
//! in the configuration: what is handed down are its parameters, its outputs go up. A text that is not known before the
//! deployment stays with the resource that it belongs to.

mod places;
mod printed;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, Place, Sources};
use crate::syntax::{Cause, CauseKind, Entry, Guard, Joined, Limits, Term, Value};

use super::super::cloudformation::{self, Surroundings};
use super::super::{Resource, Template};
use super::values::carried;
use super::{Language, rounds};

/// Reads what the resources of configurations deploy, and adds it to the templates; with the files whose texts they are.
pub(in crate::frontend) fn read(
    templates: &mut Vec<Template>,
    sources: &Sources,
    settings: &cloudformation::Settings,
    language: &Language,
) -> (BTreeSet<FileId>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let mut taken = BTreeSet::new();
    let mut nested = Vec::new();
    for parent in templates.iter_mut() {
        let mut outputs: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for resource in &parent.resources {
            let Some([body, parameters, given]) = words(resource, language) else {
                continue;
            };
            let name = format!("{} (stack {})", parent.path, resource.name);
            let Some(body) = resource.properties.get(body) else {
                continue;
            };
            let surroundings = Surroundings {
                nested: true,
                parameters: handed(resource.properties.get(parameters), &parent.path, &name),
                instance: Some(name.clone()),
                ..Surroundings::default()
            };
            let body = carried(body, &parent.path, &name);
            let Some((mut child, said)) = template(&body, sources, surroundings, settings) else {
                continue;
            };
            diagnostics.extend(said);
            taken.insert(child.file);
            child.path = name;
            child.within = Some(parent.path.clone());
            for one in &mut child.resources {
                one.when = Guard::all([resource.when.clone(), one.when.clone()]);
            }
            let up = child.outputs.iter().map(|output| Entry {
                key: format!("{given}.{}", output.entry.key),
                key_span: output.entry.key_span,
                value: carried(&rounds::output_value(output), &child.path, &parent.path),
            });
            outputs.insert(resource.name.clone(), up.collect());
            nested.push(child);
        }
        if !outputs.is_empty() {
            hand_up(parent, &outputs);
        }
    }
    templates.extend(nested);
    (taken, diagnostics)
}

/// The properties of a resource that deploys a template: its text, its parameters, what its outputs are called.
fn words<'l>(resource: &Resource, language: &'l Language) -> Option<[&'l str; 3]> {
    let [body, parameters, outputs] = language.inline.get(&resource.type_name)?.as_slice() else {
        return None;
    };
    Some([body, parameters, outputs])
}

fn handed(parameters: Option<&Value>, from: &str, to: &str) -> BTreeMap<String, Value> {
    let entries = parameters.into_iter().flat_map(Value::entries);
    let entries = entries.map(|entry| (entry.key.clone(), carried(&entry.value, from, to)));
    entries.collect()
}

/// The template that a text is, or a value that is written as JSON; `None` where it is none, or not known.
fn template(
    body: &Value,
    sources: &Sources,
    surroundings: Surroundings,
    settings: &cloudformation::Settings,
) -> Option<(Template, Vec<Diagnostic>)> {
    let text = match &body.term {
        Term::Map(_) => printed::printed(body),
        Term::Scalar(_) | Term::Text(_) => printed::by_line(body, sources),
        _ => return None,
    };
    let limits = Limits::default();
    let joined = Joined::of(&text)?;
    let (tree, mut diagnostics) = joined.parse(&limits);
    let mut documents = tree.documents();
    let root = documents.find(|root| cloudformation::is_template(*root));
    let (mut template, _, said) =
        cloudformation::read_within(&tree, root, settings, &Arc::new(surroundings), &limits);
    diagnostics.extend(said);
    places::settle(&mut template, &joined);
    for said in &mut diagnostics {
        if let Place::Span(span) = &mut said.place {
            *span = joined.place(*span);
        }
        for (span, _) in &mut said.related {
            *span = joined.place(*span);
        }
    }
    Some((template, diagnostics))
}

/// Puts outputs where the configuration takes them, and takes out the resources whose templates are read.
fn hand_up(parent: &mut Template, outputs: &BTreeMap<String, Vec<Entry>>) {
    parent
        .resources
        .retain(|resource| !outputs.contains_key(&resource.name));
    let values = parent.resources.iter_mut().map(|one| &mut one.properties);
    let given = parent.outputs.iter_mut().map(|one| &mut one.entry.value);
    let mut open: Vec<&mut Value> = values.chain(given).collect();
    while let Some(value) = open.pop() {
        if let Term::Reference(reference) = &value.term
            && let Some(known) = outputs.get(&reference.to)
        {
            let attribute = reference.attribute.as_deref().unwrap_or("id");
            let mut known = known.iter();
            value.term = match known.find(|output| output.key == attribute) {
                Some(output) => output.value.term.clone(),
                None => {
                    let subject = format!("`{attribute}` of stack `{}`", reference.to);
                    Term::Unknown(Cause::new(CauseKind::NotRead, subject))
                }
            };
            continue;
        }
        match &mut value.term {
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => open.extend(entries.iter_mut().map(|entry| &mut entry.value)),
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&mut **then, &mut **otherwise]),
            Term::Parameter(parameter) => open.extend(parameter.default.as_deref_mut()),
            _ => {}
        }
    }
}

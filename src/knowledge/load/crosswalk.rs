//! Files of the crosswalk.
//!
//! In: the parsed files below `catalog/crosswalk/`, and the controls that there are. Out: a [`Crosswalk`]. Which rules cite
//! a control is not known here.

use std::collections::BTreeMap;

use crate::knowledge::{Crosswalk, Knowledge, Mapping, Strength, Topic};
use crate::source::{Diagnostic, Sources, Span};
use crate::syntax::Node;
use crate::syntax::fields::{Field, Fields, unknown_name};

use super::names::{cited, file_name};
use super::{Parsed, embedded, parse};

/// The crosswalk that the binary brings along; a diagnostic is a defect of the tool.
pub fn crosswalk(sources: &mut Sources, knowledge: &Knowledge) -> (Crosswalk, Vec<Diagnostic>) {
    crosswalk_in(sources, embedded::CROSSWALK, knowledge)
}

pub(in crate::knowledge) fn crosswalk_in(
    sources: &mut Sources,
    files: &[(&str, &str)],
    knowledge: &Knowledge,
) -> (Crosswalk, Vec<Diagnostic>) {
    let mut faults = Vec::new();
    let parsed = parse(sources, files, &mut faults);
    let mut crosswalk = Crosswalk::default();
    let mut places: BTreeMap<String, Span> = BTreeMap::new();
    for file in &parsed {
        for (topic, at) in read(file, knowledge, &mut faults) {
            if let Some(&first) = places.get(&topic.name) {
                let message = format!("topic `{}` is defined twice", topic.name);
                let fault = Diagnostic::error("duplicate-name", at, message);
                faults.push(fault.related(first, "first defined here"));
                continue;
            }
            places.insert(topic.name.clone(), at);
            crosswalk.topics.push(topic);
        }
    }
    (crosswalk, faults)
}

fn read(
    parsed: &Parsed,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Topic, Span)> {
    let keys = ["crosswalk", "topics"];
    let Some(file) = parsed
        .root()
        .and_then(|root| Fields::of(root, "a crosswalk", &keys, faults))
    else {
        return Vec::new();
    };
    file_name(&file, "crosswalk", parsed, faults);
    let topics = file.entries("topics", "topics by name", faults);
    let read = topics.into_iter().filter_map(|Field { name, at, value }| {
        let topic = topic(name.into_owned(), value, knowledge, faults)?;
        Some((topic, at))
    });
    read.collect()
}

fn topic(
    name: String,
    node: Node<'_>,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Option<Topic> {
    let fields = Fields::of(node, "a topic", &["title", "from", "to"], faults)?;
    fields.need("from", faults);
    fields.need("to", faults);
    let to = fields.items("to", faults);
    Some(Topic {
        name,
        title: fields.text("title", faults).into_owned(),
        from: controls(&fields, "from", knowledge, faults),
        to: to
            .into_iter()
            .filter_map(|node| mapping(node, knowledge, faults))
            .collect(),
    })
}

fn mapping(node: Node<'_>, knowledge: &Knowledge, faults: &mut Vec<Diagnostic>) -> Option<Mapping> {
    let keys = ["strength", "cite", "controls"];
    let fields = Fields::of(node, "a mapping", &keys, faults)?;
    for key in ["strength", "controls"] {
        fields.need(key, faults);
    }
    let names = Strength::ALL.map(|strength| (strength.name(), strength));
    let strength = fields.choice("strength", &names, faults);
    let (_, citation) = cited(&fields, &knowledge.citations, faults)?;
    Some(Mapping {
        strength: strength?,
        citation,
        controls: controls(&fields, "controls", knowledge, faults),
    })
}

/// The controls under a key, all of which there must be.
fn controls(
    fields: &Fields<'_>,
    key: &str,
    knowledge: &Knowledge,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for (control, node) in fields.texts(key, faults) {
        if !knowledge.controls.contains_key(&*control) {
            let known = knowledge.controls.keys().map(String::as_str);
            faults.push(unknown_name("control", &control, node.span(), known));
        } else if list.iter().any(|one| *one == *control) {
            let message = format!("control `{control}` is listed twice");
            faults.push(Diagnostic::error("duplicate-name", node.span(), message));
        } else {
            list.push(control.into_owned());
        }
    }
    list
}

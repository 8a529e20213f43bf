//! What the models of other tools mean here.
//!
//! In: a parsed file below `catalog/imports/`. Out: a part of [`Imports`](crate::knowledge::import::Imports), with kinds,
//! services and attributes that exist. The models themselves are not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::DataClass;
use crate::knowledge::import::{
    ClassWords, Counterpart, Dictionary, Facts, Protocol, Trust, words,
};
use crate::knowledge::{Element, KindId, Knowledge};
use crate::source::{Diagnostic, Span};
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};
use crate::vocabulary::read::literal;

use super::names::{self, Names};
use super::{Parsed, catalog, kinds, stem};

const KEYS: [&str; 10] = [
    "cite",
    "components",
    "prefixes",
    "technologies",
    "tags",
    "zones",
    "ratings",
    "encryption",
    "protocols",
    "open_data",
];

/// Reads a file; its name says what it is about.
pub(super) fn read(
    knowledge: &mut Knowledge,
    parsed: &Parsed,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(root) = parsed.root() else { return };
    match stem(&parsed.file.path) {
        "classes" => knowledge.imports.classes = classes(root, names, faults),
        "threagile" => knowledge.imports.threagile = dictionary(root, knowledge, names, faults),
        "otm" => knowledge.imports.otm = dictionary(root, knowledge, names, faults),
        other => {
            let message = format!("no import is named `{other}`");
            faults.push(Diagnostic::error(
                "unknown-file",
                parsed.file.span(),
                message,
            ));
        }
    }
}

fn dictionary(
    root: Node<'_>,
    knowledge: &Knowledge,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Dictionary {
    let Some(file) = Fields::of(root, "a file of an import", &KEYS, faults) else {
        return Dictionary::default();
    };
    names.citation(&file, faults);
    let mut counterparts = |key: &str| {
        by_word(&file, key, faults, |_, node, faults| {
            counterpart(node, knowledge, names, faults)
        })
    };
    let (components, technologies, tags) = (
        counterparts("components"),
        counterparts("technologies"),
        counterparts("tags"),
    );
    let lower = |texts: Vec<String>| texts.iter().map(|text| text.to_lowercase()).collect();
    Dictionary {
        components,
        technologies,
        tags,
        prefixes: lower(catalog::owned(file.texts("prefixes", faults))),
        zones: by_word(&file, "zones", faults, |_, node, faults| {
            trust(node, faults)
        }),
        ratings: ratings(&file, faults),
        encryption: by_word(&file, "encryption", faults, |_, node, faults| {
            Some(facts(
                fields::entries(node, "facts", faults)?,
                names,
                faults,
            ))
        }),
        protocols: by_word(&file, "protocols", faults, |name, node, faults| {
            protocol(name, node, names, faults)
        }),
        open_data: lower(catalog::owned(file.texts("open_data", faults))),
    }
}

/// What the words of a mapping stand for; words are compared in lower case.
fn by_word<'t, T>(
    file: &Fields<'t>,
    key: &str,
    faults: &mut Vec<Diagnostic>,
    mut read: impl FnMut(&str, Node<'t>, &mut Vec<Diagnostic>) -> Option<T>,
) -> BTreeMap<String, T> {
    let mut found = BTreeMap::new();
    for Field { name, at, value } in file.entries(key, "words with what they mean", faults) {
        let word = name.to_lowercase();
        let Some(meaning) = read(&word, value, faults) else {
            continue;
        };
        if found.insert(word, meaning).is_some() {
            let message = format!("`{name}` is listed twice");
            faults.push(Diagnostic::error("duplicate-name", at, message));
        }
    }
    found
}

fn counterpart(
    node: Node<'_>,
    knowledge: &Knowledge,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Counterpart> {
    const KEYS: [&str; 4] = ["kind", "service", "element", "ignored"];
    let fields = Fields::of(node, "a counterpart", &KEYS, faults)?;
    if fields.iter().count() != 1 {
        let message = "a counterpart has one of `kind`, `service`, `element` and `ignored`";
        faults.push(Diagnostic::error("contradiction", node.span(), message));
        return None;
    }
    if let Some(node) = fields.get("kind") {
        let kind = names.kind(node, faults)?;
        if is_aside(kind, knowledge) {
            faults.push(no_counterpart(node.span()));
            return None;
        }
        return Some(Counterpart::Kind(kind));
    }
    if let Some(node) = fields.get("service") {
        return names.service(node, faults).map(Counterpart::Service);
    }
    if let Some(node) = fields.get("element") {
        let element = fields::choice(node, "element", &kinds::ELEMENTS, faults)?;
        if element == Element::Support {
            faults.push(no_counterpart(node.span()));
            return None;
        }
        return Some(Counterpart::Element(element));
    }
    let reason = fields.need_text("ignored", faults)?;
    Some(Counterpart::Ignored(reason.into_owned()))
}

/// Whether a kind is known to be no party to flows.
fn is_aside(kind: KindId, knowledge: &Knowledge) -> bool {
    let kind = knowledge.kinds.get(usize::from(kind.0));
    kind.is_some_and(|kind| match kind.element {
        Some(element) => element == Element::Support,
        None => kind.connector.is_some() || !kind.grants.is_empty() || !kind.stands_for.is_empty(),
    })
}

fn no_counterpart(at: Span) -> Diagnostic {
    let message = "no data passes what this names, so it is no counterpart of a component";
    Diagnostic::error("contradiction", at, message).help("say `ignored` with the reason instead")
}

fn trust(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Trust> {
    fields::choice(
        node,
        "trust",
        &Trust::ALL.map(|trust| (trust.name(), trust)),
        faults,
    )
}

fn ratings(file: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<(i64, Trust)> {
    let mut ratings = Vec::new();
    for item in file.items("ratings", faults) {
        let Some(fields) = Fields::of(item, "a rating", &["from", "trust"], faults) else {
            continue;
        };
        let from = fields.need("from", faults).and_then(|node| {
            let number = node.text().and_then(|text| text.parse().ok());
            if number.is_none() {
                faults.push(fields::wrong_shape(node, "a whole number"));
            }
            number
        });
        let trust = fields
            .need("trust", faults)
            .and_then(|node| trust(node, faults));
        ratings.extend(from.zip(trust));
    }
    ratings.sort_unstable();
    ratings
}

fn facts(list: Vec<Field<'_>>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Facts {
    let mut facts = Vec::new();
    for Field { name, at, value } in list {
        let Some(id) = names.attribute(&name, at, faults) else {
            continue;
        };
        let attribute = names.vocabulary.attribute(id);
        let value = literal(attribute, value, faults);
        facts.extend(value.map(|value| (Arc::clone(&attribute.name), value)));
    }
    facts
}

fn protocol(
    name: &str,
    node: Node<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Protocol> {
    let fields = Fields::of(node, "a protocol", &["name", "facts"], faults)?;
    let written = fields.text("name", faults);
    let name = if written.is_empty() { name } else { &*written };
    Some(Protocol {
        name: name.to_owned(),
        facts: facts(fields.entries("facts", "facts", faults), names, faults),
    })
}

fn classes(root: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Vec<ClassWords> {
    let Some(file) = Fields::of(root, "a file of class words", &["cite", "classes"], faults) else {
        return Vec::new();
    };
    names.citation(&file, faults);
    let mut classes = Vec::new();
    for Field { name, at, value } in file.entries("classes", "words by data class", faults) {
        let keys = ["words", "unless", "instead_of"];
        let (class, fields) = (
            DataClass::named(&name),
            Fields::of(value, "the words of a class", &keys, faults),
        );
        let Some(class) = class else {
            let known = DataClass::ALL.map(DataClass::name);
            faults.push(unknown_name("data class", &name, at, known));
            continue;
        };
        let Some(fields) = fields else { continue };
        let phrases = |key: &str, faults: &mut Vec<Diagnostic>| {
            let texts = fields.texts(key, faults).into_iter();
            texts.map(|(text, _)| words(&text)).collect()
        };
        let wider = fields.texts("instead_of", faults).into_iter();
        classes.push(ClassWords {
            class,
            words: phrases("words", faults),
            unless: phrases("unless", faults),
            instead_of: wider
                .filter_map(|(_, node)| names::class(node, faults))
                .collect(),
        });
    }
    classes
}

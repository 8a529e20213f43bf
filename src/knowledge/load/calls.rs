//! Texts with a language of their own among the properties of a kind, and what the definitions in them call.
//!
//! In: nodes of kind files. Out: [`Texts`] and [`Operations`] by format, and [`CallMapping`]s. Which components there are is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::Format;
use crate::knowledge::{CallMapping, OperationWords, Operations, Path, Texts};
use crate::source::Diagnostic;
use crate::syntax::fields::{self, Field, Fields, unknown_name};

use super::catalog::owned;
use super::mappings::tests;
use super::names::{FORMATS, Names, payload};
use super::paths::{KindSources, at, paths_of};

/// Keys of what a definition calls.
pub const CALL_KEYS: [&str; 12] = [
    "name",
    "each",
    "elsewhere",
    "only",
    "what",
    "forms",
    "prefixes",
    "actions",
    "addresses",
    "on",
    "computed",
    "payload",
];

const OPERATION_KEYS: [&str; 8] = [
    "at",
    "elsewhere",
    "type",
    "interface",
    "route",
    "authorization",
    "integration",
    "words",
];
const WORD_KEYS: [&str; 5] = ["any", "integration", "auth", "authtype", "authorizer"];

/// The properties of a kind whose texts are read.
pub(super) fn texts(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> BTreeMap<Format, Texts> {
    let mut texts = BTreeMap::new();
    let keys = ["at", "substitutions"];
    for (format, fields) in by_format(fields, "texts", &keys, faults) {
        fields.need("at", faults);
        let substitutions = fields.get("substitutions");
        let substitutions = substitutions.and_then(|node| fields::text(node, faults));
        texts.insert(
            format,
            Texts {
                names: owned(fields.texts("at", faults)),
                substitutions: substitutions.map(|name| name.into_owned()),
            },
        );
    }
    texts
}

/// The operations that a property of a kind describes.
pub(super) fn operations(
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Format, Operations> {
    let mut operations = BTreeMap::new();
    for (format, fields) in by_format(fields, "operations", &OPERATION_KEYS, faults) {
        let mut text = |fields: &Fields<'_>, key: &str| {
            let text = fields.need_text(key, faults);
            text.map(|text| text.into_owned()).unwrap_or_default()
        };
        let mut read = Operations {
            at: text(&fields, "at"),
            elsewhere: Vec::new(),
            type_name: text(&fields, "type"),
            interface: text(&fields, "interface"),
            route: text(&fields, "route"),
            authorization: text(&fields, "authorization"),
            integration: text(&fields, "integration"),
            words: OperationWords::default(),
        };
        read.elsewhere = owned(fields.texts("elsewhere", faults));
        let words = fields.need("words", faults);
        if let Some(words) = words.and_then(|node| Fields::of(node, "words", &WORD_KEYS, faults)) {
            let mut text = |key: &str| {
                let text = words.need_text(key, faults);
                text.map(|text| text.into_owned()).unwrap_or_default()
            };
            read.words = OperationWords {
                any: text("any"),
                integration: text("integration"),
                auth: text("auth"),
                authtype: text("authtype"),
                authorizer: text("authorizer"),
            };
        }
        operations.insert(format, read);
    }
    operations
}

/// What a key of a kind says for each format.
fn by_format<'t>(
    fields: &Fields<'t>,
    key: &str,
    known: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Vec<(Format, Fields<'t>)> {
    let mut read = Vec::new();
    for Field { name, at, value } in fields.entries(key, "what holds by format", faults) {
        match FORMATS.into_iter().find(|format| format.name() == name) {
            Some(format) => {
                let fields = Fields::of(value, "what holds for a format", known, faults);
                read.extend(fields.map(|fields| (format, fields)));
            }
            None => faults.push(unknown_name("format", &name, at, FORMATS.map(Format::name))),
        }
    }
    read
}

/// What the definitions of a kind call.
pub(super) fn read(
    fields: &Fields<'_>,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<CallMapping> {
    let items = fields.items("calls", faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(node, "what a definition calls", &CALL_KEYS, faults)?;
        for key in ["each", "what"] {
            fields.need(key, faults);
        }
        let name = fields.need_text("name", faults);
        let moved = fields
            .need("payload", faults)
            .and_then(|node| payload(node, faults));
        Some(CallMapping {
            name: Arc::from(name?),
            each: paths_of(&fields, "each", sources, faults),
            elsewhere: paths_of(&fields, "elsewhere", sources, faults),
            only: tests(&fields, names, faults),
            what: within(&fields, "what", faults),
            forms: owned(fields.texts("forms", faults)),
            prefixes: words(&fields, "prefixes", faults),
            actions: words(&fields, "actions", faults),
            addresses: owned(fields.texts("addresses", faults)),
            on: within(&fields, "on", faults),
            computed: owned(fields.texts("computed", faults)),
            payload: moved?,
        })
    });
    read.collect()
}

/// Paths within an item: a definition is the same in every format.
fn within(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Vec<Path> {
    let node = fields.get(key);
    node.map_or_else(Vec::new, |node| {
        at(node, FORMATS[0], &KindSources::new(), faults)
    })
}

fn words(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for Field { name, value, .. } in fields.entries(key, "words by word", faults) {
        let word = fields::text(value, faults).map(|word| word.into_owned());
        words.extend(word.map(|word| (name.into_owned(), word)));
    }
    words
}

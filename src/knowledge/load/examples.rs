//! Examples of rules and kinds: documentation that tests run.
//!
//! In: the node of a rule or kind. Out: [`Example`]s. How they are run is not known here.

use std::collections::BTreeMap;

use crate::frontend::Format;
use crate::knowledge::{Example, ExampleSettings};
use crate::source::{Diagnostic, Place, Severity};
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Node, Shape};

use super::catalog;
use super::names::FORMATS;

/// Keys of an example.
pub const KEYS: [&str; 7] = [
    "name",
    "expect",
    "at",
    "settings",
    "cloudformation",
    "terraform",
    "manifest",
];
const VERDICTS: [&str; 4] = ["violated", "satisfied", "undecided", "not_applicable"];
/// The verdicts of which every rule shows one.
const SHOWN: [&str; 3] = [VERDICTS[0], VERDICTS[1], VERDICTS[2]];

/// The examples under the key `examples` of a rule or kind; one for each format that an example is written in.
pub fn examples_of(owner: Node<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Example> {
    let nodes = owner
        .get("examples")
        .map(|node| fields::items(node, faults))
        .unwrap_or_default();
    nodes
        .into_iter()
        .flat_map(|node| example(node, faults))
        .collect()
}

/// The examples of a rule; what it fails to show is reported with a severity.
pub(super) fn of_rule(
    rule: Node<'_>,
    severity: Severity,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Example> {
    let examples = examples_of(rule, faults);
    let place = rule.get("id").unwrap_or(rule).span();
    let decided = rule.get("never_undecided").is_some();
    for verdict in SHOWN {
        let shown = examples.iter().any(|example| example.expect == verdict);
        if shown || (decided && verdict == SHOWN[2]) {
            continue;
        }
        let message = format!("the rule has no example that is {verdict}");
        let fault = Diagnostic::new("missing-example", severity, Place::Span(place), message);
        faults.push(if verdict == SHOWN[2] {
            fault.help("add one, or say why there is none under `never_undecided`")
        } else {
            fault
        });
    }
    examples
}

fn example(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Example> {
    let Some(fields) = Fields::of(node, "an example", &KEYS, faults) else {
        return Vec::new();
    };
    let Some(name) = fields.need_text("name", faults) else {
        return Vec::new();
    };
    let (expect, facts) = match fields.need("expect", faults) {
        Some(node) if node.shape() == Shape::Mapping => (String::new(), facts(node, faults)),
        Some(node) => {
            let verdict =
                fields::choice(node, "verdict", &VERDICTS.map(|name| (name, name)), faults);
            (verdict.unwrap_or_default().to_owned(), BTreeMap::new())
        }
        None => return Vec::new(),
    };
    let whole = Example {
        at: catalog::owned(fields.texts("at", faults)),
        settings: settings(&fields, faults),
        name: name.into_owned(),
        expect,
        facts,
        format: Format::Manifest,
        text: String::new(),
        manifest: None,
        span: node.span(),
    };
    texts(&fields, &whole, faults)
}

/// An example for each format that it is written in; for its manifest alone where there is no other.
fn texts(fields: &Fields<'_>, whole: &Example, faults: &mut Vec<Diagnostic>) -> Vec<Example> {
    let mut text = |format: Format| {
        let node = fields.get(format.name())?;
        fields::text(node, faults).map(std::borrow::Cow::into_owned)
    };
    let manifest = text(Format::Manifest);
    let written = FORMATS.into_iter().filter_map(|format| {
        Some(Example {
            format,
            text: text(format)?,
            manifest: manifest.clone(),
            ..whole.clone()
        })
    });
    let mut list: Vec<Example> = written.collect();
    if let Some(text) = manifest.filter(|_| list.is_empty()) {
        list.push(Example {
            text,
            ..whole.clone()
        });
    }
    if list.is_empty() {
        let formats = FORMATS.into_iter().chain([Format::Manifest]);
        let formats: Vec<_> = formats
            .map(|format| format!("`{}`", format.name()))
            .collect();
        let message = format!("an example needs a text under {}", formats.join(" or "));
        faults.push(Diagnostic::error("missing-key", fields.span(), message));
    }
    list
}

fn facts(
    node: Node<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let Some(expect) = Fields::of(node, "an expectation", &["components"], faults) else {
        return BTreeMap::new();
    };
    let components = expect.entries("components", "facts by component", faults);
    let read = components
        .into_iter()
        .filter_map(|Field { name, value, .. }| {
            let facts = texts_by_name(fields::entries(value, "facts", faults)?, faults);
            Some((name.into_owned(), facts))
        });
    read.collect()
}

fn settings(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> ExampleSettings {
    let Some(node) = fields.get("settings") else {
        return ExampleSettings::default();
    };
    let Some(fields) = Fields::of(node, "settings", &["phi", "values", "as_of"], faults) else {
        return ExampleSettings::default();
    };
    let phi = fields
        .choice("phi", &[("all", "all"), ("none", "none")], faults)
        .map(str::to_owned);
    let values = texts_by_name(
        fields.entries("values", "values by parameter", faults),
        faults,
    );
    let as_of = fields.get("as_of").and_then(|node| {
        let text = fields::text(node, faults)?;
        let day = text.parse().ok();
        if day.is_none() {
            faults.push(fields::wrong_shape(node, "a day such as `2026-01-31`"));
        }
        day
    });
    ExampleSettings { phi, values, as_of }
}

fn texts_by_name(
    entries: Vec<Field<'_>>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let texts = entries.into_iter().filter_map(|Field { name, value, .. }| {
        let text = match value.shape() {
            Shape::Sequence => catalog::owned(fields::texts(value, faults)).join(", "),
            _ => fields::text(value, faults)?.into_owned(),
        };
        Some((name.into_owned(), text))
    });
    texts.collect()
}

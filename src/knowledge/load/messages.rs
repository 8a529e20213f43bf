//! Messages and labels of rules, whose holes and keys name what the rule can read.
//!
//! In: the fields of a rule. Out: texts whose names are all known. How holes are filled is not known here.

use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};
use crate::vocabulary::Vocabulary;

use super::rules::Sort;

/// The label that stands for what is judged, without an attribute.
const SUBJECT: &str = "subject";

/// The message and the labels of a rule.
pub(super) fn read(
    sort: Sort,
    fields: &Fields<'_>,
    file: &SourceFile,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Diagnostic>,
) -> (String, Vec<(String, String)>) {
    let mut message = String::new();
    if let Some(node) = fields.need("message", faults) {
        message = fields::text(node, faults)
            .unwrap_or_default()
            .trim_end()
            .to_owned();
        check_holes(sort, &message, node, file, vocabulary, faults);
    }
    let mut labels = Vec::new();
    for Field { name, at, value } in fields.entries("labels", "labels", faults) {
        if name != SUBJECT {
            check_name(sort, &name, at, vocabulary, faults);
        }
        let Some(text) = fields::text(value, faults) else {
            continue;
        };
        check_holes(sort, &text, value, file, vocabulary, faults);
        labels.push((name.into_owned(), text.trim_end().to_owned()));
    }
    (message, labels)
}

fn variables(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Component => &["component"],
        Sort::Flow => &["flow", "source", "target"],
        Sort::Path => &["source", "target", "flow"],
        Sort::Statement => &["statement", "component"],
        Sort::Operator => &["operator"],
        Sort::Exception => &["exception"],
    }
}

fn check_holes(
    sort: Sort,
    text: &str,
    node: Node<'_>,
    file: &SourceFile,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Diagnostic>,
) {
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else {
            faults.push(Diagnostic::error(
                "open-hole",
                node.span(),
                "a `{` of this text has no `}`",
            ));
            return;
        };
        let hole = &rest[open..=open + length];
        check_name(
            sort,
            &hole[1..hole.len() - 1],
            place_of(hole, node, file),
            vocabulary,
            faults,
        );
        rest = &rest[open + length + 1..];
    }
}

/// Checks a name of the form `variable.attribute`.
fn check_name(
    sort: Sort,
    name: &str,
    at: Span,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Diagnostic>,
) {
    let Some((variable, attribute)) = name.split_once('.') else {
        let message = format!(
            "expected a name such as `{}.name`, found `{name}`",
            variables(sort)[0]
        );
        faults.push(Diagnostic::error("wrong-type", at, message));
        return;
    };
    if !variables(sort).contains(&variable) {
        faults.push(unknown_name(
            "variable",
            variable,
            at,
            variables(sort).iter().copied(),
        ));
    } else if vocabulary.id(attribute).is_none() {
        let candidates = vocabulary.iter().map(|(_, attribute)| &*attribute.name);
        faults.push(unknown_name("attribute", attribute, at, candidates));
    }
}

/// Where a hole is written, without its braces; the whole text where escapes hide it.
fn place_of(hole: &str, node: Node<'_>, file: &SourceFile) -> Span {
    let span = node.span();
    match file.slice(span).find(hole) {
        Some(offset) => {
            let start = span.start + offset as u32;
            Span::new(span.file, start + 1, start + hole.len() as u32 - 1)
        }
        None => span,
    }
}

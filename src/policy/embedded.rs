//! Documents written as JSON text, also with holes in it.
//!
//! In: a text, literal or of parts. Out: the value that its JSON stands for, where each hole is a part of the text around
//! it, with spans in the file that holds the text where they can be told, else that of the whole text.

use crate::source::{Diagnostic, Place, Severity, Sources};
use crate::syntax::{Budget, Entry, Joined, Limits, Node, Shape, Term, Value};

/// Deepest nesting that is read of an embedded document.
const DEEPEST: usize = 64;

/// The value that a text stands for; a warning where it is not JSON.
pub(super) fn read_embedded(value: &Value, sources: Option<&Sources>) -> Result<Value, Diagnostic> {
    let unreadable = |span, message: &str| {
        Diagnostic::warning(
            "policy-text",
            span,
            format!("policy text is not read: {message}"),
        )
    };
    let joined = match sources {
        Some(sources) => Joined::of_written(value, sources),
        None => Joined::of(value),
    };
    let Some(joined) = joined else {
        return Err(unreadable(
            value.span,
            "it holds characters of the private use area",
        ));
    };
    let limits = Limits::default();
    let (tree, diagnostics) = joined.parse(&limits);
    if let Some(error) = diagnostics
        .iter()
        .find(|found| found.severity == Severity::Error)
    {
        let span = match error.place {
            Place::Span(span) => joined.place(span),
            _ => value.span,
        };
        return Err(unreadable(span, &error.message));
    }
    let root = tree.root().filter(|root| root.shape() == Shape::Mapping);
    let Some(root) = root else {
        return Err(unreadable(value.span, "expected a JSON object"));
    };
    let mut budget = Budget::of(&tree, &limits);
    convert(root, &joined, &mut budget, DEEPEST)
        .ok_or_else(|| unreadable(value.span, "it is nested too deeply or too large"))
}

/// The value of a node; `None` beyond depth and budget.
fn convert(
    node: Node<'_>,
    joined: &Joined<'_>,
    budget: &mut Budget,
    depth: usize,
) -> Option<Value> {
    if depth == 0 || !budget.tick() {
        return None;
    }
    let span = joined.place(node.span());
    let term = match node.shape() {
        Shape::Null => Term::Null,
        Shape::Scalar => {
            let text = node.text().unwrap_or_default();
            return Some(joined.scalar(&text, node.is_plain(), span));
        }
        Shape::Sequence => {
            let items = node
                .items()
                .map(|item| convert(item, joined, budget, depth - 1));
            Term::List(items.collect::<Option<_>>()?)
        }
        Shape::Mapping => {
            let mut entries = Vec::new();
            for (key, value) in node.entries() {
                let value = convert(value, joined, budget, depth - 1)?;
                let key_span = joined.place(key.span());
                entries.extend(key.text().map(|key| Entry {
                    key: joined.key(&key),
                    key_span,
                    value,
                }));
            }
            Term::Map(entries)
        }
    };
    Some(Value { term, span })
}

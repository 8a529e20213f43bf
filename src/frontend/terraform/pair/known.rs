//! How two values compare: whether one can be what the other comes to.
//!
//! In: a value as written and one as planned. Out: yes or no, and texts as the JSON that they are.

use std::sync::Arc;

use crate::source::{Encoding, Severity, SourceFile, Span};
use crate::syntax::{Entry, Limits, Node, OffsetMap, Scalar, Shape, Term, Value, parse_json_text};

/// Deepest nesting that is compared, and read of a text.
const DEEPEST: usize = 64;

/// Whether what is written says more than the text it comes to: what it refers to.
pub(super) fn says_more(value: &Value) -> bool {
    match &value.term {
        Term::Reference(_) | Term::Symbol(_) => true,
        Term::Text(parts) => {
            let is_sure = |part: &Value| {
                matches!(
                    part.term,
                    Term::Scalar(_) | Term::Reference(_) | Term::Symbol(_)
                )
            };
            parts.iter().all(is_sure)
        }
        _ => false,
    }
}

/// Whether a planned value cannot be what a written one comes to.
pub(super) fn contradicts(own: &Value, plan: &Value) -> bool {
    differs(own, plan, DEEPEST)
}

fn differs(own: &Value, plan: &Value, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return false;
    };
    match (&own.term, &plan.term) {
        (Term::Null | Term::Absent, planned) => !is_nothing(planned),
        (Term::Scalar(one), Term::Scalar(other)) => {
            one.text != other.text && !is_same_json(&one.text, &other.text)
        }
        (Term::Scalar(_) | Term::Reference(_) | Term::Symbol(_) | Term::Text(_), Term::Null) => {
            true
        }
        (Term::Scalar(_), Term::Map(_) | Term::List(_)) => true,
        (Term::Map(entries), Term::Map(_)) => entries.iter().any(|entry| {
            plan.get(&entry.key)
                .is_some_and(|value| differs(&entry.value, value, levels))
        }),
        (Term::List(own), Term::List(plan)) => own.len() != plan.len(),
        (
            Term::Choice {
                then, otherwise, ..
            },
            _,
        ) => differs(then, plan, levels) && differs(otherwise, plan, levels),
        _ => false,
    }
}

/// Whether a term says that nothing is there.
pub(super) fn is_nothing(term: &Term) -> bool {
    match term {
        Term::Null | Term::Absent => true,
        Term::List(items) => items.is_empty(),
        _ => false,
    }
}

/// Whether two texts are the same JSON, in another layout.
pub(super) fn is_same_json(one: &str, other: &str) -> bool {
    let parsed = |text: &str| {
        let is_document = text.trim_start().starts_with(['{', '[']);
        is_document
            .then(|| serde_json::from_str::<serde_json::Value>(text).ok())
            .flatten()
    };
    parsed(one).is_some_and(|one| parsed(other).is_some_and(|other| one == other))
}

/// The value that a text of JSON stands for, all of it at the place of the text; `None` for another text.
pub(super) fn from_json(text: &str, span: Span) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let file = SourceFile::new(span.file, String::new(), text.to_owned(), Encoding::Utf8);
    let file = Arc::new(file);
    let offsets = OffsetMap::identity(0);
    let (tree, said) = parse_json_text(file.text(), &offsets, &file, &Limits::default());
    if said.iter().any(|one| one.severity == Severity::Error) {
        return None;
    }
    convert(tree.root()?, span, DEEPEST)
}

fn convert(node: Node<'_>, span: Span, levels: usize) -> Option<Value> {
    let levels = levels.checked_sub(1)?;
    let term = match node.shape() {
        Shape::Null => Term::Null,
        Shape::Scalar => Term::Scalar(Scalar {
            text: node.text().unwrap_or_default().into_owned(),
            plain: node.is_plain(),
        }),
        Shape::Sequence => {
            let items = node.items().map(|item| convert(item, span, levels));
            Term::List(items.collect::<Option<_>>()?)
        }
        Shape::Mapping => {
            let entries = node.entries().map(|(key, value)| {
                Some(Entry {
                    key: key.text()?.into_owned(),
                    key_span: span,
                    value: convert(value, span, levels)?,
                })
            });
            Term::Map(entries.collect::<Option<_>>()?)
        }
    };
    Some(Value { term, span })
}

/// The same value with all of it at one place.
pub(super) fn moved(value: &Value, span: Span) -> Value {
    let term = match &value.term {
        Term::List(items) => Term::List(items.iter().map(|item| moved(item, span)).collect()),
        Term::Map(entries) => {
            let entries = entries.iter().map(|entry| Entry {
                key: entry.key.clone(),
                key_span: span,
                value: moved(&entry.value, span),
            });
            Term::Map(entries.collect())
        }
        term => term.clone(),
    };
    Value { term, span }
}

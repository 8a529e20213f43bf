//! Nodes of a document as values: what is written, as it is.

use crate::source::Span;
use crate::syntax::{Budget, Cause, CauseKind, Entry, Node, Scalar, Shape, Term, Value};

/// Deepest nesting that is read of a document.
const DEEPEST: usize = 64;

/// The value of a node; all of it at one span where the places inside cannot be told.
pub(super) fn value_of(node: Node<'_>, at: Option<Span>, budget: &mut Budget) -> Value {
    convert(node, at, budget, DEEPEST)
}

fn convert(node: Node<'_>, at: Option<Span>, budget: &mut Budget, depth: usize) -> Value {
    let span = at.unwrap_or(node.span());
    if depth == 0 || !budget.tick() {
        let cause = Cause::new(CauseKind::Limit, "the size of a policy");
        return Value {
            term: Term::Unknown(cause),
            span,
        };
    }
    let term = match node.shape() {
        Shape::Null => Term::Null,
        Shape::Scalar => Term::Scalar(Scalar {
            text: node.text().unwrap_or_default().into_owned(),
            plain: node.is_plain(),
        }),
        Shape::Sequence => {
            let items = node.items();
            Term::List(
                items
                    .map(|item| convert(item, at, budget, depth - 1))
                    .collect(),
            )
        }
        Shape::Mapping => {
            let entries = node.entries().filter_map(|(key, value)| {
                Some(Entry {
                    key: key.text()?.into_owned(),
                    key_span: at.unwrap_or(key.span()),
                    value: convert(value, at, budget, depth - 1),
                })
            });
            Term::Map(entries.collect())
        }
    };
    Value { term, span }
}

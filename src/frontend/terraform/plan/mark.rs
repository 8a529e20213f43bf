//! What a plan says about each part of a value: that it is not known, or sensitive.
//!
//! In: `true`, or an object or list that has the form of the value. Out: the mark of each part.

use crate::syntax::{Node, Shape};

use super::written::Fields;

/// Deepest nesting that is looked into; what is deeper counts as not known.
const DEEPEST: usize = 64;

/// What a plan says about each part of a value, beside the value.
#[derive(Clone, Copy)]
pub(super) enum Mark<'n> {
    /// It does not hold.
    No,
    /// It holds.
    Yes,
    /// It holds for some parts.
    Parts(Node<'n>),
    /// What is written and has no value is not known: the plan does not say so itself.
    Missing,
}

impl<'n> Mark<'n> {
    /// As a plan writes it: `true`, or parts.
    pub(super) fn of(node: Option<Node<'n>>) -> Self {
        let Some(node) = node else { return Mark::No };
        match node.shape() {
            Shape::Mapping | Shape::Sequence => Mark::Parts(node),
            Shape::Scalar if node.text().as_deref() == Some("true") => Mark::Yes,
            _ => Mark::No,
        }
    }

    /// The keys that have marks, for look-ups.
    pub(super) fn fields(self) -> Fields<'n> {
        match self {
            Mark::Parts(node) => Fields::of(node),
            _ => Fields::Nothing,
        }
    }

    /// The mark of a key; `fields` are those of this one.
    pub(super) fn key(self, key: &str, fields: &Fields<'n>) -> Self {
        match self {
            Mark::Parts(_) => Mark::of(fields.get(key).map(|(_, node)| node)),
            other => other,
        }
    }

    /// The marks of items, as many as there are.
    pub(super) fn items(self, count: usize) -> Vec<Self> {
        let mut marks: Vec<Self> = match self {
            Mark::Parts(node) => node.items().map(|item| Mark::of(Some(item))).collect(),
            other => vec![other; count],
        };
        marks.resize(count, Mark::No);
        marks
    }
}

/// Whether a part of what is marked is not known.
pub(super) fn is_open(mark: Node<'_>) -> bool {
    is_open_within(mark, DEEPEST)
}

fn is_open_within(mark: Node<'_>, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return true;
    };
    match mark.shape() {
        Shape::Scalar => mark.text().as_deref() == Some("true"),
        Shape::Null => false,
        Shape::Mapping => mark.entries().any(|(_, mark)| is_open_within(mark, levels)),
        Shape::Sequence => mark.items().any(|mark| is_open_within(mark, levels)),
    }
}

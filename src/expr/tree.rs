//! A predicate as it is written: a tree whose nodes know their bytes, and the faults found in it.
//!
//! In: nothing, types only. Out: [`Node`] and [`Fault`]. What a name stands for is not known here.

use std::sync::Arc;

use crate::source::{Diagnostic, Span};

/// A half-open range of byte offsets into the text of a predicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    /// Offset of the first byte.
    pub(super) start: usize,
    /// Offset one past the last byte.
    pub(super) end: usize,
}

/// A part of a predicate.
#[derive(Debug)]
pub(super) struct Node {
    /// Its bytes.
    pub(super) extent: Extent,
    /// What it is.
    pub(super) form: Form,
}

/// A name and its bytes.
#[derive(Debug)]
pub(super) struct Name {
    /// Its bytes.
    pub(super) extent: Extent,
    /// The name.
    pub(super) text: String,
}

/// The forms that a part can have.
#[derive(Debug)]
pub(super) enum Form {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A quoted text.
    Text(Arc<str>),
    /// `[a, b]`.
    List(Vec<Node>),
    /// `name.name.name`.
    Path(Vec<Name>),
    /// `name(…)` or, with a receiver, `receiver.name(…)`.
    Call {
        receiver: Option<Box<Node>>,
        name: Name,
        arguments: Vec<Node>,
    },
    /// `!a`.
    Not(Box<Node>),
    /// `a && b && …`, kept flat so that long chains are not deep.
    And(Vec<Node>),
    /// `a || b || …`, kept flat.
    Or(Vec<Node>),
    /// `a == b` and the other relations.
    Relation(Relation, Box<[Node; 2]>),
    /// `a ? b : c`.
    Choice(Box<[Node; 3]>),
}

/// The relations between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// `==`.
    Equal,
    /// `!=`.
    Different,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    Greater,
    /// `>=`.
    AtLeast,
    /// `in`.
    In,
}

/// Something wrong with a predicate, at offsets within its own text.
#[derive(Debug)]
pub(super) struct Fault {
    code: &'static str,
    extent: Extent,
    message: String,
    help: Option<String>,
}

impl Extent {
    /// The range `start..end`.
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the start of this one to the end of the other.
    pub(super) fn to(self, other: Extent) -> Extent {
        Extent::new(self.start, other.end)
    }

    /// The place in the file, for a predicate whose text starts at `at`; kept within `at`, because a text that had
    /// escapes or line folds is shorter or longer than its source.
    pub(super) fn within(self, at: Span) -> Span {
        let place = |offset: usize| {
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            at.start.saturating_add(offset).min(at.end.max(at.start))
        };
        Span::new(at.file, place(self.start), place(self.end))
    }
}

impl Fault {
    /// A fault without advice.
    pub(super) fn new(code: &'static str, extent: Extent, message: impl Into<String>) -> Self {
        Self {
            code,
            extent,
            message: message.into(),
            help: None,
        }
    }

    /// The same with advice.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The diagnostic, for a predicate whose text starts at `at`.
    pub(super) fn diagnostic(self, at: Span) -> Diagnostic {
        let diagnostic = Diagnostic::error(self.code, self.extent.within(at), self.message);
        match self.help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        }
    }
}

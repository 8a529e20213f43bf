//! Where a fact comes from: what somebody wrote, what nobody wrote, or what the catalog or an analysis says.
//!
//! In: places and guards of those who make facts. Out: one place for each world. What the fact says is not known here.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::{Guard, World};

/// Where a fact comes from.
#[derive(Clone, Debug)]
pub enum Origin {
    /// Somebody wrote it.
    Declared(Span),
    /// Somebody wrote it more than once, and each place counts for itself.
    Each(Vec<Span>),
    /// Nobody wrote it, and a citation says what that means.
    Default {
        /// What would be written, and where.
        gap: Gap,
        /// Id of the citation.
        citation: String,
    },
    /// Nobody wrote it.
    Missing(Gap),
    /// The catalog or an analysis says so, from what stands here.
    Derived(Vec<Span>),
    /// It depends on conditions: the first of these whose guard holds.
    Choice(Vec<(Guard, Origin)>),
}

impl Origin {
    /// Where it comes from in one world; in one that leaves it open, from what may be the first.
    pub fn in_world(&self, world: &World) -> &Origin {
        let Origin::Choice(choices) = self else {
            return self;
        };
        let mut possible = choices
            .iter()
            .filter(|(guard, _)| guard.holds(world) != Some(false));
        possible
            .next()
            .or(choices.first())
            .map_or(self, |(_, origin)| origin)
    }

    /// The first place it points to, if any.
    pub fn span(&self) -> Option<Span> {
        match self {
            Origin::Declared(span) => Some(*span),
            Origin::Missing(gap) | Origin::Default { gap, .. } => Some(gap.at),
            Origin::Derived(spans) | Origin::Each(spans) => spans.first().copied(),
            Origin::Choice(choices) => choices.first()?.1.span(),
        }
    }

    /// Further places that count for themselves.
    pub fn others(&self) -> &[Span] {
        match self {
            Origin::Each(spans) => spans.get(1..).unwrap_or_default(),
            _ => &[],
        }
    }

    /// What nobody wrote, where that is why it is so.
    pub fn gap(&self) -> Option<&Gap> {
        match self {
            Origin::Missing(gap) | Origin::Default { gap, .. } => Some(gap),
            Origin::Declared(_) | Origin::Each(_) | Origin::Derived(_) | Origin::Choice(_) => None,
        }
    }
}

/// Something that nobody wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Where it would stand: the key of what is nearest to it.
    pub at: Span,
    /// What would stand there, as a path in the language of the source; `None` where it is no single property.
    pub property: Option<Arc<str>>,
}

impl From<Span> for Gap {
    fn from(at: Span) -> Self {
        Self { at, property: None }
    }
}

//! How far data classes spread, and why.

use std::collections::BTreeMap;

use crate::model::ComponentId;
use crate::source::Span;
use crate::syntax::Guard;

use super::{DataClass, EdgeId, Level};

/// How far data classes spread, per component and class, and why.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// By component index: for each class of [`DataClass::ALL`], the level and the reason.
    pub carried: Vec<[Carried; 6]>,
    /// By edge index: for each class, the level at which the edge moves it.
    pub moved: Vec<[Level; 6]>,
    /// Where each class starts, whatever else comes there, at which level and why.
    pub starts: BTreeMap<(ComponentId, DataClass), Carried>,
    /// Whether stores were taken to hold PHI because nothing was marked.
    pub assumed: bool,
    /// Whether everything is to be judged as having PHI, and so every key as protecting it.
    pub everything: bool,
}

/// The level of a class at a component.
#[derive(Clone, Debug)]
pub struct Carried {
    /// How sure it is.
    pub level: Level,
    /// When it is so: all conditions on the way.
    pub when: Guard,
    /// Why.
    pub why: Why,
}

impl Default for Carried {
    fn default() -> Self {
        Self {
            level: Level::No,
            when: Guard::Always,
            why: Why::Nothing,
        }
    }
}

/// Why a component carries a class.
#[derive(Clone, Debug, Default)]
pub enum Why {
    /// It does not.
    #[default]
    Nothing,
    /// It starts here: a label, a tag, an assumption.
    Starts(Start),
    /// It came over this edge.
    Over(EdgeId),
    /// It must have gone out over this edge: a labelled store has a writer.
    WroteTo(EdgeId),
}

/// Where a class starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// In words, such as ``tag `DataClassification` is `PHI` ``.
    pub text: String,
    /// Where it says so.
    pub span: Span,
}

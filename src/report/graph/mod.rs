//! Pictures of the graph: for browsers, for Graphviz, for Mermaid, and as data.
//!
//! In: a part of a graph with the verdicts of a run. Out: a [`Picture`], and its renderings as text. Which part is shown
//! is decided before; files and arguments are not known here.

mod arrow;
mod dot;
mod fold;
mod frame;
mod label;
mod mermaid;
mod svg;
mod view;

use std::collections::BTreeMap;

use crate::check::Outcome;
use crate::graph::{DataClass, Graph, Level};
use crate::knowledge::Knowledge;
use crate::model::{ComponentId, Deployment};
use crate::report::Report;
use crate::source::Span;
use crate::syntax::Cause;

pub(in crate::report) use arrow::arrows;
pub use dot::render as dot;
pub use fold::{Fold, fold};
pub(in crate::report) use label::class_title;
pub(in crate::report) use mermaid::escaped;
pub use mermaid::{beyond_limits, render as mermaid};
pub use svg::{render as svg, undrawable, unreadable};
pub use view::picture;

/// What a picture is made from.
#[derive(Clone, Copy, Debug)]
pub struct Material<'run> {
    /// The report of the run.
    pub report: &'run Report<'run>,
    /// The graph.
    pub graph: &'run Graph,
    /// What the tool knows.
    pub knowledge: &'run Knowledge,
    /// The deployments.
    pub deployments: &'run [Deployment],
}

impl Material<'_> {
    fn outcome(&self) -> &Outcome {
        &self.report.outcome
    }
}

/// A part of the graph, ready to be drawn.
#[derive(Debug)]
pub struct Picture<'run> {
    /// The report of the run.
    pub report: &'run Report<'run>,
    /// The class that is highlighted.
    pub class: DataClass,
    /// Frames in which components stand together: deployments, then zones, then operators of what is outside of both.
    pub groups: Vec<Group>,
    /// Components, in the order of the graph.
    pub nodes: Vec<Node<'run>>,
    /// Edges, in the order of the graph.
    pub edges: Vec<Line<'run>>,
    /// Edges as they are drawn: those that say the same between the same components are one.
    pub arrows: Vec<Arrow<'run>>,
    /// What somebody who sees the picture has to know, a line each.
    pub notes: Vec<String>,
}

/// Components that stand together.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its key: unique, and the same in every run in which the group is.
    pub key: String,
    /// What they have in common.
    pub place: Place,
    /// They, by index.
    pub members: Vec<usize>,
}

/// Where components stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In what a deployment makes; its path.
    Deployment(String),
    /// In a zone of a manifest; its name, and how far it is trusted where that is said.
    Zone(String, Option<String>),
    /// Outside of all deployments, with this operator; `None` where nobody knows who that is.
    Outside(Option<String>),
}

/// A component, or several that are drawn as one.
#[derive(Clone, Debug)]
pub struct Node<'run> {
    /// The component, or the first of several.
    pub id: ComponentId,
    /// Its key: unique, and the same in every run.
    pub key: String,
    /// Its name.
    pub name: &'run str,
    /// Its kind or resource type; empty where neither is known.
    pub kind: &'run str,
    /// Its role in a data-flow diagram.
    pub element: &'static str,
    /// How it is known.
    pub presence: &'static str,
    /// Who operates its service, where known.
    pub operator: Option<&'run str>,
    /// Its service, where known.
    pub service: Option<&'run str>,
    /// What people call that service.
    pub service_title: Option<&'run str>,
    /// Path of the deployment that declares or names it.
    pub deployment: &'run str,
    /// Whether it is outside of that deployment, which only names it.
    pub outside: bool,
    /// The zone of a manifest that it is in, and how far that is trusted.
    pub zone: Option<(&'run str, Option<&'run str>)>,
    /// Its address.
    pub address: String,
    /// Where it is declared or named.
    pub span: Span,
    /// The condition under which it exists; `None` for always.
    pub when: Option<String>,
    /// The group it stands in, by index; `None` where it stands in no frame.
    pub group: Option<usize>,
    /// Whether another one of its name stands there too, so that its deployment has to tell them apart.
    pub repeated: bool,
    /// What it carries, by level yes or possible.
    pub classes: Vec<Carrying>,
    /// The level of the class of the picture.
    pub level: Level,
    /// What rules say of it.
    pub marks: Marks<'run>,
    /// What it stands for, where that is more than one component.
    pub folded: Option<Folded<'run>>,
}

/// Components that are drawn as one.
#[derive(Clone, Debug)]
pub struct Folded<'run> {
    /// What they have in common.
    pub by: &'static str,
    /// How many they are.
    pub components: usize,
    /// How many of them carry the class of the picture, or may.
    pub carriers: usize,
    /// How many of each kind they are.
    pub kinds: BTreeMap<&'run str, usize>,
    /// How many edges between them are not drawn.
    pub inside: usize,
}

/// Edges that are one because their ends are folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summed {
    /// How many they are.
    pub edges: usize,
    /// How many of each payload they are.
    pub payloads: BTreeMap<&'static str, usize>,
}

/// A class at a component.
#[derive(Clone, Debug)]
pub struct Carrying {
    /// The class.
    pub class: &'static str,
    /// How sure it is.
    pub level: &'static str,
    /// Why, in words.
    pub reason: String,
    /// Where that is written.
    pub span: Option<Span>,
}

/// An edge, or several that are one.
#[derive(Clone, Debug)]
pub struct Line<'run> {
    /// Its key: unique, and the same in every run in which the edge is.
    pub key: String,
    /// Where it starts, by index.
    pub source: usize,
    /// Where it ends, by index.
    pub target: usize,
    /// What it is about.
    pub layer: &'static str,
    /// What it carries.
    pub payload: &'static str,
    /// Why it is believed.
    pub basis: &'static str,
    /// How sure it is.
    pub level: &'static str,
    /// Which part of an exchange it is.
    pub leg: &'static str,
    /// Why it is there.
    pub reason: &'run str,
    /// Where that is written.
    pub spans: &'run [Span],
    /// What would settle whether it is there.
    pub doubt: Option<&'run Cause>,
    /// The condition under which it exists; `None` for always.
    pub when: Option<String>,
    /// The classes that it moves, by level yes or possible.
    pub moves: BTreeMap<&'static str, &'static str>,
    /// How sure it is that it moves the class of the picture.
    pub moved: Level,
    /// How it compares between a manifest and the code: `declared`, `missing`, `unsettled`, `undeclared`.
    pub design: Option<&'static str>,
    /// Whether something on it ends the way of PHI, or may.
    pub barrier: Option<Level>,
    /// What rules say of it.
    pub marks: Marks<'run>,
    /// What it stands for, where that is more than one edge.
    pub summed: Option<Summed>,
}

/// Edges that are drawn as one.
#[derive(Clone, Debug)]
pub struct Arrow<'run> {
    /// Where it starts, by index.
    pub source: usize,
    /// Where it ends, by index.
    pub target: usize,
    /// What it is about.
    pub layer: &'static str,
    /// What it carries.
    pub payload: &'static str,
    /// Why it is believed.
    pub bases: Vec<&'static str>,
    /// Why its edges are there, each reason once.
    pub reasons: Vec<&'run str>,
    /// How sure it is.
    pub level: &'static str,
    /// How sure it is that it moves the class of the picture.
    pub moved: Level,
    /// How it compares between a manifest and the code.
    pub design: Option<&'static str>,
    /// Whether something on it ends the way of PHI, or may.
    pub barrier: Option<Level>,
    /// What rules say of it.
    pub marks: Marks<'run>,
    /// What it stands for, where its ends are folded.
    pub summed: Option<Summed>,
}

/// Ids of rules by what they say of a component or an edge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks<'run> {
    /// Rules that it breaks.
    pub violated: Vec<&'run str>,
    /// Rules of which that cannot be said.
    pub undecided: Vec<&'run str>,
    /// Of the rules that it breaks those for which exceptions cover all of that.
    pub excepted: Vec<&'run str>,
}

impl Marks<'_> {
    /// Whether it breaks a rule, and no exception covers that.
    pub fn breaks(&self) -> bool {
        self.violated
            .iter()
            .any(|rule| !self.excepted.contains(rule))
    }
}

//! Rules: what must hold, and the examples that show it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::expr::Predicate;
use crate::frontend::Format;
use crate::graph::DataClass;
use crate::source::Span;

/// Index of a rule in [`Knowledge::rules`](super::Knowledge::rules).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u16);

/// How much a broken rule matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleLevel {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
    /// Critical.
    Critical,
}

/// What a rule rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Policy: the law names an aim and leaves the means, or asks for nothing of the kind.
    #[default]
    Policy,
    /// An addressable specification of the law asks for it.
    Addressable,
    /// A standard or a required specification of the law asks for it.
    Required,
}

impl Basis {
    /// Its name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Policy => "policy",
            Basis::Addressable => "addressable",
            Basis::Required => "required",
        }
    }
}

/// What a rule judges.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Each component for which `where` holds.
    Component {
        /// Which components.
        condition: Predicate,
        /// What must hold of each.
        require: Predicate,
    },
    /// Each flow for which `where` holds.
    Flow {
        /// Which flows.
        condition: Predicate,
        /// What must hold of each.
        require: Predicate,
    },
    /// Each statement of a policy for which `where` holds.
    Statement {
        /// Which statements.
        condition: Predicate,
        /// What must hold of each.
        require: Predicate,
    },
    /// Each operator of a service for which `where` holds.
    Operator {
        /// Which operators.
        condition: Predicate,
        /// What must hold of each.
        require: Predicate,
    },
    /// Each exception of the run: it must cover something.
    Exception,
    /// Paths of a data class from one set of components to another, unless a barrier lies on the way.
    Path(PathRule),
}

/// A path rule: no path may survive.
#[derive(Clone, Debug)]
pub struct PathRule {
    /// The data class that travels.
    pub class: DataClass,
    /// Where a path starts (over `component`).
    pub from: Predicate,
    /// Where it must not arrive (over `component`).
    pub to: Predicate,
    /// A flow that closes the path (over `flow`, `source`, `target`), if there is such a thing.
    pub barrier: Option<Predicate>,
}

/// How settled a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// May change.
    Preview,
    /// Settled.
    Stable,
    /// Will go.
    Deprecated,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, the name of the defect; equals the file name.
    pub id: Arc<str>,
    /// Its topic: the folder and the SARIF tag.
    pub topic: Arc<str>,
    /// One line.
    pub title: String,
    /// How much it matters.
    pub severity: RuleLevel,
    /// How sure a finding is.
    pub confidence: RuleLevel,
    /// Ids of controls.
    pub controls: Vec<String>,
    /// What it rests on.
    pub basis: Basis,
    /// First version with it.
    pub since: String,
    /// How settled it is.
    pub status: Status,
    /// Ids that it had before; exceptions that name them still count.
    pub aliases: Vec<String>,
    /// What it judges.
    pub subject: Subject,
    /// The message, with `{component.name}`-like holes.
    pub message: String,
    /// Label texts by the dotted name that the rule reads; the first is primary.
    pub labels: Vec<(String, String)>,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub fix: String,
    /// References.
    pub references: Vec<String>,
    /// When a finding can be wrong.
    pub false_positives: String,
    /// Where it is defined.
    pub span: Span,
}

/// An example of a rule or kind.
#[derive(Clone, Debug)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// The verdict it must have: `violated`, `satisfied`, `undecided`, `not_applicable`; empty for a kind.
    pub expect: String,
    /// For a kind: the facts, as text, that must hold, by component and attribute.
    pub facts: BTreeMap<String, BTreeMap<String, String>>,
    /// What the run is told besides the template.
    pub settings: ExampleSettings,
    /// Addresses at which a finding must point.
    pub at: Vec<String>,
    /// The format of the text.
    pub format: Format,
    /// The template, or the manifest where that is all.
    pub text: String,
    /// A manifest beside the template.
    pub manifest: Option<String>,
    /// Where the example is written.
    pub span: Span,
}

/// What an example tells the run besides its template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleSettings {
    /// What holds PHI: `all` or `none`; `None` leaves it to the labels of the template.
    pub phi: Option<String>,
    /// Values of parameters.
    pub values: BTreeMap<String, String>,
    /// The day of the run.
    pub as_of: Option<jiff::civil::Date>,
}

/// A control of a framework.
#[derive(Clone, Debug)]
pub struct Control {
    /// Its id with the framework, such as `hipaa/164.312(e)(1)`.
    pub id: String,
    /// Its place among all controls, in the order in which the files list them.
    pub position: usize,
    /// What it asks, in own words.
    pub title: String,
    /// `required`, `addressable` or `standard`, where the framework tells them apart; `policy` for what no law asks.
    pub level: String,
    /// `automated`, `partial` or `manual`.
    pub automation: String,
    /// `files`, `manifest` or `attestation`: what can show it, where the framework says so.
    pub seen_in: Option<String>,
    /// Kinds, and services, of which alone a rule speaks for this control; empty where all count that its rules judge.
    pub about: Vec<String>,
    /// What a person must still attest.
    pub note: String,
    /// Why no rule asks for it although files could show it; empty where one does or could.
    pub no_rule: String,
    /// Where the text comes from.
    pub citation: super::Citation,
}

//! Reports: findings for a terminal, for code-scanning services, for people who review a change, for other programs; pictures of the graph; what there is to
//! say of one component.
//!
//! In: the findings of a run, with the files they point into. Out: a [`Report`], and its renderings as text. Files and
//! arguments are not known here, and rendering computes nothing.

pub mod access;
pub mod diff;
pub mod evidence;
pub mod graph;
pub mod json;
pub mod review;
pub mod sarif;
pub mod terminal;
pub mod told;
pub mod why;

mod coverage;
mod reach;
mod rule;
mod totals;
mod trials;

#[cfg(test)]
mod tests;

pub use coverage::coverage;
pub use reach::{Carrier, Moved, Reach, reach};
pub use rule::{rule_crosswalk, rule_page, rule_table};
pub use terminal::clean;
pub use trials::{Tried, trial_table};

use std::collections::BTreeMap;

use crate::check::{Finding, Outcome, Standing};
use crate::knowledge::{Control, Rule};
use crate::source::{Diagnostic, Sources, Span};

/// Everything that a report shows.
#[derive(Debug)]
pub struct Report<'run> {
    /// The files, for snippets and positions.
    pub sources: &'run Sources,
    /// The rules that ran, by index.
    pub rules: &'run [Rule],
    /// Controls by id.
    pub controls: &'run BTreeMap<String, Control>,
    /// Verdicts.
    pub outcome: Outcome,
    /// What was said about inputs.
    pub diagnostics: Vec<Diagnostic>,
    /// What was read and what not.
    pub coverage: Coverage,
    /// Exceptions, and how each fared.
    pub exceptions: Vec<Standing>,
    /// Where PHI goes.
    pub reach: Reach,
    /// The report of the earlier run that this one is compared with, as shown.
    pub baseline: Option<String>,
    /// Day on which the run is to be judged, ISO 8601.
    pub as_of: String,
    /// Day of the newest service fact, ISO 8601.
    pub catalog_date: String,
}

/// What a run read, and what it did not.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Paths of the files that were read as documents, as shown.
    pub files: Vec<String>,
    /// Walked files that are not infrastructure.
    pub other_files: usize,
    /// Files that look like assemblies or plans and that an ignore file hides.
    pub ignored: Vec<String>,
    /// Components by presence: declared, implied, external, unread.
    pub components: BTreeMap<&'static str, usize>,
    /// Flows.
    pub flows: usize,
    /// Components that carry PHI, by level: yes, possible.
    pub carriers: BTreeMap<&'static str, usize>,
    /// Resource types without a kind, with how often and where first.
    pub unmapped: Vec<(String, usize, Span)>,
    /// References that no file read resolves.
    pub unresolved: usize,
    /// Policies whose text was not read.
    pub opaque_policies: usize,
    /// Policy documents that stand alone and are no grants: limits, policies of resources, and what can be either.
    pub policies_set_aside: usize,
    /// What was assumed, such as that every data store holds PHI. Shown first.
    pub assumptions: Vec<String>,
}

impl Report<'_> {
    /// The rule of a finding; `None` where the finding is of another set of rules.
    pub fn rule(&self, finding: &Finding) -> Option<&Rule> {
        self.rules.get(usize::from(finding.rule.0))
    }
}

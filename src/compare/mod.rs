//! Two runs, one beside the other: what is known from before, and what a change brings.
//!
//! In: what reports say of runs, findings of this one. Out: the findings that are known, marked; and a [`Diff`]. Where
//! reports are, and how a diff is shown, is not known here.

mod diff;
mod pairing;
mod ways;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::check::{Outcome, Verdict};

pub use diff::{Diff, Kept, NewFlow, Widened, diff};

use pairing::{Identity, pair};

/// What a report says of a run, as far as runs are compared.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// The version of the tool and the day of its catalog.
    pub made_with: (String, String),
    /// Paths of the files that it read.
    pub files: BTreeSet<String>,
    /// How many inputs could not be read.
    pub errors: usize,
    /// What was violated or undecided.
    pub findings: Vec<Known>,
    /// Components that carry PHI.
    pub carriers: Vec<Carrier>,
    /// Flows that move PHI.
    pub flows: Vec<Flow>,
}

/// A finding of a report.
#[derive(Clone, Debug)]
pub struct Known {
    /// Id of the rule.
    pub rule: String,
    /// Severity of the rule.
    pub severity: String,
    /// Whether it is violated; else undecided.
    pub violated: bool,
    /// Address of the subject.
    pub address: String,
    /// What was found.
    pub message: String,
    /// Its first place, as `path:line:column`.
    pub place: String,
    /// What tells it from others.
    pub fingerprint: String,
    /// Whether an exception covers it.
    pub waived: bool,
    /// The hops of the way by which data gets there.
    pub path: Vec<String>,
}

/// A component that carries PHI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Its address.
    pub address: String,
    /// Its name.
    pub name: String,
    /// How sure that is.
    pub level: Level,
    /// Why PHI starts there, where it does.
    pub start: Option<String>,
}

/// A flow that moves PHI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Address of the component where it starts.
    pub from: String,
    /// Address of the component where it ends.
    pub to: String,
    /// How sure it is.
    pub level: Level,
    /// What moves.
    pub payload: String,
    /// What says so: `declared`, `configured` or `permitted`.
    pub basis: String,
    /// Why the data moves, in words.
    pub reason: String,
    /// Where it says so, as `path:line:column`; empty where nothing does.
    pub place: String,
}

/// How sure it is that PHI is somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It may be.
    Possible,
    /// It is.
    Yes,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::Possible => "possible",
            Level::Yes => "yes",
        }
    }
}

/// Marks the findings that an earlier run has too: as often as it has them, and not those that an exception covered then.
pub fn mark(outcome: &mut Outcome, rules: &[&str], files: &BTreeSet<String>, past: &Past) {
    let open = |verdict: Verdict| matches!(verdict, Verdict::Violated | Verdict::Undecided);
    let indices: Vec<usize> = (0..outcome.findings.len())
        .filter(|index| open(outcome.findings[*index].verdict))
        .collect();
    let identity = |index: &usize| {
        let finding = &outcome.findings[*index];
        Identity {
            exact: &finding.fingerprint,
            sort: sort(finding.verdict == Verdict::Violated),
            named: rules
                .get(usize::from(finding.rule.0))
                .copied()
                .unwrap_or_default(),
            address: &finding.address,
        }
    };
    let now: Vec<Identity<'_>> = indices.iter().map(identity).collect();
    let known = past.findings.iter().filter(|one| !one.waived);
    let before: Vec<Identity<'_>> = known.map(Known::identity).collect();
    let pairs = pair((&before, &past.files), (&now, files));
    let known: Vec<usize> = pairs.into_iter().map(|(_, now)| indices[now]).collect();
    for index in known {
        outcome.findings[index].unchanged = true;
    }
}

impl Known {
    fn identity(&self) -> Identity<'_> {
        Identity {
            exact: &self.fingerprint,
            sort: sort(self.violated),
            named: &self.rule,
            address: &self.address,
        }
    }
}

fn sort(violated: bool) -> &'static str {
    match violated {
        true => Verdict::Violated.name(),
        false => Verdict::Undecided.name(),
    }
}

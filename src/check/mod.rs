//! Rules over the graph: for each subject of each rule, a verdict.
//!
//! In: a [`Graph`](crate::graph::Graph) and rules. Out: [`Finding`]s and [`Tally`]s. Output formats are not known here.

mod blame;
mod boundaries;
mod exceptions;
mod facts;
mod finding;
mod instances;
mod intrinsic;
mod judge;
mod paths;
mod places;
mod run;
mod subjects;
mod twins;
mod way;
mod worlds;

use std::collections::BTreeMap;

use crate::graph::{EdgeId, Graph, OperatorId, StatementId};
use crate::knowledge::{Knowledge, RuleId, Subject};
use crate::model::{ComponentId, Construct, Deployment};
use crate::source::Span;
use crate::syntax::Cause;

pub use exceptions::{Files, Standing, State, Waiver, except};
pub use facts::{Seen, Whence};
pub use twins::{show_constructs, show_twins};
pub use way::{Arrival, arrivals, origin};

/// Applies every rule to every subject.
pub fn check(graph: &Graph, knowledge: &Knowledge, deployments: &[Deployment]) -> Outcome {
    let run = run::Run::new(graph, knowledge, deployments);
    let mut outcome = Outcome::default();
    for (index, rule) in knowledge.rules.iter().enumerate() {
        let id = RuleId(index as u16);
        let findings = match &rule.subject {
            Subject::Component { condition, require } => {
                subjects::components(&run, id, condition, require)
            }
            Subject::Flow { condition, require } => subjects::flows(&run, id, condition, require),
            Subject::Statement { condition, require } => {
                subjects::statements(&run, id, condition, require)
            }
            Subject::Operator { condition, require } => {
                subjects::operators(&run, id, condition, require)
            }
            // Exceptions are judged when all else is: what they cover has to be known.
            Subject::Exception => Vec::new(),
            Subject::Path(path) => paths::paths(&run, id, path),
        };
        let findings = instances::together(&run, merge(findings));
        outcome.tallies.push(tally(findings.iter()));
        outcome.findings.extend(findings);
    }
    order(&mut outcome.findings);
    outcome
}

/// Orders findings by file, place and rule.
fn order(findings: &mut [Finding]) {
    let place = |finding: &Finding| finding.labels.first().map(|label| label.span);
    findings.sort_by(|one, other| {
        (place(one), one.rule, &one.address, one.verdict).cmp(&(
            place(other),
            other.rule,
            &other.address,
            other.verdict,
        ))
    });
}

/// One finding per subject: several flows between two components are one movement of data to a person. The gravest
/// verdict counts, with the places of all that share it.
fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: BTreeMap<(String, Vec<String>), Finding> = BTreeMap::new();
    for finding in findings {
        let mut ends: Vec<String> = finding.address.split(" → ").map(str::to_owned).collect();
        ends.sort_unstable();
        let key = (finding.fingerprint.clone(), ends);
        match merged.get_mut(&key) {
            None => {
                merged.insert(key, finding);
            }
            Some(known) if finding.verdict < known.verdict => *known = finding,
            Some(known) if finding.verdict == known.verdict => {
                let more = finding
                    .labels
                    .into_iter()
                    .filter(|label| !known.labels.iter().any(|own| own.span == label.span));
                let more: Vec<Label> = more.collect();
                known.labels.extend(more);
                known.flows.extend(finding.flows);
                known.causes.extend(finding.causes);
                known.causes.sort();
                known.causes.dedup();
                known.if_it_applies &= finding.if_it_applies;
            }
            Some(_) => {}
        }
    }
    merged.into_values().collect()
}

fn tally<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> Tally {
    let count = |verdict: Verdict| {
        findings
            .clone()
            .filter(|finding| finding.verdict == verdict && finding.waiver.is_none())
            .count()
    };
    let waived = findings.clone().filter(|one| one.waiver.is_some());
    let doubtful = findings.clone().filter(|finding| finding.if_it_applies);
    Tally {
        waived: waived.count(),
        satisfied: count(Verdict::Satisfied),
        if_it_applies: doubtful.count(),
        violated: count(Verdict::Violated),
        undecided: count(Verdict::Undecided),
    }
}

/// What a rule says of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// What it requires does not hold.
    Violated,
    /// It cannot be said; the finding names what would settle it.
    Undecided,
    /// What it requires holds.
    Satisfied,
    /// It does not speak of this subject.
    NotApplicable,
}

impl Verdict {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Violated => "violated",
            Verdict::Undecided => "undecided",
            Verdict::Satisfied => "satisfied",
            Verdict::NotApplicable => "not_applicable",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A component.
    Component(ComponentId),
    /// A flow.
    Flow(EdgeId),
    /// A statement of a policy.
    Statement(StatementId),
    /// An operator, with all that it runs.
    Operator(OperatorId),
    /// Paths from a component to another.
    Path(ComponentId, ComponentId),
    /// The run: a rule about paths for which there is none.
    Run,
}

/// A place with what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is to be seen, lower case, no final stop.
    pub text: String,
}

/// One hop of a path, for reports: everything is text and spans already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Name of the component where the hop starts.
    pub from: String,
    /// Name of the component where it ends.
    pub to: String,
    /// Why the data moves, in words.
    pub reason: String,
    /// `declared`, `configured` or `permitted`.
    pub basis: &'static str,
    /// `content`, `notice`, …
    pub payload: &'static str,
    /// `yes` or `possible`.
    pub level: &'static str,
    /// Where it says so; the first is shown.
    pub spans: Vec<Span>,
    /// Whether the rule is broken at this hop.
    pub breaks: bool,
}

/// A path with where it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowPath {
    /// Why the class is at the first component, in words.
    pub start: Option<Label>,
    /// The hops.
    pub hops: Vec<Hop>,
}

/// A rule's verdict on one subject, violated or undecided, or satisfied where that is worth evidence.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// The verdict.
    pub verdict: Verdict,
    /// The subject.
    pub target: Target,
    /// The flows that the verdict is about: all of a flow rule between the two components, the last of a path.
    pub flows: Vec<EdgeId>,
    /// Name of the subject, such as `NotesBucket` or `Summariser → api.anthropic.com`.
    pub subject: String,
    /// Address of the subject within the run, such as `template.yaml#Resources.NotesBucket`.
    pub address: String,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Places; the first is primary. At least one.
    pub labels: Vec<Label>,
    /// How the data gets there.
    pub path: FlowPath,
    /// Of what is violated or undecided: the attributes that the rule read, with their values; of rules about paths none.
    pub facts: Vec<Seen>,
    /// For undecided: what is not known.
    pub causes: Vec<Cause>,
    /// Assumptions, such as ``assumes `KeyArn` = default``, or the worlds in which it holds.
    pub notes: Vec<String>,
    /// Satisfied although it is not sure that the rule applies.
    pub if_it_applies: bool,
    /// What made the resource at its places, where that was an app of the CDK.
    pub construct: Option<Construct>,
    /// Who answers for it, where an exception covers it: it is shown, and nothing fails by it.
    pub waiver: Option<Waiver>,
    /// Whether an earlier run that this one is compared with has it too: it is shown, and nothing fails by it.
    pub unchanged: bool,
    /// Stable across moves in the file: a hash of rule, deployment, address, attribute and sink, in hex.
    pub fingerprint: String,
}

impl Finding {
    /// Whether something can fail by it: no exception covers it, and it is not known from before.
    pub fn counts(&self) -> bool {
        self.waiver.is_none() && !self.unchanged
    }
}

/// How a rule fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Subjects for which it held.
    pub satisfied: usize,
    /// Of these, those of which it is not sure that the rule applies.
    pub if_it_applies: usize,
    /// Subjects that break it, without those that an exception covers.
    pub violated: usize,
    /// Subjects of which it cannot be said, without those that an exception covers.
    pub undecided: usize,
    /// Subjects that break it, or of which it cannot be said, and that an exception covers.
    pub waived: usize,
}

/// The result of checking.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Findings, satisfied ones included, ordered by file, place and rule.
    pub findings: Vec<Finding>,
    /// By [`RuleId`] index.
    pub tallies: Vec<Tally>,
}

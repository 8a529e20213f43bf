//! Reports for people who review a change: annotations, code quality, test results, a comment.
//!
//! In: a finished [`Report`]. Out: what a service shows beside the lines of a change, each format in a file. All of them show
//! the same [`Remark`]s: what is violated, the gravest first, what is undecided, and what could not be read.

mod github;
mod gitlab;
mod junit;
mod markdown;
mod rdjson;

pub(super) use github::{data, property};
pub(super) use markdown::{escaped, flowchart};

pub use github::render as github;
pub use gitlab::render as gitlab;
pub use junit::render as junit;
pub use markdown::render as markdown;
pub use rdjson::render as rdjson;

use crate::check::{Finding, Verdict, Waiver};
use crate::knowledge::{Rule, RuleLevel};
use crate::source::{Diagnostic, Place, Position, Severity, Span};

use super::terminal::first_sentence;
use super::{Report, totals};

/// Something to say about a place.
#[derive(Clone, Copy)]
pub(super) enum Remark<'r> {
    /// A rule is broken, or it cannot be said whether it is.
    Finding(&'r Finding, Option<&'r Rule>),
    /// Something was not read, or is wrong with it.
    Input(&'r Diagnostic),
}

/// Where a remark belongs.
pub(super) struct Where<'r> {
    /// The file, as shown.
    pub(super) path: &'r str,
    /// From where to where; `None` for the file as a whole.
    pub(super) range: Option<(Position, Position)>,
}

/// What a report has to say: errors of inputs, what is violated from the gravest on, what is undecided, warnings,
/// and last what nothing fails by.
pub(super) fn remarks<'r>(report: &'r Report<'_>) -> Vec<Remark<'r>> {
    let mut ordered: Vec<(usize, Remark<'r>)> = Vec::new();
    for finding in &report.outcome.findings {
        let rule = report.rule(finding);
        let rank = match finding.verdict {
            Verdict::Satisfied | Verdict::NotApplicable => continue,
            _ if !finding.counts() => 10 + rank(rule),
            Verdict::Violated => 1 + rank(rule),
            Verdict::Undecided => 5 + rank(rule),
        };
        ordered.push((rank, Remark::Finding(finding, rule)));
    }
    for said in &report.diagnostics {
        let rank = match said.severity {
            Severity::Error => 0,
            Severity::Warning => 9,
            Severity::Note => continue,
        };
        ordered.push((rank, Remark::Input(said)));
    }
    ordered.sort_by_key(|(rank, _)| *rank);
    ordered.into_iter().map(|(_, remark)| remark).collect()
}

/// The place of a severity, from 0 for the gravest.
fn rank(rule: Option<&Rule>) -> usize {
    let severity = rule.map_or(RuleLevel::High, |rule| rule.severity);
    let at = totals::LEVELS.iter().position(|level| *level == severity);
    at.unwrap_or_default()
}

impl<'r> Remark<'r> {
    /// Where it belongs; `None` where it is about the run.
    pub(super) fn place(&self, report: &'r Report<'_>) -> Option<Where<'r>> {
        match self {
            Remark::Finding(finding, _) => {
                let label = finding.labels.first()?;
                Some(at(report, label.span))
            }
            Remark::Input(said) => match &said.place {
                Place::Span(span) => Some(at(report, *span)),
                Place::Path(path) => Some(Where { path, range: None }),
                Place::Run => None,
            },
        }
    }

    /// How loud it is: `error`, `warning` or `note`.
    pub(super) fn loudness(&self) -> &'static str {
        match self {
            Remark::Finding(finding, _) if !finding.counts() => "note",
            Remark::Finding(finding, _) if finding.verdict == Verdict::Undecided => "note",
            Remark::Finding(_, rule) => {
                rule.map_or("error", |rule| totals::loudness(rule.severity))
            }
            Remark::Input(said) => totals::severity_name(said.severity),
        }
    }

    /// The id of the rule, or of what is wrong with an input.
    pub(super) fn code(&self) -> &'r str {
        match self {
            Remark::Finding(_, rule) => rule.map_or("unknown", |rule| &rule.id),
            Remark::Input(said) => said.code,
        }
    }

    /// What is said, in one sentence; that it is undecided, covered by an exception or known before is part of it.
    pub(super) fn headline(&self) -> String {
        match self {
            Remark::Finding(finding, _) => {
                let known = match &finding.waiver {
                    Some(waiver) => format!("excepted until {}: ", waiver.until),
                    None if finding.unchanged => "unchanged: ".to_owned(),
                    None => String::new(),
                };
                let open = match finding.verdict {
                    Verdict::Undecided => "undecided: ",
                    _ => "",
                };
                format!("{known}{open}{}", finding.message)
            }
            Remark::Input(said) => said.message.clone(),
        }
    }

    /// Whether it is a finding of this verdict that something can fail by.
    pub(super) fn counts_as(&self, verdict: Verdict) -> bool {
        matches!(self, Remark::Finding(finding, _) if finding.verdict == verdict && finding.counts())
    }

    /// Whether it is a finding that nothing fails by.
    pub(super) fn is_set_aside(&self) -> bool {
        matches!(self, Remark::Finding(finding, _) if !finding.counts())
    }

    /// What else there is to say, a line each: the way of the data, what is not known, what to do.
    pub(super) fn details(&self) -> Vec<String> {
        match self {
            Remark::Input(said) => said.help.iter().cloned().collect(),
            Remark::Finding(finding, rule) => {
                let mut lines = Vec::new();
                lines.extend(finding.waiver.as_ref().map(exception));
                if let Some(start) = &finding.path.start {
                    let first = finding.path.hops.first();
                    let name = first.map_or(finding.subject.as_str(), |hop| &hop.from);
                    lines.push(format!("{name}: {}", start.text));
                }
                let hops = finding.path.hops.iter();
                lines.extend(hops.map(|hop| format!("{} → {}: {}", hop.from, hop.to, hop.reason)));
                lines.extend(finding.notes.iter().map(|note| format!("note: {note}")));
                let causes = finding.causes.iter();
                lines.extend(causes.map(|cause| format!("not known: {cause}")));
                if let Some(rule) = rule.filter(|_| finding.verdict == Verdict::Violated) {
                    lines.push(format!("help: {}", joined(first_sentence(&rule.fix))));
                }
                lines
            }
        }
    }

    /// What tells it from all others, also after it moved in its file.
    pub(super) fn fingerprint(&self, report: &Report<'_>) -> String {
        match self {
            Remark::Finding(finding, _) => finding.fingerprint.clone(),
            Remark::Input(said) => {
                let path = self.place(report).map_or("", |place| place.path);
                format!("{}:{path}:{}", said.code, said.message)
            }
        }
    }
}

/// Who answers for a finding, and why.
fn exception(waiver: &Waiver) -> String {
    let ticket = waiver.ticket.as_ref();
    let ticket = ticket.map(|ticket| format!(" ({ticket})"));
    let (owner, reason) = (&waiver.owner, joined(&waiver.reason));
    format!(
        "exception of {owner}{}: {reason}",
        ticket.unwrap_or_default()
    )
}

fn at<'r>(report: &'r Report<'_>, span: Span) -> Where<'r> {
    let file = report.sources.get(span.file);
    let end = span.end.max(span.start);
    Where {
        path: &file.path,
        range: Some((file.position(span.start), file.position(end))),
    }
}

/// A text of several lines on one.
pub(super) fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A count with its word.
pub(super) fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}")
}

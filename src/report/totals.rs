//! Counts over a report that every rendering shows in the same way.
//!
//! In: a [`Report`]. Out: tallies by severity, how many rules held, and the words for severities. How they are laid out
//! is not known here.

use crate::check::{Tally, Verdict};
use crate::knowledge::RuleLevel;
use crate::source::Severity;

use super::Report;

/// Severities, the gravest first.
pub(super) const LEVELS: [RuleLevel; 4] = [
    RuleLevel::Critical,
    RuleLevel::High,
    RuleLevel::Medium,
    RuleLevel::Low,
];

/// The name of a severity or confidence.
pub(super) fn level_name(level: RuleLevel) -> &'static str {
    match level {
        RuleLevel::Critical => "critical",
        RuleLevel::High => "high",
        RuleLevel::Medium => "medium",
        RuleLevel::Low => "low",
    }
}

/// How loudly a severity is reported: `error`, `warning` or `note`, the words of SARIF.
pub(super) fn loudness(level: RuleLevel) -> &'static str {
    match level {
        RuleLevel::Critical | RuleLevel::High => "error",
        RuleLevel::Medium => "warning",
        RuleLevel::Low => "note",
    }
}

/// The name of the severity of a diagnostic, which are the words of SARIF too.
pub(super) fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// The rules of one severity, added up.
pub(super) fn by_level(report: &Report<'_>, level: RuleLevel) -> Tally {
    sum(report
        .rules
        .iter()
        .zip(&report.outcome.tallies)
        .filter(|(rule, _)| rule.severity == level)
        .map(|(_, tally)| tally))
}

/// All rules, added up.
pub(super) fn all(report: &Report<'_>) -> Tally {
    sum(&report.outcome.tallies)
}

fn sum<'a>(tallies: impl IntoIterator<Item = &'a Tally>) -> Tally {
    tallies
        .into_iter()
        .fold(Tally::default(), |total, tally| Tally {
            satisfied: total.satisfied + tally.satisfied,
            if_it_applies: total.if_it_applies + tally.if_it_applies,
            violated: total.violated + tally.violated,
            undecided: total.undecided + tally.undecided,
            waived: total.waived + tally.waived,
        })
}

/// How the rules of a run fared, one count per rule.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fared {
    /// Rules that ran.
    pub(super) ran: usize,
    /// Rules that held for every subject, of at least one.
    pub(super) held: usize,
    /// Rules with a violation.
    pub(super) violated: usize,
    /// Rules without a violation that are undecided somewhere.
    pub(super) undecided: usize,
    /// Rules that held wherever they were judged, and of which it is not sure everywhere that they apply.
    pub(super) if_it_applies: usize,
    /// Rules without a violation or anything undecided but what exceptions cover.
    pub(super) waived: usize,
    /// Rules without a subject.
    pub(super) without_subject: usize,
}

/// How the rules of a run fared.
pub(super) fn fared(report: &Report<'_>) -> Fared {
    let mut fared = Fared {
        ran: report.rules.len(),
        ..Fared::default()
    };
    for index in 0..report.rules.len() {
        let tally = report
            .outcome
            .tallies
            .get(index)
            .copied()
            .unwrap_or_default();
        if tally.violated > 0 {
            fared.violated += 1;
        } else if tally.undecided > 0 {
            fared.undecided += 1;
        } else if tally.waived > 0 {
            fared.waived += 1;
        } else if tally.if_it_applies > 0 {
            fared.if_it_applies += 1;
        } else if tally.satisfied > 0 {
            fared.held += 1;
        } else {
            fared.without_subject += 1;
        }
    }
    fared
}

/// Findings that an earlier run has too and that would count without it, by verdict.
pub(super) fn unchanged(report: &Report<'_>, verdict: Verdict) -> usize {
    let findings = report.outcome.findings.iter();
    let known = findings.filter(|one| one.unchanged && one.waiver.is_none());
    known.filter(|one| one.verdict == verdict).count()
}

/// Unmapped types, the most frequent first.
pub(super) fn unmapped<'r>(
    report: &'r Report<'_>,
) -> Vec<&'r (String, usize, crate::source::Span)> {
    let mut unmapped: Vec<_> = report.coverage.unmapped.iter().collect();
    unmapped.sort_by(|left, right| right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0)));
    unmapped
}

//! What a service takes of a log, and what is left out where there is more.
//!
//! In: findings, and what has been written. Out: the order of results, and in words what was left out. What a result looks
//! like is not known here.
//!
//! The limits are those of GitHub's code scanning
//! (<https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>, read
//! 2026-11-28): more than 25,000 results are refused, and of more than 5,000 only the gravest are shown; of a result 1,000
//! steps of a way and 100 locations, of a rule 10 tags. A log may have 10 MB after `gzip`.

use std::cell::{Cell, RefCell};
use std::io;

use crate::check::{Finding, Verdict};
use crate::report::{Report, totals};

/// Results of a log.
const MOST_RESULTS: usize = 25_000;
/// Results that are shown.
const MOST_SHOWN: usize = 5_000;
/// Bytes of a log as written: results of our examples shrink to a fourteenth by `gzip`, which leaves room below 10 MB.
const MOST_BYTES: usize = 60_000_000;
/// Steps of a way.
pub(super) const MOST_STEPS: usize = 1_000;
/// Related places of a result.
pub(super) const MOST_RELATED: usize = 100;
/// Tags of a rule.
pub(super) const MOST_TAGS: usize = 10;

/// What was written so far, and what was left out.
#[derive(Debug, Default)]
pub(super) struct Written {
    bytes: Cell<usize>,
    results: Cell<usize>,
    left_out: RefCell<LeftOut>,
}

/// What was left out, by sort.
#[derive(Clone, Copy, Debug, Default)]
struct LeftOut {
    violated: usize,
    undecided: usize,
    aside: usize,
    ways: usize,
    places: usize,
}

/// The findings that become results: what counts first, the gravest before others, violated before undecided; then what is
/// known from before, then what exceptions cover; in all of these by file and place. What holds is none: services take
/// every result for a finding.
pub(super) fn ordered<'r>(report: &'r Report<'_>) -> Vec<&'r Finding> {
    let open = |one: &&Finding| matches!(one.verdict, Verdict::Violated | Verdict::Undecided);
    let mut findings: Vec<&Finding> = report.outcome.findings.iter().filter(open).collect();
    findings.sort_by_cached_key(|one| {
        let severity = report.rule(one).map(|rule| rule.severity);
        (
            one.waiver.is_some(),
            one.unchanged,
            one.verdict,
            std::cmp::Reverse(severity),
        )
    });
    findings
}

impl Written {
    /// Whether one more result has room. One that has none is counted.
    pub(super) fn takes(&self, finding: &Finding) -> bool {
        if self.results.get() < MOST_RESULTS && self.bytes.get() < MOST_BYTES {
            self.results.set(self.results.get() + 1);
            return true;
        }
        let mut left_out = self.left_out.borrow_mut();
        match finding.verdict {
            _ if !finding.counts() => left_out.aside += 1,
            Verdict::Violated => left_out.violated += 1,
            _ => left_out.undecided += 1,
        }
        false
    }

    /// Counts a way that is cut.
    pub(super) fn cut_way(&self) {
        self.left_out.borrow_mut().ways += 1;
    }

    /// Counts a result whose related places are cut.
    pub(super) fn cut_places(&self) {
        self.left_out.borrow_mut().places += 1;
    }

    /// What was left out, a sentence each, with the name of what is said.
    pub(super) fn remarks(&self, report: &Report<'_>) -> Vec<(&'static str, &'static str, String)> {
        let LeftOut {
            violated,
            undecided,
            aside,
            ways,
            places,
        } = *self.left_out.borrow();
        let mut said = Vec::new();
        let held = totals::all(report).satisfied;
        if held > 0 {
            let text = format!(
                "{held} verdicts that hold are no results: services take every result for a finding"
            );
            said.push(("held-left-out", "note", text));
        }
        if violated + undecided + aside > 0 {
            let text = format!(
                "results left out for the limits of services: {violated} violated, {undecided} undecided, {aside} excepted or unchanged. \
                 Results are ordered by that, then from the gravest to the least, and the last were left out; the JSON report has all"
            );
            said.push(("results-left-out", "warning", text));
        }
        let hidden = self.results.get().saturating_sub(MOST_SHOWN);
        if hidden > 0 {
            let text = format!(
                "GitHub shows {MOST_SHOWN} results of a log: {hidden} of these it will not show"
            );
            said.push(("results-not-shown", "warning", text));
        }
        if ways > 0 {
            let text = format!(
                "{ways} ways have more than {MOST_STEPS} steps: of each the start and the last are here"
            );
            said.push(("ways-cut", "warning", text));
        }
        if places > 0 {
            let text = format!(
                "{places} results have more than {MOST_RELATED} related places: of each the first are here"
            );
            said.push(("places-cut", "warning", text));
        }
        said
    }
}

/// A writer that counts.
pub(super) struct Counting<'w> {
    pub(super) out: &'w mut dyn io::Write,
    pub(super) written: &'w Written,
}

impl io::Write for Counting<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.written.bytes.set(self.written.bytes.get() + count);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

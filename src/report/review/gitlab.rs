//! A code quality report for GitLab.
//!
//! In: the remarks of a report. Out: a JSON array of issues
//! (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>, read 2026-11-28).

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use sha2::{Digest, Sha256};

use super::{Remark, remarks};
use crate::check::Verdict;
use crate::knowledge::RuleLevel;
use crate::report::Report;
use crate::source::Severity;

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'r str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'r>,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes the issues. What is about the run and no file has none. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::new(&mut *out);
    let mut issues = serializer.serialize_seq(None)?;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for remark in remarks(report) {
        let Some(place) = remark.place(report) else {
            continue;
        };
        issues.serialize_element(&Issue {
            description: remark.headline(),
            check_name: remark.code(),
            fingerprint: fingerprint(&remark.fingerprint(report), &mut seen),
            severity: severity(&remark),
            location: Location {
                path: place.path,
                lines: Lines {
                    begin: place.range.map_or(1, |(start, _)| start.line),
                },
            },
        })?;
    }
    issues.end()?;
    out.write_all(b"\n")
}

/// The service keeps one issue of a fingerprint, so that each has to be of one finding.
fn fingerprint(text: &str, seen: &mut BTreeMap<String, usize>) -> String {
    let count = seen.entry(text.to_owned()).or_default();
    *count += 1;
    let hash = Sha256::digest(format!("{text}#{count}"));
    hash.iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn severity(remark: &Remark<'_>) -> &'static str {
    match remark {
        Remark::Finding(finding, _) if !finding.counts() => "info",
        Remark::Finding(finding, _) if finding.verdict == Verdict::Undecided => "info",
        Remark::Finding(_, rule) => match rule.map_or(RuleLevel::High, |rule| rule.severity) {
            RuleLevel::Critical => "blocker",
            RuleLevel::High => "critical",
            RuleLevel::Medium => "major",
            RuleLevel::Low => "minor",
        },
        Remark::Input(said) if said.severity == Severity::Error => "critical",
        Remark::Input(_) => "info",
    }
}

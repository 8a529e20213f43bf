//! What there is to say of one finding: what the rule wants, every value that it read with where that comes from, and what would change
//! the verdict.
//!
//! In: a report with the knowledge of its run, and how somebody names a finding. Out: [`Told`], or why the name means none. How it is
//! laid out is not known here.

use crate::check::{Finding, Seen};
use crate::knowledge::{Citation, Knowledge, Rule, Subject};
use crate::source::closest_name;

use super::Report;

/// Digits of a fingerprint by which reports for people name a finding.
const SHORT: usize = 8;
/// Fewest digits that name a finding.
pub const FEWEST: usize = 4;

/// What there is to say of a finding.
#[derive(Debug)]
pub struct Told<'run> {
    /// The report that has it.
    pub report: &'run Report<'run>,
    /// The finding.
    pub finding: &'run Finding,
    /// Its rule; `None` where that is of another set of rules.
    pub rule: Option<&'run Rule>,
    /// What the rule speaks of, in words; empty where it is about ways of data alone.
    pub applies: String,
    /// What the rule requires, in words; empty where it is about ways of data alone.
    pub wanted: String,
    /// What it read: what it requires something of comes first.
    pub facts: Vec<Known<'run>>,
}

/// A value that a rule read.
#[derive(Debug)]
pub struct Known<'run> {
    /// The value, and where it comes from.
    pub seen: &'run Seen,
    /// What the attribute means.
    pub meaning: &'run str,
    /// Of a default: who says that it is one.
    pub source: Option<&'run Citation>,
}

/// Why a text names no finding.
#[derive(Debug)]
pub enum Unnamed {
    /// No finding begins so; perhaps this one was meant.
    Unknown(Option<String>),
    /// Several do.
    Several(Vec<String>),
}

/// Whether a text can be the fingerprint of a finding, or the beginning of one.
pub fn is_name(text: &str) -> bool {
    text.len() >= FEWEST && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The short form of the fingerprint of a finding.
pub fn short(finding: &Finding) -> &str {
    finding
        .fingerprint
        .get(..SHORT)
        .unwrap_or(&finding.fingerprint)
}

/// The findings that a text names: one, or those that share a fingerprint.
pub fn named<'run>(report: &'run Report<'_>, text: &str) -> Result<Vec<&'run Finding>, Unnamed> {
    let text = text.to_ascii_lowercase();
    let findings = &report.outcome.findings;
    let fits = |one: &&Finding| one.fingerprint.starts_with(&text);
    let found: Vec<&Finding> = findings.iter().filter(fits).collect();
    let Some(first) = found.first() else {
        let same_length = findings
            .iter()
            .filter_map(|one| one.fingerprint.get(..text.len()));
        return Err(Unnamed::Unknown(
            closest_name(&text, same_length).map(str::to_owned),
        ));
    };
    if found.iter().any(|one| one.fingerprint != first.fingerprint) {
        let line = |one: &&Finding| {
            let rule = report.rule(one).map_or("unknown", |rule| &rule.id);
            format!("{} ({rule}: {})", one.fingerprint, one.subject)
        };
        return Err(Unnamed::Several(found.iter().map(line).collect()));
    }
    Ok(found)
}

/// Says all that there is to say of a finding.
pub fn tell<'run>(
    report: &'run Report<'run>,
    knowledge: &'run Knowledge,
    finding: &'run Finding,
) -> Told<'run> {
    let rule = report.rule(finding);
    let (applies, wanted) = match rule.map(|rule| &rule.subject) {
        Some(
            Subject::Component { condition, require }
            | Subject::Flow { condition, require }
            | Subject::Statement { condition, require }
            | Subject::Operator { condition, require },
        ) => (condition.words(), require.words()),
        _ => (String::new(), String::new()),
    };
    let known = |seen: &'run Seen| {
        let id = knowledge.vocabulary.id(&seen.attribute);
        let citation = match &seen.whence {
            crate::check::Whence::Default { citation, .. } => Some(citation.as_str()),
            _ => None,
        };
        Known {
            seen,
            meaning: id.map_or("", |id| &knowledge.vocabulary.attribute(id).meaning),
            source: citation.and_then(|id| knowledge.citations.get(id)),
        }
    };
    Told {
        report,
        finding,
        rule,
        applies,
        wanted,
        facts: finding.facts.iter().map(known).collect(),
    }
}

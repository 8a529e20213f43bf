//! Verdicts as texts: what is violated, undecided or waived one by one, and for each rule what it held for.
//!
//! In: the outcome of a run. Out: [`Finding`]s and [`RuleResult`]s in the order of the report. Controls are not known here.

use std::collections::BTreeMap;

use crate::check::{self, Verdict, Whence};
use crate::knowledge::{Rule, RuleLevel, Subject};
use crate::report::clean;
use crate::report::evidence::{Cause, Fact, Finding, Held, Hop, Place, RuleResult, Tally, Waiver};
use crate::source::{Sources, Span};

use super::{Material, at};

/// Every finding that is not held.
pub(super) fn findings(material: &Material<'_>) -> Vec<Finding> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let all = material.report.outcome.findings.iter();
    let open = all.filter(|one| is_open(one.verdict));
    let mut findings: Vec<Finding> = open.map(|one| finding(material, one)).collect();
    for finding in &mut findings {
        let times = seen.entry(finding.id.clone()).or_default();
        *times += 1;
        if *times > 1 {
            finding.id = format!("{}-{times}", finding.id);
        }
    }
    findings
}

fn is_open(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Violated | Verdict::Undecided)
}

fn finding(material: &Material<'_>, found: &check::Finding) -> Finding {
    let sources = material.report.sources;
    let rule = material.report.rule(found);
    let place = |label: &check::Label| Place {
        at: at(sources, label.span),
        text: clean(&label.text),
    };
    let mut causes: Vec<Cause> = found.causes.iter().map(cause).collect();
    causes.sort();
    causes.dedup();
    let start = found.path.start.as_ref();
    Finding {
        id: found.fingerprint.clone(),
        rule: rule.map(|rule| clean(&rule.id)).unwrap_or_default(),
        verdict: found.verdict.name().to_owned(),
        severity: level(rule.map_or(RuleLevel::High, |rule| rule.severity)),
        subject: clean(&found.subject),
        address: clean(&found.address),
        message: clean(&found.message),
        places: found.labels.iter().map(place).collect(),
        wanted: rule.map(wanted).unwrap_or_default(),
        found: facts(material, found),
        start: start.map(|label| clean(&label.text)).unwrap_or_default(),
        start_place: start
            .map(|label| at(sources, label.span))
            .unwrap_or_default(),
        hops: found
            .path
            .hops
            .iter()
            .map(|one| hop(sources, one))
            .collect(),
        causes,
        notes: found.notes.iter().map(|note| clean(note)).collect(),
        controls: Vec::new(),
        waived: found.waiver.as_ref().map(|one| waiver(sources, one)),
    }
}

/// What a rule requires, in words.
fn wanted(rule: &Rule) -> String {
    match &rule.subject {
        Subject::Component { require, .. }
        | Subject::Flow { require, .. }
        | Subject::Statement { require, .. }
        | Subject::Operator { require, .. } => clean(&require.words()),
        Subject::Path(_) | Subject::Exception => String::new(),
    }
}

/// The values that can be at fault, those of the most telling attributes first.
fn facts(material: &Material<'_>, found: &check::Finding) -> Vec<Fact> {
    let blamed = found.facts.iter().filter(|seen| seen.blamed);
    let facts = blamed.map(|seen| {
        let vocabulary = &material.knowledge.vocabulary;
        let meaning = vocabulary.id(&seen.attribute);
        let meaning = meaning.map(|id| vocabulary.attribute(id).meaning.as_str());
        let place = |span: &Span| at(material.report.sources, *span);
        let first = |spans: &[Span]| spans.first().map(place).unwrap_or_default();
        let (whence, place, source) = match &seen.whence {
            Whence::Written(spans) => ("written", first(spans), None),
            Whence::Default { at, citation, .. } => ("default", place(at), Some(citation)),
            Whence::Unset { at, .. } => ("not written", place(at), None),
            Whence::Derived(spans) => ("worked out", first(spans), None),
            Whence::Graph => ("graph", String::new(), None),
        };
        let property = match &seen.whence {
            Whence::Default { property, .. } | Whence::Unset { property, .. } => {
                property.as_deref()
            }
            _ => None,
        };
        let cited = source.and_then(|id| material.knowledge.citations.get(id.as_str()));
        Fact {
            attribute: clean(&seen.attribute),
            meaning: meaning.map(clean).unwrap_or_default(),
            of: clean(&seen.of),
            value: clean(&seen.value),
            whence: whence.to_owned(),
            place,
            property: property.map(clean).unwrap_or_default(),
            source: cited.map(|one| clean(&one.source)).unwrap_or_default(),
        }
    });
    facts.collect()
}

fn waiver(sources: &Sources, waiver: &check::Waiver) -> Waiver {
    Waiver {
        reason: clean(&waiver.reason),
        owner: clean(&waiver.owner),
        until: waiver.until.clone(),
        ticket: waiver.ticket.as_deref().map(clean).unwrap_or_default(),
        place: at(sources, waiver.span),
    }
}

fn hop(sources: &Sources, hop: &check::Hop) -> Hop {
    let first = hop.spans.first();
    let place = |span: &Span| at(sources, *span);
    Hop {
        from: clean(&hop.from),
        to: clean(&hop.to),
        reason: clean(&hop.reason),
        level: hop.level.to_owned(),
        place: first.map(place).unwrap_or_default(),
        breaks: hop.breaks,
    }
}

fn cause(cause: &crate::syntax::Cause) -> Cause {
    Cause {
        text: clean(&cause.to_string()),
        settled_by: clean(&cause.settled_by()),
    }
}

/// How every rule fared.
pub(super) fn rules(material: &Material<'_>, findings: &[Finding]) -> Vec<RuleResult> {
    let mut held: BTreeMap<u16, Vec<Held>> = BTreeMap::new();
    for found in &material.report.outcome.findings {
        if found.verdict == Verdict::Satisfied {
            held.entry(found.rule.0).or_default().push(Held {
                subject: clean(&found.subject),
                place: found
                    .labels
                    .first()
                    .map(|label| at(material.report.sources, label.span))
                    .unwrap_or_default(),
                if_it_applies: found.if_it_applies,
            });
        }
    }
    let rules = material.report.rules.iter().enumerate();
    let result = |(index, rule): (usize, &crate::knowledge::Rule)| {
        let id = clean(&rule.id);
        let index = u16::try_from(index).unwrap_or(u16::MAX);
        let held = held.remove(&index).unwrap_or_default();
        let mut verdicts = Tally {
            held: held.iter().filter(|one| !one.if_it_applies).count(),
            held_if_it_applies: held.iter().filter(|one| one.if_it_applies).count(),
            ..Tally::default()
        };
        for finding in findings.iter().filter(|one| one.rule == id) {
            match (&finding.waived, finding.verdict.as_str()) {
                (Some(_), _) => verdicts.waived += 1,
                (None, "violated") => verdicts.violated += 1,
                (None, _) => verdicts.undecided += 1,
            }
        }
        RuleResult {
            id,
            title: clean(&rule.title),
            severity: level(rule.severity),
            basis: rule.basis.name().to_owned(),
            why: lines(&rule.why),
            fix: lines(&rule.fix),
            verdicts,
            held,
        }
    };
    rules.map(result).collect()
}

/// A text of a rule, whose lines mean something: code stands indented.
fn lines(text: &str) -> String {
    let lines: Vec<String> = text.trim_end().lines().map(clean).collect();
    lines.join("\n")
}

fn level(level: RuleLevel) -> String {
    let name = match level {
        RuleLevel::Critical => "critical",
        RuleLevel::High => "high",
        RuleLevel::Medium => "medium",
        RuleLevel::Low => "low",
    };
    name.to_owned()
}

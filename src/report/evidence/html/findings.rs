//! What failed and what is not decided: by rule, with places, values and the way of the data.
//!
//! In: [`Evidence`], finished. Out: two sections. Which control asks for a rule is told by the findings themselves.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::words::{count, list};
use super::super::{Cause, Evidence, Fact, Finding, RuleResult};
use super::{parts, prose};

/// What is violated and not waived.
pub(super) fn failed(evidence: &Evidence) -> Markup {
    let findings = evidence.findings.iter();
    let failed: Vec<&Finding> = findings
        .filter(|one| one.verdict == "violated" && one.waived.is_none())
        .collect();
    html! {
        section id="failed" aria-labelledby="h-failed" {
            (parts::heading("failed"))
            @if failed.is_empty() {
                p { "Nothing, of what was checked. What was not checked is listed below." }
            } @else {
                p {
                    "By rule, the gravest first. Beside the severity stands what the rule rests on: "
                    em { "law, required" } " or " em { "law, addressable" } " where the law asks for it, " em { "policy" }
                    " where the law names an aim and leaves the means, or asks for nothing of the kind."
                }
            }
            @for (rule, findings) in by_rule(evidence, &failed) {
                article class="rule" {
                    h3 { (parts::severity(&rule.severity)) " " (parts::basis(&rule.basis)) " " (prose::line(&rule.title)) }
                    p class="sub" { "rule " a href=(format!("#rule-{}", rule.id)) { (rule.id) } }
                    (prose::block("Why it matters.", &rule.why))
                    @for finding in &findings { (violation(finding)) }
                    @if !rule.fix.is_empty() {
                        details class="fix" { summary { "How to mend it" } (prose::block("", &rule.fix)) }
                    }
                    @if let Some(first) = findings.first() { (asked_by(first)) }
                }
            }
        }
    }
}

/// The findings of each rule, the gravest rules first.
fn by_rule<'e>(
    evidence: &'e Evidence,
    findings: &[&'e Finding],
) -> Vec<(&'e RuleResult, Vec<&'e Finding>)> {
    let mut grouped = Vec::new();
    for severity in ["critical", "high", "medium", "low"] {
        let rules = evidence
            .rules
            .iter()
            .filter(|rule| rule.severity == severity);
        for rule in rules {
            let own = findings.iter().copied().filter(|one| one.rule == rule.id);
            let own: Vec<&Finding> = own.collect();
            if !own.is_empty() {
                grouped.push((rule, own));
            }
        }
    }
    grouped
}

fn violation(finding: &Finding) -> Markup {
    html! {
        div class="finding" id=(format!("f-{}", finding.id)) {
            h4 { (prose::line(&finding.message)) }
            (parts::places(&finding.places))
            (values(finding))
            (way(finding))
            @for note in &finding.notes { p class="note" { (prose::line(note)) } }
        }
    }
}

/// What is there, and what was wanted.
fn values(finding: &Finding) -> Markup {
    html! {
        @if !finding.wanted.is_empty() {
            dl class="values" {
                dt { "Found" }
                dd {
                    @if finding.found.is_empty() { "no single value: the rule judges what moves, not a setting" }
                    ul class="plain" { @for fact in &finding.found { (value(fact)) } }
                }
                dt { "Wanted" }
                dd { (prose::line(&finding.wanted)) }
            }
        }
    }
}

fn value(fact: &Fact) -> Markup {
    let whence = match fact.whence.as_str() {
        "written" => "written at",
        "default" => "not written, so the default; it would stand at",
        "not written" => "not written; it would stand at",
        "worked out" => "worked out from",
        _ => "",
    };
    html! {
        li {
            code { (fact.attribute) }
            @if !fact.of.is_empty() { " of " (fact.of) }
            " is " strong { (fact.value) }
            @if !fact.property.is_empty() { " (" code { (fact.property) } ")" }
            @if !fact.place.is_empty() { " — " (whence) " " code class="where" { (fact.place) } }
            @if !fact.source.is_empty() { " (" (fact.source) ")" }
            @if !fact.meaning.is_empty() { span class="sub" { (prose::line(&fact.meaning)) } }
        }
    }
}

/// How the data gets there.
fn way(finding: &Finding) -> Markup {
    html! {
        @if !finding.hops.is_empty() || !finding.start.is_empty() {
            p class="way-title" { "How PHI gets there:" }
            ol class="way" {
                @if !finding.start.is_empty() {
                    li { (prose::line(&finding.start)) " " (parts::at(&finding.start_place)) }
                }
                @for hop in &finding.hops {
                    li class=[hop.breaks.then_some("breaks")] {
                        strong { (hop.from) " → " (hop.to) }
                        @if hop.breaks { " " span class="tag violated" { "✗ here" } }
                        " " (prose::line(&hop.reason)) " " (parts::at(&hop.place))
                        @if hop.level != "yes" { " (possible)" }
                    }
                }
            }
        }
    }
}

fn asked_by(finding: &Finding) -> Markup {
    html! {
        @if !finding.controls.is_empty() {
            p class="sub" { "asked for by " (list(&finding.controls)) }
        }
    }
}

/// What is undecided and not waived: by what would settle it, then one by one.
pub(super) fn undecided(evidence: &Evidence) -> Markup {
    let findings = evidence.findings.iter();
    let open: Vec<&Finding> = findings
        .filter(|one| one.verdict == "undecided" && one.waived.is_none())
        .collect();
    html! {
        section id="undecided" aria-labelledby="h-undecided" {
            (parts::heading("undecided"))
            @if open.is_empty() {
                p { "Every rule that was run could be decided from the files." }
            } @else {
                p {
                    "Neither a pass nor a failure: the files do not say. One answer can settle several questions."
                }
                (causes(&open))
                h3 { "The questions, one by one" }
                @for (rule, findings) in by_rule(evidence, &open) {
                    article class="rule" {
                        h4 { (parts::severity(&rule.severity)) " " (parts::basis(&rule.basis)) " " (prose::line(&rule.title)) }
                        p class="sub" { "rule " a href=(format!("#rule-{}", rule.id)) { (rule.id) } }
                        @for finding in &findings { (question(finding)) }
                    }
                }
            }
        }
    }
}

fn question(finding: &Finding) -> Markup {
    html! {
        div class="finding" id=(format!("f-{}", finding.id)) {
            p { strong { (finding.subject) } ": " (prose::line(&finding.message)) }
            (parts::places(&finding.places))
            (values(finding))
            @if !finding.causes.is_empty() {
                p class="way-title" { "What is not known:" }
                ul { @for cause in &finding.causes { li { (prose::line(&cause.text)) " — to settle it: " (prose::line(&cause.settled_by)) } } }
            }
        }
    }
}

fn causes(findings: &[&Finding]) -> Markup {
    let mut by_cause: BTreeMap<&Cause, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        for cause in &finding.causes {
            by_cause.entry(cause).or_default().push(finding);
        }
    }
    let mut by_cause: Vec<_> = by_cause.into_iter().collect();
    by_cause.sort_by_key(|(cause, findings)| (std::cmp::Reverse(findings.len()), *cause));
    html! {
        h3 id="h-causes" { "What would settle them" }
        table aria-labelledby="h-causes" {
            thead {
                tr {
                    th scope="col" { "What is not known" }
                    th scope="col" { "What would settle it" }
                    th scope="col" { "Questions left open by it" }
                }
            }
            tbody {
                @for (cause, findings) in &by_cause {
                    tr {
                        th scope="row" { (prose::line(&cause.text)) }
                        td data-label="To settle it" { (prose::line(&cause.settled_by)) }
                        td data-label="Leaves open" {
                            (count(findings.len(), "question", "questions")) ": "
                            @for (index, finding) in findings.iter().enumerate() {
                                @if index > 0 { ", " }
                                a href=(format!("#f-{}", finding.id)) { (finding.rule) " of " (finding.subject) }
                            }
                        }
                    }
                }
            }
        }
    }
}

//! Controls one by one, the rules that were run for them, and what is left for a person.
//!
//! In: [`Evidence`], finished. Out: two sections. Single findings are only linked to.

use maud::{Markup, html};

use super::super::words::{self, count};
use super::super::{
    ControlOutcome, ControlResult, Evidence, FrameworkResult, RuleResult, Tally, Through,
};
use super::{parts, prose};

/// Every control, by framework; then every rule.
pub(super) fn section(evidence: &Evidence) -> Markup {
    html! {
        section id="controls" aria-labelledby="h-controls" {
            (parts::heading("controls"))
            p {
                "A control counts as failed as soon as one of its rules is broken somewhere; what broke it is said below the result. "
                "It counts as held only where files can show all of it. Where they can show a part, that part held, and the rest is for a person."
            }
            @for framework in &evidence.frameworks { (framework_table(evidence, framework)) }
            h3 id="h-rules" { "The rules that were run" }
            p { "Each looks for the defect that its line names. Where it held, that defect is not there: open a row to see for what, and where." }
            (rules(evidence))
        }
    }
}

fn framework_table(evidence: &Evidence, framework: &FrameworkResult) -> Markup {
    let id = format!("h-framework-{}", framework.name);
    let counts = framework.controls.iter().filter_map(|(name, number)| {
        let outcome = words::named(name)?;
        Some((outcome, *number))
    });
    let mut counts: Vec<_> = counts.collect();
    counts.sort();
    let controls = evidence.controls.iter();
    let controls: Vec<&ControlResult> = controls
        .filter(|one| one.framework == framework.name)
        .collect();
    html! {
        h3 id=(id) { (framework.title) }
        p class="sub" { "after " (sources(&controls)) }
        ul class="counts" {
            @for (outcome, number) in &counts { li { (parts::outcome(*outcome)) " " (number) } }
        }
        table class="controls" aria-labelledby=(id) {
            thead {
                tr {
                    th scope="col" { "Control" }
                    th scope="col" { "Result" }
                    th scope="col" { "What was checked" }
                    th scope="col" { "What is left" }
                }
            }
            tbody { @for control in &controls { (control_row(evidence, control)) } }
        }
    }
}

/// Where the texts of some controls come from, each source once.
fn sources(controls: &[&ControlResult]) -> String {
    let all = controls.iter().map(|one| match one.source_date.is_empty() {
        true => one.source.clone(),
        false => format!("{}, as of {}", one.source, one.source_date),
    });
    let all: std::collections::BTreeSet<String> = all.collect();
    all.into_iter().collect::<Vec<_>>().join("; ")
}

fn control_row(evidence: &Evidence, control: &ControlResult) -> Markup {
    let own_id = control.id.strip_prefix(&format!("{}/", control.framework));
    html! {
        tr id=(format!("control-{}", control.id)) {
            th scope="row" {
                span class="id" { (own_id.unwrap_or(&control.id)) }
                span class="asks" { (control.title) }
                @if !control.level.is_empty() { span class="sub" { (control.level) } }
            }
            td data-label="Result" {
                (parts::outcome(control.result))
                @if let Some(text) = words::failed_by(&control.failed_by) { span class="sub" { (text) } }
                @if control.through.iter().any(|one| one.verdicts.violated > 0) { span class="sub" { "some of them failed" } }
            }
            td data-label="Checked" {
                @if !control.through.is_empty() {
                    (through(evidence, &control.through))
                } @else if control.rules.is_empty() {
                    (parts::or_none(""))
                } @else {
                    (tally(control.verdicts))
                    ul class="rules" {
                        @for id in &control.rules { (control_rule(evidence, id)) }
                    }
                }
            }
            td data-label="Left" { (left(control)) }
        }
    }
}

/// What bears on a control that no rule was written for.
fn through(evidence: &Evidence, mappings: &[Through]) -> Markup {
    html! {
        ul class="through" {
            @for one in mappings {
                li {
                    (tally(one.verdicts))
                    span class="sub" {
                        "mapping " (one.strength)
                        @if one.strength != "unverified" { ": " (one.source) }
                    }
                    details {
                        summary { (count(one.rules.len(), "rule", "rules")) " on " (count(one.topics.len(), "topic", "topics")) }
                        ul { @for topic in &one.topics { li { (prose::line(topic)) } } }
                        ul class="rules" { @for id in &one.rules { (control_rule(evidence, id)) } }
                    }
                }
            }
        }
    }
}

fn control_rule(evidence: &Evidence, id: &str) -> Markup {
    let rule = evidence.rules.iter().find(|rule| rule.id == *id);
    let verdicts = rule.map(|rule| rule.verdicts).unwrap_or_default();
    let sign = match verdicts {
        Tally { violated: 1.., .. } => "✗",
        Tally { undecided: 1.., .. } => "?",
        Tally { waived: 1.., .. } => "≈",
        Tally { held: 1.., .. }
        | Tally {
            held_if_it_applies: 1..,
            ..
        } => "✓",
        _ => "–",
    };
    html! { li { span aria-hidden="true" { (sign) } " " a href=(format!("#rule-{id}")) { (id) } } }
}

fn left(control: &ControlResult) -> Markup {
    html! {
        @if control.attest {
            a href=(format!("#attest-{}", control.id)) { "a person must attest" }
            @if control.automation != "manual" { " the rest" }
        } @else if !control.through.is_empty() {
            "whether what bears on it is enough, a person must judge"
        } @else if control.automation == "partial" && !control.rules.is_empty() {
            @if control.note.is_empty() { "files show a part of it; the rest is for a person" } @else { (prose::line(&control.note)) }
        } @else if control.rules.is_empty() && !control.no_rule.is_empty() {
            "not checked, since " (control.no_rule)
        } @else if control.rules.is_empty() {
            "all of it: no rule of the packs that were run asks for it"
        } @else {
            (parts::or_none(""))
        }
    }
}

/// Counts of verdicts, in words; none of nothing.
fn tally(verdicts: Tally) -> Markup {
    let parts = [
        (verdicts.violated, "failed"),
        (verdicts.undecided, "not decided"),
        (verdicts.waived, "accepted"),
        (verdicts.held, "held"),
        (verdicts.held_if_it_applies, "held, if they apply"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    html! {
        span class="tally" {
            @if said.is_empty() { "nothing to judge" } @else { (said.join(", ")) }
        }
    }
}

fn rules(evidence: &Evidence) -> Markup {
    html! {
        div class="rule-list" {
            @for rule in &evidence.rules { (rule_row(evidence, rule)) }
        }
    }
}

fn rule_row(evidence: &Evidence, rule: &RuleResult) -> Markup {
    let open: Vec<_> = evidence
        .findings
        .iter()
        .filter(|one| one.rule == rule.id)
        .collect();
    let has_more = !open.is_empty() || !rule.held.is_empty();
    html! {
        div class="rule-row" id=(format!("rule-{}", rule.id)) {
            p { strong { (rule.id) } " — " (prose::line(&rule.title)) " " (parts::severity(&rule.severity)) " " (parts::basis(&rule.basis)) " " (tally(rule.verdicts)) }
            @if has_more {
                details {
                    summary {
                        (count(open.len() + rule.held.len(), "subject", "subjects"))
                        span class="hidden" { " of rule " (rule.id) }
                    }
                    ul {
                        @for finding in &open {
                            li {
                                a href=(format!("#f-{}", finding.id)) { (finding.verdict) ": " (finding.subject) }
                                @if finding.waived.is_some() { " (accepted for a time)" }
                            }
                        }
                        @for held in &rule.held {
                            li {
                                "held: " (held.subject) " " (parts::at(&held.place))
                                @if held.if_it_applies { " (if it applies)" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What no file can show, with room to write.
pub(super) fn attest(evidence: &Evidence) -> Markup {
    let controls = evidence.controls.iter();
    let open: Vec<&ControlResult> = controls.filter(|one| one.attest).collect();
    html! {
        section id="attest" aria-labelledby="h-attest" {
            (parts::heading("attest"))
            @if open.is_empty() {
                p { "Of the controls on this page files can show all." }
            } @else {
                p {
                    "No file can show these, or not all of them. The fields are for the person who answers for what files do not show: "
                    "print the page and sign, or keep the answers with this evidence. An empty field means that nobody has. "
                    "What files show stands apart from that: a signature does not change it, and what failed has to be mended, or accepted by an exception."
                }
                table class="attest" aria-labelledby="h-attest" {
                    thead {
                        tr {
                            th scope="col" { "Control" }
                            th scope="col" { "What the files show" }
                            th scope="col" { "What is left, attested by" }
                        }
                    }
                    tbody { @for control in &open { (attest_row(control)) } }
                }
            }
        }
    }
}

/// What files show of a control that a person must attest as well.
fn shown(control: &ControlResult) -> Markup {
    let word = match control.result {
        ControlOutcome::Attest => "nothing: all of it is left",
        ControlOutcome::Violated => "something is broken: mend it first",
        ControlOutcome::Undecided => "an open question: settle it first",
        ControlOutcome::Waived => "something that a person accepts for a time",
        ControlOutcome::Held | ControlOutcome::HeldInPart => {
            "the part that files can show is there"
        }
        ControlOutcome::HeldIfItApplies => "a part is there, if the control applies",
        ControlOutcome::Mapped => "rules for something else bear on it",
        ControlOutcome::NothingToJudge => "nothing of the kind is in the files",
        ControlOutcome::NotChecked => "nothing was checked",
    };
    html! { (parts::outcome(control.result)) span class="sub" { (word) } }
}

fn attest_row(control: &ControlResult) -> Markup {
    html! {
        tr id=(format!("attest-{}", control.id)) {
            th scope="row" {
                span class="id" { (control.id) }
                span class="asks" { (control.title) }
                @if !control.note.is_empty() { span class="sub" { (prose::line(&control.note)) } }
            }
            td data-label="Files" { (shown(control)) }
            td data-label="Attested" class="fields" {
                span class="field" { "Name" }
                span class="field" { "Date" }
                span class="field" { "Kept where" }
            }
        }
    }
}

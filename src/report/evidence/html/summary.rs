//! The summary: the questions that a reader comes with, answered in a few words.
//!
//! In: [`Evidence`], finished. Out: the first section. The rest of the page is not known here.

use maud::{Markup, html};

use super::super::Evidence;
use super::super::results::ControlOutcome;
use super::super::words::{self, count, list};
use super::{parts, prose};

/// The section.
pub(super) fn section(evidence: &Evidence) -> Markup {
    html! {
        section id="summary" aria-labelledby="h-summary" tabindex="-1" {
            (parts::heading("summary"))
            (status(evidence))
            div class="cards" {
                (in_scope(evidence))
                (failed(evidence))
                (not_known(evidence))
                (nobody_checked(evidence))
                (still_true(evidence))
            }
            (meanings())
        }
    }
}

/// One sentence above all.
fn status(evidence: &Evidence) -> Markup {
    let verdicts = evidence.summary.verdicts;
    let errors = evidence.scope.messages.iter();
    let unread = errors.filter(|one| one.severity == "error").count();
    let controls = |outcome: ControlOutcome| {
        let number = evidence.summary.controls.get(outcome.name());
        number.copied().unwrap_or_default()
    };
    let (class, text) = match (verdicts.violated, verdicts.undecided + unread) {
        (0, 0) => (
            "good",
            "Nothing that was checked is broken, and everything that was checked could be decided."
                .to_owned(),
        ),
        (0, open) => (
            "open",
            format!(
                "Nothing is known to be broken, but {} not decided.",
                count(open, "thing is", "things are")
            ),
        ),
        (violated, _) => (
            "bad",
            format!(
                "{} found. {} of {} controls failed.",
                count(violated, "violation was", "violations were"),
                controls(ControlOutcome::Violated),
                evidence.controls.len()
            ),
        ),
    };
    html! {
        p class=(format!("status {class}")) { strong { (text) } }
        @if unread > 0 {
            p class="status bad" {
                strong { (count(unread, "input could not be read as it should.", "inputs could not be read as they should.")) }
                " What they would say is missing on this page. " a href="#scope" { "See which." }
            }
        }
    }
}

fn in_scope(evidence: &Evidence) -> Markup {
    let summary = &evidence.summary;
    let carriers = |level: &str| summary.carriers.get(level).copied().unwrap_or_default();
    html! {
        section class="card" {
            h3 { "What was in scope?" }
            p {
                (count(evidence.scope.inputs.len(), "file", "files")) ", in which "
                (count(carriers("yes"), "component holds or handles", "components hold or handle"))
                " PHI for certain and " (carriers("possible")) " possibly, with "
                (count(summary.flows, "movement", "movements")) " of it."
            }
            @if summary.operators.is_empty() {
                p { "PHI goes to no other company that the files name." }
            } @else {
                p { "PHI goes, or may go, to: " strong { (list(&summary.operators)) } "." }
            }
            @for assumption in &evidence.scope.assumptions {
                p class="assumption" { strong { "Assumed: " } (prose::line(assumption)) "." }
            }
            p { a href="#flows" { "Where it goes" } ", " a href="#scope" { "the files" } }
        }
    }
}

fn failed(evidence: &Evidence) -> Markup {
    let summary = &evidence.summary;
    let of = |level: &str| {
        summary
            .violated_by_severity
            .get(level)
            .copied()
            .unwrap_or_default()
    };
    html! {
        section class="card" {
            h3 { "What failed?" }
            @if summary.verdicts.violated == 0 {
                p { "Nothing, of what was checked." }
            } @else {
                ul class="plain" {
                    @for level in ["critical", "high", "medium", "low"] {
                        @if of(level) > 0 {
                            li { (parts::severity(level)) " " (count(of(level), "violation", "violations")) }
                        }
                    }
                }
            }
            @if summary.verdicts.waived > 0 {
                p { (count(summary.verdicts.waived, "more is", "more are")) " accepted for a time by a named person." }
            }
            p { a href="#failed" { "What, where, and how to mend it" } }
        }
    }
}

fn not_known(evidence: &Evidence) -> Markup {
    let undecided = evidence.summary.verdicts.undecided;
    html! {
        section class="card" {
            h3 { "What could not be decided?" }
            @if undecided == 0 {
                p { "Nothing: the files say enough for every rule that was run." }
            } @else {
                p {
                    (count(undecided, "question", "questions")) ", for which the files do not say enough. "
                    "That is neither a pass nor a failure."
                }
            }
            p { a href="#undecided" { "What would settle them" } }
        }
    }
}

fn nobody_checked(evidence: &Evidence) -> Markup {
    let scope = &evidence.scope;
    let controls = |outcome: ControlOutcome| {
        let number = evidence.summary.controls.get(outcome.name());
        number.copied().unwrap_or_default()
    };
    let attest = evidence.controls.iter().filter(|one| one.attest).count();
    html! {
        section class="card" {
            h3 { "What did nobody check?" }
            ul {
                li {
                    strong { (controls(ControlOutcome::NotChecked)) } " of " (evidence.controls.len())
                    " controls have no rule in what was run."
                }
                li { strong { (attest) } " need the word of a person, in whole or in part. " a href="#attest" { "Which" } }
                @if !scope.unknown_types.is_empty() {
                    li {
                        strong { (count(scope.unknown_types.len(), "resource type", "resource types")) }
                        " in the files are not known to the tool."
                    }
                }
                @if scope.unresolved_references > 0 {
                    li { strong { (count(scope.unresolved_references, "reference", "references")) } " lead to nothing that was read." }
                }
                @if scope.unread_policies > 0 {
                    li { strong { (count(scope.unread_policies, "policy was", "policies were")) } " not read." }
                }
                @if !scope.ignored.is_empty() {
                    li { strong { (count(scope.ignored.len(), "file", "files")) } " that look like infrastructure are hidden by ignore files." }
                }
                li { "The running system: nothing here was looked at after deployment." }
            }
        }
    }
}

fn still_true(evidence: &Evidence) -> Markup {
    html! {
        section class="card" {
            h3 { "Is it still true today?" }
            p { "It was on " time datetime=(evidence.as_of) { (evidence.as_of) } ", for the files with the hashes below." }
            @if let Some(end) = evidence.ends.first() {
                p {
                    "Whatever else happens, look again on " strong { time datetime=(end.day) { (end.day) } }
                    ": " (end.what) "."
                }
            } @else {
                p { "No agreement or attestation in it has an end that is known." }
            }
            p { "A page cannot know. " a href="#verify" { "One command finds out" } "." }
        }
    }
}

/// What the words for results mean.
fn meanings() -> Markup {
    let list = html! {
        dl class="words" {
            @for outcome in ControlOutcome::ALL {
                dt { (parts::outcome(outcome)) }
                dd { (words::meaning(outcome)) }
            }
            dt { "component" }
            dd { "A part of the system through which data can go: a store, a function, a queue, a model, another company." }
            dt { "control" }
            dd { "What a law, a standard or a house policy asks for, with the number that it has there." }
            dt { "rule" }
            dd { "A check that the tool runs over the files. A control can have several rules, and a rule can serve several controls." }
        }
    };
    parts::fold("What the words on this page mean", &list)
}

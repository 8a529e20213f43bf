//! The summary: the questions that a reader comes with, answered in a few words.
//!
//! In: [`Evidence`], finished. Out: the first section. The rest of the page is not known here.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::super::results::ControlOutcome;
use super::super::words::{self, count, list};
use super::super::{Deployed, Evidence, Said};
use super::{parts, prose};

/// The most controls that are named one by one.
const NAMED: usize = 12;

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
                (accepted(evidence))
                (still_true(evidence))
            }
        }
    }
}

/// One sentence above all.
fn status(evidence: &Evidence) -> Markup {
    let messages = evidence.scope.messages.iter();
    let unread = messages.filter(|one| one.severity == "error").count();
    let (class, text) = verdict(evidence, unread);
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

/// How a control fared, counted.
fn number(evidence: &Evidence, outcome: ControlOutcome) -> usize {
    let number = evidence.summary.controls.get(outcome.name());
    number.copied().unwrap_or_default()
}

/// Controls that failed, by what broke them.
fn failed_by(evidence: &Evidence) -> String {
    let counts = &evidence.summary.controls_failed_by;
    let names = ["required", "addressable", "standard", "policy"];
    let said = names.iter().filter_map(|name| {
        let number = counts.get(*name).filter(|number| **number > 0)?;
        Some(format!("{number} {}", words::failed_by(name)?))
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => String::new(),
        false => format!(": {}", list(&said)),
    }
}

/// The sentence, and how it is coloured. It is good only where something was judged and nothing is left open.
fn verdict(evidence: &Evidence, unread: usize) -> (&'static str, String) {
    let verdicts = evidence.summary.verdicts;
    let all = evidence.controls.len();
    let carriers: usize = evidence.summary.carriers.values().sum();
    if verdicts.violated > 0 {
        let text = format!(
            "{} found. {} of {all} controls failed{}.{}",
            count(verdicts.violated, "violation was", "violations were"),
            number(evidence, ControlOutcome::Violated),
            failed_by(evidence),
            held(evidence),
        );
        return ("bad", text);
    }
    if carriers == 0 {
        let text = "No PHI was found in the files, so the rules about PHI had nothing to judge.";
        return ("open", text.to_owned());
    }
    match (verdicts.undecided + unread, verdicts.waived) {
        (0, 0) => {
            let judged = [
                ControlOutcome::Held,
                ControlOutcome::HeldInPart,
                ControlOutcome::HeldIfItApplies,
            ];
            let judged: usize = judged.into_iter().map(|one| number(evidence, one)).sum();
            let text = format!(
                "Nothing that was checked is broken, and all of it could be decided. That speaks of {judged} of {all} controls."
            );
            ("good", text)
        }
        (0, waived) => {
            let what = count(waived, "thing that a person", "things that persons");
            (
                "open",
                format!("Nothing is broken but {what} accepted for a time."),
            )
        }
        (open, _) => {
            let what = count(open, "thing is", "things are");
            (
                "open",
                format!("Nothing is known to be broken, but {what} not decided."),
            )
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
                (count(carriers("yes"), "component certainly holds or handles", "components certainly hold or handle"))
                " PHI and " (carriers("possible")) " possibly, with "
                (count(summary.flows, "movement", "movements")) " of it."
            }
            p {
                "Held against: "
                @for (index, framework) in evidence.frameworks.iter().enumerate() {
                    @if index > 0 { "; " }
                    a href=(format!("#h-framework-{}", framework.name)) { (framework.title) }
                }
                ", by " (count(evidence.rules.len(), "rule", "rules")) " of "
                (list(&evidence.knowledge.packs.iter().map(|pack| format!("the pack {}", pack.name)).collect::<Vec<_>>())) "."
            }
            p { (deployed(evidence)) }
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

/// Accounts and Regions, as far as somebody declares them.
fn deployed(evidence: &Evidence) -> Markup {
    let named = |of: fn(&Deployed) -> &Said| {
        let values = evidence.scope.deployments.iter().map(of);
        let values = values.filter(|said| !said.value.is_empty());
        let values: BTreeSet<String> = values.map(|said| said.value.clone()).collect();
        match values.is_empty() {
            true => "not declared".to_owned(),
            false => list(&values.into_iter().collect::<Vec<_>>()),
        }
    };
    html! {
        "Accounts: " (named(|one| &one.account)) ". Regions: " (named(|one| &one.region)) ". "
        a href="#h-deployments" { "Where each template goes" }
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
                p { "Of them, by what the broken rule rests on:" }
                ul class="plain" {
                    @for basis in ["required", "addressable", "policy"] {
                        @if let Some(number) = summary.violated_by_basis.get(basis).filter(|number| **number > 0) {
                            li { (parts::basis(basis)) " " (number) }
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

/// How many questions of a severity are open.
fn open(evidence: &Evidence, level: &str) -> usize {
    let undecided = evidence.findings.iter();
    let undecided = undecided.filter(|one| one.verdict == "undecided" && one.waived.is_none());
    undecided.filter(|one| one.severity == level).count()
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
                ul class="plain" {
                    @for level in ["critical", "high", "medium", "low"] {
                        @let open = open(evidence, level);
                        @if open > 0 {
                            li { (parts::severity(level)) " " (count(open, "question", "questions")) }
                        }
                    }
                }
            }
            p { a href="#undecided" { "What would settle them" } }
        }
    }
}

fn nobody_checked(evidence: &Evidence) -> Markup {
    let scope = &evidence.scope;
    let attest = evidence.controls.iter().filter(|one| one.attest).count();
    html! {
        section class="card" {
            h3 { "What did nobody check?" }
            ul {
                li {
                    strong { (number(evidence, ControlOutcome::NotChecked)) } " of " (evidence.controls.len())
                    " controls have no rule in what was run"
                    @for one in evidence.controls.iter().filter(|one| one.result == ControlOutcome::NotChecked).take(NAMED) {
                        ", " code { (one.id) }
                    }
                    @let more = number(evidence, ControlOutcome::NotChecked).saturating_sub(NAMED);
                    @if more > 0 { " and " (more) " more: " a href="#controls" { "all of them" } }
                    "."
                }
                @let mapped = number(evidence, ControlOutcome::Mapped);
                @if mapped > 0 {
                    li {
                        strong { (mapped) } " have no rule of their own either: rules for something else bear on them, through a mapping."
                    }
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
                li { "The code of functions, containers and machines: what it does with data is not read." }
                li { "The running system: nothing here was looked at after deployment." }
            }
        }
    }
}

fn accepted(evidence: &Evidence) -> Markup {
    let waived = evidence.findings.iter();
    let waived: Vec<_> = waived.filter_map(|one| one.waived.as_ref()).collect();
    html! {
        section class="card" {
            h3 { "What was accepted?" }
            @if waived.is_empty() {
                p { "Nothing: no exception in the files or in the configuration covers what was found." }
            } @else {
                @let owners: BTreeSet<&str> = waived.iter().map(|one| one.owner.as_str()).collect();
                @let last = waived.iter().map(|one| one.until.as_str()).min().unwrap_or_default();
                p {
                    (count(waived.len(), "finding", "findings")) ", by "
                    (list(&owners.into_iter().map(str::to_owned).collect::<Vec<_>>()))
                    "; the first of them ends on " time datetime=(last) { (last) } "."
                }
            }
            p { "An exception changes no law: what the law requires stays owed. " a href="#accepted" { "By whom, and until when" } }
        }
    }
}

/// What held and what was left open, beside what failed.
fn held(evidence: &Evidence) -> String {
    let judged = [
        (ControlOutcome::Held, "held"),
        (ControlOutcome::HeldInPart, "held as far as checked"),
        (ControlOutcome::HeldIfItApplies, "held if they apply"),
        (ControlOutcome::Undecided, "could not be decided"),
        (ControlOutcome::Waived, "fail in what was accepted"),
    ];
    let said = judged.iter().filter_map(|(outcome, text)| {
        let number = number(evidence, *outcome);
        (number > 0).then(|| format!("{number} {text}"))
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => String::new(),
        false => format!(" {}; of the rest nothing was judged.", list(&said)),
    }
}

fn still_true(evidence: &Evidence) -> Markup {
    html! {
        section class="card" {
            h3 { "Is it still true today?" }
            p { "It was on " time datetime=(evidence.as_of) { (evidence.as_of) } ", for the files with the hashes below." }
            @if let Some(end) = evidence.ends.first() {
                p {
                    "Every change of the files asks for a new look. The first thing in it that ends by itself does on "
                    strong { time datetime=(end.day) { (end.day) } } ": " (end.what) "."
                }
            } @else {
                p { "No agreement or attestation in it has an end that is known." }
            }
            p { "A page cannot know, nor does it say that these files are what runs. " a href="#verify" { "One command finds out" } "." }
        }
    }
}

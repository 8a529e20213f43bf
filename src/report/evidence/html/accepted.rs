//! What somebody accepted for a time, and exceptions that accept nothing.
//!
//! In: [`Evidence`], finished. Out: a section. Whether an exception counts is not known here: its state is in the evidence.

use maud::{Markup, html};

use super::super::{Evidence, Exempted, Finding, Waiver};
use super::{parts, prose};

/// What is waived, and the exceptions that cover nothing.
pub(super) fn section(evidence: &Evidence) -> Markup {
    let findings = evidence.findings.iter();
    let waived: Vec<(&Finding, &Waiver)> = findings
        .filter_map(|one| Some((one, one.waived.as_ref()?)))
        .collect();
    html! {
        section id="accepted" aria-labelledby="h-accepted" {
            (parts::heading("accepted"))
            @if waived.is_empty() {
                p { "Nothing: no exception covers what was found." }
            } @else {
                p { "Each of these is failed or not decided. A named person has accepted that until a day." }
                table aria-labelledby="h-accepted" {
                    thead {
                        tr {
                            th scope="col" { "What" }
                            th scope="col" { "Result" }
                            th scope="col" { "Accepted by" }
                            th scope="col" { "Last day" }
                            th scope="col" { "Why" }
                        }
                    }
                    tbody { @for (finding, waiver) in &waived { (waiver_row(finding, waiver)) } }
                }
            }
            (beside(evidence))
        }
    }
}

/// Exceptions that cover nothing: what they were for counts, or is not there.
fn beside(evidence: &Evidence) -> Markup {
    let exceptions = evidence.exceptions.iter();
    let beside: Vec<&Exempted> = exceptions.filter(|one| one.state != "used").collect();
    html! {
        @if !beside.is_empty() {
            h3 id="h-exceptions" { "Exceptions that cover nothing" }
            p { "Somebody wrote these, and nothing is accepted by them on the day of this page." }
            table aria-labelledby="h-exceptions" {
                thead {
                    tr {
                        th scope="col" { "Rule, and what about" }
                        th scope="col" { "State" }
                        th scope="col" { "Owner" }
                        th scope="col" { "Last day" }
                        th scope="col" { "Why it was made" }
                    }
                }
                tbody { @for one in &beside { (exception_row(one)) } }
            }
        }
    }
}

fn exception_row(one: &Exempted) -> Markup {
    let (class, word, meaning) = match one.state.as_str() {
        "ended" => ("tag violated", "ended", "what it covered counts again"),
        "unused" => ("tag undecided", "unused", "nothing that was found fits it"),
        "refused" => (
            "tag violated",
            "refused",
            "it does not count: see the messages about the files",
        ),
        _ => (
            "tag",
            "not judged",
            "its rule did not run, or what it is about was not read",
        ),
    };
    html! {
        tr {
            th scope="row" {
                @if matches!(one.state.as_str(), "ended" | "unused") { a href=(format!("#rule-{}", one.rule)) { (one.rule) } } @else { (one.rule) }
                @if !one.subject.is_empty() { span class="sub" { (one.subject) } }
                code class="sub" { (one.place) }
            }
            td data-label="State" { span class=(class) { (word) } span class="sub" { (meaning) } }
            td data-label="Owner" { (parts::or_none(&one.owner)) }
            td data-label="Last day" { (parts::or_none(&one.until)) }
            td data-label="Why" { (one.reason) @if !one.ticket.is_empty() { span class="sub" { (one.ticket) } } }
        }
    }
}

fn waiver_row(finding: &Finding, waiver: &Waiver) -> Markup {
    html! {
        tr id=(format!("f-{}", finding.id)) {
            th scope="row" {
                (prose::line(&finding.message))
                span class="sub" { "rule " (finding.rule) }
                @if let Some(place) = finding.places.first() { code class="sub" { (place.at) } }
            }
            td data-label="Result" { (parts::severity(&finding.severity)) " " (finding.verdict) }
            td data-label="Accepted by" { (waiver.owner) code class="sub" { (waiver.place) } }
            td data-label="Last day" { (waiver.until) }
            td data-label="Why" {
                (waiver.reason)
                @if !waiver.ticket.is_empty() { span class="sub" { (waiver.ticket) } }
            }
        }
    }
}

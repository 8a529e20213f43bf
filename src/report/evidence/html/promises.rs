//! What people promise: agreements with others, what somebody vouches for, and when that ends.
//!
//! In: [`Evidence`], finished. Out: a section. Whether rules count it is not known here.

use maud::{Markup, html};

use super::super::{Agreement, Attestation, Evidence, Vendor, words};
use super::{parts, prose};

/// The section.
pub(super) fn section(evidence: &Evidence) -> Markup {
    html! {
        section id="promises" aria-labelledby="h-promises" {
            (parts::heading("promises"))
            p {
                "What rests on the word of people, as a manifest, a file that they write beside the code, has it. The tool has not seen the signed texts."
            }
            h3 id="h-vendors" { "Others that PHI gets to" }
            @if evidence.vendors.is_empty() {
                p { "PHI goes to no other company that the files name." }
            } @else {
                (vendors(&evidence.vendors))
            }
            h3 id="h-agreements" { "Business associate agreements in manifests" }
            @if evidence.agreements.is_empty() {
                p { "No manifest names one." }
            } @else {
                (agreements(&evidence.agreements))
            }
            h3 id="h-attested" { "What people vouch for" }
            @if evidence.attestations.is_empty() {
                p { "No manifest has anything of the kind." }
            } @else {
                (attestations(&evidence.attestations))
            }
            @if !evidence.ends.is_empty() {
                h3 id="h-ends" { "What ends or begins when" }
                ul {
                    @for end in &evidence.ends {
                        li { time datetime=(end.day) { (end.day) } ": " (end.what) }
                    }
                }
            }
        }
    }
}

/// One state for each.
fn vendors(all: &[Vendor]) -> Markup {
    html! {
        table aria-labelledby="h-vendors" {
            thead {
                tr {
                    th scope="col" { "Company, and that PHI gets there" }
                    th scope="col" { "Agreement" }
                    th scope="col" { "Why" }
                    th scope="col" { "What it runs, with PHI" }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" { (one.name) " " (parts::level(&one.level)) }
                        td data-label="Agreement" { (state(&one.state)) }
                        td data-label="Why" {
                            ul class="plain" { @for reason in &one.reasons { li { (prose::line(reason)) } } }
                            @for (index, id) in one.findings.iter().enumerate() {
                                @if index > 0 { ", " }
                                a href=(format!("#f-{id}")) { "finding " (index + 1) span class="hidden" { " of " (one.name) } }
                            }
                        }
                        td data-label="What it runs" { (words::shortened(&one.components)) }
                    }
                }
            }
        }
    }
}

fn agreements(all: &[Agreement]) -> Markup {
    html! {
        table aria-labelledby="h-agreements" {
            thead {
                tr {
                    th scope="col" { "With" }
                    th scope="col" { "On the day" }
                    th scope="col" { "From, until" }
                    th scope="col" { "Covers" }
                    th scope="col" { "Signed text" }
                }
            }
            tbody { @for one in all { (agreement(one)) } }
        }
    }
}

fn agreement(one: &Agreement) -> Markup {
    let covers = match one.services.is_empty() {
        true => "what the list of that company names".to_owned(),
        false => one.services.join(", "),
    };
    html! {
        tr {
            th scope="row" { (one.with) code class="sub" { (one.place) } }
            td data-label="On the day" { (state(&one.state)) }
            td data-label="From, until" { (one.effective) ", " (ended(&one.expires)) }
            td data-label="Covers" {
                (covers)
                @if !one.excludes.is_empty() { span class="sub" { "not " (one.excludes.join(", ")) } }
                @if !one.accounts.is_empty() { span class="sub" { "accounts " (one.accounts.join(", ")) } }
            }
            td data-label="Signed text" { (parts::or_none(&one.evidence)) }
        }
    }
}

fn attestations(all: &[Attestation]) -> Markup {
    html! {
        table aria-labelledby="h-attested" {
            thead {
                tr {
                    th scope="col" { "What" }
                    th scope="col" { "On the day" }
                    th scope="col" { "Who" }
                    th scope="col" { "From, until" }
                    th scope="col" { "On file" }
                }
            }
            tbody {
                @for one in all {
                    tr {
                        th scope="row" { (one.what) code class="sub" { (one.place) } }
                        td data-label="On the day" { (state(&one.state)) }
                        td data-label="Who" { (parts::or_none(&one.by)) }
                        td data-label="From, until" {
                            @if one.on.is_empty() { (parts::or_none("")) } @else { (one.on) ", " (ended(&one.until)) }
                        }
                        td data-label="On file" { (parts::or_none(&one.evidence)) }
                    }
                }
            }
        }
    }
}

fn ended(day: &str) -> String {
    match day.is_empty() {
        true => "no end named".to_owned(),
        false => day.to_owned(),
    }
}

fn state(state: &str) -> Markup {
    let class = match state {
        "in force" | "counts" | "covered" => "tag held",
        "ended" | "missing" | "not covered" => "tag violated",
        _ => "tag undecided",
    };
    html! { span class=(class) { (state) } }
}

//! Where PHI is and how it moves: a picture, and the same as tables.
//!
//! In: [`Evidence`], finished. Out: a section. How the picture is laid out is not known here.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::{Evidence, Item, Movement};
use super::super::{picture, words};
use super::{parts, prose};

/// The section.
pub(super) fn section(evidence: &Evidence) -> Markup {
    html! {
        section id="flows" aria-labelledby="h-flows" {
            (parts::heading("flows"))
            @if let Some(svg) = picture::svg(evidence) {
                figure {
                    div class="scroll" role="region" aria-label="Picture of the movements of PHI" tabindex="0" { (svg) }
                    figcaption {
                        "Boxes hold or handle PHI; arrows are movements of it. "
                        span class="key sure" { "solid" } " is certain, "
                        span class="key possible" { "dashed" } " is possible, "
                        span class="key breaks" { "red and thick" } " breaks a rule. "
                        "Sharp corners are stores, round ones are programs, a thick frame is somebody outside."
                    }
                }
            } @else if evidence.inventory.is_empty() {
                p { "No component with PHI was found in what was read." }
            } @else {
                p { "There is too much for a picture that helps; the tables have all of it." }
            }
            h3 id="h-inventory" { "Components with PHI" }
            (inventory(&evidence.inventory))
            h3 id="h-movements" { "Movements of PHI" }
            p {
                "Files show what is set up and what is allowed, not what has happened. " em { "Configured" } ": a setting makes it happen. "
                em { "Permitted" } ": a policy allows it. " em { "Declared" } ": a manifest, a file that people write beside the code, says so. "
                em { "Certain" } " speaks of what would move: PHI for sure."
            }
            (movements(evidence))
        }
    }
}

fn inventory(items: &[Item]) -> Markup {
    html! {
        table aria-labelledby="h-inventory" {
            thead {
                tr {
                    th scope="col" { "Component" }
                    th scope="col" { "PHI" }
                    th scope="col" { "Why" }
                    th scope="col" { "Run by" }
                    th scope="col" { "Rules broken or open" }
                }
            }
            tbody {
                @for item in items.iter().filter(|item| item.level != "no") {
                    tr id=(format!("c-{}", item.key)) {
                        th scope="row" {
                            (item.name)
                            span class="sub" { (item.kind) }
                            code class="sub" { (item.place) }
                        }
                        td data-label="PHI" { (parts::level(&item.level)) }
                        td data-label="Why" { (prose::line(&item.why)) code class="sub" { (item.why_place) } }
                        td data-label="Run by" { (parts::or_none(&item.operator)) }
                        td data-label="Rules" { (marks(&item.violated, &item.undecided)) }
                    }
                }
            }
        }
    }
}

fn movements(evidence: &Evidence) -> Markup {
    let named: BTreeMap<&str, &Item> = evidence
        .inventory
        .iter()
        .map(|item| (item.key.as_str(), item))
        .collect();
    let name = |key: &str| named.get(key).map_or("", |item| item.name.as_str());
    html! {
        table aria-labelledby="h-movements" {
            thead {
                tr {
                    th scope="col" { "From → to" }
                    th scope="col" { "That it is PHI" }
                    th scope="col" { "What moves" }
                    th scope="col" { "Why it is believed" }
                    th scope="col" { "Rules broken or open" }
                }
            }
            tbody {
                @for flow in &evidence.flows {
                    tr {
                        th scope="row" { (name(&flow.from)) " → " (name(&flow.to)) }
                        td data-label="PHI" { (parts::level(&flow.level)) }
                        td data-label="What moves" { (words::payload(&flow.payload)) }
                        td data-label="Why" { (reasons(flow)) code class="sub" { (flow.place) } }
                        td data-label="Rules" { (marks(&flow.violated, &flow.undecided)) }
                    }
                }
            }
        }
    }
}

fn reasons(flow: &Movement) -> Markup {
    html! {
        (flow.bases.join(", ")) ": " (prose::line(&flow.reasons.join("; ")))
        @match flow.design.as_str() {
            "undeclared" => { " — not in the design" },
            "missing" => { " — in the design, not in the code" },
            "unsettled" => { " — it is open whether the code has it" },
            _ => {},
        }
    }
}

fn marks(violated: &[String], undecided: &[String]) -> Markup {
    html! {
        @if violated.is_empty() && undecided.is_empty() { (parts::or_none("")) }
        @if !violated.is_empty() { span class="bad" { "✗ broken: " } (parts::rules(violated)) }
        @if !violated.is_empty() && !undecided.is_empty() { br; }
        @if !undecided.is_empty() { span class="open" { "? open: " } (parts::rules(undecided)) }
    }
}

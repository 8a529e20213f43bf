//! Pieces that several sections use: headings, labels of results, tables that scroll by themselves, lists that fold.
//!
//! In: texts and results. Out: pieces of the page. Which section they stand in is not known here.

use maud::{Markup, html};

use super::super::results::{ControlOutcome, Place};
use super::super::words;

/// The heading of a section.
pub(super) fn heading(id: &str) -> Markup {
    let name = super::SECTIONS.iter().find(|(section, _)| *section == id);
    html! { h2 id=(format!("h-{id}")) { (name.map_or("", |(_, name)| name)) } }
}

/// A result as a label.
pub(super) fn outcome(outcome: ControlOutcome) -> Markup {
    html! {
        span class=(format!("tag {}", outcome.name())) {
            span aria-hidden="true" { (words::sign(outcome)) } " " (words::outcome(outcome))
        }
    }
}

/// A severity as a label.
pub(super) fn severity(name: &str) -> Markup {
    html! { span class=(format!("tag severity-{name}")) { (name) } }
}

/// What a rule rests on, as a label.
pub(super) fn basis(name: &str) -> Markup {
    html! { span class=(format!("tag basis-{name}")) { (words::basis(name)) } }
}

/// A word on how sure something is.
pub(super) fn level(name: &str) -> Markup {
    match name {
        "yes" => html! { span class="tag sure" { "certain" } },
        "possible" => html! { span class="tag possible" { "possible" } },
        _ => html! { span class="tag" { "none" } },
    }
}

/// Places, one an item.
pub(super) fn places(places: &[Place]) -> Markup {
    html! {
        ul class="places" {
            @for place in places {
                li { (super::prose::line(&place.text)) " " (at(&place.at)) }
            }
        }
    }
}

/// A place in parentheses.
pub(super) fn at(place: &str) -> Markup {
    html! { @if !place.is_empty() { span class="at" { "(" code { (place) } ")" } } }
}

/// Links to rules.
pub(super) fn rules(ids: &[String]) -> Markup {
    html! {
        @for (index, id) in ids.iter().enumerate() {
            @if index > 0 { ", " }
            a href=(format!("#rule-{id}")) { (id) }
        }
    }
}

/// A text, or a dash with a word for those who do not see it.
pub(super) fn or_none(text: &str) -> Markup {
    match text.is_empty() {
        true => html! { span class="none" { "–" } },
        false => html! { (text) },
    }
}

/// A list that folds. It opens by itself where it is short, and in print.
pub(super) fn fold(summary: &str, content: &Markup) -> Markup {
    html! {
        details {
            summary { (summary) }
            (content)
        }
    }
}

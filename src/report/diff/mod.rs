//! What differs between two runs, for a terminal, for other programs, and for people who review a change.
//!
//! In: a [`Diff`](crate::compare::Diff). Out: text. Which runs they are, and what fails, is not known here.

mod github;
mod json;
mod markdown;
mod terminal;

pub use github::render as github;
pub use json::{render as json, schema};
pub use markdown::render as markdown;
pub use terminal::render as terminal;

use crate::compare::{Known, Level, NewFlow, Widened};

/// A level, or that there is none.
fn level(level: Option<Level>) -> &'static str {
    level.map_or("no", Level::name)
}

/// What is new about a flow, in words.
fn novelty(flow: &NewFlow) -> String {
    let one = &flow.flow;
    let words = format!("{} · {} · {}", one.payload, one.basis, one.level.name());
    match flow.was {
        None => words,
        Some(was) => format!("{words}, was {}", was.name()),
    }
}

/// The names of the ends of a flow.
fn ends(flow: &NewFlow) -> (&str, &str) {
    match flow.path.as_slice() {
        [.., from, to] => (from, to),
        _ => (&flow.flow.from, &flow.flow.to),
    }
}

/// How the reach of PHI changed at a component.
fn change(one: &Widened) -> String {
    let start = one.start.as_ref().map(|start| format!(", {start}"));
    format!(
        "{}: {} → {}{}",
        one.name,
        level(one.was),
        level(one.is),
        start.unwrap_or_default()
    )
}

/// Whether a finding is violated or undecided, with its severity.
fn verdict(finding: &Known) -> String {
    match finding.violated {
        true => finding.severity.clone(),
        false => format!("undecided, {}", finding.severity),
    }
}

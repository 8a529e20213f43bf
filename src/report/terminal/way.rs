//! A way of data at a terminal: the whole way on a line, why the data is where it starts, each hop with its source.
//!
//! In: a [`FlowPath`]. Out: text on a page. Why somebody asks for the way is not known here.

use std::io;

use crate::check::{FlowPath, Hop, Label};
use crate::source::{Sources, Span};

use super::clean;
use super::excerpt::{Mark, Weight};
use super::page::{Page, painted};
use super::snippet::{Frame, location, snippets};

/// Hops shown with their source; the rest is counted.
const MOST_HOPS: usize = 24;

/// Writes a way; places that were shown before are only named.
pub(super) fn write(
    sources: &Sources,
    path: &FlowPath,
    shown: &[Label],
    page: &mut Page<'_>,
) -> io::Result<()> {
    let FlowPath { start, hops } = path;
    page.hanging("  path   ", page.palette.faint, &overview(hops))?;
    if let (Some(start), Some(first)) = (start, hops.first()) {
        self::start(sources, &first.from, start, shown, page)?;
    }
    let shown: Vec<Label> = shown.iter().chain(start).cloned().collect();
    let faint = page.palette.faint;
    for (index, hop) in hops.iter().take(MOST_HOPS).enumerate() {
        let (cross, paint, weight) = if hop.breaks {
            ("✗", page.palette.error, Weight::Primary)
        } else {
            (" ", page.palette.strong, Weight::Secondary)
        };
        let way = format!("{} ─▶ {}", clean::plain(&hop.from), clean::plain(&hop.to));
        let details = format!("{} · {} · {}", hop.payload, hop.basis, certainty(hop.level));
        let number = painted(paint, format!("{cross} {:<2}", index + 1));
        page.line(&format!(
            "   {number}  {}   {}",
            painted(paint, way),
            painted(faint, clean::plain(&details))
        ))?;
        let span = hop.spans.first().copied();
        place(sources, &shown, span, &hop.reason, weight, page)?;
    }
    if hops.len() > MOST_HOPS {
        page.line(&format!("  … and {} more hops", hops.len() - MOST_HOPS))?;
    }
    Ok(())
}

/// Writes why data is where it starts.
pub(super) fn start(
    sources: &Sources,
    name: &str,
    start: &Label,
    shown: &[Label],
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.line(&format!(
        "  start  {}",
        painted(page.palette.strong, clean::plain(name))
    ))?;
    let span = Some(start.span);
    place(sources, shown, span, &start.text, Weight::Secondary, page)
}

/// `certain` or `possible`.
pub(super) fn certainty(level: &str) -> &str {
    match level {
        "yes" => "certain",
        other => other,
    }
}

/// The reason of a hop, drawn at its place; in words alone where that place was shown.
fn place(
    sources: &Sources,
    shown: &[Label],
    span: Option<Span>,
    text: &str,
    weight: Weight,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let is_shown = |span: &Span| shown.iter().any(|label| label.span == *span);
    match span {
        Some(span) if !is_shown(&span) => {
            let frame = Frame {
                style: page.style,
                context: 0,
                indent: 7,
            };
            page.lines(&snippets(sources, &[Mark { span, text, weight }], frame))
        }
        Some(span) => {
            let text = format!("{text} ({}, above)", location(sources, span));
            page.hanging("         ", page.palette.faint, &text)
        }
        None => page.hanging("         ", page.palette.faint, text),
    }
}

/// `NotesBucket ─▶ Summariser ─▶ api.example.com`; a long way is cut in the middle.
fn overview(hops: &[Hop]) -> String {
    let mut names: Vec<&str> = hops.iter().take(1).map(|hop| hop.from.as_str()).collect();
    names.extend(hops.iter().map(|hop| hop.to.as_str()));
    if names.len() > 12 {
        names.splice(6..names.len() - 5, ["…"]);
    }
    names
        .into_iter()
        .map(clean::plain)
        .collect::<Vec<_>>()
        .join(" ─▶ ")
}

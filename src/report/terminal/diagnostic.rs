//! What the tool has to say about inputs, at a terminal.
//!
//! In: a [`Diagnostic`]. Out: its message, source and advice on a page. Findings are not known here.

use std::io;

use crate::report::{Report, totals};
use crate::source::{Diagnostic, Place};

use super::Detail;
use super::clean;
use super::excerpt::{Mark, Weight};
use super::page::Page;
use super::snippet::{Frame, location, snippets};

/// Writes a diagnostic with its source, or on one line where that is asked for.
pub(super) fn write(report: &Report<'_>, said: &Diagnostic, page: &mut Page<'_>) -> io::Result<()> {
    let word = totals::severity_name(said.severity);
    let paint = page.palette.of(word);
    let place = match &said.place {
        Place::Span(span) => Some(location(report.sources, *span)),
        Place::Path(path) => Some(clean::plain(path)),
        Place::Run => None,
    };
    if page.style.detail == Detail::Lines {
        let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
        return page.headed(
            &format!("{place}{word}[{}]: ", said.code),
            paint,
            2,
            &said.message,
        );
    }
    page.headed(&format!("{word}[{}]: ", said.code), paint, 2, &said.message)?;
    let mut marks = Vec::new();
    match said.place {
        Place::Span(span) => marks.push(Mark {
            span,
            text: "",
            weight: Weight::Primary,
        }),
        Place::Path(_) => page.line(&format!("  in {}", place.unwrap_or_default()))?,
        Place::Run => {}
    }
    marks.extend(said.related.iter().map(|(span, text)| Mark {
        span: *span,
        text,
        weight: Weight::Secondary,
    }));
    let frame = Frame {
        style: page.style,
        context: 1,
        indent: 1,
    };
    let drawn = snippets(report.sources, &marks, frame);
    page.lines(&drawn)?;
    if let Some(help) = &said.help {
        page.hanging("  help: ", page.palette.note, help)?;
    }
    page.blank()
}

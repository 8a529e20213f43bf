//! A violation at a terminal: what, where, how the data gets there, why it matters, what to do.
//!
//! In: a [`Finding`] of a report. Out: text on a page. What a verdict means is not known here.

use std::io;

use crate::check::{Finding, FlowPath, Hop};
use crate::report::{Report, totals};
use crate::source::Span;

use super::excerpt::{Mark, Weight};
use super::page::{Page, painted};
use super::snippet::{Frame, location, snippets};
use super::{clean, wrap};

/// Hops shown with their source; the rest is counted.
const MOST_HOPS: usize = 24;

/// Writes a finding in full.
pub(super) fn write(report: &Report<'_>, finding: &Finding, page: &mut Page<'_>) -> io::Result<()> {
    let (lead, word) = header(report, finding);
    page.headed(&lead, page.palette.of(word), 2, &finding.message)?;
    let marks: Vec<Mark<'_>> = finding
        .labels
        .iter()
        .enumerate()
        .map(|(index, label)| mark(index, label))
        .collect();
    let frame = Frame {
        style: page.style,
        context: 1,
        indent: 1,
    };
    page.lines(&snippets(report.sources, &marks, frame))?;
    if !finding.path.hops.is_empty() {
        path(report, finding, page)?;
    }
    let faint = page.palette.faint;
    for note in &finding.notes {
        page.hanging("  note: ", faint, note)?;
    }
    if let Some(rule) = report.rule(finding) {
        page.hanging(
            "  why:  ",
            page.palette.strong,
            wrap::first_sentence(&rule.why),
        )?;
        page.hanging_paragraphs("  help: ", page.palette.note, &rule.fix)?;
        if !rule.controls.is_empty() {
            page.hanging("  asked by: ", faint, &rule.controls.join(", "))?;
        }
    }
    page.blank()
}

/// Writes a finding on one line, the place first.
pub(super) fn write_line(
    report: &Report<'_>,
    finding: &Finding,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let (lead, word) = header(report, finding);
    let place = finding
        .labels
        .first()
        .map(|label| format!("{}: ", location(report.sources, label.span)));
    let paint = page.palette.of(word);
    page.headed(
        &format!("{}{lead}", place.unwrap_or_default()),
        paint,
        2,
        &finding.message,
    )
}

fn header(report: &Report<'_>, finding: &Finding) -> (String, &'static str) {
    match report.rule(finding) {
        Some(rule) => {
            let word = totals::loudness(rule.severity);
            (
                format!(
                    "{word}[{}] ({}): ",
                    rule.id,
                    totals::level_name(rule.severity)
                ),
                word,
            )
        }
        None => ("error: ".to_owned(), "error"),
    }
}

fn mark(index: usize, label: &crate::check::Label) -> Mark<'_> {
    let weight = if index == 0 {
        Weight::Primary
    } else {
        Weight::Secondary
    };
    Mark {
        span: label.span,
        text: &label.text,
        weight,
    }
}

/// How the data gets there: the whole way on a line, then each hop with its source.
fn path(report: &Report<'_>, finding: &Finding, page: &mut Page<'_>) -> io::Result<()> {
    let FlowPath { start, hops } = &finding.path;
    page.line(&painted(page.palette.strong, "  how the data gets there"))?;
    page.hanging("  path   ", page.palette.faint, &overview(hops))?;
    if let (Some(start), Some(first)) = (start, hops.first()) {
        page.line(&format!(
            "  start  {}",
            painted(page.palette.strong, clean::plain(&first.from))
        ))?;
        place(
            report,
            finding,
            Some(start.span),
            &start.text,
            Weight::Secondary,
            page,
        )?;
    }
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
        place(
            report,
            finding,
            hop.spans.first().copied(),
            &hop.reason,
            weight,
            page,
        )?;
    }
    if hops.len() > MOST_HOPS {
        page.line(&format!("  … and {} more hops", hops.len() - MOST_HOPS))?;
    }
    Ok(())
}

fn certainty(level: &str) -> &str {
    match level {
        "yes" => "certain",
        other => other,
    }
}

/// The reason of a hop, drawn at its place; in words alone where the labels of the finding have shown that place.
fn place(
    report: &Report<'_>,
    finding: &Finding,
    span: Option<Span>,
    text: &str,
    weight: Weight,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let shown = |span: &Span| finding.labels.iter().any(|label| label.span == *span);
    match span {
        Some(span) if !shown(&span) => {
            let frame = Frame {
                style: page.style,
                context: 0,
                indent: 7,
            };
            page.lines(&snippets(
                report.sources,
                &[Mark { span, text, weight }],
                frame,
            ))
        }
        Some(span) => {
            let text = format!("{text} ({}, above)", location(report.sources, span));
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

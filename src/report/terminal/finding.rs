//! A violation at a terminal: what, where, how the data gets there, why it matters, what to do.
//!
//! In: a [`Finding`] of a report. Out: text on a page. What a verdict means is not known here.

use std::io;

use crate::check::Finding;
use crate::model::Construct;
use crate::report::{Report, told, totals};

use super::excerpt::{Mark, Weight};
use super::page::{Page, painted};
use super::snippet::{Frame, location, snippets};
use super::{way, wrap};

/// Writes a finding in full.
pub(super) fn write(report: &Report<'_>, finding: &Finding, page: &mut Page<'_>) -> io::Result<()> {
    let (lead, word) = header(report, finding);
    page.headed(&lead, page.palette.of(word), 2, &finding.message)?;
    places(report, finding, page)?;
    if !finding.path.hops.is_empty() {
        page.line(&painted(page.palette.strong, "  how the data gets there"))?;
        way::write(report.sources, &finding.path, &finding.labels, page)?;
    }
    let faint = page.palette.faint;
    // Where the code is shown, its label says so already.
    if let Some(construct) = &finding.construct
        && construct.place.is_none()
    {
        page.hanging("  construct: ", faint, &construct_line(construct))?;
    }
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
    page.hanging("  finding: ", faint, told::short(finding))?;
    page.blank()
}

/// Writes the places of a finding, as they are written.
pub(super) fn places(
    report: &Report<'_>,
    finding: &Finding,
    page: &mut Page<'_>,
) -> io::Result<()> {
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
    page.lines(&snippets(report.sources, &marks, frame))
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
        &match &finding.construct {
            Some(construct) => format!(
                "{} [{}] ({})",
                finding.message,
                construct.path,
                told::short(finding)
            ),
            None => format!("{} ({})", finding.message, told::short(finding)),
        },
    )
}

/// A construct, with the line of code that made it unless that line is shown.
pub(super) fn construct_line(construct: &Construct) -> String {
    match &construct.line {
        Some(line) if construct.place.is_none() => format!("{}, made at {line}", construct.path),
        _ => construct.path.clone(),
    }
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

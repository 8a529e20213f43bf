//! Findings that nothing fails by: those that exceptions cover, and those that an earlier run has too.
//!
//! In: a report. Out: text on a page, a line for each, with who answers for it. Why an exception counts is not known here.

use std::io;

use crate::check::{Finding, Waiver};
use crate::report::Report;

use super::page::Page;
use super::snippet::location;
use super::{Detail, clean, finding, left_out};

/// Writes what is set aside.
pub(super) fn write(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let findings = || report.outcome.findings.iter();
    let waived: Vec<&Finding> = findings().filter(|one| one.waiver.is_some()).collect();
    section(report, "excepted", &waived, page)?;
    if let Some(path) = &report.baseline {
        let known = findings().filter(|one| one.unchanged && one.waiver.is_none());
        let known: Vec<&Finding> = known.collect();
        let title = format!("unchanged since {}", clean::plain(path));
        section(report, &title, &known, page)?;
    }
    Ok(())
}

fn section(
    report: &Report<'_>,
    title: &str,
    found: &[&Finding],
    page: &mut Page<'_>,
) -> io::Result<()> {
    if found.is_empty() || page.style.detail == Detail::Summary {
        return Ok(());
    }
    let title = format!("{title} ({})", found.len());
    page.headed(&title, page.palette.note, 0, "")?;
    let limit = page.style.limit;
    for one in found.iter().take(limit) {
        finding::write_line(report, one, page)?;
        if let Some(waiver) = &one.waiver {
            let place = location(report.sources, waiver.span);
            page.hanging("    ", page.palette.faint, &answered(waiver, &place))?;
        }
    }
    match found.len() > limit {
        true => left_out(found.len() - limit, "finding", "findings", page),
        false => page.blank(),
    }
}

fn answered(waiver: &Waiver, place: &str) -> String {
    let Waiver {
        reason,
        owner,
        until,
        ticket,
        ..
    } = waiver;
    let ticket = ticket.as_ref().map(|ticket| format!(" ({ticket})"));
    let ticket = ticket.unwrap_or_default();
    format!("until {until}, {owner}{ticket}: {reason} [{place}]")
}

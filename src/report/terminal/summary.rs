//! The end of a report: verdicts by severity, what was read and what was not.
//!
//! In: a [`Report`]. Out: text on a page. Single findings are not known here.

use std::io;

use crate::check::{State, Tally, Verdict};
use crate::report::{Report, totals};

use super::page::{Page, painted};
use super::snippet::location;
use super::{clean, counted};

/// Unmapped types and hidden files that are named; the rest is counted.
const MOST_NAMED: usize = 10;

/// Writes the summary. It is never left out: what was not read or not decided is in every report.
pub(super) fn write(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    table(report, page)?;
    verdict(report, page)?;
    page.blank()?;
    read(report, page)?;
    not_read(report, page)?;
    for assumption in &report.coverage.assumptions {
        row(page, "assumed", assumption)?;
    }
    let fared = totals::fared(report);
    let rules = format!(
        "{} ran: {} held, {} held if they apply, {} violated, {} undecided, {} without a subject",
        fared.ran,
        fared.held,
        fared.if_it_applies,
        fared.violated,
        fared.undecided,
        fared.without_subject
    );
    let rules = match fared.waived {
        0 => rules,
        waived => format!("{rules}, {waived} with exceptions alone"),
    };
    row(page, "rules", &rules)?;
    exceptions(report, page)?;
    row(
        page,
        "facts",
        &format!(
            "catalog of {}, judged as of {}",
            report.catalog_date, report.as_of
        ),
    )
}

/// How exceptions fared, where there are some.
fn exceptions(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if report.exceptions.is_empty() {
        return Ok(());
    }
    let count = |is: fn(&State) -> bool| {
        let states = report.exceptions.iter().map(|one| &one.state);
        states.filter(|state| is(state)).count()
    };
    let counts = [
        (count(|one| matches!(one, State::Covers(_))), "used"),
        (count(|one| matches!(one, State::Unused)), "unused"),
        (count(|one| matches!(one, State::Ended)), "ended"),
        (count(|one| matches!(one, State::NotJudged)), "not judged"),
        (count(|one| matches!(one, State::Refused)), "refused"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    row(page, "exceptions", &counts.join(", "))
}

fn table(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let total = totals::all(report);
    let doubtful = total.if_it_applies > 0;
    let last = if doubtful { "  held if it applies" } else { "" };
    let head = format!(
        "{:<10}{:>9}{:>11}{:>8}{last}",
        "summary", "violated", "undecided", "held"
    );
    page.line(&painted(page.palette.strong, head))?;
    for level in totals::LEVELS {
        let tally = totals::by_level(report, level);
        let line = table_row(
            &format!("  {}", totals::level_name(level)),
            tally,
            doubtful,
            page,
        );
        page.line(&line)?;
    }
    let line = table_row("  all", total, doubtful, page);
    page.line(&line)
}

fn table_row(name: &str, tally: Tally, doubtful: bool, page: &Page<'_>) -> String {
    let palette = page.palette;
    let number = |count: usize, width: usize, paint| {
        painted(
            if count == 0 { palette.faint } else { paint },
            format!("{count:>width$}"),
        )
    };
    let held = tally.satisfied.saturating_sub(tally.if_it_applies);
    let mut line = format!("{name:<10}");
    line.push_str(&number(tally.violated, 9, palette.error));
    line.push_str(&number(tally.undecided, 11, palette.warning));
    line.push_str(&number(held, 8, palette.good));
    if doubtful {
        line.push_str(&number(tally.if_it_applies, 20, palette.note));
    }
    line
}

/// The verdict in words. It speaks of what was read alone, and is no statement about the law.
fn verdict(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let total = totals::all(report);
    let (found, paint) = match total.violated {
        0 => (
            "no violation found in what was read".to_owned(),
            page.palette.good,
        ),
        count => (
            format!(
                "{} found in what was read",
                counted(count, "violation", "violations")
            ),
            page.palette.error,
        ),
    };
    let mut more = String::new();
    if total.waived > 0 {
        more.push_str(&format!("; {} excepted", total.waived));
    }
    if report.baseline.is_some() {
        let known = totals::unchanged(report, Verdict::Violated);
        let open = totals::unchanged(report, Verdict::Undecided);
        more.push_str(&format!(
            "; of these {known} and {open} unchanged, which do not count"
        ));
    }
    page.line(&format!(
        "{}; {} undecided{more}",
        painted(paint, found),
        total.undecided
    ))
}

fn row(page: &mut Page<'_>, name: &str, text: &str) -> io::Result<()> {
    page.hanging(&format!("  {name:<12}"), page.palette.faint, text)
}

fn read(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let coverage = &report.coverage;
    let mut files = counted(coverage.files.len(), "file", "files");
    if coverage.other_files > 0 {
        files.push_str(&format!(
            "; {} beside them not infrastructure",
            counted(coverage.other_files, "file", "files")
        ));
    }
    row(page, "read", &files)?;
    let by_presence: Vec<String> = coverage
        .components
        .iter()
        .map(|(presence, count)| format!("{count} {presence}"))
        .collect();
    let components: usize = coverage.components.values().sum();
    let detail = if by_presence.is_empty() {
        String::new()
    } else {
        format!(" ({})", by_presence.join(", "))
    };
    row(
        page,
        "components",
        &format!(
            "{components}{detail}, {}",
            counted(coverage.flows, "flow", "flows")
        ),
    )?;
    let carriers: Vec<String> = coverage
        .carriers
        .iter()
        .rev()
        .map(|(level, count)| format!("{count} {level}"))
        .collect();
    let carriers = if carriers.is_empty() {
        "no component".to_owned()
    } else {
        carriers.join(", ")
    };
    row(page, "carry PHI", &carriers)
}

fn not_read(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let coverage = &report.coverage;
    unmapped(report, page)?;
    let references = counted(coverage.unresolved, "reference", "references");
    row(
        page,
        "unresolved",
        &format!("{references} to what is not in the files read"),
    )?;
    row(
        page,
        "opaque",
        &format!(
            "{} whose text was not read",
            counted(coverage.opaque_policies, "policy", "policies")
        ),
    )?;
    if coverage.policies_set_aside > 0 {
        let policies = counted(coverage.policies_set_aside, "policy", "policies");
        let what = "set aside: limits, policies of resources, or what can be either grants nothing";
        row(page, "no grants", &format!("{policies} {what}"))?;
    }
    if !coverage.ignored.is_empty() {
        let named: Vec<String> = coverage
            .ignored
            .iter()
            .take(MOST_NAMED)
            .map(|path| clean::plain(path))
            .collect();
        let more = coverage.ignored.len() - named.len();
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let files = counted(coverage.ignored.len(), "file that looks", "files that look");
        let text = format!(
            "{files} like infrastructure, hidden by ignore files: {}{more}",
            named.join(", ")
        );
        row(page, "ignored", &text)?;
    }
    Ok(())
}

fn unmapped(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let unmapped = totals::unmapped(report);
    if unmapped.is_empty() {
        row(page, "unmapped", "no resource type")?;
    } else {
        let resources: usize = unmapped.iter().map(|(_, count, _)| count).sum();
        let types = counted(unmapped.len(), "resource type", "resource types");
        row(
            page,
            "unmapped",
            &format!(
                "{types} without a kind, {}",
                counted(resources, "resource", "resources")
            ),
        )?;
        for (name, count, first) in unmapped.iter().take(MOST_NAMED) {
            let place = location(report.sources, *first);
            row(page, "", &format!("{name} ×{count}, first at {place}"))?;
        }
        if unmapped.len() > MOST_NAMED {
            row(
                page,
                "",
                &format!("… and {} more types", unmapped.len() - MOST_NAMED),
            )?;
        }
    }
    Ok(())
}

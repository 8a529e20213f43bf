//! What could not be decided, by cause, with what would settle each.
//!
//! In: the undecided findings of a report. Out: text on a page. How a cause came about is not known here.

use std::collections::BTreeMap;
use std::io;

use crate::check::{Finding, Verdict};
use crate::report::{Report, told};
use crate::syntax::Cause;

use super::finding::construct_line;
use super::page::Page;
use super::snippet::location;
use super::{clean, counted, is_shown, left_out};

/// Writes the undecided findings: for each cause what would settle it, and rule and subject of each finding.
pub(super) fn write(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let undecided = report
        .outcome
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Undecided && finding.counts());
    let (found, below): (Vec<&Finding>, Vec<&Finding>) =
        undecided.partition(|finding| is_shown(report, finding, page.style));
    if !found.is_empty() {
        let title = format!("undecided, by cause ({})", found.len());
        page.headed(&title, page.palette.warning, 0, "")?;
        groups(report, &found, page)?;
        page.blank()?;
    }
    left_out(
        below.len(),
        "undecided below the chosen severity",
        "undecided below the chosen severity",
        page,
    )
}

fn groups(report: &Report<'_>, found: &[&Finding], page: &mut Page<'_>) -> io::Result<()> {
    let mut by_cause: BTreeMap<Option<&Cause>, Vec<&Finding>> = BTreeMap::new();
    for &finding in found {
        if finding.causes.is_empty() {
            by_cause.entry(None).or_default().push(finding);
        }
        for cause in &finding.causes {
            let group = by_cause.entry(Some(cause)).or_default();
            if !group
                .last()
                .is_some_and(|last| std::ptr::eq(*last, finding))
            {
                group.push(finding);
            }
        }
    }
    let mut groups: Vec<_> = by_cause.into_iter().collect();
    groups.sort_by_key(|(_, findings)| std::cmp::Reverse(findings.len()));
    let mut lines_left = page.style.limit;
    for (cause, findings) in groups {
        let text = cause.map_or("the cause is not recorded".to_owned(), Cause::to_string);
        page.hanging("  • ", page.palette.strong, &text)?;
        if let Some(cause) = cause {
            page.hanging("    to settle it: ", page.palette.note, &cause.settled_by())?;
        }
        let shown = findings.len().min(lines_left);
        pairs(report, &findings[..shown], page)?;
        lines_left -= shown;
        if shown < findings.len() {
            page.line(&format!("    … and {} more", findings.len() - shown))?;
        }
    }
    Ok(())
}

fn pairs(report: &Report<'_>, findings: &[&Finding], page: &mut Page<'_>) -> io::Result<()> {
    let id = |finding: &Finding| {
        report
            .rule(finding)
            .map_or(String::new(), |rule| clean::plain(&rule.id))
    };
    let widest = findings
        .iter()
        .map(|finding| id(finding).chars().count())
        .max()
        .unwrap_or(0)
        .min(44);
    for finding in findings {
        let place = finding
            .labels
            .first()
            .map(|label| format!(" ({})", location(report.sources, label.span)));
        let notes = match finding.notes.len() {
            0 => String::new(),
            count => format!(", {}", counted(count, "note", "notes")),
        };
        let lead = format!("    {:<widest$}  ", id(finding));
        let construct = finding.construct.as_ref();
        let construct = construct.map(|one| format!(", construct {}", construct_line(one)));
        let text = [
            &finding.subject,
            &*place.unwrap_or_default(),
            &construct.unwrap_or_default(),
            &notes,
            ", ",
            told::short(finding),
        ];
        let text = text.concat();
        page.hanging(&lead, page.palette.faint, &text)?;
    }
    Ok(())
}

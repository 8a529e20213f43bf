//! A report for people at a terminal.
//!
//! In: a finished [`Report`]. Out: text: assumptions, inputs that were not read as expected, findings with their source
//! and the way the data takes, what is undecided and why, and what was read. Files, arguments and the terminal itself
//! are not known here.

mod access;
mod aside;
mod clean;
mod diagnostic;
mod excerpt;
mod finding;
mod page;
mod snippet;
mod summary;
mod told;
mod undecided;
mod way;
mod why;
mod wrap;

use std::io;

use crate::check::{Finding, Verdict};
use crate::knowledge::RuleLevel;
use crate::source::{Diagnostic, Severity};

use super::Report;
use super::access::AccessReport;
use super::told::Told;
use super::why::Explanation;
use page::Page;

pub(super) use wrap::{first_sentence, wrap};

/// A text without characters that a terminal would act upon.
pub fn clean(text: &str) -> String {
    clean::plain(text)
}

/// Whether colours are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// ANSI colours.
    Always,
    /// Plain text.
    Never,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Each finding with its source, path, reason and fix.
    Full,
    /// Each finding on one line.
    Lines,
    /// Counts alone.
    Summary,
}

/// How a report is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are used.
    pub color: Color,
    /// Columns of the terminal; fewer than 60 are taken as 60.
    pub width: u16,
    /// Findings of less severe rules are counted, not shown.
    pub minimum: RuleLevel,
    /// Violations shown in full, and undecided ones listed; the rest is counted.
    pub limit: usize,
    /// How much is said.
    pub detail: Detail,
}

impl Style {
    /// The same, at the least as wide as pages can be.
    fn readable(&self) -> Self {
        Self {
            width: self.width.max(60),
            ..self.clone()
        }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self {
            color: Color::Never,
            width: 100,
            minimum: RuleLevel::Low,
            limit: 50,
            detail: Detail::Full,
        }
    }
}

/// Writes a report as text. The only errors are those of `out`.
pub fn render(report: &Report<'_>, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let style = style.readable();
    let mut page = Page::new(&style, out);
    assumptions(report, &mut page)?;
    diagnostics(report, &mut page)?;
    violations(report, &mut page)?;
    if style.detail != Detail::Summary {
        undecided::write(report, &mut page)?;
        aside::write(report, &mut page)?;
    }
    summary::write(report, &mut page)
}

/// Writes what there is to say about inputs, and nothing else. The only errors are those of `out`.
pub fn render_diagnostics(
    report: &Report<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = style.readable();
    diagnostics(report, &mut Page::new(&style, out))
}

/// Writes what there is to say of a component. The only errors are those of `out`.
pub fn render_why(
    explanation: &Explanation<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = style.readable();
    let mut page = Page::new(&style, out);
    assumptions(explanation.picture.report, &mut page)?;
    diagnostics(explanation.picture.report, &mut page)?;
    why::write(explanation, &mut page)
}

/// Writes what there is to say of a finding. The only errors are those of `out`.
pub fn render_told(told: &Told<'_>, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let style = style.readable();
    let mut page = Page::new(&style, out);
    assumptions(told.report, &mut page)?;
    told::write(told, &mut page)
}

/// Writes who may do what. The only errors are those of `out`.
pub fn render_access(
    report: &AccessReport<'_>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = style.readable();
    let mut page = Page::new(&style, out);
    assumptions(report.material.report, &mut page)?;
    diagnostics(report.material.report, &mut page)?;
    access::write(report, &mut page)
}

/// Writes what was assumed and what there is to say about inputs, a line each. The only errors are those of `out`.
pub fn render_notes(report: &Report<'_>, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let style = Style {
        detail: Detail::Lines,
        ..style.readable()
    };
    let mut page = Page::new(&style, out);
    assumptions(report, &mut page)?;
    diagnostics(report, &mut page)
}

fn assumptions(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    for assumption in &report.coverage.assumptions {
        page.hanging("assumed: ", page.palette.warning, assumption)?;
    }
    if report.coverage.assumptions.is_empty() {
        Ok(())
    } else {
        page.blank()
    }
}

fn diagnostics(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    // What was not read is said whatever the detail: it changes what the counts mean.
    let quiet = page.style.detail == Detail::Summary;
    let wanted = |said: &&Diagnostic| !quiet || said.severity == Severity::Error;
    let mut shown = 0;
    for said in report
        .diagnostics
        .iter()
        .filter(wanted)
        .take(page.style.limit)
    {
        diagnostic::write(report, said, page)?;
        shown += 1;
    }
    left_out(
        report.diagnostics.len().saturating_sub(shown),
        "message about inputs",
        "messages about inputs",
        page,
    )
}

fn violations(report: &Report<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let violated = report
        .outcome
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Violated && finding.counts());
    let (mut found, below): (Vec<&Finding>, Vec<&Finding>) =
        violated.partition(|finding| is_shown(report, finding, page.style));
    found.sort_by_key(|finding| std::cmp::Reverse(report.rule(finding).map(|rule| rule.severity)));
    let shown = if page.style.detail == Detail::Summary {
        0
    } else {
        page.style.limit
    };
    for finding in found.iter().take(shown) {
        match page.style.detail {
            Detail::Full => finding::write(report, finding, page)?,
            Detail::Lines | Detail::Summary => finding::write_line(report, finding, page)?,
        }
    }
    left_out(
        found.len().saturating_sub(shown),
        "violation",
        "violations",
        page,
    )?;
    left_out(
        below.len(),
        "violation below the chosen severity",
        "violations below the chosen severity",
        page,
    )
}

/// Whether a finding is of a rule that is severe enough.
fn is_shown(report: &Report<'_>, finding: &Finding, style: &Style) -> bool {
    report
        .rule(finding)
        .is_none_or(|rule| rule.severity >= style.minimum)
}

fn left_out(count: usize, one: &str, many: &str, page: &mut Page<'_>) -> io::Result<()> {
    if count == 0 {
        return Ok(());
    }
    page.line(&format!("… and {} not shown", counted(count, one, many)))?;
    page.blank()
}

/// `1 flow`, `2 flows`.
fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 {
        format!("1 {one}")
    } else {
        format!("{count} {many}")
    }
}

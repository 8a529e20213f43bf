//! `phipath check`.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::Analysis;
use crate::check::Verdict;
use crate::compare::{self, Past};
use crate::report::terminal::{Color, Detail, Style};
use crate::report::{self, Report};

use super::args::{CheckOptions, Format};
use super::run::{self, Findings};
use super::{Failure, output};

/// Checks, reports, and gives the exit status.
pub(super) fn run(options: &CheckOptions) -> Result<u8, Failure> {
    let past = options.baseline.as_deref().map(super::diff::past);
    let past = past.transpose()?;
    let mut analysis = run::analysed(&options.paths, &options.shared)?;
    if let Some(past) = &past {
        mark(&mut analysis, past);
    }
    let status = status(options, &analysis)?;
    report(options, &mut analysis)?;
    // The process ends here: to give back every value by itself would take a tenth of a run.
    std::mem::forget(analysis);
    Ok(status)
}

/// Marks what an earlier run has too.
fn mark(analysis: &mut Analysis, past: &Past) {
    let rules: Vec<&str> = analysis
        .knowledge
        .rules
        .iter()
        .map(|rule| &*rule.id)
        .collect();
    let files = analysis.coverage.files.iter().cloned().collect();
    compare::mark(&mut analysis.outcome, &rules, &files, past);
}

/// Writes every report that is asked for.
fn report(options: &CheckOptions, analysis: &mut Analysis) -> Result<(), Failure> {
    let findings = Findings::taken(analysis);
    let baseline = options.baseline.as_ref();
    let report = Report {
        baseline: baseline.map(|path| path.display().to_string()),
        ..findings.report(analysis, &options.shared)
    };
    write_files(options, &report)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = write(options.format, &report, &style(options), &mut out);
    output::finished(written.and_then(|()| out.flush()))
}

/// Writes the reports that go to files.
fn write_files(options: &CheckOptions, report: &Report<'_>) -> Result<(), Failure> {
    for (format, path) in &options.report {
        let failed = |error: io::Error| {
            Failure::new(format!("`{}` cannot be written: {error}", path.display()))
        };
        let mut out = BufWriter::new(File::create(path).map_err(failed)?);
        let style = Style {
            color: Color::Never,
            ..style(options)
        };
        write(*format, report, &style, &mut out).map_err(failed)?;
        out.flush().map_err(failed)?;
    }
    Ok(())
}

fn write(
    format: Format,
    report: &Report<'_>,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Human => report::terminal::render(report, style, out),
        Format::Json => report::json::render(report, out),
        Format::Sarif => report::sarif::render(report, out),
        Format::Github => report::review::github(report, out),
        Format::Gitlab => report::review::gitlab(report, out),
        Format::Junit => report::review::junit(report, out),
        Format::Rdjson => report::review::rdjson(report, out),
        Format::Markdown => report::review::markdown(report, out),
    }
}

fn style(options: &CheckOptions) -> Style {
    Style {
        minimum: options.min_severity.level(),
        limit: options.limit,
        detail: if options.quiet {
            Detail::Summary
        } else {
            Detail::Full
        },
        ..output::style(options.color)
    }
}

/// The exit status: what was not read counts more than what was found.
fn status(options: &CheckOptions, analysis: &Analysis) -> Result<u8, Failure> {
    let read = run::status(analysis)?;
    if read != 0 {
        return Ok(read);
    }
    let fails = analysis.outcome.findings.iter().any(|finding| {
        let severity = analysis.knowledge.rules[usize::from(finding.rule.0)].severity;
        let counts = match finding.verdict {
            Verdict::Violated => true,
            Verdict::Undecided => options.fail_on_undecided,
            Verdict::Satisfied | Verdict::NotApplicable => false,
        };
        counts
            && finding.counts()
            && options
                .fail_on
                .level()
                .is_some_and(|threshold| severity >= threshold)
    });
    Ok(u8::from(fails))
}

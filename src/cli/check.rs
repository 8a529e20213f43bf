//! `phipath check`.

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::mem::take;

use crate::check::Verdict;
use crate::report::terminal::{Color, Detail, Style};
use crate::report::{self, Report};
use crate::source::Severity;
use crate::{Analysis, Input, analyse, load};

use super::args::{CheckOptions, Format, When};
use super::{Failure, inputs, output};

/// From how many bytes on a run is long enough to say that it works.
const LONG_RUN: usize = 20_000_000;

/// Checks, reports, and gives the exit status.
pub(super) fn run(options: &CheckOptions) -> Result<u8, Failure> {
    let settings = inputs::settings(&options.shared)?;
    let loaded = load(&inputs::request(&options.shared)?);
    let files = inputs::files(&options.paths, &options.shared)?;
    let progress = progress(&files.inputs);
    let mut analysis = analyse(loaded, files.inputs, &settings);
    if progress {
        eprint!("\r\x1b[K");
    }
    let mut diagnostics = files.diagnostics;
    diagnostics.append(&mut analysis.diagnostics);
    analysis.diagnostics = diagnostics;
    analysis.coverage.ignored = files.ignored;
    let status = status(options, &analysis)?;
    let as_of = options.shared.as_of.unwrap_or_else(today);
    report(options, &mut analysis, as_of)?;
    // The process ends here: to give back every value by itself would take a tenth of a run.
    std::mem::forget(analysis);
    Ok(status)
}

/// Says that a long run works, where somebody looks.
fn progress(inputs: &[Input]) -> bool {
    let bytes: usize = inputs.iter().map(|input| input.text.len()).sum();
    let shown = bytes > LONG_RUN && io::stderr().is_terminal();
    if shown {
        eprint!("reading {} files …", inputs.len());
    }
    shown
}

/// Writes every report that is asked for.
fn report(
    options: &CheckOptions,
    analysis: &mut Analysis,
    as_of: jiff::civil::Date,
) -> Result<(), Failure> {
    let report = Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome: take(&mut analysis.outcome),
        diagnostics: take(&mut analysis.diagnostics),
        coverage: take(&mut analysis.coverage),
        as_of: as_of.to_string(),
        catalog_date: analysis.knowledge.catalog_date.clone(),
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

fn today() -> jiff::civil::Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
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
    }
}

fn style(options: &CheckOptions) -> Style {
    let terminal = io::stdout().is_terminal();
    let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match options.color {
        When::Always => Color::Always,
        When::Auto if terminal && !unwanted => Color::Always,
        When::Auto | When::Never => Color::Never,
    };
    let columns = terminal_size::terminal_size()
        .filter(|_| terminal)
        .map(|(width, _)| width.0.min(140));
    Style {
        color,
        width: columns.unwrap_or(100),
        minimum: options.min_severity.level(),
        limit: options.limit,
        detail: if options.quiet {
            Detail::Summary
        } else {
            Detail::Full
        },
    }
}

/// The exit status: what was not read counts more than what was found.
fn status(options: &CheckOptions, analysis: &Analysis) -> Result<u8, Failure> {
    let errors = analysis
        .diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error);
    if errors {
        return Ok(2);
    }
    if analysis.coverage.files.is_empty() {
        let others = analysis.coverage.other_files;
        return Err(
            Failure::new(format!("no template found among {others} files"))
                .help("name a CloudFormation template, or a folder that holds one"),
        );
    }
    let fails = analysis.outcome.findings.iter().any(|finding| {
        let severity = analysis.knowledge.rules[usize::from(finding.rule.0)].severity;
        let counts = match finding.verdict {
            Verdict::Violated => true,
            Verdict::Undecided => options.fail_on_undecided,
            Verdict::Satisfied | Verdict::NotApplicable => false,
        };
        counts
            && options
                .fail_on
                .level()
                .is_some_and(|threshold| severity >= threshold)
    });
    Ok(u8::from(fails))
}

//! `phipath diff`.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::compare::{self, Diff, Past};
use crate::report;

use super::args::{DiffFormat, DiffOptions, News, SharedOptions};
use super::run::{self, Findings};
use super::{Failure, output};

/// Compares two folders or reports, and gives the exit status.
pub(super) fn run(options: &DiffOptions) -> Result<u8, Failure> {
    if options.shared.root.is_some() {
        return Err(Failure::new("`--root` has no meaning for two folders")
            .help("each folder is the root of its own run"));
    }
    let base = side(&options.base, &options.shared)?;
    let head = side(&options.head, &options.shared)?;
    let diff = compare::diff(&base, &head);
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match options.format {
        DiffFormat::Human => report::diff::terminal(&diff, &mut out),
        DiffFormat::Json => report::diff::json(&diff, &mut out),
        DiffFormat::Markdown => report::diff::markdown(&diff, &mut out),
        DiffFormat::Github => report::diff::github(&diff, &mut out),
    };
    output::finished(written.and_then(|()| out.flush()))?;
    // What the base did not read makes more look new; what the head did not read makes less look so.
    if head.errors > 0 {
        return Ok(2);
    }
    let fails = options.fail_on.iter().any(|news| is_there(*news, &diff));
    Ok(u8::from(fails))
}

/// Whether a diff has something of a sort.
fn is_there(news: News, diff: &Diff) -> bool {
    match news {
        News::Violation => diff.new.iter().any(|one| one.violated),
        News::Undecided => diff.new.iter().any(|one| !one.violated),
        News::Flow => !diff.flows.is_empty(),
        News::Reach => !diff.widened.is_empty(),
        News::Never => false,
    }
}

/// What there is to compare: a report, or a folder that is checked now.
fn side(path: &Path, shared: &SharedOptions) -> Result<Past, Failure> {
    match path.is_dir() {
        true => checked(path, shared),
        false => past(path),
    }
}

/// A report of an earlier run.
pub(super) fn past(path: &Path) -> Result<Past, Failure> {
    let shown = path.display();
    let bytes = fs::read(path)
        .map_err(|error| Failure::new(format!("`{shown}` cannot be read: {error}")))?;
    report::json::read(&bytes).map_err(|error| {
        Failure::new(format!("`{shown}` cannot be compared with: {error}"))
            .help("`phipath check --report json=FILE` makes a report")
    })
}

/// A folder as its report would have it, with paths from that folder on.
fn checked(folder: &Path, shared: &SharedOptions) -> Result<Past, Failure> {
    let shared = SharedOptions {
        root: Some(folder.to_path_buf()),
        ..shared.clone()
    };
    let mut analysis = run::analysed(&[folder.to_path_buf()], &shared)?;
    let report = Findings::taken(&mut analysis).report(&analysis, &shared);
    let mut bytes = Vec::new();
    let written = report::json::render(&report, &mut bytes);
    written.map_err(|error| Failure::new(format!("the report cannot be made: {error}")))?;
    report::json::read(&bytes).map_err(Failure::new)
}

//! Annotations of GitHub's build service: a line of the log each.
//!
//! In: the remarks of a report. Out: workflow commands
//! (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>, read 2026-11-28). The service shows
//! ten of each loudness for a step: the gravest come first, and what it leaves out is said in the last one.

use std::io::{self, Write};

use super::{Remark, counted, remarks};
use crate::report::{Report, clean};

/// How many annotations of one loudness the service shows for a step.
const MOST_SHOWN: usize = 10;

/// Writes the annotations. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let remarks = remarks(report);
    for remark in &remarks {
        write(report, remark, out)?;
    }
    let hidden: usize = ["error", "warning", "note"]
        .map(|loudness| {
            let same = remarks.iter().filter(|one| one.loudness() == loudness);
            same.count().saturating_sub(MOST_SHOWN)
        })
        .iter()
        .sum();
    match hidden {
        0 => Ok(()),
        hidden => writeln!(
            out,
            "phipath: {} of {} are in this log only: the service shows {MOST_SHOWN} annotations of each kind for a step",
            hidden,
            counted(remarks.len(), "findings")
        ),
    }
}

fn write(report: &Report<'_>, remark: &Remark<'_>, out: &mut dyn Write) -> io::Result<()> {
    let command = match remark.loudness() {
        "note" => "notice",
        loudness => loudness,
    };
    let mut properties = Vec::new();
    if let Some(place) = remark.place(report) {
        properties.push(format!("file={}", property(place.path)));
        if let Some((start, end)) = place.range {
            properties.push(format!("line={},endLine={}", start.line, end.line));
            // Columns count only within one line.
            if start.line == end.line {
                let last = end.column_utf16.max(start.column_utf16);
                properties.push(format!("col={},endColumn={last}", start.column_utf16));
            }
        }
    }
    properties.push(format!("title={}", property(remark.code())));
    let mut text = data(&remark.headline());
    for line in remark.details() {
        text.push_str("%0A");
        text.push_str(&data(&line));
    }
    writeln!(out, "::{command} {}::{text}", properties.join(","))
}

/// A text as the service unescapes it.
pub(in crate::report) fn data(text: &str) -> String {
    clean(text).replace('%', "%25")
}

/// The value of a property, in which commas and colons mean something.
pub(in crate::report) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

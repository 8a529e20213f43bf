//! Diagnostics for reviewdog.
//!
//! In: the remarks of a report. Out: its JSON format
//! (<https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>, read 2026-11-28). Columns count bytes from 1.

use std::io::{self, Write};

use serde::Serialize;

use super::{Remark, remarks};
use crate::report::Report;
use crate::source::Position;

#[derive(Serialize)]
struct Document<'r> {
    source: Source,
    diagnostics: Vec<Diagnostic<'r>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic<'r> {
    message: String,
    location: Location<'r>,
    severity: &'static str,
    code: Code<'r>,
}

#[derive(Serialize)]
struct Code<'r> {
    value: &'r str,
}

#[derive(Serialize)]
struct Location<'r> {
    path: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Point,
    end: Point,
}

#[derive(Serialize)]
struct Point {
    line: u32,
    column: u32,
}

/// Writes the diagnostics. What is about the run and no file has none. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let remarks = remarks(report);
    let document = Document {
        source: Source {
            name: env!("CARGO_PKG_NAME"),
        },
        diagnostics: remarks
            .iter()
            .filter_map(|remark| diagnostic(report, remark))
            .collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn diagnostic<'r>(report: &'r Report<'_>, remark: &Remark<'r>) -> Option<Diagnostic<'r>> {
    let place = remark.place(report)?;
    let mut message = remark.headline();
    for line in remark.details() {
        message.push('\n');
        message.push_str(&line);
    }
    Some(Diagnostic {
        message,
        location: Location {
            path: place.path,
            range: place.range.map(|(start, end)| Range {
                start: point(start),
                end: point(end),
            }),
        },
        severity: match remark.loudness() {
            "error" => "ERROR",
            "warning" => "WARNING",
            _ => "INFO",
        },
        code: Code {
            value: remark.code(),
        },
    })
}

fn point(position: Position) -> Point {
    Point {
        line: position.line,
        column: position.column,
    }
}

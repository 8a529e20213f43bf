//! A report for code-scanning services: SARIF 2.1.0.
//!
//! In: a finished [`Report`]. Out: one SARIF log with one run, written result by result, so that memory does not grow
//! with the number of findings. Which service reads it is not known here.

mod driver;
mod limits;
mod location;
mod result;
mod types;

use std::io;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use crate::source::{Place, Severity};

use super::{Report, totals};
use limits::Written;
use location::{artifact, note_text, physical, place_of};
use types::{
    Artifact, Base, Bases, Descriptor, Driver, Invocation, Location, Log, Message, Notification,
    Run, RunProperties, Tool, Unmapped,
};

/// Writes a report as SARIF 2.1.0 on one line, in small pieces: `out` should be buffered. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let written = Written::default();
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: driver(report),
            },
            original_uri_base_ids: Bases {
                root: Base {
                    description: Message::new("the root of the files that were read"),
                },
            },
            artifacts: report
                .coverage
                .files
                .iter()
                .map(|path| read_file(path))
                .collect(),
            column_kind: "utf16CodeUnits",
            results: Results(report, &written),
            // What was left out is known when the results are written.
            invocations: Invocations(report, &written),
            properties: properties(report),
        }],
    };
    let counting = limits::Counting {
        out: &mut *out,
        written: &written,
    };
    serde_json::to_writer(counting, &log)?;
    out.write_all(b"\n")
}

/// The results of a report, made one by one while they are written.
struct Results<'r>(&'r Report<'r>, &'r Written);

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut results = serializer.serialize_seq(None)?;
        for finding in limits::ordered(self.0) {
            if self.1.takes(finding) {
                results.serialize_element(&result::result(self.0, finding, self.1))?;
            }
        }
        results.end()
    }
}

/// The one invocation of a run, made when its results are written.
struct Invocations<'r>(&'r Report<'r>, &'r Written);

impl Serialize for Invocations<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [invocation(self.0, self.1)].serialize(serializer)
    }
}

fn driver<'r>(report: &'r Report<'_>) -> Driver<'r> {
    Driver {
        name: env!("CARGO_PKG_NAME"),
        version: env!("CARGO_PKG_VERSION"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: report.rules.iter().map(driver::rule).collect(),
    }
}

fn read_file(path: &str) -> Artifact {
    Artifact {
        location: artifact(path),
        roles: ["analysisTarget"],
    }
}

fn invocation<'r>(report: &'r Report<'_>, written: &Written) -> Invocation<'r> {
    let left_out = written.remarks(report).into_iter();
    let left_out = left_out.map(|(id, level, text)| Notification {
        descriptor: Descriptor { id },
        level,
        message: Message::new(text),
        locations: Vec::new(),
    });
    Invocation {
        execution_successful: report
            .diagnostics
            .iter()
            .all(|said| said.severity < Severity::Error),
        tool_execution_notifications: report
            .diagnostics
            .iter()
            .map(|said| notification(report, said))
            .chain(left_out)
            .collect(),
    }
}

fn notification<'r>(
    report: &'r Report<'_>,
    said: &'r crate::source::Diagnostic,
) -> Notification<'r> {
    let text = match &said.help {
        Some(help) => format!("{}\nhelp: {help}", said.message),
        None => said.message.clone(),
    };
    let mut locations: Vec<Location<'r>> = match &said.place {
        Place::Span(span) => vec![place_of(report.sources, *span, None)],
        Place::Path(path) => vec![Location {
            physical_location: Some(physical(path)),
            ..Location::default()
        }],
        Place::Run => Vec::new(),
    };
    let related = said
        .related
        .iter()
        .map(|(span, text)| place_of(report.sources, *span, note_text(text)));
    locations.extend(related);
    Notification {
        descriptor: Descriptor { id: said.code },
        level: totals::severity_name(said.severity),
        message: Message::new(text),
        locations,
    }
}

fn properties<'r>(report: &'r Report<'_>) -> RunProperties<'r> {
    let coverage = &report.coverage;
    RunProperties {
        as_of: &report.as_of,
        catalog_date: &report.catalog_date,
        assumptions: &coverage.assumptions,
        other_files: coverage.other_files,
        ignored: &coverage.ignored,
        components: &coverage.components,
        flows: coverage.flows,
        phi_carriers: &coverage.carriers,
        unmapped_types: totals::unmapped(report)
            .into_iter()
            .map(|(type_name, count, _)| Unmapped {
                type_name,
                count: *count,
            })
            .collect(),
        unresolved_references: coverage.unresolved,
        opaque_policies: coverage.opaque_policies,
        policies_set_aside: Some(coverage.policies_set_aside).filter(|count| *count > 0),
    }
}

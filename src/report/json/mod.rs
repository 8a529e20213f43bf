//! A report for other programs: everything that the report has, as JSON of our own; so a picture of the graph, and what
//! there is to say of a component.
//!
//! In: a finished [`Report`]. Out: one JSON document, written finding by finding, and the JSON Schema of such documents.
//! Who reads it is not known here.

mod access;
mod graph;
mod read;
mod standing;
mod told;
mod types;
mod view;
mod why;

use std::io;

use serde::ser::{Serialize, SerializeSeq, Serializer};

use super::Report;

pub use access::{access_schema, render_access};
pub use read::read;

pub use graph::{graph_schema, render_graph};
pub use told::{render_told, told_schema};
pub use why::{render_why, why_schema};

/// Writes a report as JSON on one line, in small pieces: `out` should be buffered. The only errors are those of `out`.
pub fn render(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &view::document(report))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render`] writes.
pub fn schema() -> serde_json::Value {
    schema_of::<types::Document<'static>>()
}

/// The JSON Schema of a type.
pub(super) fn schema_of<T: schemars::JsonSchema>() -> serde_json::Value {
    let generator = schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator();
    generator.into_root_schema_for::<T>().to_value()
}

/// The findings of a report, made one by one while they are written.
struct Findings<'r>(&'r Report<'r>);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let findings = &self.0.outcome.findings;
        let mut written = serializer.serialize_seq(Some(findings.len()))?;
        for finding in findings {
            written.serialize_element(&view::finding(self.0, finding))?;
        }
        written.end()
    }
}

//! What there is to say of a finding, for other programs.
//!
//! In: [`Told`]s. Out: one JSON document, and the JSON Schema of such documents. How it is worded is not known here.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::check::Whence;
use crate::report::told::{Known, Told};

use super::types::{Finding, Rule, Span};
use super::{schema_of, view};

/// What phipath has to say of a finding.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath explanation of a finding")]
struct Document<'r> {
    /// Always `phipath-finding`.
    format: &'static str,
    /// Version of this format: grows when a field changes its meaning or goes, not when one is added.
    format_version: u32,
    /// Version of phipath.
    version: &'static str,
    /// Day on which the run is to be judged, ISO 8601.
    as_of: &'r str,
    /// Day of the newest service fact, ISO 8601.
    catalog_date: &'r str,
    /// The finding; several where they share a fingerprint.
    findings: Vec<One<'r>>,
}

/// A finding with what it rests on.
#[derive(JsonSchema, Serialize)]
struct One<'r> {
    /// As the report has it.
    finding: Finding<'r>,
    /// Its rule; absent where that is of another set of rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Rule<'r>>,
    /// What the rule speaks of, in words; empty where it is about ways of data alone.
    applies: &'r str,
    /// What the rule requires, in words; empty where it is about ways of data alone.
    wanted: &'r str,
    /// What it read: what it requires something of comes first.
    facts: Vec<Fact<'r>>,
}

/// A value that a rule read.
#[derive(JsonSchema, Serialize)]
struct Fact<'r> {
    /// The attribute.
    attribute: &'r str,
    /// What it means.
    meaning: &'r str,
    /// Of whom: a component, an operator, `the flow`, `the statement`.
    of: &'r str,
    /// The value, in words where there is none.
    value: &'r str,
    /// Whether there is a value.
    known: bool,
    /// Whether the rule requires something of it; else it decides whether the rule applies.
    required: bool,
    /// Whether it can be at fault.
    blamed: bool,
    /// `written`, `default` (nobody wrote it, and the catalog says what that means), `unset`, `derived` (worked out), `graph`.
    whence: &'static str,
    /// The property that nobody wrote; absent where it is written, or no single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    property: Option<&'r str>,
    /// Who says what the default is; absent for what is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'r str>,
    /// When that was read or dated, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_date: Option<&'r str>,
    /// Where it is written, would be, or follows from.
    spans: Vec<Span<'r>>,
}

/// Writes what there is to say as JSON on one line. The only errors are those of `out`.
pub fn render_told(told: &[Told<'_>], out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &document(told))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render_told`] writes.
pub fn told_schema() -> serde_json::Value {
    schema_of::<Document<'static>>()
}

fn document<'r>(told: &'r [Told<'r>]) -> Document<'r> {
    let report = told.first().map(|one| one.report);
    Document {
        format: "phipath-finding",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        as_of: report.map_or("", |report| &report.as_of),
        catalog_date: report.map_or("", |report| &report.catalog_date),
        findings: told.iter().map(one).collect(),
    }
}

fn one<'r>(told: &'r Told<'r>) -> One<'r> {
    let tally = told
        .report
        .outcome
        .tallies
        .get(usize::from(told.finding.rule.0));
    One {
        finding: view::finding(told.report, told.finding),
        rule: told
            .rule
            .map(|rule| view::rule(rule, tally.copied().unwrap_or_default())),
        applies: &told.applies,
        wanted: &told.wanted,
        facts: told.facts.iter().map(|known| fact(told, known)).collect(),
    }
}

fn fact<'r>(told: &'r Told<'r>, known: &'r Known<'r>) -> Fact<'r> {
    let seen = known.seen;
    let (whence, property, spans) = match &seen.whence {
        Whence::Written(spans) => ("written", None, spans.clone()),
        Whence::Default { at, property, .. } => ("default", property.as_deref(), vec![*at]),
        Whence::Unset { at, property } => ("unset", property.as_deref(), vec![*at]),
        Whence::Derived(spans) => ("derived", None, spans.clone()),
        Whence::Graph => ("graph", None, Vec::new()),
    };
    Fact {
        attribute: &seen.attribute,
        meaning: known.meaning,
        of: &seen.of,
        value: &seen.value,
        known: seen.known,
        required: seen.required,
        blamed: seen.blamed,
        whence,
        property,
        source: known.source.map(|one| one.source.as_str()),
        source_date: known.source.map(|one| one.date.as_str()),
        spans: spans
            .into_iter()
            .map(|span| view::span(told.report.sources, span))
            .collect(),
    }
}

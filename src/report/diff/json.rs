//! What differs between two runs, for other programs.
//!
//! In: a diff. Out: one JSON document, and the JSON Schema of such documents.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::level;
use crate::compare::{self, Diff};
use crate::report::json::schema_of;

/// What differs between two runs of phipath.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath diff")]
struct Document<'d> {
    /// Always `phipath-diff`.
    format: &'static str,
    /// Version of this format: grows when a field changes its meaning or goes, not when one is added.
    format_version: u32,
    /// Version of phipath.
    version: &'static str,
    /// What makes the comparison less sure.
    notes: &'d [String],
    /// Flows that move PHI and did not, or may not have.
    new_flows: Vec<Flow<'d>>,
    /// Flows that moved PHI and do no more.
    gone_flows: Vec<Gone<'d>>,
    /// Components that PHI reaches and did not, or more certainly.
    widened: Vec<Change<'d>>,
    /// Components that PHI reaches no more, or less certainly.
    narrowed: Vec<Change<'d>>,
    /// Findings that count and did not, the gravest first.
    new: Vec<Finding<'d>>,
    /// Findings that came with an exception, or have one now.
    excepted: Vec<Finding<'d>>,
    /// Findings that are gone.
    fixed: Vec<Finding<'d>>,
    /// Findings of both runs.
    unchanged: Vec<Finding<'d>>,
}

/// A flow that moves PHI now.
#[derive(JsonSchema, Serialize)]
struct Flow<'d> {
    /// Address of the component where it starts.
    from: &'d str,
    /// Address of the component where it ends.
    to: &'d str,
    /// `yes` or `possible`.
    level: &'static str,
    /// `no` where there was none, else `possible`.
    was: &'static str,
    /// What moves.
    payload: &'d str,
    /// `declared`, `configured` or `permitted`.
    basis: &'d str,
    /// Why the data moves.
    reason: &'d str,
    /// Where it says so, as `path:line:column`; empty where nothing does.
    place: &'d str,
    /// The way of PHI, from where it starts over this flow: names of components.
    path: &'d [String],
}

/// A flow that moved PHI.
#[derive(JsonSchema, Serialize)]
struct Gone<'d> {
    /// Address of the component where it started.
    from: &'d str,
    /// Address of the component where it ended.
    to: &'d str,
}

/// A component that PHI reaches in another way.
#[derive(JsonSchema, Serialize)]
struct Change<'d> {
    /// Its address.
    address: &'d str,
    /// Its name.
    name: &'d str,
    /// `no`, `possible` or `yes`.
    was: &'static str,
    /// `no`, `possible` or `yes`.
    is: &'static str,
}

/// A finding.
#[derive(JsonSchema, Serialize)]
struct Finding<'d> {
    /// Id of the rule.
    rule: &'d str,
    /// Severity of the rule.
    severity: &'d str,
    /// `violated` or `undecided`.
    verdict: &'static str,
    /// Address of the subject.
    address: &'d str,
    /// What was found.
    message: &'d str,
    /// Its first place, as `path:line:column`.
    place: &'d str,
    /// Its place in the base, where that was another file; absent elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    was_at: Option<&'d str>,
    /// Stable across moves in the file, in hex.
    fingerprint: &'d str,
}

/// Writes a diff as JSON on one line. The only errors are those of `out`.
pub fn render(diff: &Diff, out: &mut dyn io::Write) -> io::Result<()> {
    let kept = diff.unchanged.iter();
    let document = Document {
        format: "phipath-diff",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        notes: &diff.notes,
        new_flows: diff.flows.iter().map(flow).collect(),
        gone_flows: diff
            .gone_flows
            .iter()
            .map(|one| Gone {
                from: &one.from,
                to: &one.to,
            })
            .collect(),
        widened: diff.widened.iter().map(change).collect(),
        narrowed: diff.narrowed.iter().map(change).collect(),
        new: findings(&diff.new),
        excepted: findings(&diff.excepted),
        fixed: findings(&diff.fixed),
        unchanged: kept
            .map(|one| finding(&one.finding, one.before.as_deref()))
            .collect(),
    };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render`] writes.
pub fn schema() -> serde_json::Value {
    schema_of::<Document<'static>>()
}

fn flow(one: &compare::NewFlow) -> Flow<'_> {
    Flow {
        from: &one.flow.from,
        to: &one.flow.to,
        level: one.flow.level.name(),
        was: level(one.was),
        payload: &one.flow.payload,
        basis: &one.flow.basis,
        reason: &one.flow.reason,
        place: &one.flow.place,
        path: &one.path,
    }
}

fn change(one: &compare::Widened) -> Change<'_> {
    Change {
        address: &one.address,
        name: &one.name,
        was: level(one.was),
        is: level(one.is),
    }
}

fn findings(all: &[compare::Known]) -> Vec<Finding<'_>> {
    all.iter().map(|one| finding(one, None)).collect()
}

fn finding<'d>(one: &'d compare::Known, was_at: Option<&'d str>) -> Finding<'d> {
    Finding {
        rule: &one.rule,
        severity: &one.severity,
        verdict: match one.violated {
            true => "violated",
            false => "undecided",
        },
        address: &one.address,
        message: &one.message,
        place: &one.place,
        was_at,
        fingerprint: &one.fingerprint,
    }
}

//! What there is to say of a component, for other programs.
//!
//! In: an [`Explanation`]. Out: one JSON document, and the JSON Schema of such documents. How it is worded is not known
//! here.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::graph::Stop;
use crate::report::why::{Explained, Explanation};

use super::graph::{Edge, Node, edge, node};
use super::types::{Cause, Coverage, Diagnostic, Finding, Hop, Label};
use super::{schema_of, view};

/// What phipath has to say of a component.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath explanation of a component")]
struct Document<'r> {
    /// Always `phipath-why`.
    format: &'static str,
    /// Version of this format: grows when a field changes its meaning or goes, not when one is added.
    format_version: u32,
    /// Version of phipath.
    version: &'static str,
    /// Day on which the run is to be judged, ISO 8601.
    as_of: &'r str,
    /// Day of the newest service fact, ISO 8601.
    catalog_date: &'r str,
    /// What was assumed.
    assumptions: &'r [String],
    /// What was read and what not.
    coverage: Coverage<'r>,
    /// What was said about inputs.
    diagnostics: Vec<Diagnostic<'r>>,
    /// The component.
    component: Node<'r>,
    /// The classes that were asked for, or PHI and all that it carries.
    classes: Vec<Class<'r>>,
    /// Flows into it.
    flows_in: Vec<Edge<'r>>,
    /// Flows out of it.
    flows_out: Vec<Edge<'r>>,
    /// The components at the other ends of these flows.
    neighbours: Vec<Node<'r>>,
    /// What rules say of it and of its flows, the gravest verdict first.
    findings: Vec<Finding<'r>>,
}

/// What there is to say of a data class.
#[derive(JsonSchema, Serialize)]
struct Class<'r> {
    /// Its name.
    class: &'static str,
    /// How sure it is that the component carries it: `yes`, `possible` or `no`.
    level: &'static str,
    /// The conditions under which it does; absent for always.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<String>,
    /// Why it is where it starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Label<'r>>,
    /// The way from there; none where it starts at the component.
    hops: Vec<Hop<'r>>,
    /// Why it is only possible, where something on the way says so.
    causes: Vec<Cause<'r>>,
    /// Where the component does not carry it: what keeps it from each flow in.
    stops: Vec<Stopped<'r>>,
}

/// A flow that does not bring a class.
#[derive(JsonSchema, Serialize)]
struct Stopped<'r> {
    /// Id of the flow.
    flow: &'r str,
    /// `payload`: what flows never holds it; `barrier`: a barrier that is vouched for ends it; `stated`: the design says what moves, and not it; `source`: its source does not carry it; `unread`: its source was not read;
    /// `passing`: its source carries it and does not pass it on by this flow.
    by: &'static str,
}

/// Writes an explanation as JSON on one line. The only errors are those of `out`.
pub fn render_why(explanation: &Explanation<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &document(explanation))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render_why`] writes.
pub fn why_schema() -> serde_json::Value {
    schema_of::<Document<'static>>()
}

fn document<'r>(explanation: &'r Explanation<'r>) -> Document<'r> {
    let picture = &explanation.picture;
    let report = picture.report;
    let flows = |indices: &'r [usize]| -> Vec<Edge<'r>> {
        let lines = indices.iter().map(|index| &picture.edges[*index]);
        lines.map(|line| edge(picture, line)).collect()
    };
    let others = picture.nodes.iter().enumerate();
    let others = others.filter(|(index, _)| *index != explanation.node);
    let said = report.diagnostics.iter();
    let findings = explanation.findings.iter();
    Document {
        format: "phipath-why",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &report.as_of,
        catalog_date: &report.catalog_date,
        assumptions: &report.coverage.assumptions,
        coverage: view::coverage(report),
        diagnostics: said
            .map(|said| view::diagnostic(report.sources, said))
            .collect(),
        component: node(picture, explanation.component()),
        classes: explanation
            .classes
            .iter()
            .map(|one| class(explanation, one))
            .collect(),
        flows_in: flows(&explanation.incoming),
        flows_out: flows(&explanation.outgoing),
        neighbours: others.map(|(_, other)| node(picture, other)).collect(),
        findings: findings
            .map(|finding| view::finding(report, finding))
            .collect(),
    }
}

fn class<'r>(explanation: &'r Explanation<'r>, explained: &'r Explained) -> Class<'r> {
    let picture = &explanation.picture;
    let (sources, arrival) = (picture.report.sources, &explained.arrival);
    let (start, hops) = view::way(sources, &arrival.path);
    let when =
        arrival.level > crate::graph::Level::No && arrival.when != crate::syntax::Guard::Always;
    let stops = explained.stops.iter().map(|(index, stop)| Stopped {
        flow: &picture.edges[*index].key,
        by: match stop {
            Stop::Payload => "payload",
            Stop::Barrier => "barrier",
            Stop::Stated => "stated",
            Stop::Source => "source",
            Stop::Unread => "unread",
            Stop::Passing => "passing",
        },
    });
    Class {
        class: arrival.class.name(),
        level: arrival.level.name(),
        when: when.then(|| arrival.when.to_string()),
        start,
        hops,
        causes: arrival.causes.iter().map(view::cause).collect(),
        stops: stops.collect(),
    }
}

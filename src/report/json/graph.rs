//! A picture of the graph for other programs.
//!
//! In: a [`Picture`]. Out: one JSON document, and the JSON Schema of such documents. How a picture is drawn is not known
//! here.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::graph::Level;
use crate::report::graph::{self, Marks, Picture};
use crate::source::Sources;

use super::types::{Cause, Coverage, Diagnostic, Span};
use super::{schema_of, view};

/// A graph of phipath, or a part of it.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath graph")]
struct Document<'r> {
    /// Always `phipath-graph`.
    format: &'static str,
    /// Version of this format: grows when a field changes its meaning or goes, not when one is added.
    format_version: u32,
    /// Version of phipath.
    version: &'static str,
    /// Day on which the run is to be judged, ISO 8601.
    as_of: &'r str,
    /// Day of the newest service fact, ISO 8601.
    catalog_date: &'r str,
    /// The data class that pictures of this graph highlight.
    class: &'static str,
    /// Which part of the graph this is, what was assumed, and what is not known.
    notes: &'r [String],
    /// What was assumed.
    assumptions: &'r [String],
    /// What was read and what not.
    coverage: Coverage<'r>,
    /// What was said about inputs.
    diagnostics: Vec<Diagnostic<'r>>,
    /// Components, in the order of the graph.
    nodes: Vec<Node<'r>>,
    /// Edges, in the order of the graph.
    edges: Vec<Edge<'r>>,
}

/// A component.
#[derive(JsonSchema, Serialize)]
pub(super) struct Node<'r> {
    /// The same in every run: edges name it.
    id: &'r str,
    /// The logical id, or what people call an undeclared one.
    name: &'r str,
    /// Its kind, or its resource type where there is none; empty where neither is known.
    kind: &'r str,
    /// `external_entity`, `process`, `relay`, `data_store` or `support`; `process` where there is no kind.
    element: &'static str,
    /// `declared`, `implied`, `external` or `unread`.
    presence: &'static str,
    /// Who operates its service; absent where nobody knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    operator: Option<&'r str>,
    /// Its service; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'r str>,
    /// Path of the deployment that declares or names it.
    deployment: &'r str,
    /// Whether it is outside of that deployment, which only names it.
    outside: bool,
    /// Address within the run.
    address: &'r str,
    /// Where it is declared or named.
    place: Span<'r>,
    /// The condition under which it exists; absent for always.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'r str>,
    /// Data classes that it carries, for certain or possibly.
    classes: Vec<Class<'r>>,
    /// Rules that it breaks.
    violated: &'r [&'r str],
    /// Rules of which it cannot be said.
    undecided: &'r [&'r str],
    /// Of the rules that it breaks those for which exceptions cover all of that; absent for none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    excepted: &'r [&'r str],
    /// The zone of a manifest that it is in; absent where none is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    zone: Option<&'r str>,
    /// What it stands for, where the graph is folded and it is more than one component. Its classes and rules are then those
    /// of all, its place and deployment those of the first, and its other fields what they have in common: `mixed`, empty or
    /// absent where they differ.
    #[serde(skip_serializing_if = "Option::is_none")]
    folded: Option<Folded<'r>>,
}

/// Components that are one node.
#[derive(JsonSchema, Serialize)]
struct Folded<'r> {
    /// What they have in common: `deployment`, `zone`, `service`; for what is outside of all deployments `outside`, and the
    /// name.
    by: &'static str,
    /// How many they are.
    components: usize,
    /// How many of them carry the class that is highlighted, or may.
    carriers: usize,
    /// How many of each kind or resource type they are.
    kinds: &'r BTreeMap<&'r str, usize>,
    /// How many edges between them are left out. What rules say of those is said of the node.
    inside: usize,
}

/// A data class at a component.
#[derive(JsonSchema, Serialize)]
struct Class<'r> {
    /// Its name.
    class: &'static str,
    /// `yes` or `possible`.
    level: &'static str,
    /// Why it is there.
    reason: &'r str,
    /// Where that is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Span<'r>>,
}

/// An edge.
#[derive(JsonSchema, Serialize)]
pub(super) struct Edge<'r> {
    /// The same in every run in which the edge is.
    id: &'r str,
    /// Id of the component where it starts.
    source: &'r str,
    /// Id of the component where it ends.
    target: &'r str,
    /// `flows`, over which data moves, or one of the other layers.
    layer: &'static str,
    /// What a flow carries.
    payload: &'static str,
    /// `declared`, `configured` or `permitted`.
    basis: &'static str,
    /// Whether it is there: `yes` or `possible`.
    level: &'static str,
    /// `transfer`, `request` or `response`.
    leg: &'static str,
    /// Why it is there.
    reason: &'r str,
    /// Where that is written.
    places: Vec<Span<'r>>,
    /// What would settle whether it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    doubt: Option<Cause<'r>>,
    /// The condition under which it exists; absent for always.
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<&'r str>,
    /// Beside a manifest: `declared`, `missing`, `unsettled` or `undeclared`.
    #[serde(skip_serializing_if = "Option::is_none")]
    design: Option<&'static str>,
    /// How sure PHI can be behind a barrier that stands on it: `no`, `possible` or `yes`.
    #[serde(skip_serializing_if = "Option::is_none")]
    barrier: Option<&'static str>,
    /// The data classes that it moves, each `yes` or `possible`.
    moves: &'r BTreeMap<&'static str, &'static str>,
    /// Rules that it breaks.
    violated: &'r [&'r str],
    /// Rules of which it cannot be said.
    undecided: &'r [&'r str],
    /// Of the rules that it breaks those for which exceptions cover all of that; absent for none.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    excepted: &'r [&'r str],
    /// What it stands for, where the graph is folded. Its level and classes are then the surest of those edges, its rules and
    /// conditions those of all, and its other fields those of the one which says most.
    #[serde(skip_serializing_if = "Option::is_none")]
    summed: Option<Summed<'r>>,
}

/// Edges that are one.
#[derive(JsonSchema, Serialize)]
struct Summed<'r> {
    /// How many they are.
    edges: usize,
    /// How many of each payload they are.
    payloads: &'r BTreeMap<&'static str, usize>,
}

/// Writes a picture as JSON on one line. The only errors are those of `out`.
pub fn render_graph(picture: &Picture<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &document(picture))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render_graph`] writes.
pub fn graph_schema() -> serde_json::Value {
    schema_of::<Document<'static>>()
}

fn document<'r>(picture: &'r Picture<'r>) -> Document<'r> {
    let report = picture.report;
    let said = report.diagnostics.iter();
    Document {
        format: "phipath-graph",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &report.as_of,
        catalog_date: &report.catalog_date,
        class: picture.class.name(),
        notes: &picture.notes,
        assumptions: &report.coverage.assumptions,
        coverage: view::coverage(report),
        diagnostics: said
            .map(|said| view::diagnostic(report.sources, said))
            .collect(),
        nodes: picture.nodes.iter().map(|one| node(picture, one)).collect(),
        edges: picture.edges.iter().map(|one| edge(picture, one)).collect(),
    }
}

/// A component of a picture.
pub(super) fn node<'r>(picture: &'r Picture<'r>, node: &'r graph::Node<'r>) -> Node<'r> {
    let sources: &'r Sources = picture.report.sources;
    let (violated, undecided) = marks(&node.marks);
    let class = |carrying: &'r graph::Carrying| Class {
        class: carrying.class,
        level: carrying.level,
        reason: &carrying.reason,
        place: carrying.span.map(|span| view::span(sources, span)),
    };
    Node {
        id: &node.key,
        name: node.name,
        kind: node.kind,
        element: node.element,
        presence: node.presence,
        operator: node.operator,
        service: node.service,
        deployment: node.deployment,
        outside: node.outside,
        address: &node.address,
        place: view::span(sources, node.span),
        when: node.when.as_deref(),
        classes: node.classes.iter().map(class).collect(),
        violated,
        undecided,
        excepted: &node.marks.excepted,
        zone: node.zone.map(|(name, _)| name),
        folded: node.folded.as_ref().map(|folded| Folded {
            by: folded.by,
            components: folded.components,
            carriers: folded.carriers,
            kinds: &folded.kinds,
            inside: folded.inside,
        }),
    }
}

/// An edge of a picture.
pub(super) fn edge<'r>(picture: &'r Picture<'r>, line: &'r graph::Line<'r>) -> Edge<'r> {
    let sources: &'r Sources = picture.report.sources;
    let (violated, undecided) = marks(&line.marks);
    let spans = line.spans.iter();
    Edge {
        id: &line.key,
        source: &picture.nodes[line.source].key,
        target: &picture.nodes[line.target].key,
        layer: line.layer,
        payload: line.payload,
        basis: line.basis,
        level: line.level,
        leg: line.leg,
        reason: line.reason,
        places: spans.map(|span| view::span(sources, *span)).collect(),
        doubt: line.doubt.map(view::cause),
        when: line.when.as_deref(),
        design: line.design,
        barrier: line.barrier.map(Level::name),
        moves: &line.moves,
        violated,
        undecided,
        excepted: &line.marks.excepted,
        summed: line.summed.as_ref().map(|summed| Summed {
            edges: summed.edges,
            payloads: &summed.payloads,
        }),
    }
}

fn marks<'r>(marks: &'r Marks<'r>) -> (&'r [&'r str], &'r [&'r str]) {
    (&marks.violated, &marks.undecided)
}

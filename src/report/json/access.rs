//! Who may act on a component, or what a principal may do, for other programs.
//!
//! In: an [`AccessReport`]. Out: one JSON document, and the JSON Schema of such documents. How it is worded is not known
//! here.

use std::collections::BTreeMap;
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::report::access::{self, AccessReport, Asked};
use crate::source::Sources;

use super::types::{Cause, Coverage, Diagnostic, Span};
use super::{schema_of, view};

/// What phipath has to say about who may do what.
#[derive(JsonSchema, Serialize)]
#[schemars(title = "phipath access")]
struct Document<'r> {
    /// Always `phipath-access`.
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
    /// What was asked: `to` a component, or `of` a principal.
    asked: &'static str,
    /// The component or principal that was asked about.
    subject: Thing<'r>,
    /// The pattern of actions that was asked for; absent for everything that moves data.
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'r str>,
    /// Rights, those first that are sure.
    rights: Vec<Right<'r>>,
    /// Rights that end at the key: the principal may, and gets nothing that it can read.
    kept_out: Vec<Right<'r>>,
    /// The roles that the principal can take, each with the roles before it.
    roles: Vec<Vec<Step<'r>>>,
    /// What the policies of the principal let it do at most, whatever the resource; absent where a component was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_most: Option<Summary<'r>>,
    /// What somebody who reads the answer has to know.
    notes: &'r [String],
}

/// What policies let do at most.
#[derive(JsonSchema, Serialize)]
struct Summary<'r> {
    /// By prefix of actions: `read`, `write`, `administer`, or an action that the catalog does not class.
    services: BTreeMap<&'r str, Vec<&'static str>>,
    /// In every other service.
    others: Vec<&'static str>,
    /// Whether parts of the policies are not known.
    may_be_more: bool,
}

/// A component.
#[derive(JsonSchema, Serialize)]
struct Thing<'r> {
    /// Its name.
    name: &'r str,
    /// Its kind.
    kind: &'r str,
    /// Its address.
    address: &'r str,
    /// Where it is declared or named.
    span: Span<'r>,
    /// How sure it is that it carries PHI: `yes`, `possible` or `no`.
    phi: &'static str,
}

/// Who may act.
#[derive(JsonSchema, Serialize)]
struct Principal<'r> {
    /// Its name, or how a policy names it.
    name: &'r str,
    /// `role`, `user`, `account`, `service`, `federated`, `anybody` or `unknown`.
    sort: &'static str,
    /// Its address, where the files declare it.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<&'r str>,
    /// Where it is declared or named.
    span: Span<'r>,
}

/// A right.
#[derive(JsonSchema, Serialize)]
struct Right<'r> {
    /// Who.
    principal: Principal<'r>,
    /// On what.
    resource: Thing<'r>,
    /// `read`, `write`, `list` or `other`.
    ability: &'static str,
    /// The actions, as policies write them.
    actions: &'r [String],
    /// How sure it is, with the key and the roles taken: `yes`, `possible`, or `no` where the key keeps it out.
    level: &'static str,
    /// Whether it is on a part of the resource only.
    partly: bool,
    /// The statements that give it.
    by: Vec<Span<'r>>,
    /// On what it depends, where it is only possible.
    depends: Vec<Cause<'r>>,
    /// The key of the resource, where the principal needs a right on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Key<'r>>,
    /// The roles that the principal takes one after the other to get there.
    chain: Vec<Step<'r>>,
    /// Names of the processes that run as the principal.
    runs: Vec<&'r str>,
}

/// A right on a key.
#[derive(JsonSchema, Serialize)]
struct Key<'r> {
    /// The key; absent where it was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Thing<'r>>,
    /// How sure the right is: `yes`, `possible` or `no`.
    level: &'static str,
    /// The statements that give it.
    by: Vec<Span<'r>>,
}

/// A role that is taken.
#[derive(JsonSchema, Serialize)]
struct Step<'r> {
    /// The role.
    role: Thing<'r>,
    /// The service that it is handed to; absent where it is assumed.
    #[serde(skip_serializing_if = "Option::is_none")]
    passed_to: Option<&'r str>,
    /// How sure that is: `yes` or `possible`.
    level: &'static str,
    /// The statements that let it be taken.
    by: Vec<Span<'r>>,
}

/// Writes an answer as JSON on one line. The only errors are those of `out`.
pub fn render_access(report: &AccessReport<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &document(report))?;
    out.write_all(b"\n")
}

/// The JSON Schema of what [`render_access`] writes.
pub fn access_schema() -> serde_json::Value {
    schema_of::<Document<'static>>()
}

fn document<'r>(access: &'r AccessReport<'r>) -> Document<'r> {
    let report = access.material.report;
    let sources = report.sources;
    let said = report.diagnostics.iter();
    let rights = |lines: &'r [access::Line<'r>]| lines.iter().map(|line| right(sources, line));
    Document {
        format: "phipath-access",
        format_version: 1,
        version: env!("CARGO_PKG_VERSION"),
        as_of: &report.as_of,
        catalog_date: &report.catalog_date,
        assumptions: &report.coverage.assumptions,
        coverage: view::coverage(report),
        diagnostics: said.map(|said| view::diagnostic(sources, said)).collect(),
        asked: match access.asked {
            Asked::To(_) => "to",
            Asked::Of(_) => "of",
        },
        subject: thing(sources, &access.subject),
        action: access.action,
        rights: rights(&access.rights).collect(),
        kept_out: rights(&access.kept_out).collect(),
        roles: access
            .roles
            .iter()
            .map(|chain| steps(sources, chain))
            .collect(),
        at_most: access.at_most.as_ref().map(|all| Summary {
            services: all
                .services
                .iter()
                .map(|(name, abilities)| (&**name, abilities.names()))
                .collect(),
            others: all.others.names(),
            may_be_more: all.may_be_more,
        }),
        notes: &access.notes,
    }
}

fn thing<'r>(sources: &'r Sources, thing: &'r access::Thing<'r>) -> Thing<'r> {
    Thing {
        name: thing.name,
        kind: thing.kind,
        address: &thing.address,
        span: view::span(sources, thing.span),
        phi: thing.phi.name(),
    }
}

fn right<'r>(sources: &'r Sources, line: &'r access::Line<'r>) -> Right<'r> {
    let spans = |spans: &[crate::source::Span]| -> Vec<Span<'r>> {
        spans
            .iter()
            .map(|span| view::span(sources, *span))
            .collect()
    };
    let key = line.key.as_ref().map(|key| Key {
        key: key.key.as_ref().map(|key| thing(sources, key)),
        level: key.level.name(),
        by: spans(&key.by),
    });
    Right {
        principal: Principal {
            name: &line.who,
            sort: line.sort,
            address: line.who_address.as_deref(),
            span: view::span(sources, line.who_span),
        },
        resource: thing(sources, &line.on),
        ability: line.ability.name(),
        actions: &line.actions,
        level: line.level.name(),
        partly: line.partly,
        by: spans(&line.by),
        depends: line.depends.iter().map(view::cause).collect(),
        key,
        chain: steps(sources, &line.chain),
        runs: line.runs.iter().map(|thing| thing.name).collect(),
    }
}

fn steps<'r>(sources: &'r Sources, chain: &'r [access::Step<'r>]) -> Vec<Step<'r>> {
    let steps = chain.iter().map(|step| Step {
        role: thing(sources, &step.role),
        passed_to: step.passed_to.as_deref(),
        level: step.level.name(),
        by: step
            .by
            .iter()
            .map(|span| view::span(sources, *span))
            .collect(),
    });
    steps.collect()
}

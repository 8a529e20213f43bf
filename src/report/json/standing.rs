//! What of a report says how it stands to others: exceptions, and where PHI goes, in the shape of our JSON.
//!
//! In: a [`Report`]. Out: types, and how they are filled. How they are written is not known here.

use schemars::JsonSchema;
use serde::Serialize;

use crate::check;
use crate::exceptions::Covers;
use crate::report::Report;
use crate::source::Sources;

use super::types::Span;
use super::view::span;

/// Who answers for a finding.
#[derive(JsonSchema, Serialize)]
pub(super) struct Waiver<'r> {
    /// Why.
    pub(super) reason: &'r str,
    /// Who.
    pub(super) owner: &'r str,
    /// Last day on which it counts, ISO 8601.
    pub(super) until: &'r str,
    /// Where it is written down besides; absent where nobody says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ticket: Option<&'r str>,
    /// `in_source` beside what it is about, `external` in the configuration.
    pub(super) kind: &'static str,
    /// Where the exception is written.
    pub(super) span: Span<'r>,
}

/// An exception of the run.
#[derive(JsonSchema, Serialize)]
pub(super) struct Exception<'r> {
    /// Id of the rule, as written.
    pub(super) rule: &'r str,
    /// The subject, as written; absent where the exception stands beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<&'r str>,
    /// What it says.
    #[serde(flatten)]
    pub(super) says: Waiver<'r>,
    /// `used`, `unused`, `ended`, `not_judged` (its rule did not run, or its subject was not read) or `refused`.
    pub(super) state: &'static str,
    /// Findings that it covers.
    pub(super) covers: usize,
}

/// Where PHI goes.
#[derive(JsonSchema, Serialize)]
pub(super) struct Phi<'r> {
    /// Components that carry PHI, by address.
    pub(super) carriers: Vec<Carrier<'r>>,
    /// Flows that move PHI, by the addresses of their ends: one for each pair of components.
    pub(super) flows: Vec<PhiFlow<'r>>,
}

/// A component that carries PHI.
#[derive(JsonSchema, Serialize)]
pub(super) struct Carrier<'r> {
    /// Its address.
    pub(super) address: &'r str,
    /// Its name.
    pub(super) name: &'r str,
    /// `yes` or `possible`.
    pub(super) level: &'static str,
    /// Why PHI starts there; absent where it comes from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start: Option<&'r str>,
}

/// A flow that moves PHI.
#[derive(JsonSchema, Serialize)]
pub(super) struct PhiFlow<'r> {
    /// Address of the component where it starts.
    pub(super) from: &'r str,
    /// Address of the component where it ends.
    pub(super) to: &'r str,
    /// `yes` or `possible`.
    pub(super) level: &'static str,
    /// What moves.
    pub(super) payload: &'static str,
    /// `declared`, `configured` or `permitted`.
    pub(super) basis: &'static str,
    /// Why the data moves.
    pub(super) reason: &'r str,
    /// Where it says so; absent where nothing does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) span: Option<Span<'r>>,
}

/// Who answers for a finding.
pub(super) fn waiver<'r>(
    sources: &'r Sources,
    waiver: Option<&'r check::Waiver>,
) -> Option<Waiver<'r>> {
    let waiver = waiver?;
    Some(Waiver {
        reason: &waiver.reason,
        owner: &waiver.owner,
        until: &waiver.until,
        ticket: waiver.ticket.as_deref(),
        kind: kind(waiver.in_source),
        span: span(sources, waiver.span),
    })
}

fn kind(in_source: bool) -> &'static str {
    match in_source {
        true => "in_source",
        false => "external",
    }
}

/// The exceptions of the run.
pub(super) fn exceptions<'r>(report: &'r Report<'_>) -> Vec<Exception<'r>> {
    let each = report.exceptions.iter().map(|standing| {
        let exception = &standing.exception;
        let subject = match &exception.covers {
            Covers::Subject(subject) => Some(subject.text.as_str()),
            Covers::Place(_) => None,
        };
        let (state, covers) = match standing.state {
            check::State::Covers(count) => ("used", count),
            check::State::Unused => ("unused", 0),
            check::State::Ended => ("ended", 0),
            check::State::NotJudged => ("not_judged", 0),
            check::State::Refused => ("refused", 0),
        };
        Exception {
            rule: &exception.rule.text,
            subject,
            says: Waiver {
                reason: &exception.reason,
                owner: &exception.owner,
                until: &exception.until.text,
                ticket: exception.ticket.as_deref(),
                kind: kind(subject.is_none()),
                span: span(report.sources, exception.span),
            },
            state,
            covers,
        }
    });
    each.collect()
}

/// Where PHI goes.
pub(super) fn phi<'r>(report: &'r Report<'_>) -> Phi<'r> {
    let carriers = report.reach.carriers.iter().map(|one| Carrier {
        address: &one.address,
        name: &one.name,
        level: one.level,
        start: one.start.as_deref(),
    });
    let flows = report.reach.flows.iter().map(|one| PhiFlow {
        from: &one.from,
        to: &one.to,
        level: one.level,
        payload: one.payload,
        basis: one.basis,
        reason: &one.reason,
        span: one.span.map(|place| span(report.sources, place)),
    });
    Phi {
        carriers: carriers.collect(),
        flows: flows.collect(),
    }
}

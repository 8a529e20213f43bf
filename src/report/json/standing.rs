//! What of a report says how it stands to others: exceptions, and where PHI goes, in the shape of our JSON.
//!
//! In: a [`Report`]. Out: the types of [`types`](super::types). How they are written is not known here.

use crate::check;
use crate::exceptions::Covers;
use crate::report::Report;
use crate::source::Sources;

use super::types::{Carrier, Exception, Phi, PhiFlow, Waiver};
use super::view::span;

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

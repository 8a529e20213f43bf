//! Findings as SARIF results.
//!
//! In: a [`Finding`]. Out: a result with its places, the way of the data and what would settle it. Other findings are
//! not known here.

use std::collections::BTreeMap;

use crate::check::{Finding, Hop, Label, Verdict};
use crate::report::{Report, totals};
use crate::source::Sources;

use super::limits::{MOST_RELATED, MOST_STEPS, Written};
use super::location::{note_text, place_of};
use super::types::{
    CauseProperties, CodeFlow, HopProperties, Location, LogicalLocation, Message, ResultObject,
    ResultProperties, Suppression, SuppressionProperties, ThreadFlow, ThreadFlowLocation,
};

/// The result of a finding.
pub(super) fn result<'r>(
    report: &'r Report<'_>,
    finding: &'r Finding,
    written: &Written,
) -> ResultObject<'r> {
    let rule = report.rule(finding);
    let loudness = rule.map_or("error", |rule| totals::loudness(rule.severity));
    let (kind, level) = match finding.verdict {
        Verdict::Violated => ("fail", loudness),
        Verdict::Undecided => ("open", "none"),
        Verdict::Satisfied => ("pass", "none"),
        Verdict::NotApplicable => ("notApplicable", "none"),
    };
    let related = finding
        .labels
        .iter()
        .skip(1)
        .take(MOST_RELATED)
        .enumerate()
        .map(|(index, label)| related(report.sources, index, label));
    if finding.labels.len() > 1 + MOST_RELATED {
        written.cut_places();
    }
    ResultObject {
        rule_id: rule.map_or("unknown", |rule| &rule.id),
        rule_index: rule.map(|_| finding.rule.0),
        kind,
        level,
        message: Message::new(&finding.message),
        locations: vec![primary(report.sources, finding)],
        related_locations: related.collect(),
        code_flows: Vec::from_iter(code_flow(report.sources, finding, written)),
        suppressions: Vec::from_iter(suppression(report.sources, finding)),
        baseline_state: report.baseline.as_ref().map(|_| match finding.unchanged {
            true => "unchanged",
            false => "new",
        }),
        partial_fingerprints: BTreeMap::from([("phipath/v1", finding.fingerprint.as_str())]),
        properties: ResultProperties {
            severity: rule.map_or("high", |rule| totals::level_name(rule.severity)),
            causes: finding
                .causes
                .iter()
                .map(|cause| CauseProperties {
                    text: cause.to_string(),
                    settled_by: cause.settled_by(),
                })
                .collect(),
            notes: &finding.notes,
            if_it_applies: finding.if_it_applies,
        },
    }
}

fn suppression<'r>(sources: &Sources, finding: &'r Finding) -> Option<Suppression<'r>> {
    let waiver = finding.waiver.as_ref()?;
    Some(Suppression {
        kind: match waiver.in_source {
            true => "inSource",
            false => "external",
        },
        status: "accepted",
        justification: &waiver.reason,
        location: place_of(sources, waiver.span, None),
        properties: SuppressionProperties {
            owner: &waiver.owner,
            until: &waiver.until,
            ticket: waiver.ticket.as_deref(),
        },
    })
}

fn primary<'r>(sources: &Sources, finding: &'r Finding) -> Location<'r> {
    let place = finding
        .labels
        .first()
        .map(|label| place_of(sources, label.span, note_text(&label.text)));
    let logical = LogicalLocation {
        name: &finding.subject,
        fully_qualified_name: &finding.address,
        kind: "resource",
    };
    let construct = finding.construct.iter().map(|construct| LogicalLocation {
        name: construct.path.rsplit('/').next().unwrap_or_default(),
        fully_qualified_name: &construct.path,
        kind: "construct",
    });
    Location {
        logical_locations: [logical].into_iter().chain(construct).collect(),
        ..place.unwrap_or_default()
    }
}

fn related<'r>(sources: &Sources, index: usize, label: &'r Label) -> Location<'r> {
    Location {
        id: Some(index + 1),
        ..place_of(sources, label.span, note_text(&label.text))
    }
}

/// The way of the data, a step per hop and one for where it starts.
fn code_flow<'r>(
    sources: &Sources,
    finding: &'r Finding,
    written: &Written,
) -> Option<CodeFlow<'r>> {
    let first = finding.path.hops.first()?;
    let mut steps = Vec::new();
    if let Some(start) = &finding.path.start {
        let message = Message::new(format!("{}: {}", first.from, start.text));
        steps.push(step(
            1,
            "important",
            place_of(sources, start.span, Some(message)),
            None,
        ));
    }
    let hops = &finding.path.hops;
    let room = MOST_STEPS - steps.len();
    if hops.len() > room {
        written.cut_way();
    }
    for hop in &hops[hops.len().saturating_sub(room)..] {
        let importance = if hop.breaks { "essential" } else { "important" };
        let order = steps.len() + 1;
        steps.push(step(order, importance, hop_place(sources, hop), Some(hop)));
    }
    Some(CodeFlow {
        thread_flows: [ThreadFlow { locations: steps }],
    })
}

fn hop_place<'r>(sources: &Sources, hop: &'r Hop) -> Location<'r> {
    let message = Some(Message::new(format!(
        "{} → {}: {}",
        hop.from, hop.to, hop.reason
    )));
    match hop.spans.first() {
        Some(span) => place_of(sources, *span, message),
        None => Location {
            message,
            ..Location::default()
        },
    }
}

fn step<'r>(
    execution_order: usize,
    importance: &'static str,
    location: Location<'r>,
    hop: Option<&'r Hop>,
) -> ThreadFlowLocation<'r> {
    let properties = hop.map(|hop| HopProperties {
        from: &hop.from,
        to: &hop.to,
        basis: hop.basis,
        payload: hop.payload,
        level: hop.level,
    });
    ThreadFlowLocation {
        location,
        execution_order,
        importance,
        properties,
    }
}

//! Flows and barriers of a manifest.

use std::sync::Arc;

use crate::frontend::manifest::{Flow, Written, keys};
use crate::model::{Fact, FactValue, Facts, Origin};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::lower::Lowering;
use super::{Classes, DesignBarrier, DesignFlow, Exchange, Part, PartId, Position, facts};

/// The flows whose ends are known.
pub(super) fn flows(lowering: &mut Lowering<'_, '_>, parts: &[Part]) -> Vec<DesignFlow> {
    let manifest = lowering.manifest;
    let mut list = Vec::new();
    for flow in &manifest.flows {
        let (from, to) = (
            part(lowering, parts, &flow.from),
            part(lowering, parts, &flow.to),
        );
        let carries = classes(lowering, &flow.carries);
        let answers = flow.answers.as_ref();
        let answers = answers.map(|answers| classes(lowering, answers));
        let facts = facts_of(lowering, flow);
        let (Some(from), Some(to)) = (from, to) else {
            continue;
        };
        let exchange =
            flow.exchange
                .as_ref()
                .map(|exchange| match exchange.text == keys::EXCHANGES[1] {
                    true => Exchange::Call,
                    false => Exchange::Transfer,
                });
        list.push(DesignFlow {
            from,
            to,
            carries,
            exchange,
            answers,
            facts,
            span: flow.span,
        });
    }
    list
}

/// The barriers whose component is known.
pub(super) fn barriers(lowering: &mut Lowering<'_, '_>, parts: &[Part]) -> Vec<DesignBarrier> {
    let manifest = lowering.manifest;
    let mut list = Vec::new();
    for barrier in &manifest.barriers {
        let Some(at) = part(lowering, parts, &barrier.at) else {
            continue;
        };
        let position = keys::POSITIONS
            .iter()
            .position(|known| *known == barrier.on.text);
        let on = match position {
            Some(1) => Position::Response,
            Some(2) => Position::Log,
            _ => Position::Request,
        };
        let by_expert = barrier.method.as_ref();
        let by_expert = by_expert.is_some_and(|method| method.text == keys::METHODS[1]);
        list.push(DesignBarrier {
            at,
            does: barrier.does.text.replace('_', " "),
            on,
            by_expert,
            leaves: leaves(&barrier.identifiers),
            method: barrier.method.clone(),
            attested: barrier.attested.clone(),
            span: barrier.span,
        });
    }
    list
}

/// The groups of identifiers that are not among those removed; `None` where nobody says which are.
fn leaves(removed: &[Written]) -> Option<Vec<Arc<str>>> {
    if removed.is_empty() {
        return None;
    }
    let removes = |group: &str| {
        let mut removed = removed.iter();
        removed.any(|one| one.text == group || one.text == keys::ALL_IDENTIFIERS)
    };
    let left = keys::IDENTIFIERS.iter().filter(|group| !removes(group));
    Some(left.map(|group| Arc::from(*group)).collect())
}

/// The component of a name.
fn part(lowering: &mut Lowering<'_, '_>, parts: &[Part], name: &Written) -> Option<PartId> {
    let found = parts.iter().position(|part| part.name == name.text);
    if found.is_none() {
        let known = parts.iter().map(|part| &*part.name);
        lowering.unknown("component", name, known);
    }
    found
}

fn classes(lowering: &mut Lowering<'_, '_>, names: &[Written]) -> Classes {
    let mut classes = Classes::default();
    for name in names {
        if name.text == keys::UNCLASSIFIED {
            classes.leave_open();
        } else if let Some(class) = lowering.class(name) {
            classes.add(class);
        }
    }
    classes
}

fn facts_of(lowering: &mut Lowering<'_, '_>, flow: &Flow) -> Facts {
    let mut facts = facts::read(lowering, &flow.facts);
    let vocabulary = &lowering.knowledge.vocabulary;
    let mut state = |name: &str, value: FactValue, span: Span| {
        if let Some(id) = vocabulary.id(name) {
            facts.entry(id).or_insert(Fact {
                value,
                origin: Origin::Declared(span),
                assumes: Vec::new(),
            });
        }
    };
    let known = |truth: bool| FactValue::Known(Literal::Boolean(truth));
    let review = flow.reviewed_by.as_ref();
    state(
        "reviewed",
        known(review.is_some()),
        review.map_or(flow.span, |by| by.span),
    );
    let mut stated = flow.facts.iter();
    let protocol = stated.find(|one| one.attribute.text == "protocol");
    if let Some(written) = protocol.and_then(|one| one.values.first()) {
        state(
            "encrypted",
            encrypts(lowering.knowledge, &written.text),
            written.span,
        );
    }
    if let Some(first) = flow.features.first() {
        let texts = flow.features.iter().map(|one| one.text.as_str().into());
        let value = FactValue::Known(Literal::List(texts.collect()));
        state("features", value, first.span);
    }
    facts
}

/// Whether a protocol encrypts.
fn encrypts(knowledge: &crate::knowledge::Knowledge, protocol: &str) -> FactValue {
    let conventions = &knowledge.conventions;
    let among = |list: &[String]| {
        list.iter()
            .any(|known| known.eq_ignore_ascii_case(protocol))
    };
    if among(&conventions.encrypting_protocols) {
        return FactValue::Known(Literal::Boolean(true));
    }
    if among(&conventions.clear_protocols) {
        return FactValue::Known(Literal::Boolean(false));
    }
    let text = format!("whether `{protocol}` encrypts");
    FactValue::Unknown(Cause::new(CauseKind::Unstated, text))
}

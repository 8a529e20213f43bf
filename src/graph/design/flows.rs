//! Flows that a design declares, and whether the code has them.

use std::collections::{BTreeSet, VecDeque};

use petgraph::graph::EdgeIndex;

use crate::knowledge::Element;
use crate::model::design::{Classes, DesignFlow, Exchange};
use crate::model::{ComponentId, Fact, FactValue, Presence};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::super::builder::{Builder, Relation};
use super::super::{Basis, DataClass, Edge, EdgeId, Layer, Leg, Level, Payload, Reason};
use super::compare::is_log;
use super::{Bound, Owner};

/// What the code has of a flow of the design.
enum InCode {
    /// It has the flow.
    Has,
    /// It has it, and only possibly, for this reason.
    Possible(Cause),
    /// It has it perhaps, by a way that the design does not have, for this reason.
    Perhaps(Cause),
    /// It has not.
    Lacks,
    /// One end is not in the code, so that it cannot have the flow.
    Beyond,
}

/// Draws the flows of a design that the code does not have for certain.
pub(super) fn draw(builder: &mut Builder<'_>, design: usize, bound: &Bound) {
    let model = builder.model;
    for flow in &model.designs[design].flows {
        let (from, to) = ((design, flow.from), (design, flow.to));
        mean(builder, &bound.whole(from), &bound.whole(to), flow.carries);
        // A service that the code never uses could be called from it all the same.
        let is_service = |part: usize| model.designs[design].parts[part].service.is_some();
        let both = match (bound.is_in_code(from), bound.is_in_code(to)) {
            (true, false) => is_service(flow.to),
            (false, true) => is_service(flow.from),
            (one, other) => one && other,
        };
        let found = match both {
            true => in_code(builder, bound, from, to),
            false => InCode::Beyond,
        };
        let known = |text: &str| FactValue::Known(Literal::Text(text.into()));
        let compared = match found {
            InCode::Has => continue,
            // Who says nothing of what moves claims no more than the code has.
            InCode::Possible(_) if is_silent(flow) => continue,
            InCode::Possible(cause) | InCode::Perhaps(cause) => Some(FactValue::Unknown(cause)),
            InCode::Lacks => Some(known("missing")),
            InCode::Beyond => None,
        };
        let (sources, targets) = (ends(builder, bound, from), ends(builder, bound, to));
        let many = sources.len() * targets.len() > 1;
        for source in &sources {
            for target in &targets {
                let mut relation = relation(builder, design, flow, compared.clone());
                if many {
                    relation.level = Level::Possible;
                    let parts = &model.designs[design].parts;
                    let (from, to) = (&parts[flow.from].name, &parts[flow.to].name);
                    let text = format!(
                        "the design does not say which resources of {from} and {to} the flow joins"
                    );
                    relation.doubt = Some(Cause::new(CauseKind::PossibleFlow, text));
                }
                add(builder, flow, *source, *target, &relation);
            }
        }
    }
}

/// Notes on the flows of the code which classes the design has move there; of several flows of the design all count.
fn mean(
    builder: &mut Builder<'_>,
    sources: &[ComponentId],
    targets: &[ComponentId],
    classes: Classes,
) {
    let edges = sources.iter().flat_map(|id| flows_from(builder, *id));
    let edges = edges.filter(|edge| targets.contains(&builder.graph.ends(edge.id).1));
    let edges: Vec<EdgeId> = edges.map(|edge| edge.id).collect();
    for id in edges {
        let edge = &mut builder.graph.inner[EdgeIndex::new(id.0 as usize)];
        edge.meant = Some(edge.meant.unwrap_or_default().and(classes));
    }
}

/// Where a flow of a part starts or ends: at what is of its kind, and not at the log that it shares the part with.
pub(in super::super) fn ends(
    builder: &Builder<'_>,
    bound: &Bound,
    owner: Owner,
) -> Vec<ComponentId> {
    let kind = builder.model.designs[owner.0].parts[owner.1].kind;
    let all = bound.of(owner).iter().copied();
    let of_kind = all.clone().filter(|id| {
        let component = builder.graph.component(*id);
        kind.is_some() && component.kind == kind
    });
    let of_kind: Vec<ComponentId> = of_kind.collect();
    if !of_kind.is_empty() {
        return of_kind;
    }
    let no_logs: Vec<ComponentId> = all
        .clone()
        .filter(|id| !is_log(builder.graph.component(*id), &builder.words))
        .collect();
    match no_logs.is_empty() {
        true => all.collect(),
        false => no_logs,
    }
}

fn relation(
    builder: &Builder<'_>,
    design: usize,
    flow: &DesignFlow,
    compared: Option<FactValue>,
) -> Relation {
    let parts = &builder.model.designs[design].parts;
    let (from, to) = (&parts[flow.from].name, &parts[flow.to].name);
    let mut facts = flow.facts.clone();
    if let (Some(value), Some(attribute)) = (compared, builder.words.design) {
        let fact = Fact::derived(value, flow.span);
        facts.insert(attribute, fact);
    }
    let carried = DataClass::ALL.into_iter();
    let carried: Vec<&str> = carried
        .filter(|class| flow.carries.has(*class))
        .map(DataClass::name)
        .collect();
    let what = match (carried.is_empty(), flow.carries.is_open()) {
        (_, true) => "data that nobody has classified".to_owned(),
        (true, false) => "no data".to_owned(),
        (false, false) => carried.join(", "),
    };
    Relation {
        when: Guard::Always,
        level: Level::Yes,
        doubt: None,
        payload: Payload::Content,
        via: None,
        facts,
        reason: Reason {
            text: format!("the design has {what} go from {from} to {to}"),
            spans: vec![flow.span],
            basis: Basis::Declared,
        },
    }
}

/// Adds the edge of a flow, and that of its answer.
fn add(
    builder: &mut Builder<'_>,
    flow: &DesignFlow,
    source: ComponentId,
    target: ComponentId,
    relation: &Relation,
) {
    let call = match flow.exchange {
        Some(exchange) => exchange == Exchange::Call,
        None => flow.answers.is_some() || answers(builder, target),
    };
    if !call {
        let id = builder.edge(Layer::Flows, source, target, Leg::Transfer, relation);
        return stated(builder, id, flow.carries);
    }
    let request = builder.edge(Layer::Flows, source, target, Leg::Request, relation);
    stated(builder, request, flow.carries);
    let reason = Reason {
        text: format!("answer: {}", relation.reason.text),
        ..relation.reason.clone()
    };
    let answer = Relation {
        when: relation.when.clone(),
        doubt: relation.doubt.clone(),
        via: None,
        facts: relation.facts.clone(),
        reason,
        ..*relation
    };
    let leg = Leg::Response(request);
    let response = builder.edge(Layer::Flows, target, source, leg, &answer);
    stated(builder, response, flow.answers.unwrap_or(flow.carries));
}

/// Whether what comes to a component is answered, where nobody says it: services, hosts and relays answer.
fn answers(builder: &Builder<'_>, id: ComponentId) -> bool {
    let component = builder.graph.component(id);
    let per_call = component.kind;
    let own = builder.knowledge.conventions.own_service;
    // People answer where a design says so.
    if component.element == Element::ExternalEntity && component.service == own {
        return false;
    }
    component.element == Element::Relay
        || per_call.is_some_and(|kind| builder.knowledge.kind(kind).per_call)
}

fn stated(builder: &mut Builder<'_>, id: EdgeId, classes: Classes) {
    let edge = &mut builder.graph.inner[EdgeIndex::new(id.0 as usize)];
    edge.stated = Some(classes);
}

/// Whether the code has a flow between what two parts bind.
fn in_code(builder: &Builder<'_>, bound: &Bound, from: Owner, to: Owner) -> InCode {
    let (sources, targets) = (bound.whole(from), bound.whole(to));
    let mut perhaps = None;
    for source in &sources {
        for edge in flows_from(builder, *source) {
            if !targets.contains(&builder.graph.ends(edge.id).1) {
                continue;
            }
            if edge.level == Level::Yes && edge.payload != Payload::Notice {
                return InCode::Has;
            }
            let text = || format!("it is only possible: {}", edge.reason.text);
            let own = edge.doubt.clone();
            perhaps = perhaps.or_else(|| {
                Some(own.unwrap_or_else(|| Cause::new(CauseKind::PossibleFlow, text())))
            });
        }
    }
    if let Some(cause) = perhaps {
        return InCode::Possible(cause);
    }
    let around = around(builder, bound, &sources, &targets);
    match around.or_else(|| unread_permissions(builder, &targets)) {
        Some(cause) => InCode::Perhaps(cause),
        None => InCode::Lacks,
    }
}

/// Why components may fetch data that no edge shows: permissions of theirs were not read.
fn unread_permissions(builder: &Builder<'_>, ids: &[ComponentId]) -> Option<Cause> {
    let mut flows = ids.iter().flat_map(|id| flows_from(builder, *id));
    flows.find_map(|edge| {
        let doubt = edge.doubt.as_ref()?;
        (doubt.kind == CauseKind::OpaquePolicy).then(|| doubt.clone())
    })
}

/// Whether nobody has said yet what a flow moves.
fn is_silent(flow: &DesignFlow) -> bool {
    let silent = |classes: Classes| {
        classes.is_open() && !DataClass::ALL.iter().any(|class| classes.has(*class))
    };
    silent(flow.carries) && flow.answers.is_none_or(silent)
}

/// A way through what no part binds, or into what was not read.
fn around(
    builder: &Builder<'_>,
    bound: &Bound,
    sources: &[ComponentId],
    targets: &[ComponentId],
) -> Option<Cause> {
    let mut seen: BTreeSet<ComponentId> = sources.iter().copied().collect();
    let mut queue: VecDeque<ComponentId> = sources.iter().copied().collect();
    let mut unread = None;
    while let Some(here) = queue.pop_front() {
        for edge in flows_from(builder, here) {
            let next = builder.graph.ends(edge.id).1;
            if targets.contains(&next) {
                let name = &builder.graph.component(here).name;
                let text =
                    format!("data can also go through {name}, which the design does not have");
                return Some(Cause::new(CauseKind::PossibleFlow, text));
            }
            let component = builder.graph.component(next);
            if component.presence == Presence::Unread {
                unread = unread.or(Some(&component.name));
            } else if !bound.owners.contains_key(&next) && seen.insert(next) {
                queue.push_back(next);
            }
        }
    }
    unread.map(|name| Cause::new(CauseKind::NotRead, format!("`{name}`")))
}

/// The flows of the code that leave a component.
fn flows_from<'b>(builder: &'b Builder<'_>, id: ComponentId) -> impl Iterator<Item = &'b Edge> {
    let flows = builder.flows_from(id);
    flows.filter(move |edge| {
        edge.reason.basis != Basis::Declared && builder.graph.ends(edge.id).1 != id
    })
}

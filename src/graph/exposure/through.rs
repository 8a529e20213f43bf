//! What stands behind a front: a load balancer, an API, a distribution, a public endpoint of a service. Requests of anybody go
//! on from relay to relay, up to the first component that works on them or keeps them.

use std::collections::{BTreeMap, VecDeque};

use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::Element;
use crate::model::{ComponentId, FactValue, Presence};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use crate::graph::builder::Builder;
use crate::graph::network::Answer;
use crate::graph::{Layer, Leg, Level, Payload};

use super::direct::Direct;

/// Routes by name, each with the answer whether the internet reaches the component by it.
type Routes = BTreeMap<String, Answer>;

/// The routes to each component, in the order of their ids.
pub(super) fn find(builder: &Builder<'_>, direct: &[Option<Direct>]) -> Vec<Routes> {
    let mut routes: Vec<Routes> = vec![Routes::new(); builder.graph.inner.node_count()];
    for (index, direct) in direct.iter().enumerate() {
        let id = ComponentId(index as u32);
        if let Some((name, answer)) = front(builder, id, direct.as_ref()) {
            follow(builder, id, &name, answer, direct.as_ref(), &mut routes);
        }
    }
    routes
}

/// The route that begins at a component, and whether anybody can send requests to it.
fn front(
    builder: &Builder<'_>,
    id: ComponentId,
    direct: Option<&Direct>,
) -> Option<(String, Answer)> {
    let component = builder.graph.component(id);
    if component.presence != Presence::Declared {
        return None;
    }
    let fact = component.facts.get(&builder.words.front?)?;
    let FactValue::Known(Literal::Text(name)) = &fact.value else {
        return None;
    };
    let switch = builder
        .words
        .public
        .and_then(|word| component.facts.get(&word));
    let kinds = builder
        .words
        .endpoint_types
        .and_then(|word| component.facts.get(&word));
    let answer = match (direct, switch, kinds.map(|fact| &fact.value)) {
        (Some(direct), ..) => direct.reached(),
        (None, Some(switch), _) => Answer::of(switch),
        // An API that names its sorts of host is inside where none of them is outside.
        (None, None, Some(FactValue::Known(Literal::List(sorts)))) => {
            let inside = !sorts.is_empty() && sorts.iter().all(|sort| **sort == *"PRIVATE");
            let at = kinds
                .and_then(|fact| fact.origin.span())
                .into_iter()
                .collect();
            match inside {
                true => Answer::no(at),
                false => Answer::yes(at),
            }
        }
        (None, None, Some(FactValue::Unknown(cause))) => {
            Answer::unknown(cause.clone(), vec![component.span])
        }
        _ => Answer::yes(vec![component.span]),
    };
    Some((name.to_string(), answer))
}

/// Adds a route to a front and to all that its requests get to.
fn follow(
    builder: &Builder<'_>,
    start: ComponentId,
    name: &str,
    answer: Answer,
    direct: Option<&Direct>,
    routes: &mut [Routes],
) {
    let mut seen: BTreeMap<ComponentId, Answer> = BTreeMap::new();
    let mut queue: VecDeque<(ComponentId, Answer)> = VecDeque::from([(start, answer)]);
    while let Some((at, answer)) = queue.pop_front() {
        if !answer.can_be() && at != start {
            continue;
        }
        if let Some(known) = seen.get(&at) {
            // What is known already says no less.
            if known.yes == Guard::Always || known.yes == answer.yes {
                continue;
            }
        }
        let merged = Answer::one_of(seen.remove(&at).into_iter().chain([answer.clone()]));
        seen.insert(at, merged);
        let component = builder.graph.component(at);
        if at != start && component.element != Element::Relay {
            continue;
        }
        let node = NodeIndex::new(at.0 as usize);
        for edge in builder.graph.inner.edges(node) {
            let (target, edge) = (ComponentId(edge.target().index() as u32), edge.weight());
            if edge.layer != Layer::Flows
                || edge.leg != Leg::Request
                || edge.payload != Payload::Content
            {
                continue;
            }
            let mut next = match (direct, at == start) {
                (Some(direct), true) => at_port(builder, direct, target).unwrap_or(answer.clone()),
                _ => answer.clone(),
            };
            next = next.when(&edge.when);
            if edge.level == Level::Possible {
                let doubt = || Cause::new(CauseKind::PossibleFlow, edge.reason.text.clone());
                let doubt = edge.doubt.clone().unwrap_or_else(doubt);
                next = Answer::all([next, Answer::unknown(doubt, edge.reason.spans.clone())]);
            }
            queue.push_back((target, next));
        }
    }
    for (id, answer) in seen {
        let component = builder.graph.component(id);
        if component.presence == Presence::Declared && component.element != Element::Support {
            let known = routes[id.0 as usize].remove(name);
            let merged = Answer::one_of(known.into_iter().chain([answer]));
            routes[id.0 as usize].insert(name.to_owned(), merged);
        }
    }
}

/// Whether the internet reaches a front at the port of the listener behind it; `None` where that has no port of its own.
fn at_port(builder: &Builder<'_>, direct: &Direct, listener: ComponentId) -> Option<Answer> {
    let facts = &builder.graph.component(listener).facts;
    match &facts.get(&builder.words.port?)?.value {
        FactValue::Known(Literal::Integer(port)) => {
            let port = u16::try_from(*port).ok()?;
            Some(direct.at_any(&[port]))
        }
        _ => None,
    }
}

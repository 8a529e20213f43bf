//! How flows of the code compare with a design, once data classes have spread.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::model::design::{Classes, DesignFlow, Exchange};
use crate::model::{Component, ComponentId, Fact, FactValue, Model, Presence};
use crate::vocabulary::Literal;

use super::super::{Basis, DataClass, Edge, EdgeId, Graph, Layer, Leg, Level, Words};
use super::{Bound, Owner};

/// Notes on each flow of the code whether a design has it, and gives it the facts that the design states of it.
pub(in super::super) fn compare(graph: &mut Graph, model: &Model, bound: &Bound, words: &Words) {
    let Some(word) = words.design else {
        return;
    };
    let edges: Vec<EdgeId> = graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows && edge.reason.basis != Basis::Declared)
        .map(|edge| edge.id)
        .collect();
    for id in edges {
        if !covered(graph, bound, id) {
            continue;
        }
        let found = found(graph, model, bound, words, id);
        let edge = &mut graph.inner[EdgeIndex::new(id.0 as usize)];
        let text = match found {
            Compared::Within | Compared::Flow(_) => "declared",
            Compared::None => "undeclared",
        };
        let spans = match found {
            Compared::Flow(flow) => vec![flow.span],
            _ => edge.reason.spans.clone(),
        };
        if let Compared::Flow(flow) = found {
            for (attribute, fact) in &flow.facts {
                let open = edge.facts.get(attribute);
                if open.is_none_or(|own| matches!(own.value, FactValue::Unknown(_))) {
                    edge.facts.insert(*attribute, fact.clone());
                }
            }
        }
        let fact = Fact::derived_from(FactValue::Known(Literal::Text(text.into())), spans);
        edge.facts.insert(word, fact);
    }
}

/// What a design has of a flow.
#[derive(Clone, Copy)]
enum Compared<'m> {
    /// It lies within one component of the design.
    Within,
    /// This flow.
    Flow(&'m DesignFlow),
    /// Nothing.
    None,
}

/// Whether a design speaks of the deployment of a flow.
fn covered(graph: &Graph, bound: &Bound, id: EdgeId) -> bool {
    let (from, to) = graph.ends(id);
    [from, to].iter().any(|end| {
        let deployment = graph.component(*end).deployment;
        bound
            .covers
            .iter()
            .any(|covers| covers.contains(&deployment))
    })
}

fn found<'m>(
    graph: &Graph,
    model: &'m Model,
    bound: &Bound,
    words: &Words,
    id: EdgeId,
) -> Compared<'m> {
    let (from, to) = graph.ends(id);
    let own = |id| owner(graph, bound, words, id);
    let (Some(from), Some(to)) = (own(from), own(to)) else {
        return Compared::None;
    };
    if from == to {
        return Compared::Within;
    }
    if from.0 != to.0 {
        return Compared::None;
    }
    let edge = graph.edge(id);
    let phi = graph.moved(id, DataClass::Phi) > Level::No;
    let has = |flow: &&DesignFlow| match phi {
        true => carries(flow, edge, (from.1, to.1)),
        false => joins(flow, edge, (from.1, to.1)),
    };
    let flows = &model.designs[from.0].flows;
    flows
        .iter()
        .find(has)
        .map_or(Compared::None, Compared::Flow)
}

/// Whether a flow of the design joins the same two, in the same direction or as the answer to a call.
fn joins(flow: &DesignFlow, edge: &Edge, ends: (usize, usize)) -> bool {
    let onward = (flow.from, flow.to) == ends;
    onward || is_answer(flow, edge, ends)
}

fn is_answer(flow: &DesignFlow, edge: &Edge, (from, to): (usize, usize)) -> bool {
    let answered = flow.exchange != Some(Exchange::Transfer);
    (flow.to, flow.from) == (from, to) && answered && matches!(edge.leg, Leg::Response(_))
}

/// Whether it joins them and may carry PHI that way.
fn carries(flow: &DesignFlow, edge: &Edge, ends: (usize, usize)) -> bool {
    let may = |classes: Classes| classes.has(DataClass::Phi) || classes.is_open();
    match (flow.from, flow.to) == ends {
        true => may(flow.carries),
        false => is_answer(flow, edge, ends) && may(flow.answers.unwrap_or(flow.carries)),
    }
}

/// The part that a component belongs to. What exists only because of one part belongs to it, and so does the log of one.
fn owner(graph: &Graph, bound: &Bound, words: &Words, id: ComponentId) -> Option<Owner> {
    if let Some(owner) = bound.owners.get(&id) {
        return Some(*owner);
    }
    let component = graph.component(id);
    let kept = component.presence == Presence::Implied || is_log(component, words);
    if !kept || component.service.is_none() {
        return None;
    }
    let node = NodeIndex::new(id.0 as usize);
    let sides = [Direction::Incoming, Direction::Outgoing];
    let edges = sides
        .into_iter()
        .flat_map(|side| graph.inner.edges_directed(node, side));
    let flows = edges.filter(|edge| edge.weight().layer == Layer::Flows);
    let ends = flows.flat_map(|edge| [edge.source(), edge.target()]);
    let neighbours: BTreeSet<ComponentId> = ends
        .map(|index| ComponentId(index.index() as u32))
        .filter(|other| *other != id)
        .collect();
    let owners: BTreeSet<Option<&Owner>> = neighbours
        .iter()
        .map(|neighbour| bound.owners.get(neighbour))
        .collect();
    match owners.into_iter().collect::<Vec<_>>().as_slice() {
        [Some(only)] => Some(**only),
        _ => None,
    }
}

/// Whether a component is a store of logs.
pub(in super::super) fn is_log(component: &Component, words: &Words) -> bool {
    let purpose = words.purpose.and_then(|word| component.facts.get(&word));
    matches!(purpose.map(|fact| &fact.value), Some(FactValue::Known(Literal::Text(text))) if &**text == "log")
}

//! Whether everybody who calls a function waits for its answer, so that a failure comes to somebody who sees it.
//!
//! In: the graph with its flows. Out: a fact of each function of which all known callers wait. Who calls it from files that were
//! not read is not known here: a function of which no caller is known has no such fact.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::Element;
use crate::model::{ComponentId, Fact, FactValue, Presence};
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::{Basis, Edge, Layer, Leg, Level};

/// Adds the facts.
pub(super) fn describe(builder: &mut Builder<'_>) {
    let Some(word) = builder.words.awaited else {
        return;
    };
    let count = builder.graph.inner.node_count();
    let awaited: Vec<(ComponentId, Fact)> = (0..count as u32)
        .filter_map(|index| Some((ComponentId(index), fact(builder, ComponentId(index))?)))
        .collect();
    for (id, fact) in awaited {
        let node = NodeIndex::new(id.0 as usize);
        builder.graph.inner[node].facts.insert(word, fact);
    }
}

/// The fact of a process that is called, and to which nothing is sent by itself.
fn fact(builder: &Builder<'_>, id: ComponentId) -> Option<Fact> {
    let graph = &builder.graph;
    if graph.component(id).element != Element::Process {
        return None;
    }
    let node = NodeIndex::new(id.0 as usize);
    let incoming = graph.inner.edges_directed(node, Direction::Incoming);
    let flows = incoming.filter(|edge| edge.weight().layer == Layer::Flows);
    let mut spans = Vec::new();
    for edge in flows {
        let source = graph.component(ComponentId(edge.source().index() as u32));
        match edge.weight() {
            Edge {
                leg: Leg::Request,
                level: Level::Yes,
                reason,
                ..
            } => spans.extend(reason.spans.first()),
            // Who may be a caller is no reason not to ask.
            Edge {
                leg: Leg::Request | Leg::Response(_),
                ..
            } => {}
            // What a grant lets it read comes because it asks; a design does not say who waits.
            Edge {
                leg: Leg::Transfer,
                reason,
                level,
                ..
            } => {
                let asks =
                    source.element == Element::DataStore || source.presence == Presence::Unread;
                let sent = match reason.basis {
                    Basis::Declared => false,
                    Basis::Permitted => !asks && *level == Level::Yes,
                    Basis::Configured => true,
                };
                if sent {
                    return None;
                }
            }
        }
    }
    spans.truncate(1);
    let value = FactValue::Known(Literal::Boolean(true));
    (!spans.is_empty()).then(|| Fact::derived_from(value, spans))
}

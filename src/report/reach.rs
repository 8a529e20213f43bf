//! Where PHI goes in a run: what it reaches, and over which flows. Two runs are compared by this.
//!
//! In: a graph whose classes have spread. Out: carriers and flows by address, everything text. Rules are not known here.

use std::collections::BTreeMap;

use crate::check::origin;
use crate::graph::{DataClass, Edge, Graph, Leg, Level, address};
use crate::model::{ComponentId, Deployment};
use crate::source::Span;

/// Where PHI goes.
#[derive(Clone, Debug, Default)]
pub struct Reach {
    /// Components that carry PHI, by address.
    pub carriers: Vec<Carrier>,
    /// Flows that move PHI, by the addresses of their ends.
    pub flows: Vec<Moved>,
}

/// A component that carries PHI.
#[derive(Clone, Debug)]
pub struct Carrier {
    /// Its address.
    pub address: String,
    /// Its name.
    pub name: String,
    /// `yes` or `possible`.
    pub level: &'static str,
    /// Why PHI starts there, where it does.
    pub start: Option<String>,
}

/// A flow that moves PHI: of several between two components, the most certain one.
#[derive(Clone, Debug)]
pub struct Moved {
    /// Address of the component where it starts.
    pub from: String,
    /// Address of the component where it ends.
    pub to: String,
    /// `yes` or `possible`.
    pub level: &'static str,
    /// What moves.
    pub payload: &'static str,
    /// `declared`, `configured` or `permitted`.
    pub basis: &'static str,
    /// Why the data moves, in words.
    pub reason: String,
    /// Where it says so.
    pub span: Option<Span>,
}

/// Whether a flow is the answer to a call that brought the PHI itself: then the caller has it already.
fn is_echo(graph: &Graph, edge: &Edge, level: Level) -> bool {
    match edge.leg {
        Leg::Response(request) => graph.moved(request, DataClass::Phi) >= level,
        Leg::Request | Leg::Transfer => false,
    }
}

/// Where PHI goes in a graph.
pub fn reach(graph: &Graph, deployments: &[Deployment]) -> Reach {
    let class = DataClass::Phi;
    let named = |id: ComponentId| address(graph.component(id), deployments);
    let carriers = graph.inner.node_weights().filter_map(|component| {
        let level = graph.carried(component.id, class).level;
        let start = graph.spread.starts.get(&(component.id, class));
        let start = start.and_then(|start| origin(graph, &start.why));
        (level > Level::No).then(|| Carrier {
            address: named(component.id),
            name: component.name.clone(),
            level: level.name(),
            start: start.map(|label| label.text),
        })
    });
    let mut carriers: Vec<Carrier> = carriers.collect();
    carriers.sort_by(|one, other| one.address.cmp(&other.address));
    let mut flows: BTreeMap<(String, String), (Level, Moved)> = BTreeMap::new();
    for edge in graph.inner.edge_weights() {
        let level = graph.moved(edge.id, class);
        let (from, to) = graph.ends(edge.id);
        if level == Level::No || from == to || is_echo(graph, edge, level) {
            continue;
        }
        let (from, to) = (named(from), named(to));
        let ends = (from.clone(), to.clone());
        if flows.get(&ends).is_some_and(|(known, _)| *known >= level) {
            continue;
        }
        let moved = Moved {
            from,
            to,
            level: level.name(),
            payload: edge.payload.name(),
            basis: edge.reason.basis.name(),
            reason: edge.reason.text.clone(),
            span: edge.reason.spans.first().copied(),
        };
        flows.insert(ends, (level, moved));
    }
    Reach {
        carriers,
        flows: flows.into_values().map(|(_, moved)| moved).collect(),
    }
}

//! Backwards: where the data of a labelled store must have come from.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::knowledge::{Element, Knowledge};
use crate::model::ComponentId;
use crate::syntax::Guard;

use super::{Carried, DataClass, Edge, EdgeId, Graph, Layer, Leg, Level, Payload, Why};

/// A store that is labelled has a writer: the class was at whoever writes to it, and at whoever sends that one its data.
pub(super) fn written_by(
    graph: &Graph,
    seeds: &[(ComponentId, Carried)],
    knowledge: &Knowledge,
) -> Vec<(ComponentId, Carried)> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<ComponentId, Level> = seeds
        .iter()
        .map(|(id, carried)| (*id, carried.level))
        .collect();
    let mut open: VecDeque<(ComponentId, Level, Guard)> = seeds
        .iter()
        .map(|(id, carried)| (*id, carried.level, Guard::Always))
        .collect();
    while let Some((id, level, when)) = open.pop_front() {
        let sources = sources_of(graph, id, knowledge);
        let reads_elsewhere = graph.component(id).element == Element::Process
            && sources.iter().any(|edge| is_store(graph, *edge));
        let cap = if sources.len() == 1 && !reads_elsewhere {
            level
        } else {
            Level::Possible.min(level)
        };
        for edge in sources {
            let (source, _) = graph.ends(edge);
            let level = cap.min(graph.edge(edge).level);
            if is_store(graph, edge) || seen.get(&source).is_some_and(|known| *known >= level) {
                continue;
            }
            seen.insert(source, level);
            let when = Guard::all([when.clone(), graph.edge(edge).when.clone()]);
            found.push((
                source,
                Carried {
                    level,
                    when: when.clone(),
                    why: Why::WroteTo(edge),
                },
            ));
            open.push_back((source, level, when));
        }
    }
    found
}

/// The flows by which content gets into a component, one for each source; responses to its own calls apart.
fn sources_of(graph: &Graph, id: ComponentId, knowledge: &Knowledge) -> Vec<EdgeId> {
    let mut sources: BTreeSet<ComponentId> = BTreeSet::new();
    let mut edges: Vec<&Edge> = graph
        .inner
        .edges_directed(NodeIndex::new(id.0 as usize), Direction::Incoming)
        .map(|edge| edge.weight())
        .filter(|edge| edge.layer == Layer::Flows && edge.payload == Payload::Content)
        .filter(|edge| !matches!(edge.leg, Leg::Response(_)))
        .filter(|edge| {
            let source = graph.component(graph.ends(edge.id).0);
            !source
                .kind
                .is_some_and(|kind| knowledge.kind(kind).per_call)
        })
        .collect();
    // Of several, a design can say which it was; that it was none of them, it cannot.
    if edges.iter().any(|edge| may_have_brought(edge)) {
        edges.retain(|edge| may_have_brought(edge));
    }
    edges.sort_by_key(|edge| (std::cmp::Reverse(edge.level), edge.id));
    edges.retain(|edge| sources.insert(graph.ends(edge.id).0));
    edges.iter().map(|edge| edge.id).collect()
}

/// Whether PHI may have come by a flow: not where a design says what moves there, and that has none.
fn may_have_brought(edge: &Edge) -> bool {
    let classes = edge.stated.or(edge.meant);
    classes.is_none_or(|classes| classes.has(DataClass::Phi) || classes.is_open())
}

fn is_store(graph: &Graph, edge: EdgeId) -> bool {
    graph.component(graph.ends(edge).0).element == Element::DataStore
}

//! The ways by which a class came to components, edge by edge.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::knowledge::Knowledge;
use crate::model::ComponentId;

use super::propagate::{Step, after, sends_all, starts_on};
use super::{DataClass, EdgeId, Graph, Level};

/// The ways by which a class comes to all components that it reaches at a level, fewest hops first.
#[derive(Debug)]
pub struct Ways {
    previous: BTreeMap<EdgeId, Option<EdgeId>>,
    arrivals: BTreeMap<ComponentId, EdgeId>,
}

impl Ways {
    /// Searches the whole graph once, from everywhere that the class starts: components, then flows.
    pub fn of(graph: &Graph, knowledge: &Knowledge, class: DataClass, level: Level) -> Self {
        let mut previous: BTreeMap<EdgeId, Option<EdgeId>> = BTreeMap::new();
        let mut arrivals = BTreeMap::new();
        let mut queue: VecDeque<(EdgeId, Option<EdgeId>)> = VecDeque::new();
        let mut left: BTreeSet<ComponentId> = BTreeSet::new();
        for component in graph.inner.node_weights() {
            if starts_here(graph, component.id, class, level) {
                left.insert(component.id);
                let next = after(graph, knowledge, Step::At(component.id));
                queue.extend(next.into_iter().map(|edge| (edge, None)));
            }
        }
        let flows = graph.inner.edge_weights().map(|edge| edge.id);
        let starting = flows.filter(|edge| starts_on(graph, *edge, class) >= level);
        queue.extend(starting.map(|edge| (edge, None)));
        while let Some((edge, before)) = queue.pop_front() {
            if graph.moved(edge, class) < level || previous.contains_key(&edge) {
                continue;
            }
            previous.insert(edge, before);
            let here = graph.ends(edge).1;
            arrivals.entry(here).or_insert(edge);
            if sends_all(graph, here, knowledge) && !left.insert(here) {
                continue;
            }
            let next = after(graph, knowledge, Step::Over(edge));
            queue.extend(next.into_iter().map(|next| (next, Some(edge))));
        }
        Self { previous, arrivals }
    }

    /// The edges of the way to a component; none where the class does not come to it.
    pub fn to(&self, id: ComponentId) -> Vec<EdgeId> {
        match self.arrivals.get(&id) {
            Some(&last) => trace(&self.previous, last),
            None => Vec::new(),
        }
    }
}

/// The edges from a start to the last one, by what came before each.
pub(crate) fn trace(previous: &BTreeMap<EdgeId, Option<EdgeId>>, last: EdgeId) -> Vec<EdgeId> {
    let mut path: Vec<EdgeId> =
        std::iter::successors(Some(last), |edge| previous.get(edge).copied().flatten()).collect();
    path.reverse();
    path
}

/// Whether a class starts at a component, at a level at least: by a label, or because a labelled store has it as writer.
pub(crate) fn starts_here(graph: &Graph, id: ComponentId, class: DataClass, level: Level) -> bool {
    let start = graph.spread.starts.get(&(id, class));
    start.is_some_and(|start| start.level >= level)
}

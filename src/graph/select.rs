//! Parts of a graph that somebody wants to see.
//!
//! In: a graph whose classes have spread, and what is wanted. Out: the components and edges that belong to it. How they
//! are shown is not known here.

use std::collections::{BTreeSet, VecDeque};

use petgraph::visit::EdgeRef;

use crate::knowledge::{Element, Knowledge};
use crate::model::ComponentId;

use super::propagate::{Step, after, sends_all};
use super::{DataClass, Edge, EdgeId, Graph, Layer, Level, Payload};

/// Which part is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// A component and what is within some hops of it, in whatever direction.
    Around(ComponentId, usize),
    /// The ways that data can take from one component, to another, or both.
    Ways {
        /// Where they start; anywhere without it.
        from: Option<ComponentId>,
        /// Where they end; anywhere without it.
        to: Option<ComponentId>,
    },
}

/// What somebody wants to see.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which part.
    pub extent: Extent,
    /// Layers beside the flows.
    pub layers: BTreeSet<Layer>,
    /// The class that flows must move and components carry; any without it.
    pub class: Option<DataClass>,
}

/// A part of a graph: the ends of its edges are among its components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Its components.
    pub components: BTreeSet<ComponentId>,
    /// Its edges.
    pub edges: BTreeSet<EdgeId>,
}

/// The part of a graph that is wanted. Components that no data passes are in it where they have an edge in it.
pub fn select(graph: &Graph, knowledge: &Knowledge, wanted: &Wanted) -> Selection {
    let mut selection = match wanted.extent {
        Extent::Whole => whole(graph, wanted.class),
        Extent::Around(centre, hops) => return around(graph, wanted, centre, hops),
        Extent::Ways { from, to } => ways(graph, knowledge, wanted.class, from, to),
    };
    let base = selection.components.clone();
    for edge in graph.inner.edge_weights() {
        let (source, target) = graph.ends(edge.id);
        let touches = base.contains(&source) || base.contains(&target);
        if touches && edge.layer != Layer::Flows && wanted.layers.contains(&edge.layer) {
            selection.edges.insert(edge.id);
            selection.components.extend([source, target]);
        }
    }
    let named: &[Option<ComponentId>] = match &wanted.extent {
        Extent::Ways { from, to } => &[*from, *to],
        _ => &[],
    };
    without_lone_support(graph, &mut selection, named);
    selection
}

/// A component with all flows in and out of it.
pub fn touching(graph: &Graph, id: ComponentId) -> Selection {
    let mut selection = Selection::default();
    selection.components.insert(id);
    for edge in edges_at(graph, id) {
        if edge.layer == Layer::Flows {
            let (source, target) = graph.ends(edge.id);
            selection.components.extend([source, target]);
            selection.edges.insert(edge.id);
        }
    }
    selection
}

/// Whether an edge is a flow that is wanted.
fn flows(graph: &Graph, edge: &Edge, class: Option<DataClass>) -> bool {
    edge.layer == Layer::Flows && class.is_none_or(|class| graph.moved(edge.id, class) > Level::No)
}

fn edges_at(graph: &Graph, id: ComponentId) -> impl Iterator<Item = &Edge> {
    let node = petgraph::graph::NodeIndex::new(id.0 as usize);
    let of = |direction| graph.inner.edges_directed(node, direction);
    let out = of(petgraph::Direction::Outgoing);
    // A flow from a component to itself is among the first already.
    let into = of(petgraph::Direction::Incoming).filter(|edge| edge.source() != edge.target());
    out.chain(into).map(|edge| edge.weight())
}

fn whole(graph: &Graph, class: Option<DataClass>) -> Selection {
    let carries = |id| class.is_none_or(|class| graph.carried(id, class).level > Level::No);
    let components = graph.inner.node_weights().map(|component| component.id);
    let mut selection = Selection {
        components: components.filter(|id| carries(*id)).collect(),
        edges: BTreeSet::new(),
    };
    let edges = graph.inner.edge_weights();
    for edge in edges.filter(|edge| flows(graph, edge, class)) {
        let (source, target) = graph.ends(edge.id);
        selection.components.extend([source, target]);
        selection.edges.insert(edge.id);
    }
    selection
}

fn around(graph: &Graph, wanted: &Wanted, centre: ComponentId, hops: usize) -> Selection {
    let drawn = |edge: &&Edge| match edge.layer {
        Layer::Flows => flows(graph, edge, wanted.class),
        layer => wanted.layers.contains(&layer),
    };
    let mut selection = Selection::default();
    selection.components.insert(centre);
    let mut edge_of_the_ball = vec![centre];
    for _ in 0..hops {
        let mut next = Vec::new();
        for id in edge_of_the_ball {
            for edge in edges_at(graph, id).filter(drawn) {
                let (source, target) = graph.ends(edge.id);
                let other = if source == id { target } else { source };
                if selection.components.insert(other) {
                    next.push(other);
                }
            }
        }
        if next.is_empty() {
            break;
        }
        edge_of_the_ball = next;
    }
    for edge in graph.inner.edge_weights().filter(drawn) {
        let (source, target) = graph.ends(edge.id);
        if selection.components.contains(&source) && selection.components.contains(&target) {
            selection.edges.insert(edge.id);
        }
    }
    selection
}

/// The flows over which data can come from one component to another, with what they join. A way does not go on beyond its
/// end, nor come back to its start. Conditions are not looked at: it is enough that each flow can be there.
fn ways(
    graph: &Graph,
    knowledge: &Knowledge,
    class: Option<DataClass>,
    from: Option<ComponentId>,
    to: Option<ComponentId>,
) -> Selection {
    let steps = Steps::of(graph, knowledge, class);
    let forth = from.map(|from| {
        steps.reached(&[steps.standing(from)], &steps.next, |edge| {
            Some(graph.ends(edge).1) == to
        })
    });
    let back = to.map(|to| {
        let last = graph.inner.edge_weights().map(|edge| edge.id);
        let last = last.filter(|edge| steps.is_open(*edge) && graph.ends(*edge).1 == to);
        let last: Vec<usize> = last.map(|edge| edge.0 as usize).collect();
        steps.reached(&last, &steps.previous(), |edge| {
            Some(graph.ends(edge).0) == from
        })
    });
    let on_a_way = |edge: &EdgeId| {
        let is_in = |reached: &Option<Vec<bool>>| {
            reached
                .as_ref()
                .is_none_or(|reached| reached[edge.0 as usize])
        };
        steps.is_open(*edge) && is_in(&forth) && is_in(&back)
    };
    let mut selection = Selection::default();
    selection.components.extend(from.into_iter().chain(to));
    for id in graph
        .inner
        .edge_weights()
        .map(|edge| edge.id)
        .filter(on_a_way)
    {
        let (source, target) = graph.ends(id);
        selection.components.extend([source, target]);
        selection.edges.insert(id);
    }
    selection
}

/// Where data can stand and go on from there: on a flow, by the index of the flow, or at a component, by the index of the
/// component after those of all flows.
struct Steps {
    flows: usize,
    open: Vec<bool>,
    next: Vec<Vec<usize>>,
}

impl Steps {
    fn of(graph: &Graph, knowledge: &Knowledge, class: Option<DataClass>) -> Self {
        let flows = graph.inner.edge_count();
        let open: Vec<bool> = graph
            .inner
            .edge_weights()
            .map(|edge| self::flows(graph, edge, class) && edge.payload != Payload::None)
            .collect();
        let onward = |step: Step| -> Vec<usize> {
            let next = after(graph, knowledge, step).into_iter();
            next.map(|edge| edge.0 as usize)
                .filter(|edge| open[*edge])
                .collect()
        };
        let mut next = Vec::with_capacity(flows + graph.inner.node_count());
        for edge in graph.inner.edge_weights() {
            let target = graph.ends(edge.id).1;
            next.push(match open[edge.id.0 as usize] {
                // Credentials end at who reads them.
                true if edge.payload == Payload::Secret => Vec::new(),
                true if sends_all(graph, target, knowledge) => vec![flows + target.0 as usize],
                true => onward(Step::Over(edge.id)),
                false => Vec::new(),
            });
        }
        let components = graph.inner.node_weights();
        next.extend(components.map(|component| onward(Step::At(component.id))));
        Self { flows, open, next }
    }

    fn standing(&self, id: ComponentId) -> usize {
        self.flows + id.0 as usize
    }

    fn is_open(&self, edge: EdgeId) -> bool {
        self.open[edge.0 as usize]
    }

    /// The steps before each.
    fn previous(&self) -> Vec<Vec<usize>> {
        let mut previous = vec![Vec::new(); self.next.len()];
        for (step, next) in self.next.iter().enumerate() {
            for &other in next {
                previous[other].push(step);
            }
        }
        previous
    }

    /// What can be reached along some steps; a flow that ends the way is reached, and not gone beyond.
    fn reached(
        &self,
        starts: &[usize],
        along: &[Vec<usize>],
        ends: impl Fn(EdgeId) -> bool,
    ) -> Vec<bool> {
        let mut reached = vec![false; along.len()];
        let mut queue: VecDeque<usize> = starts.iter().copied().collect();
        while let Some(step) = queue.pop_front() {
            if std::mem::replace(&mut reached[step], true) {
                continue;
            }
            if step >= self.flows || !ends(EdgeId(step as u32)) {
                queue.extend(along[step].iter().filter(|next| !reached[**next]));
            }
        }
        reached
    }
}

fn without_lone_support(graph: &Graph, selection: &mut Selection, named: &[Option<ComponentId>]) {
    let mut joined: BTreeSet<ComponentId> = named.iter().copied().flatten().collect();
    for edge in &selection.edges {
        let (source, target) = graph.ends(*edge);
        joined.extend([source, target]);
    }
    selection
        .components
        .retain(|id| graph.component(*id).element != Element::Support || joined.contains(id));
}

//! Spreading data classes along flows to a fixed point, and the paths by which they came.
//!
//! Levels only rise (`no < possible < yes`), so that the order of the work does not matter for the result.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::knowledge::{Element, Knowledge};
use crate::model::ComponentId;
use crate::syntax::Guard;

use super::starts::Starts;
use super::{Carried, DataClass, Edge, EdgeId, Graph, Layer, Leg, Level, Payload, Start, Why};

/// Where data stands on its way: at its start, or having come over an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It starts at this component.
    At(ComponentId),
    /// It came over this edge.
    Over(EdgeId),
}

/// The flows by which data can go on: what a component does with data by its element.
pub fn after(graph: &Graph, knowledge: &Knowledge, step: Step) -> Vec<EdgeId> {
    let (here, came) = match step {
        Step::At(id) => (id, None),
        Step::Over(edge) => (graph.ends(edge).1, Some(edge)),
    };
    let component = graph.component(here);
    let per_call = component
        .kind
        .is_some_and(|kind| knowledge.kind(kind).per_call);
    let element = component.element;
    let out = graph
        .inner
        .edges_directed(NodeIndex::new(here.0 as usize), Direction::Outgoing);
    let flows = out
        .filter(|edge| edge.weight().layer == Layer::Flows)
        .map(|edge| edge.weight());
    let goes = |edge: &&Edge| match (came, element, edge.leg) {
        // A service that many share answers each call with the classes of that call.
        (Some(came), _, Leg::Response(request)) if per_call => request == came,
        (Some(came), Element::Relay, leg) => {
            keeps_copy(graph, edge) || passes_on(graph.edge(came).leg, leg)
        }
        _ => true,
    };
    let mut next: Vec<EdgeId> = flows.filter(goes).map(|edge| edge.id).collect();
    // Edges that settings make come before those that grants permit: the better reason is found first.
    next.sort_unstable();
    next
}

/// Whether a relay writes down what passes through it: a trace, a cache. That holds requests and responses alike.
fn keeps_copy(graph: &Graph, edge: &Edge) -> bool {
    let target = graph.component(graph.ends(edge.id).1);
    edge.leg == Leg::Transfer && target.element == Element::DataStore
}

/// Whether all that a component has goes out on every flow, wherever it came from.
fn sends_all(graph: &Graph, id: ComponentId, knowledge: &Knowledge) -> bool {
    let component = graph.component(id);
    component.element != Element::Relay
        && !component
            .kind
            .is_some_and(|kind| knowledge.kind(kind).per_call)
}

/// A relay sends requests and events to its targets, responses to its callers.
fn passes_on(came: Leg, goes: Leg) -> bool {
    matches!(came, Leg::Response(_)) == matches!(goes, Leg::Response(_))
}

/// The level at which an edge moves a class that is at `level` where the edge starts.
pub fn moves(edge: &Edge, class: DataClass, level: Level, starts_at: Element) -> Level {
    let own = |wanted: DataClass| {
        if class == wanted {
            edge.level
        } else {
            Level::No
        }
    };
    match edge.payload {
        // A process uses credentials; it does not hand them on as data.
        Payload::Content | Payload::Notice
            if class == DataClass::Credential && starts_at == Element::Process =>
        {
            Level::No
        }
        Payload::Content => level.min(edge.level),
        Payload::Notice => level.min(edge.level).min(Level::Possible),
        Payload::Envelope => own(DataClass::Metadata),
        Payload::AccessRecord => own(DataClass::AccessLog),
        Payload::Telemetry => own(DataClass::Telemetry),
        Payload::Secret => own(DataClass::Credential),
        Payload::None => Level::No,
    }
}

/// Spreads every class over the graph.
pub(super) fn spread(graph: &mut Graph, starts: Starts, knowledge: &Knowledge) {
    graph.spread.assumed = starts.assumed;
    graph.spread.carried = vec![Default::default(); graph.inner.node_count()];
    graph.spread.moved = vec![[Level::No; 6]; graph.inner.edge_count()];
    for class in DataClass::ALL {
        let mut seeds: Vec<(ComponentId, Carried)> = of_class(&starts, class);
        if class == DataClass::Phi || class == DataClass::Deidentified {
            seeds.extend(written_by(graph, &seeds, knowledge));
        }
        spread_class(graph, class, seeds, knowledge);
    }
}

fn of_class(starts: &Starts, class: DataClass) -> Vec<(ComponentId, Carried)> {
    let own = starts
        .at
        .iter()
        .filter(|(_, starting, _)| *starting == class);
    let carried = |start: &Start| Carried {
        level: Level::Yes,
        when: Guard::Always,
        why: Why::Starts(start.clone()),
    };
    own.map(|(id, _, start)| (*id, carried(start))).collect()
}

fn spread_class(
    graph: &mut Graph,
    class: DataClass,
    seeds: Vec<(ComponentId, Carried)>,
    knowledge: &Knowledge,
) {
    let mut queue: VecDeque<(Step, Level, Guard)> = VecDeque::new();
    for (id, carried) in seeds {
        queue.push_back((Step::At(id), carried.level, carried.when.clone()));
        raise(graph, id, class, carried);
    }
    // Payloads that carry classes of their own start them at their edge, whatever their source holds.
    for edge in graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows)
    {
        let source = graph.component(graph.ends(edge.id).0).element;
        let level = moves(edge, class, Level::No, source);
        if level > Level::No {
            queue.push_back((Step::Over(edge.id), level, edge.when.clone()));
        }
    }
    let mut best: Vec<Option<(Level, bool)>> = vec![None; graph.inner.edge_count()];
    let mut left: Vec<Option<(Level, bool)>> = vec![None; graph.inner.node_count()];
    while let Some((step, level, when)) = queue.pop_front() {
        if let Step::Over(id) = step {
            let rank = (level, when == Guard::Always);
            if best[id.0 as usize].is_some_and(|known| known >= rank) {
                continue;
            }
            best[id.0 as usize] = Some(rank);
            let moved = &mut graph.spread.moved[id.0 as usize][class as usize];
            *moved = level.max(*moved);
            let target = graph.ends(id).1;
            raise(
                graph,
                target,
                class,
                Carried {
                    level,
                    when: when.clone(),
                    why: Why::Over(id),
                },
            );
            if graph.edge(id).payload == Payload::Secret && class == DataClass::Credential {
                continue;
            }
            // What leaves a process or store does not depend on the edge by which it came.
            let rank = (level, when == Guard::Always);
            if sends_all(graph, target, knowledge) {
                if left[target.0 as usize].is_some_and(|known| known >= rank) {
                    continue;
                }
                left[target.0 as usize] = Some(rank);
            }
        }
        for id in after(graph, knowledge, step) {
            let edge = graph.edge(id);
            let source = graph.component(graph.ends(id).0).element;
            let moved = moves(edge, class, level, source);
            let when = Guard::all([when.clone(), edge.when.clone()]);
            if moved > Level::No && satisfiable(&when) {
                queue.push_back((Step::Over(id), moved, when));
            }
        }
    }
}

/// Whether a conjunction can hold: it does not ask for a condition and its opposite.
fn satisfiable(guard: &Guard) -> bool {
    match guard {
        Guard::Never => false,
        Guard::And(parts) => !parts
            .iter()
            .any(|part| parts.contains(&part.clone().negate())),
        _ => true,
    }
}

fn raise(graph: &mut Graph, id: ComponentId, class: DataClass, carried: Carried) {
    let known = &mut graph.spread.carried[id.0 as usize][class as usize];
    let rank = |carried: &Carried| (carried.level, carried.when == Guard::Always);
    if rank(&carried) > rank(known) || known.level == Level::No {
        *known = carried;
    }
}

/// A store that is labelled has a writer: the class was at whoever writes to it, and at whoever sends that one its data.
fn written_by(
    graph: &Graph,
    seeds: &[(ComponentId, Carried)],
    knowledge: &Knowledge,
) -> Vec<(ComponentId, Carried)> {
    let mut found = Vec::new();
    let mut seen: BTreeSet<ComponentId> = seeds.iter().map(|(id, _)| *id).collect();
    let mut open: VecDeque<(ComponentId, Level)> =
        seeds.iter().map(|(id, _)| (*id, Level::Yes)).collect();
    while let Some((id, level)) = open.pop_front() {
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
            if is_store(graph, edge) || !seen.insert(source) {
                continue;
            }
            let level = cap.min(graph.edge(edge).level);
            let when = graph.edge(edge).when.clone();
            found.push((
                source,
                Carried {
                    level,
                    when,
                    why: Why::WroteTo(edge),
                },
            ));
            open.push_back((source, level));
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
    edges.sort_by_key(|edge| (std::cmp::Reverse(edge.level), edge.id));
    edges.retain(|edge| sources.insert(graph.ends(edge.id).0));
    edges.iter().map(|edge| edge.id).collect()
}

fn is_store(graph: &Graph, edge: EdgeId) -> bool {
    graph.component(graph.ends(edge).0).element == Element::DataStore
}

/// The ways by which a class comes to all components that it reaches at a level, fewest hops first.
#[derive(Debug)]
pub struct Ways {
    previous: BTreeMap<EdgeId, Option<EdgeId>>,
    arrivals: BTreeMap<ComponentId, EdgeId>,
}

impl Ways {
    /// Searches the whole graph once, from everywhere that the class starts.
    pub fn of(graph: &Graph, knowledge: &Knowledge, class: DataClass, level: Level) -> Self {
        let mut previous: BTreeMap<EdgeId, Option<EdgeId>> = BTreeMap::new();
        let mut arrivals = BTreeMap::new();
        let mut queue: VecDeque<(EdgeId, Option<EdgeId>)> = VecDeque::new();
        for component in graph.inner.node_weights() {
            if starts_here(graph, component.id, class, level) {
                let next = after(graph, knowledge, Step::At(component.id));
                queue.extend(next.into_iter().map(|edge| (edge, None)));
            }
        }
        while let Some((edge, before)) = queue.pop_front() {
            if graph.moved(edge, class) < level || previous.contains_key(&edge) {
                continue;
            }
            previous.insert(edge, before);
            arrivals.entry(graph.ends(edge).1).or_insert(edge);
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
    let carried = graph.carried(id, class);
    carried.level >= level && matches!(carried.why, Why::Starts(_) | Why::WroteTo(_))
}

//! Spreading data classes along flows to a fixed point.
//!
//! Levels only rise (`no < possible < yes`), so that the order of the work does not matter for the result.

use std::cmp::Ordering;
use std::collections::VecDeque;

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::knowledge::{Element, Knowledge};
use crate::model::ComponentId;
use crate::syntax::Guard;

use super::backwards::written_by;
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
pub fn sends_all(graph: &Graph, id: ComponentId, knowledge: &Knowledge) -> bool {
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
    let behind = match (&edge.barrier, class) {
        (Some(barrier), DataClass::Phi) => barrier.leaves,
        _ => Level::Yes,
    };
    let level = level.min(behind);
    if let Some(stated) = edge.stated {
        // What a design says starts here, and nothing else passes: but that identifiers are gone is a claim.
        let claimed = class == DataClass::Phi && stated.has(DataClass::Deidentified);
        if stated.is_open() && !stated.has(class) {
            let own = match class {
                // Nobody has classified it: that it is PHI is possible, and no more.
                DataClass::Phi => Level::Possible,
                _ => level,
            };
            return own.min(behind).min(edge.level);
        }
        return match stated.has(class) {
            true => edge.level,
            // A barrier that is known to leave identifiers refutes the claim.
            false if claimed => match edge.barrier.as_ref().map(|barrier| barrier.leaves) {
                Some(Level::Yes) => level.min(edge.level),
                _ => level.min(edge.level).min(Level::Possible),
            },
            false => Level::No,
        };
    }
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
    graph.spread.everything = starts.everything;
    graph.spread.carried = vec![Default::default(); graph.inner.node_count()];
    graph.spread.moved = vec![[Level::No; 6]; graph.inner.edge_count()];
    for class in DataClass::ALL {
        let mut seeds: Vec<(ComponentId, Carried)> = of_class(&starts.at, class);
        if class == DataClass::Phi || class == DataClass::Deidentified {
            let writers = written_by(graph, &seeds, knowledge);
            for (_, carried) in &writers {
                came_over(graph, class, carried);
            }
            seeds.extend(writers);
        }
        seeds.extend(of_class(&starts.swept, class));
        spread_class(graph, class, seeds, knowledge);
    }
}

/// What a store or a writer has from a component came over the flow between them.
fn came_over(graph: &mut Graph, class: DataClass, carried: &Carried) {
    if let Why::WroteTo(edge) = carried.why {
        let moved = &mut graph.spread.moved[edge.0 as usize][class as usize];
        *moved = carried.level.max(*moved);
    }
}

fn of_class(
    starts: &[(ComponentId, DataClass, Level, Start)],
    class: DataClass,
) -> Vec<(ComponentId, Carried)> {
    let own = starts.iter().filter(|(_, starting, ..)| *starting == class);
    let carried = |level: Level, start: &Start| Carried {
        level,
        when: Guard::Always,
        why: Why::Starts(start.clone()),
    };
    own.map(|(id, _, level, start)| (*id, carried(*level, start)))
        .collect()
}

/// Data on its way: where it stands, how sure that is, and under which conditions.
struct Arrival {
    step: Step,
    level: Level,
    when: Guard,
}

fn spread_class(
    graph: &mut Graph,
    class: DataClass,
    seeds: Vec<(ComponentId, Carried)>,
    knowledge: &Knowledge,
) {
    let mut queue: VecDeque<Arrival> = starting_on_edges(graph, class).collect();
    for (id, carried) in seeds {
        // What a relay passed on to a writer is not what it passes on to others.
        let passed_on = matches!(carried.why, Why::WroteTo(_));
        if !(passed_on && graph.component(id).element == Element::Relay) {
            queue.push_back(Arrival {
                step: Step::At(id),
                level: carried.level,
                when: carried.when.clone(),
            });
        }
        let start = graph.spread.starts.entry((id, class)).or_default();
        if carried.level > start.level {
            *start = carried.clone();
        }
        raise(graph, id, class, carried);
    }
    let mut over: Vec<Reach> = vec![Reach::default(); graph.inner.edge_count()];
    let mut from: Vec<Reach> = vec![Reach::default(); graph.inner.node_count()];
    while let Some(arrival) = queue.pop_front() {
        let here = match arrival.step {
            Step::At(id) => id,
            Step::Over(id) => graph.ends(id).1,
        };
        let mut grown = Some((arrival.level, arrival.when));
        if let Step::Over(id) = arrival.step {
            grown = grown.and_then(|(level, when)| over[id.0 as usize].grow(level, &when));
            if let Some((level, when)) = &grown {
                cross(graph, id, class, *level, when);
            }
            if graph.edge(id).payload == Payload::Secret && class == DataClass::Credential {
                continue;
            }
        }
        // What leaves a process or store does not depend on the edge by which it came.
        if sends_all(graph, here, knowledge) {
            grown = grown.and_then(|(level, when)| from[here.0 as usize].grow(level, &when));
        }
        if let Some((level, when)) = grown {
            queue.extend(onward(graph, knowledge, class, arrival.step, level, &when));
        }
    }
}

/// Payloads that carry classes of their own start them at their edge, whatever their source holds.
fn starting_on_edges(graph: &Graph, class: DataClass) -> impl Iterator<Item = Arrival> {
    graph.inner.edge_weights().filter_map(move |edge| {
        let level = starts_on(graph, edge.id, class);
        (level > Level::No).then(|| Arrival {
            step: Step::Over(edge.id),
            level,
            when: edge.when.clone(),
        })
    })
}

/// How sure it is that a class starts on an edge, whatever its source holds.
pub fn starts_on(graph: &Graph, id: EdgeId, class: DataClass) -> Level {
    let edge = graph.edge(id);
    let source = graph.component(graph.ends(id).0).element;
    if edge.layer != Layer::Flows {
        return Level::No;
    }
    let own = moves(edge, class, Level::No, source);
    // What PHI is in front of a barrier is de-identified behind it, as far as the barrier counts.
    match &edge.barrier {
        Some(barrier) if class == DataClass::Deidentified && barrier.leaves < Level::Yes => {
            let phi = graph.carried(graph.ends(id).0, DataClass::Phi).level;
            own.max(moves(edge, class, phi, source))
        }
        _ => own,
    }
}

/// Notes that an edge moves a class, and that its target has it.
fn cross(graph: &mut Graph, id: EdgeId, class: DataClass, level: Level, when: &Guard) {
    let moved = &mut graph.spread.moved[id.0 as usize][class as usize];
    *moved = level.max(*moved);
    let carried = Carried {
        level,
        when: when.clone(),
        why: Why::Over(id),
    };
    raise(graph, graph.ends(id).1, class, carried);
}

/// The edges over which data goes on from where it stands. Conditions that contradict each other are no way.
fn onward(
    graph: &Graph,
    knowledge: &Knowledge,
    class: DataClass,
    step: Step,
    level: Level,
    when: &Guard,
) -> Vec<Arrival> {
    let next = after(graph, knowledge, step).into_iter().map(|id| {
        let edge = graph.edge(id);
        let source = graph.component(graph.ends(id).0).element;
        Arrival {
            step: Step::Over(id),
            level: moves(edge, class, level, source),
            when: Guard::all([when.clone(), edge.when.clone()]),
        }
    });
    next.filter(|arrival| arrival.level > Level::No && arrival.when.can_hold())
        .collect()
}

/// The most ways under conditions that are told apart for one place; more are taken together as possible.
const MOST_WAYS: usize = 8;

fn ways(guard: &Guard) -> usize {
    match guard {
        Guard::Or(parts) => parts.len(),
        _ => 1,
    }
}

/// Under which conditions a class is at a place, for each level apart.
#[derive(Clone, Default)]
struct Reach {
    yes: Option<Guard>,
    possible: Option<Guard>,
}

impl Reach {
    /// Adds conditions under which the class is here. Gives what is to be sent on, or nothing where that is not new.
    fn grow(&mut self, level: Level, when: &Guard) -> Option<(Level, Guard)> {
        if self.yes == Some(Guard::Always) {
            return None;
        }
        let slot = match level {
            Level::Yes => &mut self.yes,
            _ => &mut self.possible,
        };
        let merged = match &*slot {
            None => when.clone(),
            Some(known) => Guard::any([known.clone(), when.clone()]),
        };
        let ways = ways(&merged);
        if slot.as_ref() == Some(&merged) {
            return None;
        }
        if ways > MOST_WAYS && level == Level::Yes {
            return self.grow(Level::Possible, &Guard::Always);
        }
        let merged = if ways > MOST_WAYS {
            Guard::Always
        } else {
            merged
        };
        *slot = Some(merged.clone());
        Some((level, merged))
    }
}

/// Notes what a component carries: the surer level counts, and of ways that are equally sure all conditions.
fn raise(graph: &mut Graph, id: ComponentId, class: DataClass, carried: Carried) {
    let known = &mut graph.spread.carried[id.0 as usize][class as usize];
    match carried.level.cmp(&known.level) {
        Ordering::Greater => *known = carried,
        Ordering::Equal if known.level > Level::No && known.when != Guard::Always => {
            if carried.when == Guard::Always {
                *known = carried;
            } else {
                // Beyond some ways more are not told apart: where none of those kept holds, it counts as unknown.
                let merged = Guard::any([known.when.clone(), carried.when]);
                if ways(&merged) <= MOST_WAYS {
                    known.when = merged;
                }
            }
        }
        _ => {}
    }
}

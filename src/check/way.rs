//! Ways of data as reports show them: why a class is where it starts, and each hop from there.
//!
//! In: a graph whose classes have spread. Out: paths of texts and spans. Rules and verdicts are not known here.

use crate::graph::{DataClass, EdgeId, Graph, Level, Payload, Why, starts_on};
use crate::knowledge::{Element, Knowledge};
use crate::model::{ComponentId, Deployment};
use crate::syntax::{Cause, Guard};

use super::run::Run;
use super::{FlowPath, Hop, Label};

/// How a class came to a component.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The class.
    pub class: DataClass,
    /// How sure it is that it is there.
    pub level: Level,
    /// The conditions under which it is.
    pub when: Guard,
    /// The way; without hops where the class starts there.
    pub path: FlowPath,
    /// Why it is only possible, where something on the way says so.
    pub causes: Vec<Cause>,
}

/// How each class came to a component, in the order of [`DataClass::ALL`]; those at level no have no path.
pub fn arrivals(
    graph: &Graph,
    knowledge: &Knowledge,
    deployments: &[Deployment],
    id: ComponentId,
) -> Vec<Arrival> {
    let run = Run::new(graph, knowledge, deployments);
    let arrival = |class: DataClass| {
        let carried = graph.carried(id, class);
        let edges = run.way_to(id, class);
        let causes = match (carried.level, &carried.why) {
            (Level::Possible, Why::WroteTo(_)) => run.doubts(id, class),
            (Level::Possible, _) => edges.iter().filter_map(|edge| run.doubt(*edge)).collect(),
            _ => Vec::new(),
        };
        Arrival {
            class,
            level: carried.level,
            when: carried.when.clone(),
            path: path(&run, &edges, id, class, None),
            causes,
        }
    };
    DataClass::ALL.into_iter().map(arrival).collect()
}

/// The path over some edges; without any, where the class starts at a component. The rule is broken at one of the hops.
pub(super) fn path(
    run: &Run<'_>,
    edges: &[EdgeId],
    end: ComponentId,
    class: DataClass,
    breaks_at: Option<usize>,
) -> FlowPath {
    let first = edges.first().map_or(end, |edge| run.graph.ends(*edge).0);
    let start = start(run.graph, first, class)
        .or_else(|| start_on(run.graph, edges.first().copied(), class));
    let hops = edges
        .iter()
        .enumerate()
        .map(|(index, edge)| hop(run.graph, *edge, Some(index) == breaks_at));
    FlowPath {
        start,
        hops: hops.collect(),
    }
}

fn hop(graph: &Graph, id: EdgeId, breaks: bool) -> Hop {
    let edge = graph.edge(id);
    let (from, to) = graph.ends(id);
    Hop {
        from: graph.component(from).name.clone(),
        to: graph.component(to).name.clone(),
        reason: edge.reason.text.clone(),
        basis: edge.reason.basis.name(),
        payload: edge.payload.name(),
        level: edge.level.name(),
        spans: edge.reason.spans.clone(),
        breaks,
    }
}

/// Why a class is at the first component of a path.
fn start(graph: &Graph, id: ComponentId, class: DataClass) -> Option<Label> {
    origin(graph, &graph.spread.starts.get(&(id, class))?.why)
}

/// Why a class starts somewhere, in words, and where that is written; `None` where it came from elsewhere.
pub fn origin(graph: &Graph, why: &Why) -> Option<Label> {
    match why {
        Why::Starts(start) => Some(Label {
            span: start.span,
            text: start.text.clone(),
        }),
        Why::WroteTo(edge) => {
            let (_, next) = graph.ends(*edge);
            let next = graph.component(next);
            let text = match next.element {
                Element::DataStore => format!("what {} holds was written from here", next.name),
                _ => format!("what {} wrote came from here", next.name),
            };
            Some(Label {
                span: graph.edge(*edge).reason.spans[0],
                text,
            })
        }
        Why::Over(_) | Why::Nothing => None,
    }
}

/// A class that starts on the first flow, by what that carries.
fn start_on(graph: &Graph, first: Option<EdgeId>, class: DataClass) -> Option<Label> {
    let edge = graph.edge(first?);
    if starts_on(graph, edge.id, class) == Level::No {
        return None;
    }
    let text = match edge.payload {
        _ if edge.stated.is_some() => "the design says that it moves here".to_owned(),
        Payload::Secret => "it is handed over here".to_owned(),
        payload => format!("a flow of `{}` always holds it", payload.name()),
    };
    Some(Label {
        span: edge.reason.spans[0],
        text,
    })
}

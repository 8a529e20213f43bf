//! The flows of a first manifest: those that the code has.
//!
//! In: an analysis, and which component of the manifest each of its components is. Out: flows with what they carry as far
//! as that is certain; else open.

use std::collections::{BTreeMap, BTreeSet};

use crate::Analysis;
use crate::frontend::manifest::keys::UNCLASSIFIED;
use crate::graph::{DataClass, Edge, Graph, Layer, Leg, Level, Payload, Ways, Why};
use crate::model::ComponentId;

use super::propose::{Flow, Part};

/// What goes from one component to another, and what is answered.
#[derive(Default)]
struct Between {
    carries: Carried,
    answers: Carried,
    call: bool,
}

/// What some flows carry.
#[derive(Clone, Default, PartialEq, Eq)]
struct Carried {
    /// What is certain.
    classes: BTreeSet<DataClass>,
    /// What moves by the sort of flow alone, and why that is said.
    by_sort: BTreeMap<DataClass, &'static str>,
    /// Whether there can be more.
    open: bool,
    /// Where PHI comes from.
    origins: BTreeSet<String>,
}

/// The flows between the components of a manifest.
pub(super) fn of(
    analysis: &Analysis,
    parts: &[Part],
    places: &BTreeMap<ComponentId, usize>,
    ways: &Ways,
) -> Vec<Flow> {
    let graph = &analysis.graph;
    let mut between: BTreeMap<(usize, usize), Between> = BTreeMap::new();
    let flows = graph.inner.edge_weights();
    for edge in flows.filter(|edge| edge.layer == Layer::Flows) {
        let (from, to) = graph.ends(edge.id);
        let (Some(&from), Some(&to)) = (places.get(&from), places.get(&to)) else {
            continue;
        };
        if from == to {
            continue;
        }
        match edge.leg {
            Leg::Response(_) => {
                let own = between.entry((to, from)).or_default();
                add(graph, ways, edge, &mut own.answers);
            }
            leg => {
                let own = between.entry((from, to)).or_default();
                own.call |= leg == Leg::Request;
                add(graph, ways, edge, &mut own.carries);
            }
        }
    }
    let flows = between.into_iter().map(|((from, to), between)| {
        let (carries, answers) = (between.carries.names(), between.answers.names());
        let mut because = between.carries.reasons();
        because.extend(between.answers.reasons());
        because.sort();
        because.dedup();
        Flow {
            from: parts[from].name.clone(),
            to: parts[to].name.clone(),
            answers: (between.call && answers != carries).then_some(answers),
            carries,
            call: between.call,
            because: because.join(" and "),
        }
    });
    flows.collect()
}

impl Carried {
    /// The classes. Beside PHI no other matters, and of data that nobody has classified the sort of a flow says nothing.
    fn names(&self) -> Vec<&'static str> {
        if self.classes.contains(&DataClass::Phi) {
            return vec![DataClass::Phi.name()];
        }
        let sorts = self.by_sort.keys().filter(|_| !self.open);
        let classes: BTreeSet<&DataClass> = self.classes.iter().chain(sorts).collect();
        let names = classes.into_iter().map(|class| class.name());
        names.chain(self.open.then_some(UNCLASSIFIED)).collect()
    }

    /// Why they are proposed.
    fn reasons(self) -> Vec<String> {
        if self.classes.contains(&DataClass::Phi) {
            return self
                .origins
                .into_iter()
                .map(|origin| format!("PHI of {origin} goes this way"))
                .collect();
        }
        let certain: Vec<&str> = self.classes.iter().map(|class| class.name()).collect();
        let certain = (!certain.is_empty())
            .then(|| format!("the code moves {} this way", certain.join(" and ")));
        let sorts = self
            .by_sort
            .into_iter()
            .filter(|(class, _)| !self.open && !self.classes.contains(class));
        let sorts = sorts.map(|(_, what)| format!("{what} go this way"));
        certain.into_iter().chain(sorts).collect()
    }
}

/// Adds what an edge moves: what is certain, what its payload is, and whether there can be more.
fn add(graph: &Graph, ways: &Ways, edge: &Edge, carried: &mut Carried) {
    let moved = |class: &DataClass| graph.moved(edge.id, *class);
    let certain = DataClass::ALL.into_iter();
    let certain: Vec<DataClass> = certain.filter(|class| moved(class) == Level::Yes).collect();
    carried.classes.extend(&certain);
    if certain.contains(&DataClass::Phi) {
        let origin = origin(graph, ways, graph.ends(edge.id).0);
        carried.origins.insert(origin);
    }
    let (class, what) = match edge.payload {
        Payload::Content | Payload::Notice => {
            let possible = moved(&DataClass::Phi) == Level::Possible;
            carried.open |= possible || certain.is_empty();
            return;
        }
        Payload::Envelope => (DataClass::Metadata, "ids and keys"),
        Payload::AccessRecord => (DataClass::AccessLog, "records of access"),
        Payload::Telemetry => (DataClass::Telemetry, "metrics and alarms"),
        Payload::Secret => (DataClass::Credential, "credentials"),
        Payload::None => return,
    };
    carried.by_sort.insert(class, what);
}

/// The name of the component from which PHI comes to one.
pub(super) fn origin(graph: &Graph, ways: &Ways, id: ComponentId) -> String {
    let first = ways.to(id).first().map(|edge| graph.ends(*edge).0);
    let start = match graph.carried(id, DataClass::Phi).why {
        Why::Over(_) => first.unwrap_or(id),
        _ => id,
    };
    // Where PHI starts at the writer of a store, the store is what somebody marked.
    let marked = match graph.carried(start, DataClass::Phi).why {
        Why::WroteTo(edge) => graph.ends(edge).1,
        _ => start,
    };
    graph.component(marked).name.clone()
}

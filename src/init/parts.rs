//! The components of a first manifest.
//!
//! In: an analysis. Out: what of its graph data goes through, under names, with what it holds as far as something says so.
//! What flows between them is not known here.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::Analysis;
use crate::frontend::manifest::keys::UNCLASSIFIED;
use crate::graph::{DataClass, Edge, Graph, Layer, Leg, Level, Payload, Ways, Why, Words, address};
use crate::import::one_line;
use crate::knowledge::import::{phrase_in, words};
use crate::knowledge::{Element, Knowledge};
use crate::model::{Component, ComponentId, FactValue, Presence};
use crate::vocabulary::{AttributeId, Literal};

use super::flows::origin;
use super::propose::Part;

/// A name is cut after so many characters.
const LONGEST_NAME: usize = 100;

/// The components, and which of them each component of the graph is.
pub(super) fn of(analysis: &Analysis, ways: &Ways) -> (Vec<Part>, BTreeMap<ComponentId, usize>) {
    let graph = &analysis.graph;
    let mut base: BTreeSet<ComponentId> = graph
        .inner
        .node_weights()
        .filter(|component| is_part(analysis, component))
        .map(|component| component.id)
        .collect();
    let follow = graph.inner.node_weights().filter(|component| {
        let implied = component.presence == Presence::Implied;
        implied && !base.contains(&component.id) && is_passed(graph, component.id)
    });
    // What exists because of one component belongs to it without a word.
    let apart: Vec<ComponentId> = follow
        .map(|component| component.id)
        .filter(|id| !belongs_to_one(graph, *id, &base))
        .collect();
    base.extend(apart);
    let mut parts: Vec<Part> = Vec::new();
    let mut places = BTreeMap::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for id in base {
        let component = graph.component(id);
        let key = match service_of(analysis, component) {
            Some(service) => format!("service {service}"),
            None => address(component, &analysis.model.deployments),
        };
        let place = *known.entry(key).or_insert_with(|| {
            parts.push(part(analysis, component, ways, &mut taken));
            parts.len() - 1
        });
        places.insert(id, place);
    }
    (parts, places)
}

/// Whether a component is one of the design by itself: declared, or named by what is, and passed by data.
fn is_part(analysis: &Analysis, component: &Component) -> bool {
    let passed = || is_passed(&analysis.graph, component.id);
    match component.presence {
        Presence::Declared if component.element != Element::Support => true,
        Presence::Implied => service_of(analysis, component).is_some() && passed(),
        _ => passed(),
    }
}

/// Whether a flow begins or ends at a component.
fn is_passed(graph: &Graph, id: ComponentId) -> bool {
    flows_at(graph, id, Direction::Incoming).next().is_some()
        || flows_at(graph, id, Direction::Outgoing).next().is_some()
}

fn flows_at(graph: &Graph, id: ComponentId, side: Direction) -> impl Iterator<Item = &Edge> {
    let edges = graph
        .inner
        .edges_directed(NodeIndex::new(id.0 as usize), side);
    let others = edges.filter(|edge| edge.source() != edge.target());
    others
        .map(|edge| edge.weight())
        .filter(|edge| edge.layer == Layer::Flows)
}

/// Whether all that a component has to do with is one other component.
fn belongs_to_one(graph: &Graph, id: ComponentId, base: &BTreeSet<ComponentId>) -> bool {
    let around = graph
        .inner
        .neighbors_undirected(NodeIndex::new(id.0 as usize));
    let around: BTreeSet<ComponentId> = around.map(|one| ComponentId(one.index() as u32)).collect();
    graph.component(id).service.is_some() && around.len() == 1 && around.is_subset(base)
}

/// The name of the service that a component stands for as a whole.
fn service_of<'a>(analysis: &'a Analysis, component: &Component) -> Option<&'a str> {
    let as_a_whole = matches!(component.presence, Presence::Implied | Presence::External);
    let service = analysis.knowledge.service(component.service?);
    let is_it =
        as_a_whole && service.kind == component.kind && !is_unknown_host(analysis, component);
    is_it.then_some(&*service.name)
}

/// Whether a component is a host of which the catalog knows nothing.
fn is_unknown_host(analysis: &Analysis, component: &Component) -> bool {
    let host = analysis.knowledge.conventions.external_host;
    host.is_some() && component.kind == host
}

fn part(
    analysis: &Analysis,
    component: &Component,
    ways: &Ways,
    taken: &mut BTreeSet<String>,
) -> Part {
    let service = service_of(analysis, component);
    let kind = component
        .kind
        .map(|kind| &analysis.knowledge.kind(kind).name);
    let role = match service {
        Some(service) => Some(("service", service.to_owned())),
        None => kind.map(|kind| ("kind", kind.to_string())),
    };
    let (stores, because) = stores(analysis, component, ways);
    Part {
        name: name(service.unwrap_or(&component.name), taken),
        binds: service.is_none().then(|| bind(analysis, component)),
        role,
        stores,
        because,
    }
}

/// A name that nothing has yet.
fn name(wish: &str, taken: &mut BTreeSet<String>) -> String {
    let wish: String = one_line(wish).chars().take(LONGEST_NAME).collect();
    let mut names = std::iter::once(wish.clone()).chain((2..).map(|n| format!("{wish}-{n}")));
    let free = names.find(|name| !taken.contains(name)).unwrap_or(wish);
    taken.insert(free.clone());
    free
}

/// The text that means a component and no other: its name, or its address where others have that name too.
fn bind(analysis: &Analysis, component: &Component) -> String {
    let nodes = analysis.graph.inner.node_weights();
    match nodes.filter(|one| one.name == component.name).count() {
        1 => component.name.clone(),
        _ => address(component, &analysis.model.deployments),
    }
}

/// The data classes that a component holds, and why.
fn stores(analysis: &Analysis, component: &Component, ways: &Ways) -> (Vec<&'static str>, String) {
    let starts = starts(analysis, component);
    if !starts.is_empty() {
        let classes = starts.iter().map(|(class, _)| *class).collect();
        let because: BTreeSet<&str> = starts.iter().map(|(_, text)| text.as_str()).collect();
        return (
            classes,
            because.into_iter().collect::<Vec<_>>().join(" and "),
        );
    }
    if !keeps_data(&analysis.knowledge, component) {
        return (Vec::new(), String::new());
    }
    if analysis.graph.carried(component.id, DataClass::Phi).level == Level::Yes {
        let origin = origin(&analysis.graph, ways, component.id);
        return (
            vec![DataClass::Phi.name()],
            format!("PHI of {origin} gets here"),
        );
    }
    let guess = guess(&analysis.knowledge, component);
    if let Some((class, because)) = guess {
        let open = (class != DataClass::Phi).then_some(UNCLASSIFIED);
        let classes = std::iter::once(class.name()).chain(open);
        return (classes.collect(), because);
    }
    let mut into = flows_at(&analysis.graph, component.id, Direction::Incoming).peekable();
    let any = into.peek().is_some();
    match any && into.all(|edge| edge.payload == Payload::AccessRecord) {
        true => (
            vec![DataClass::AccessLog.name()],
            "records of access are written to it, and nothing else is".to_owned(),
        ),
        false => (vec![UNCLASSIFIED], String::new()),
    }
}

/// What starts at a component because a label or its kind says so. A label that is not known leaves it open.
fn starts(analysis: &Analysis, component: &Component) -> Vec<(&'static str, String)> {
    let guessed = guess(&analysis.knowledge, component).map(|(_, because)| because);
    let each = DataClass::ALL.into_iter().filter_map(|class| {
        let start = analysis.graph.spread.starts.get(&(component.id, class))?;
        let Why::Starts(why) = &start.why else {
            return None;
        };
        let marked = is_marked(analysis, component, why.span);
        match (start.level, marked) {
            (Level::Yes, true) => Some((class.name(), why.text.clone())),
            (Level::Yes, false) => {
                let because = guessed.clone().unwrap_or_else(|| why.text.clone());
                Some((class.name(), because))
            }
            _ => Some((UNCLASSIFIED, why.text.clone())),
        }
    });
    each.collect()
}

/// Whether a start is written somewhere, as against one that only the run names.
fn is_marked(analysis: &Analysis, component: &Component, at: crate::source::Span) -> bool {
    at != component.span || holds(&analysis.knowledge, component)
}

/// Whether a component holds a class by its nature.
fn holds(knowledge: &Knowledge, component: &Component) -> bool {
    let words = Words::of(&knowledge.vocabulary);
    text(knowledge, component, words.holds).is_some()
}

/// Whether a component is a store of data, as against one of logs or secrets.
fn keeps_data(knowledge: &Knowledge, component: &Component) -> bool {
    let words = Words::of(&knowledge.vocabulary);
    let purpose = text(knowledge, component, words.purpose);
    let is_other = purpose.is_some_and(|purpose| purpose != "data");
    component.element == Element::DataStore && component.presence != Presence::Implied && !is_other
}

/// What a component says of itself, or its kind of all.
fn text<'a>(
    knowledge: &'a Knowledge,
    component: &'a Component,
    word: Option<AttributeId>,
) -> Option<&'a str> {
    let own = component.facts.get(&word?).map(|fact| &fact.value);
    let mappings = component.kind.map(|kind| &knowledge.kind(kind).attributes);
    let mut mappings = mappings.into_iter().flatten();
    let of_kind = mappings.find(|mapping| Some(mapping.attribute) == word);
    let literal = match own {
        Some(FactValue::Known(literal)) => Some(literal),
        _ => of_kind.and_then(|mapping| mapping.constant.as_ref()),
    };
    match literal {
        Some(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

/// The class that the names of a store give away.
fn guess(knowledge: &Knowledge, component: &Component) -> Option<(DataClass, String)> {
    if !keeps_data(knowledge, component) {
        return None;
    }
    let given = component.names.iter().filter(|name| !name.contains('{'));
    let texts: Vec<Vec<String>> = given
        .chain([&component.name])
        .map(|name| words(name))
        .collect();
    let found: Vec<_> = knowledge
        .imports
        .classes
        .iter()
        .filter_map(|class| {
            let phrase = texts.iter().find_map(|text| phrase_in(text, class))?;
            Some((class, format!("`{phrase}` is in its name")))
        })
        .collect();
    let is_wider = |class: DataClass| {
        let mut others = found.iter();
        others.any(|(other, _)| other.instead_of.contains(&class))
    };
    let narrow = found.iter().find(|(class, _)| !is_wider(class.class));
    narrow.map(|(class, because)| (class.class, because.clone()))
}

/// The addresses of stores whose names say that they hold PHI and that nothing marks.
pub(super) fn seeds(analysis: &Analysis) -> Vec<String> {
    let nodes = analysis.graph.inner.node_weights();
    let telling = nodes.filter(|component| {
        starts(analysis, component).is_empty()
            && guess(&analysis.knowledge, component)
                .is_some_and(|(class, _)| class == DataClass::Phi)
    });
    telling
        .map(|component| address(component, &analysis.model.deployments))
        .collect()
}

/// What answers calls from outside: it passes them on, or has an address of its own, and nothing of the templates calls it.
pub(super) fn fronts(analysis: &Analysis) -> Vec<ComponentId> {
    let (graph, knowledge) = (&analysis.graph, &analysis.knowledge);
    let word = |name: &str| knowledge.vocabulary.id(name);
    let (scheme, url) = (word("exposure.scheme"), word("exposure.url_authorization"));
    let is_call = |edge: &Edge| edge.leg == Leg::Request;
    let is_answer = |edge: &Edge| matches!(edge.leg, Leg::Response(_));
    let fronts = graph.inner.node_weights().filter(|component| {
        let mut into = flows_at(graph, component.id, Direction::Incoming);
        let mut out = flows_at(graph, component.id, Direction::Outgoing);
        let passes = component.element == Element::Relay
            && out.any(is_call)
            && into.all(is_answer)
            && text(knowledge, component, scheme) != Some("internal");
        let has_url = text(knowledge, component, url).is_some();
        component.presence == Presence::Declared && (passes || has_url)
    });
    fronts.map(|component| component.id).collect()
}

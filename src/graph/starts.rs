//! Where data classes start: labels in the sources, what the person says, and the assumption if nobody says anything.

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::knowledge::{Element, Knowledge};
use crate::model::{Component, ComponentId, FactValue, Mark, Model, Presence};
use crate::source::{Diagnostic, Place, Severity, Span, closest_name};
use crate::vocabulary::{AttributeId, Literal};

use super::{Basis, DataClass, Edge, Graph, Layer, Leg, Level, Payload, Start, Words};

/// What a person says about where PHI starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    /// What holds beyond the names below.
    pub sweep: Sweep,
    /// Components by name, or by `path#name`.
    pub addresses: Vec<String>,
    /// Tags, as key and value.
    pub tags: Vec<(String, String)>,
}

/// What holds for components that nobody names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sweep {
    /// Labels in the sources count; if there are none, every data store is assumed to hold PHI.
    #[default]
    Labels,
    /// Everything that is declared and that data passes has PHI: stores of data, processes and relays.
    All,
    /// Only labels count, and nothing is assumed.
    None,
}

/// What a person named as holding PHI and no file declares: nothing would start there, and nobody would notice.
pub(super) fn unmatched(graph: &Graph, model: &Model, seeds: &Seeds) -> Vec<Diagnostic> {
    let known = || {
        graph
            .inner
            .node_weights()
            .filter(|component| can_hold(component))
    };
    let mut said = Vec::new();
    for address in &seeds.addresses {
        if known().any(|component| is_named(model, component, address)) {
            continue;
        }
        let message = format!(
            "no component is named `{address}` that could hold data, so PHI cannot start there"
        );
        let mut diagnostic =
            Diagnostic::new("unknown-component", Severity::Error, Place::Run, message);
        let names = known().map(|component| &*component.name);
        diagnostic.help =
            closest_name(plain_name(address), names).map(|near| format!("did you mean `{near}`?"));
        said.push(diagnostic);
    }
    for (key, value) in &seeds.tags {
        let bears = |component: &Component| mark_of(component, key, value).is_some();
        if !known().any(bears) {
            let message = format!("no component has the tag `{key}` with the value `{value}`");
            let place = Place::Run;
            said.push(Diagnostic::new(
                "unused-tag",
                Severity::Warning,
                place,
                message,
            ));
        }
    }
    said
}

/// A component at which a class starts, how sure that is, and why.
type Begun = (ComponentId, DataClass, Level, Start);

/// Where classes start, and whether that was assumed.
pub(super) struct Starts {
    /// By what somebody says or by nature: what is there must have come from somewhere.
    pub(super) at: Vec<Begun>,
    /// Because every store is to be judged so, which says nothing of where the data came from.
    pub(super) swept: Vec<Begun>,
    pub(super) assumed: bool,
    pub(super) everything: bool,
}

/// Finds where classes start.
pub(super) fn find(graph: &Graph, model: &Model, knowledge: &Knowledge, seeds: &Seeds) -> Starts {
    let words = Words::of(&knowledge.vocabulary);
    let (mut at, mut elsewhere) = (Vec::new(), Vec::new());
    for component in graph.inner.node_weights() {
        let natural = match component.presence {
            Presence::Declared => &mut at,
            _ => &mut elsewhere,
        };
        by_nature(component, knowledge, &words, natural);
        labelled(component, knowledge, &mut at);
        named(component, model, seeds, &mut at);
    }
    at.extend(graph.holdings.iter().map(|holding| {
        let text = match holding.level {
            Level::Yes => "the design says that it is held here",
            _ => "the design says that nobody has classified what is held here",
        };
        let text = text.to_owned();
        let start = Start {
            text,
            span: holding.span,
        };
        (holding.component, holding.class, holding.level, start)
    }));
    // What a grant alone leads to is no mark in the files: a role that may do everything would end the assumption.
    let stated = |edge: &Edge| edge.stated.is_some_and(|all| all.has(DataClass::Phi));
    let marked = at.iter().any(|(_, class, ..)| *class == DataClass::Phi)
        || graph.inner.edge_weights().any(stated);
    at.extend(elsewhere);
    let assumed = seeds.sweep == Sweep::Labels && !marked;
    let everything = seeds.sweep == Sweep::All;
    let swept = match everything || assumed {
        true => swept(graph, model, knowledge, assumed),
        false => Vec::new(),
    };
    let assumed = assumed && !swept.is_empty();
    Starts {
        at,
        swept,
        assumed,
        everything,
    }
}

/// What nobody marks and is to be judged all the same: stores, because nothing is marked, or else everything.
fn swept(graph: &Graph, model: &Model, knowledge: &Knowledge, assumed: bool) -> Vec<Begun> {
    let words = Words::of(&knowledge.vocabulary);
    let text = if assumed {
        "nothing is marked, so every data store is assumed to hold PHI"
    } else {
        "everything that data passes is to be judged as having PHI"
    };
    let judged = graph.inner.node_weights().filter(|component| {
        let kept = keeps_data(component, knowledge, &words);
        match assumed {
            true => kept && !takes_access_logs(graph, component.id),
            false => kept || passes_data(component) && !only_deploys(graph, model, component.id),
        }
    });
    let swept = judged.map(|component| {
        let (text, span) = (text.to_owned(), component.span);
        let start = Start { text, span };
        (component.id, DataClass::Phi, Level::Yes, start)
    });
    swept.collect()
}

/// Whether a component is a store of data, as against one of logs or secrets. A store that is only named counts too.
fn keeps_data(component: &Component, knowledge: &Knowledge, words: &Words) -> bool {
    let purpose = always(component, knowledge, words.purpose);
    let other = matches!(purpose, Some(Literal::Text(text)) if &**text != "data");
    component.element == Element::DataStore && component.presence != Presence::Implied && !other
}

/// Whether data goes through a component that somebody declares, be it in part.
fn passes_data(component: &Component) -> bool {
    let declared = component.presence == Presence::Declared || component.in_part;
    declared
        && component.kind.is_some()
        && matches!(component.element, Element::Process | Element::Relay)
}

/// Whether a component is there to make custom resources, and nothing else calls it or sends it anything by itself.
fn only_deploys(graph: &Graph, model: &Model, id: ComponentId) -> bool {
    let incoming = graph
        .inner
        .edges_directed(NodeIndex::new(id.0 as usize), Direction::Incoming);
    let mut flows = incoming
        .map(|edge| edge.weight())
        .filter(|edge| edge.layer == Layer::Flows);
    let comes = |edge: &Edge| {
        edge.reason.basis == Basis::Configured && !matches!(edge.leg, Leg::Response(_))
    };
    model.providers.contains(&id) && !flows.any(comes)
}

/// Whether access logs of another component are written here: such a store is not assumed to hold what they speak of.
fn takes_access_logs(graph: &Graph, id: ComponentId) -> bool {
    let incoming = graph
        .inner
        .edges_directed(NodeIndex::new(id.0 as usize), Direction::Incoming);
    incoming
        .map(|edge| edge.weight())
        .any(|edge| edge.payload == Payload::AccessRecord)
}

/// What a component says of itself, or what its kind says of all, read or not.
fn always<'k>(
    component: &'k Component,
    knowledge: &'k Knowledge,
    word: Option<AttributeId>,
) -> Option<&'k Literal> {
    let fact = word.and_then(|word| component.facts.get(&word));
    let constant = component.kind.and_then(|kind| {
        let mut mappings = knowledge.kind(kind).attributes.iter();
        let own = mappings.find(|mapping| Some(mapping.attribute) == word);
        own.and_then(|mapping| mapping.constant.as_ref())
    });
    match fact.map(|fact| &fact.value) {
        Some(FactValue::Known(literal)) => Some(literal),
        _ => constant,
    }
}

/// A component of a kind that holds a class whatever its labels say.
fn by_nature(
    component: &Component,
    knowledge: &Knowledge,
    words: &Words,
    at: &mut Vec<(ComponentId, DataClass, Level, Start)>,
) {
    let Some(Literal::Text(name)) = always(component, knowledge, words.holds) else {
        return;
    };
    if let Some(class) = DataClass::named(name) {
        let text = "a component of this kind holds it by its nature".to_owned();
        at.push((
            component.id,
            class,
            Level::Yes,
            Start {
                text,
                span: component.span,
            },
        ));
    }
}

/// A label with a value that is not known, or holds under a condition only, makes PHI possible.
fn labelled(
    component: &Component,
    knowledge: &Knowledge,
    at: &mut Vec<(ComponentId, DataClass, Level, Start)>,
) {
    let labels = &knowledge.labels;
    for mark in &component.marks {
        if !labels.keys.iter().any(|known| same(known, &mark.key)) {
            continue;
        }
        let (key, span) = (&mark.key, mark.span);
        let Some(value) = &mark.value else {
            let text = format!("label `{key}` has a value that is not known");
            at.push((
                component.id,
                DataClass::Phi,
                Level::Possible,
                Start { text, span },
            ));
            continue;
        };
        let mut classes = labels.values.iter().filter(|(known, _)| same(known, value));
        if let Some((_, class)) = classes.next() {
            let text = format!("label `{key}` is `{value}`");
            at.push((component.id, *class, Level::Yes, Start { text, span }));
        }
    }
}

fn named(
    component: &Component,
    model: &Model,
    seeds: &Seeds,
    at: &mut Vec<(ComponentId, DataClass, Level, Start)>,
) {
    let by_address = seeds
        .addresses
        .iter()
        .any(|address| is_named(model, component, address));
    if by_address && can_hold(component) {
        let text = "named as holding PHI for this run".to_owned();
        let span = component.span;
        at.push((
            component.id,
            DataClass::Phi,
            Level::Yes,
            Start { text, span },
        ));
    }
    for (key, value) in &seeds.tags {
        if let Some(span) = mark_of(component, key, value) {
            let text = format!("tag `{key}` is `{value}`");
            at.push((
                component.id,
                DataClass::Phi,
                Level::Yes,
                Start { text, span },
            ));
        }
    }
}

/// Whether data can be at a component at all: not at a role, a key, a subnet.
fn can_hold(component: &Component) -> bool {
    component.element != Element::Support && component.presence != Presence::Implied
}

/// The name within an address.
fn plain_name(address: &str) -> &str {
    let name = address.rsplit('#').next().unwrap_or(address);
    name.rsplit('.').next().unwrap_or(name)
}

/// Whether an address, `name` or `path#name`, means a component.
pub(super) fn is_named(model: &Model, component: &Component, address: &str) -> bool {
    let deployment = &model.deployments[component.deployment.0 as usize];
    let in_file = match address.rsplit_once('#') {
        Some((path, _)) => path == deployment.path,
        None => true,
    };
    in_file && (plain_name(address) == component.name || address == component.name)
}

/// Where a component bears a tag.
pub(super) fn mark_of(component: &Component, key: &str, value: &str) -> Option<Span> {
    let bears = |mark: &&Mark| {
        same(&mark.key, key) && mark.value.as_deref().is_some_and(|text| same(text, value))
    };
    component.marks.iter().find(bears).map(|mark| mark.span)
}

/// Equal without case, `-`, `_` and spaces.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        text.chars()
            .filter(|letter| !matches!(letter, '-' | '_' | ' '))
            .flat_map(char::to_lowercase)
            .collect()
    };
    plain(one) == plain(other)
}

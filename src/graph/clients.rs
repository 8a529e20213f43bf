//! Clients of stores that are reached over a network with credentials of their own, where no grant says who reads them.
//!
//! In: a graph whose settings and grants are followed, and the rules of security groups. Out: flows between processes and such
//! stores. Routes are not known here.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::{Element, Endpoint};
use crate::model::{ComponentId, FactValue};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured};
use super::firewall::{admits, groups_around};
use super::{Layer, Level, Payload};

/// Why a process is a client of a store.
struct Client {
    process: ComponentId,
    text: String,
    spans: Vec<Span>,
    when: Guard,
    doubt: Option<Cause>,
}

/// Adds the flows of every such store: certain for a process that names it or reads its credentials, possible for one that
/// only its security groups let in.
pub(super) fn connect(builder: &mut Builder<'_>) {
    let stores = builder.graph.inner.node_weights().filter(|component| {
        let kind = component.kind.map(|kind| builder.knowledge.kind(kind));
        kind.is_some_and(|kind| kind.network_clients)
    });
    let stores: Vec<ComponentId> = stores.map(|component| component.id).collect();
    let mut naming = naming(builder, &stores);
    let ids = (0..builder.graph.inner.node_count()).map(|index| ComponentId(index as u32));
    let placed: Vec<ComponentId> = match stores.is_empty() {
        true => Vec::new(),
        false => ids
            .filter(|id| is_process(builder, *id) && !groups_around(builder, *id).is_empty())
            .collect(),
    };
    for store in stores {
        let mut known: Vec<ComponentId> = Vec::new();
        let found = [
            naming.remove(&store).unwrap_or_default(),
            authenticated(builder, store),
            admitted(builder, store, &placed),
        ];
        for client in found.into_iter().flatten() {
            let mut whole = neighbours(builder, store, Direction::Incoming, Layer::Contains);
            whole.push(store);
            let joined = |one: &ComponentId| is_joined(builder, client.process, *one);
            if known.contains(&client.process) || whole.iter().any(joined) {
                continue;
            }
            known.push(client.process);
            let mut relation = configured(Payload::Content, client.text, client.spans[0]);
            (relation.reason.spans, relation.when) = (client.spans, client.when);
            if client.doubt.is_some() {
                (relation.level, relation.doubt) = (Level::Possible, client.doubt);
            }
            builder.flow(client.process, store, Endpoint::Both, &relation);
        }
    }
}

/// Whether a flow already joins two components.
fn is_joined(builder: &Builder<'_>, one: ComponentId, other: ComponentId) -> bool {
    let (one, other) = (
        NodeIndex::new(one.0 as usize),
        NodeIndex::new(other.0 as usize),
    );
    let inner = &builder.graph.inner;
    let mut edges = inner
        .edges_connecting(one, other)
        .chain(inner.edges_connecting(other, one));
    edges.any(|edge| edge.weight().layer == Layer::Flows)
}

/// Whether a component is known to be a process; what has no kind can be anything, and is followed as such elsewhere.
fn is_process(builder: &Builder<'_>, id: ComponentId) -> bool {
    let component = builder.graph.component(id);
    component.element == Element::Process && component.kind.is_some()
}

/// Processes that name one of the stores.
fn naming(builder: &Builder<'_>, stores: &[ComponentId]) -> BTreeMap<ComponentId, Vec<Client>> {
    let mut clients: BTreeMap<ComponentId, Vec<Client>> = BTreeMap::new();
    for (&(process, store), (span, when)) in &builder.refers {
        if process == store
            || stores.binary_search(&store).is_err()
            || !is_process(builder, process)
        {
            continue;
        }
        let name = &builder.graph.component(store).name;
        clients.entry(store).or_default().push(Client {
            process,
            text: format!("names {name} in its configuration"),
            spans: vec![*span],
            when: when.clone(),
            doubt: None,
        });
    }
    clients
}

/// Processes that read a secret which guards the store.
fn authenticated(builder: &Builder<'_>, store: ComponentId) -> Vec<Client> {
    let name = &builder.graph.component(store).name;
    let mut clients = Vec::new();
    for secret in neighbours(builder, store, Direction::Incoming, Layer::Guards) {
        let node = NodeIndex::new(secret.0 as usize);
        for edge in builder.graph.inner.edges(node) {
            let reader = ComponentId(edge.target().index() as u32);
            let edge = edge.weight();
            if edge.layer == Layer::Flows && edge.payload == Payload::Secret && reader != store {
                clients.push(Client {
                    process: reader,
                    text: format!("reads the credentials of {name}"),
                    spans: edge.reason.spans.clone(),
                    when: edge.when.clone(),
                    doubt: edge.doubt.clone(),
                });
            }
        }
    }
    clients.retain(|client| is_process(builder, client.process));
    clients.sort_by_key(|client| (client.doubt.is_some(), client.process));
    clients
}

/// Processes that the security groups around the store let in at its port, of those that stand in groups of their own.
fn admitted(builder: &Builder<'_>, store: ComponentId, placed: &[ComponentId]) -> Vec<Client> {
    let component = builder.graph.component(store);
    let word = builder.words.port;
    let port = word.and_then(|word| component.facts.get(&word));
    let port = match port.map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Integer(port))) => u16::try_from(*port).ok(),
        _ => None,
    };
    let name = &component.name;
    let clients = placed.iter().filter_map(|process| {
        let admission = admits(builder, *process, store, port)?;
        let process_name = &builder.graph.component(*process).name;
        let text =
            format!("{process_name} is let in to {name}, and does not name it or its credentials");
        Some(Client {
            process: *process,
            text: format!("may connect to {name}"),
            spans: vec![admission.span],
            when: admission.when,
            doubt: Some(Cause::new(CauseKind::PossibleFlow, text)),
        })
    });
    clients.collect()
}

fn neighbours(
    builder: &Builder<'_>,
    id: ComponentId,
    direction: Direction,
    layer: Layer,
) -> Vec<ComponentId> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder.graph.inner.edges_directed(node, direction);
    let mut found: Vec<ComponentId> = edges
        .filter(|edge| edge.weight().layer == layer)
        .map(|edge| match direction {
            Direction::Incoming => edge.source(),
            Direction::Outgoing => edge.target(),
        })
        .map(|node| ComponentId(node.index() as u32))
        .collect();
    found.sort();
    found.dedup();
    found
}

//! Over which way flows go: inside a VPC, by a private endpoint, to public addresses, or by none.
//!
//! In: a graph whose settings and grants are followed. Out: the facts `way`, `way.reason` and `private` of flows that somebody
//! opens from a network of the files, and facts of endpoints. What moves on them is not known here.

mod answer;
mod endpoints;
mod groups;
mod onward;
mod parts;
mod places;
mod policies;
mod settings;
mod stores;
pub(super) mod subnets;
mod used;
mod ways;

use std::collections::BTreeMap;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::knowledge::Element;
use crate::model::{ComponentId, Fact, FactValue, Origin, Presence};
use crate::syntax::Guard;
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::{Basis, EdgeId, Layer, Leg, Via};

pub(super) use answer::Answer;
use places::{Place, place};
use ways::Found;

/// A flow of which somebody asks for the way.
enum Asked {
    /// A call of a service that has private endpoints.
    Service(Via),
    /// A call of a host that others run.
    Host(ComponentId, ComponentId),
    /// A connection from one component to another that stands in a network.
    Store(ComponentId, ComponentId),
}

/// The places of components, found once.
type Places = BTreeMap<ComponentId, Option<Place>>;

/// Adds the facts to each flow that has a caller.
pub(super) fn find_ways(builder: &mut Builder<'_>) {
    let mut places = Places::new();
    for index in 0..builder.graph.inner.edge_count() {
        let id = EdgeId(index as u32);
        let edge = builder.graph.edge(id);
        if edge.layer != Layer::Flows || edge.reason.basis == Basis::Declared {
            continue;
        }
        if let Leg::Response(request) = edge.leg {
            repeat(builder, request, id);
            continue;
        }
        let Some(asked) = asked(builder, id) else {
            continue;
        };
        let ends = match &asked {
            Asked::Service(via) => [via.caller, via.caller],
            Asked::Host(caller, _) => [*caller, *caller],
            Asked::Store(caller, store) => [*caller, *store],
        };
        for end in ends {
            places.entry(end).or_insert_with(|| place(builder, end));
        }
        let at = |id: &ComponentId| places.get(id).and_then(Option::as_ref);
        let found = match &asked {
            Asked::Service(via) => {
                note_inside(builder, via.caller, at(&via.caller));
                let target = builder.graph.ends(id);
                let target = [target.0, target.1]
                    .into_iter()
                    .find(|end| *end != via.caller);
                ways::to_service(builder, via, target.unwrap_or(via.caller), at(&via.caller))
            }
            Asked::Host(caller, host) => onward::to_host(builder, (*caller, *host), at(caller)),
            Asked::Store(caller, store) => {
                onward::to_store(builder, (*caller, at(caller)), (*store, at(store)))
            }
        };
        if let Some(found) = found {
            add(builder, id, found, matches!(asked, Asked::Service(_)));
        }
    }
    used::describe(builder, &mut places);
}

/// Who asks, if anybody does.
fn asked(builder: &Builder<'_>, id: EdgeId) -> Option<Asked> {
    let edge = builder.graph.edge(id);
    if let Some(via) = &edge.via {
        return Some(Asked::Service(via.clone()));
    }
    let (from, to) = builder.graph.ends(id);
    let is_process = |id: ComponentId| {
        let component = builder.graph.component(id);
        component.element == Element::Process && component.kind.is_some()
    };
    let stands = |id: ComponentId| {
        let component = builder.graph.component(id);
        let known = component.kind.map(|kind| builder.knowledge.kind(kind));
        known.is_some_and(|kind| kind.network_clients)
    };
    if edge.leg == Leg::Request && is_process(from) && is_elsewhere(builder, from, to) {
        return Some(Asked::Host(from, to));
    }
    match (
        is_process(from) && stands(to),
        is_process(to) && stands(from),
    ) {
        (true, _) => Some(Asked::Store(from, to)),
        (_, true) => Some(Asked::Store(to, from)),
        _ => None,
    }
}

/// Whether a component is a host of an operator other than that of the caller.
fn is_elsewhere(builder: &Builder<'_>, caller: ComponentId, target: ComponentId) -> bool {
    let operator = |id: ComponentId| {
        let service = builder.graph.component(id).service?;
        Some(&builder.knowledge.service(service).operator)
    };
    let component = builder.graph.component(target);
    let host = builder.knowledge.conventions.external_host;
    let unknown = component.kind.is_some() && component.kind == host;
    let other =
        matches!((operator(caller), operator(target)), (Some(one), Some(other)) if one != other);
    unknown || other && component.presence != Presence::Declared
}

/// Adds what was found to a flow.
fn add(builder: &mut Builder<'_>, id: EdgeId, found: Found, by_endpoint: bool) {
    let words = builder.words;
    if let Some(endpoints) = &found.endpoints {
        for endpoint in endpoints {
            builder.graph.passes.entry(*endpoint).or_default().push(id);
        }
    }
    let facts = &mut builder.graph.inner[EdgeIndex::new(id.0 as usize)].facts;
    let fact = |value, spans, assumes: &[String]| Fact {
        assumes: assumes.to_vec(),
        ..Fact::derived_from(value, spans)
    };
    if let Some(word) = words.way {
        let mut way = fact(found.way, found.spans.clone(), &found.assumes);
        // Where nothing places the caller, the place says no more than that.
        if let (true, Some(place)) = (found.spans == found.places, found.places.first()) {
            way.origin = Origin::Missing((*place).into());
        }
        facts.insert(word, way);
    }
    if let (Some(word), Some(reason)) = (words.way_reason, found.reason) {
        let value = FactValue::Known(Literal::Text(reason.into()));
        facts.insert(word, fact(value, found.places.clone(), &found.assumes));
    }
    if let (Some(word), Some(private), true) = (words.private, found.private, by_endpoint) {
        let spans = match found.places.is_empty() {
            true => found.spans,
            false => found.places,
        };
        facts.insert(word, fact(private, spans, &found.assumes));
    }
}

/// The answer to a request comes back over its way.
fn repeat(builder: &mut Builder<'_>, request: EdgeId, response: EdgeId) {
    let words = builder.words;
    let own = &builder.graph.edge(request).facts;
    let same = [words.way, words.way_reason, words.private];
    let same: Vec<_> = same
        .into_iter()
        .flatten()
        .filter_map(|word| Some((word, own.get(&word)?.clone())))
        .collect();
    let facts = &mut builder.graph.inner[EdgeIndex::new(response.0 as usize)].facts;
    facts.extend(same);
}

/// Notes whether a caller runs inside a VPC, where that is known.
fn note_inside(builder: &mut Builder<'_>, caller: ComponentId, place: Option<&Place>) {
    let (Some(word), Some(place)) = (builder.words.in_vpc, place) else {
        return;
    };
    let component = &mut builder.graph.inner[NodeIndex::new(caller.0 as usize)];
    let value = place.inside.value(&component.when);
    if let FactValue::Known(_) = value {
        let fact = Fact::derived(value, component.body);
        component.facts.entry(word).or_insert(fact);
    }
}

/// Whether a component runs where no setting can place it, and no endpoint of a VPC could serve it.
fn is_managed(builder: &Builder<'_>, id: ComponentId) -> bool {
    let facts = &builder.graph.component(id).facts;
    let fact = builder
        .words
        .managed_network
        .and_then(|word| facts.get(&word));
    fact.is_some_and(|fact| matches!(fact.value, FactValue::Known(Literal::Boolean(true))))
}

/// When a component exists.
fn exists<'b>(builder: &'b Builder<'_>, id: ComponentId) -> &'b Guard {
    &builder.graph.component(id).when
}

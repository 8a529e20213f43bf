//! Whether a flow to a service can go by a private endpoint: the first form, endpoints of the right family in the
//! caller's VPC. Routes, security groups and endpoint policies are not looked at yet.

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, Fact, FactValue, Origin, Presence};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::{Layer, Via};

/// Where a component runs.
enum Place {
    /// In these VPCs.
    Vpcs(Vec<ComponentId>),
    /// In a VPC that is not in the files read.
    UnknownVpc,
    /// Outside any VPC, where endpoints of a VPC cannot serve it.
    Outside,
    /// Its kind cannot say.
    Unstated,
}

/// Adds the fact whether each flow with an endpoint family goes privately.
pub(super) fn find_private_ways(builder: &mut Builder<'_>) {
    let (Some(private), in_vpc) = (builder.words.private, builder.words.in_vpc) else { return };
    for index in 0..builder.graph.inner.edge_count() {
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        let Some(via) = edge.via.clone() else { continue };
        let spans = edge.reason.spans.clone();
        let place = place(builder, via.caller);
        let fact = way(builder, &via, &place, spans);
        builder.graph.inner[EdgeIndex::new(index)].facts.insert(private, fact);
        if let Some(word) = in_vpc {
            let component = &mut builder.graph.inner[NodeIndex::new(via.caller.0 as usize)];
            let inside = match place {
                Place::Vpcs(_) | Place::UnknownVpc => Some(true),
                Place::Outside => Some(false),
                Place::Unstated => None,
            };
            if let Some(inside) = inside {
                let value = FactValue::Known(Literal::Boolean(inside));
                let origin = Origin::Derived(vec![component.body]);
                component.facts.entry(word).or_insert(Fact { value, origin, assumes: Vec::new() });
            }
        }
    }
}

fn containers(builder: &Builder<'_>, id: ComponentId) -> Vec<ComponentId> {
    let edges = builder.graph.inner.edges_directed(NodeIndex::new(id.0 as usize), Direction::Incoming);
    let inside = edges.filter(|edge| edge.weight().layer == Layer::Contains);
    inside.map(|edge| ComponentId(edge.source().index() as u32)).collect()
}

fn place(builder: &Builder<'_>, caller: ComponentId) -> Place {
    let component = builder.graph.component(caller);
    let can_be_inside = component.kind.is_some_and(|kind| {
        builder.knowledge.kind(kind).relations.iter().any(|relation| relation.layer == Layer::Contains)
    });
    if !can_be_inside || component.presence != Presence::Declared {
        return Place::Unstated;
    }
    let direct = containers(builder, caller);
    if direct.is_empty() {
        return Place::Outside;
    }
    let mut vpcs: Vec<ComponentId> = direct.iter().flat_map(|inner| containers(builder, *inner)).collect();
    vpcs.sort();
    vpcs.dedup();
    let unread = |id: &ComponentId| builder.graph.component(*id).presence == Presence::Unread;
    if vpcs.is_empty() || vpcs.iter().any(unread) || direct.iter().any(unread) {
        return Place::UnknownVpc;
    }
    Place::Vpcs(vpcs)
}

fn way(builder: &Builder<'_>, via: &Via, place: &Place, spans: Vec<crate::source::Span>) -> Fact {
    let name = &builder.graph.component(via.caller).name;
    let known = |truth: bool| FactValue::Known(Literal::Boolean(truth));
    let unknown = |kind: CauseKind, text: String| FactValue::Unknown(Cause::new(kind, text));
    let body = builder.graph.component(via.caller).body;
    let (value, origin) = match place {
        Place::Outside => (known(false), Origin::Missing(body)),
        Place::Unstated => (unknown(CauseKind::Unstated, format!("the network in which {name} runs")), Origin::Derived(spans)),
        Place::UnknownVpc => (unknown(CauseKind::NotRead, format!("the VPC of {name}")), Origin::Derived(spans)),
        Place::Vpcs(vpcs) => {
            let endpoints: Vec<ComponentId> = vpcs.iter().flat_map(|vpc| endpoints(builder, *vpc, &via.family)).collect();
            let at = |id: &ComponentId| builder.graph.component(*id).span;
            match endpoints.iter().map(|id| (id, resolves(builder, *id, &via.family))).max_by_key(|(_, usable)| *usable) {
                None => {
                    let text = format!("an endpoint for `{}` in the VPC of {name}", via.family);
                    (unknown(CauseKind::NotRead, text), Origin::Derived(spans))
                }
                Some((id, true)) => (known(true), Origin::Derived(vec![at(id)])),
                Some((id, false)) => {
                    let text = format!("whether {name} uses {}, whose private DNS is off", builder.graph.component(*id).name);
                    (unknown(CauseKind::Unstated, text), Origin::Derived(vec![at(id)]))
                }
            }
        }
    };
    Fact { value, origin, assumes: Vec::new() }
}

/// The endpoints of a family in a VPC.
fn endpoints(builder: &Builder<'_>, vpc: ComponentId, family: &str) -> Vec<ComponentId> {
    let Some(word) = builder.words.endpoint_service else { return Vec::new() };
    let edges = builder.graph.inner.edges_directed(NodeIndex::new(vpc.0 as usize), Direction::Incoming);
    let sources = edges.filter(|edge| edge.weight().layer == Layer::Routes).map(|edge| ComponentId(edge.source().index() as u32));
    let serves = |id: &ComponentId| match builder.graph.component(*id).facts.get(&word).map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Text(text))) => service_names(builder, family).any(|name| is_name(name, text)),
        _ => false,
    };
    sources.filter(serves).collect()
}

fn service_names<'b>(builder: &'b Builder<'_>, family: &str) -> impl Iterator<Item = &'b str> {
    let endpoints = builder.knowledge.services.iter().flat_map(|service| &service.endpoints);
    endpoints.filter(move |endpoint| &*endpoint.family == family).map(|endpoint| endpoint.service_name.as_str())
}

/// Whether a text is a service name, in whatever Region.
fn is_name(name: &str, text: &str) -> bool {
    match name.split_once("{region}") {
        Some((before, after)) => {
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
        None => name == text,
    }
}

/// Whether names resolve to the endpoint without a change in the caller: gateway endpoints work by routes.
fn resolves(builder: &Builder<'_>, endpoint: ComponentId, family: &str) -> bool {
    let facts = &builder.graph.component(endpoint).facts;
    let dns = builder.words.private_dns.and_then(|word| facts.get(&word)).map(|fact| &fact.value);
    if matches!(dns, Some(FactValue::Known(Literal::Boolean(true)))) {
        return true;
    }
    let text = builder.words.endpoint_service.and_then(|word| facts.get(&word)).map(|fact| &fact.value);
    let Some(FactValue::Known(Literal::Text(text))) = text else { return false };
    let kind = builder.words.endpoint_type.and_then(|word| facts.get(&word)).map(|fact| &fact.value);
    let mut all = builder.knowledge.services.iter().flat_map(|service| &service.endpoints);
    let gateway = all.any(|one| one.gateway && &*one.family == family && is_name(&one.service_name, text));
    gateway && matches!(kind, Some(FactValue::Known(Literal::Text(kind))) if kind.eq_ignore_ascii_case("gateway"))
}

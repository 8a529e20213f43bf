//! Whether a flow to a service can go by a private endpoint: the first form, endpoints of the right family in the
//! caller's VPC. Routes, security groups and endpoint policies are not looked at yet.

mod answer;
mod parts;
pub(super) mod subnets;

pub(super) use answer::Answer;

use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, Fact, FactValue, Origin, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::builder::Builder;

use super::{Layer, Via};

/// Where a component runs.
enum Place {
    /// In these VPCs.
    Vpcs(Vec<ComponentId>),
    /// In a VPC that is not in the files read.
    UnknownVpc,
    /// In a VPC under a condition only.
    Sometimes(Guard),
    /// Outside any VPC, where endpoints of a VPC cannot serve it.
    Outside,
    /// Its kind cannot say.
    Unstated,
}

/// Adds the fact whether each flow with an endpoint family goes privately.
pub(super) fn find_private_ways(builder: &mut Builder<'_>) {
    let (Some(private), in_vpc) = (builder.words.private, builder.words.in_vpc) else {
        return;
    };
    for index in 0..builder.graph.inner.edge_count() {
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        let Some(via) = edge.via.clone() else {
            continue;
        };
        if is_managed(builder, via.caller) {
            continue;
        }
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        let spans = edge.reason.spans.clone();
        let place = place(builder, via.caller);
        let fact = way(builder, &via, &place, spans);
        builder.graph.inner[EdgeIndex::new(index)]
            .facts
            .insert(private, fact);
        if let Some(word) = in_vpc {
            let component = &mut builder.graph.inner[NodeIndex::new(via.caller.0 as usize)];
            let inside = match place {
                Place::Vpcs(_) | Place::UnknownVpc => Some(true),
                Place::Outside => Some(false),
                Place::Sometimes(_) | Place::Unstated => None,
            };
            if let Some(inside) = inside {
                let value = FactValue::Known(Literal::Boolean(inside));
                let origin = Origin::Derived(vec![component.body]);
                component.facts.entry(word).or_insert(Fact {
                    value,
                    origin,
                    assumes: Vec::new(),
                });
            }
        }
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

fn containers(builder: &Builder<'_>, id: ComponentId) -> Vec<(ComponentId, Guard)> {
    let edges = builder
        .graph
        .inner
        .edges_directed(NodeIndex::new(id.0 as usize), Direction::Incoming);
    let inside = edges.filter(|edge| edge.weight().layer == Layer::Contains);
    inside
        .map(|edge| {
            (
                ComponentId(edge.source().index() as u32),
                edge.weight().when.clone(),
            )
        })
        .collect()
}

fn place(builder: &Builder<'_>, caller: ComponentId) -> Place {
    let component = builder.graph.component(caller);
    let can_be_inside = component.kind.is_some_and(|kind| {
        builder
            .knowledge
            .kind(kind)
            .relations
            .iter()
            .any(|relation| relation.layer == Layer::Contains)
    });
    if !can_be_inside || component.presence != Presence::Declared {
        return Place::Unstated;
    }
    let direct = containers(builder, caller);
    if direct.is_empty() {
        return Place::Outside;
    }
    let always = |when: &Guard| *when == Guard::Always || *when == component.when;
    if !direct.iter().any(|(_, when)| always(when)) {
        return Place::Sometimes(Guard::any(direct.into_iter().map(|(_, when)| when)));
    }
    let mut vpcs: Vec<ComponentId> = Vec::new();
    for (inner, _) in &direct {
        vpcs.extend(containers(builder, *inner).into_iter().map(|(vpc, _)| vpc));
    }
    vpcs.sort();
    vpcs.dedup();
    let unread = |id: &ComponentId| builder.graph.component(*id).presence == Presence::Unread;
    if vpcs.is_empty() || vpcs.iter().any(unread) || direct.iter().any(|(id, _)| unread(id)) {
        return Place::UnknownVpc;
    }
    Place::Vpcs(vpcs)
}

fn way(builder: &Builder<'_>, via: &Via, place: &Place, spans: Vec<Span>) -> Fact {
    let name = &builder.graph.component(via.caller).name;
    let known = |truth: bool| FactValue::Known(Literal::Boolean(truth));
    let unknown = |kind: CauseKind, text: String| FactValue::Unknown(Cause::new(kind, text));
    let body = builder.graph.component(via.caller).body;
    let (value, origin) = match place {
        Place::Outside => (known(false), Origin::Missing(body)),
        Place::Unstated => (
            unknown(
                CauseKind::Unstated,
                format!("the network in which {name} runs"),
            ),
            Origin::Derived(spans),
        ),
        Place::Sometimes(when) => (
            unknown(CauseKind::Condition, when.to_string()),
            Origin::Derived(spans),
        ),
        Place::UnknownVpc => (
            unknown(CauseKind::NotRead, format!("the VPC of {name}")),
            Origin::Derived(spans),
        ),
        Place::Vpcs(vpcs) => in_vpcs(builder, via, vpcs, spans),
    };
    Fact {
        value,
        origin,
        assumes: Vec::new(),
    }
}

/// Whether a caller in these VPCs reaches an endpoint of the family there.
fn in_vpcs(
    builder: &Builder<'_>,
    via: &Via,
    vpcs: &[ComponentId],
    spans: Vec<Span>,
) -> (FactValue, Origin) {
    let unknown = |kind: CauseKind, text: String| FactValue::Unknown(Cause::new(kind, text));
    let caller = builder.graph.component(via.caller);
    let all = vpcs
        .iter()
        .flat_map(|vpc| endpoints(builder, *vpc, &via.family));
    let (usable, idle): (Vec<_>, Vec<_>) = all.partition(|id| resolves(builder, *id, &via.family));
    let at = |id: &ComponentId| Origin::Derived(vec![builder.graph.component(*id).span]);
    let missing = || {
        let name = &caller.name;
        unknown(
            CauseKind::NotRead,
            format!("an endpoint for `{}` in the VPC of {name}", via.family),
        )
    };
    match (usable.first(), idle.first()) {
        (Some(first), _) => {
            let when = Guard::any(
                usable
                    .iter()
                    .map(|id| builder.graph.component(*id).when.clone()),
            );
            let there = FactValue::Known(Literal::Boolean(true));
            let value = match when == Guard::Always || when == caller.when {
                true => there,
                false => FactValue::Choice(vec![(when, there), (Guard::Always, missing())]),
            };
            (value, at(first))
        }
        (None, Some(first)) => {
            let (name, endpoint) = (&caller.name, &builder.graph.component(*first).name);
            let text = format!("whether {name} uses {endpoint}, whose private DNS is off");
            (unknown(CauseKind::Unstated, text), at(first))
        }
        (None, None) => (missing(), Origin::Derived(spans)),
    }
}

/// The endpoints of a family in a VPC.
fn endpoints(builder: &Builder<'_>, vpc: ComponentId, family: &str) -> Vec<ComponentId> {
    let Some(word) = builder.words.endpoint_service else {
        return Vec::new();
    };
    let edges = builder
        .graph
        .inner
        .edges_directed(NodeIndex::new(vpc.0 as usize), Direction::Incoming);
    let sources = edges
        .filter(|edge| edge.weight().layer == Layer::Routes)
        .map(|edge| ComponentId(edge.source().index() as u32));
    let serves = |id: &ComponentId| match builder
        .graph
        .component(*id)
        .facts
        .get(&word)
        .map(|fact| &fact.value)
    {
        Some(FactValue::Known(Literal::Text(text))) => {
            service_names(builder, family).any(|name| is_name(name, text))
        }
        _ => false,
    };
    sources.filter(serves).collect()
}

fn service_names<'b>(builder: &'b Builder<'_>, family: &str) -> impl Iterator<Item = &'b str> {
    let endpoints = builder
        .knowledge
        .services
        .iter()
        .flat_map(|service| &service.endpoints);
    endpoints
        .filter(move |endpoint| &*endpoint.family == family)
        .map(|endpoint| endpoint.service_name.as_str())
}

/// Whether a text is a service name, in whatever Region.
fn is_name(name: &str, text: &str) -> bool {
    match name.split_once("{region}") {
        Some((before, after)) => {
            text.len() > before.len() + after.len()
                && text.starts_with(before)
                && text.ends_with(after)
        }
        None => name == text,
    }
}

/// Whether names resolve to the endpoint without a change in the caller: gateway endpoints work by routes.
fn resolves(builder: &Builder<'_>, endpoint: ComponentId, family: &str) -> bool {
    let facts = &builder.graph.component(endpoint).facts;
    let dns = builder
        .words
        .private_dns
        .and_then(|word| facts.get(&word))
        .map(|fact| &fact.value);
    if matches!(dns, Some(FactValue::Known(Literal::Boolean(true)))) {
        return true;
    }
    let text = builder
        .words
        .endpoint_service
        .and_then(|word| facts.get(&word))
        .map(|fact| &fact.value);
    let Some(FactValue::Known(Literal::Text(text))) = text else {
        return false;
    };
    let kind = builder
        .words
        .endpoint_type
        .and_then(|word| facts.get(&word))
        .map(|fact| &fact.value);
    let mut all = builder
        .knowledge
        .services
        .iter()
        .flat_map(|service| &service.endpoints);
    let gateway =
        all.any(|one| one.gateway && &*one.family == family && is_name(&one.service_name, text));
    gateway
        && matches!(kind, Some(FactValue::Known(Literal::Text(kind))) if kind.eq_ignore_ascii_case("gateway"))
}

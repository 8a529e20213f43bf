//! What endpoints are used for: whether somebody in their VPC calls their family, and whether they let everything pass.
//!
//! In: the flows and places. Out: facts of endpoints. Verdicts are not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::model::{ComponentId, Fact, FactValue, Presence};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::Places;
use super::endpoints::{is_name, service_of};
use super::parts::{Part, containers, part, ways_into, ways_out_of};
use super::policies::openness;

/// Families of private endpoints, by where something is that calls them or leads to them.
type Families = BTreeMap<ComponentId, BTreeSet<Arc<str>>>;

/// Adds the facts to every endpoint that is read.
pub(super) fn describe(builder: &mut Builder<'_>, places: &mut Places) {
    let called = called(builder, places);
    let unread = unread(builder, places);
    for index in 0..builder.graph.inner.node_count() {
        let id = ComponentId(index as u32);
        let component = builder.graph.component(id);
        let read = component.presence == Presence::Declared;
        if !read || part(builder, id) != Some(Part::Endpoint) {
            continue;
        }
        let span = component.span;
        let open = openness(builder, id);
        let open = Fact::derived_from(open.value(&component.when), open.spans);
        let own = families_of(builder, id);
        let mut facts = vec![(builder.words.open_policy, open)];
        if !own.is_empty() {
            let around: Vec<ComponentId> = around(builder, id);
            let calls: BTreeSet<Arc<str>> = around
                .iter()
                .filter_map(|place| called.get(place))
                .flatten()
                .cloned()
                .collect();
            let used = own.iter().any(|family| calls.contains(family));
            // Who has permissions that were not read may call anything.
            let unread = around.iter().find_map(|place| unread.get(place));
            let value = match (used, unread) {
                (false, Some(cause)) => FactValue::Unknown(cause.clone()),
                _ => FactValue::Known(Literal::Boolean(used)),
            };
            facts.push((builder.words.endpoint_called, Fact::derived(value, span)));
            let missing = missing(builder, &own, &calls, &around);
            let value = FactValue::Known(Literal::List(missing));
            facts.push((builder.words.endpoint_missing, Fact::derived(value, span)));
        }
        let component = &mut builder.graph.inner[NodeIndex::new(index)];
        for (word, fact) in facts {
            if let Some(word) = word {
                component.facts.insert(word, fact);
            }
        }
    }
}

/// The families that are called from VPCs and subnets.
fn called(builder: &Builder<'_>, places: &Places) -> Families {
    let mut called = Families::new();
    for index in 0..builder.graph.inner.edge_count() {
        let edge = &builder.graph.inner[EdgeIndex::new(index)];
        let Some(via) = &edge.via else { continue };
        let Some(Some(place)) = places.get(&via.caller) else {
            continue;
        };
        for one in place.vpcs.iter().chain(&place.subnets) {
            let families = called.entry(one.id).or_default();
            if !families.contains(&via.family) {
                families.insert(Arc::clone(&via.family));
            }
        }
    }
    called
}

/// The VPCs and subnets of processes with permissions that were not read.
fn unread(builder: &Builder<'_>, places: &Places) -> BTreeMap<ComponentId, Cause> {
    let mut unread = BTreeMap::new();
    for edge in builder.graph.inner.edge_weights() {
        let doubt = edge.doubt.as_ref();
        let Some(cause) = doubt.filter(|cause| cause.kind == CauseKind::OpaquePolicy) else {
            continue;
        };
        let Some(Some(place)) = places.get(&builder.graph.ends(edge.id).0) else {
            continue;
        };
        for one in place.vpcs.iter().chain(&place.subnets) {
            unread.entry(one.id).or_insert_with(|| cause.clone());
        }
    }
    unread
}

/// The VPCs and subnets of an endpoint.
fn around(builder: &Builder<'_>, id: ComponentId) -> Vec<ComponentId> {
    let vpcs = ways_out_of(builder, id).into_iter().map(|way| way.id);
    let vpcs = vpcs.filter(|one| part(builder, *one) == Some(Part::Vpc));
    let subnets = containers(builder, id).into_iter().map(|one| one.id);
    let subnets = subnets.filter(|one| part(builder, *one) == Some(Part::Subnet));
    vpcs.chain(subnets).collect()
}

/// The families that an endpoint is for.
fn families_of(builder: &Builder<'_>, id: ComponentId) -> BTreeSet<Arc<str>> {
    let Some(text) = service_of(builder, id) else {
        return BTreeSet::new();
    };
    let own = super::endpoints::families(builder).filter(|one| is_name(&one.service_name, text));
    own.map(|one| Arc::clone(&one.family)).collect()
}

/// Families of the same service that are called around an endpoint, and that no endpoint there is for.
fn missing(
    builder: &Builder<'_>,
    own: &BTreeSet<Arc<str>>,
    calls: &BTreeSet<Arc<str>>,
    around: &[ComponentId],
) -> Vec<Arc<str>> {
    let mut services = builder.knowledge.services.iter();
    let Some(service) = services.find(|service| {
        let mut families = service.endpoints.iter();
        families.any(|one| own.contains(&one.family))
    }) else {
        return Vec::new();
    };
    let there: BTreeSet<Arc<str>> = around
        .iter()
        .flat_map(|place| ways_into(builder, *place))
        .filter(|way| part(builder, way.id) == Some(Part::Endpoint))
        .flat_map(|way| families_of(builder, way.id))
        .collect();
    let families: BTreeSet<&Arc<str>> = service.endpoints.iter().map(|one| &one.family).collect();
    let missing = families
        .into_iter()
        .filter(|family| calls.contains(*family) && !there.contains(*family));
    missing.cloned().collect()
}

//! What stands around a component: its security groups, and the subnets that it is in.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{ComponentId, Presence};
use crate::source::Span;
use crate::syntax::Guard;
use crate::vocabulary::AttributeId;

use crate::graph::Layer;
use crate::graph::builder::Builder;

/// Containers in each other that are looked through: a network interface, a group of subnets.
const DEEPEST: usize = 4;

/// Whether a kind of component is one that has an attribute.
fn has(builder: &Builder<'_>, id: ComponentId, word: Option<AttributeId>) -> bool {
    let kind = builder.graph.component(id).kind;
    let kind = kind.map(|kind| builder.knowledge.kind(kind));
    let mut mappings = kind.iter().flat_map(|kind| &kind.attributes);
    word.is_some_and(|word| mappings.any(|mapping| mapping.attribute == word))
}

/// Whether a component is a security group, read or not.
pub(in crate::graph) fn is_group(builder: &Builder<'_>, id: ComponentId) -> bool {
    has(builder, id, builder.words.ingress)
}

/// The components that contain one, with the condition under which they do.
pub(in crate::graph) fn containers(
    builder: &Builder<'_>,
    id: ComponentId,
) -> Vec<(ComponentId, Guard)> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let inside = edges.filter(|edge| edge.weight().layer == Layer::Contains);
    let each = inside.map(|edge| {
        let container = ComponentId(edge.source().index() as u32);
        (container, edge.weight().when.clone())
    });
    each.collect()
}

/// The nearest containers of a sort, in the order of their ids; what is one is not looked through.
fn around(
    builder: &Builder<'_>,
    id: ComponentId,
    is_one: impl Fn(ComponentId) -> bool,
) -> Vec<(ComponentId, Guard)> {
    let mut found: BTreeMap<ComponentId, Guard> = BTreeMap::new();
    let mut open = vec![(id, Guard::Always, 0)];
    while let Some((at, when, depth)) = open.pop() {
        for (container, inside) in containers(builder, at) {
            let when = Guard::all([when.clone(), inside]);
            if is_one(container) {
                let known = found.entry(container).or_insert(Guard::Never);
                *known = Guard::any([known.clone(), when]);
            } else if depth < DEEPEST {
                open.push((container, when, depth + 1));
            }
        }
    }
    found.into_iter().collect()
}

/// The security groups that a component is in.
pub(in crate::graph) fn groups_around(
    builder: &Builder<'_>,
    id: ComponentId,
) -> Vec<(ComponentId, Guard)> {
    around(builder, id, |one| is_group(builder, one))
}

/// The subnets that a component is in.
pub(in crate::graph) fn subnets_around(
    builder: &Builder<'_>,
    id: ComponentId,
) -> Vec<(ComponentId, Guard)> {
    let word = builder.words.public_on_launch;
    around(builder, id, |one| has(builder, one, word))
}

/// Where to show a component that another one names: what was not read stands where this one names it, and not where
/// somebody else did first.
pub(in crate::graph) fn seen_from(
    builder: &Builder<'_>,
    from: ComponentId,
    id: ComponentId,
) -> Span {
    let graph = &builder.graph;
    let component = graph.component(id);
    let ends = [from, id].map(|one| NodeIndex::new(one.0 as usize));
    let naming = graph.inner.edges_connecting(ends[0], ends[1]);
    let naming = naming.chain(graph.inner.edges_connecting(ends[1], ends[0]));
    let mut naming = naming.filter(|edge| edge.weight().layer != Layer::Flows);
    match component.presence {
        Presence::Unread => naming
            .next()
            .map_or(component.span, |edge| edge.weight().reason.spans[0]),
        _ => component.span,
    }
}

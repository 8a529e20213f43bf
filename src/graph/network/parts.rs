//! The parts of a network: what a component is in it, and what stands around it.
//!
//! In: the graph. Out: parts and neighbours, each with the condition under which they are. Routes are not followed here.

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::model::{Component, ComponentId, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, quoted};
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;
use super::super::{Edge, Layer};
use super::answer::Answer;

/// What a component is in a network. The names are those of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Vpc,
    Subnet,
    SecurityGroup,
    RouteTable,
    InternetGateway,
    EgressOnlyGateway,
    NatGateway,
    PrivateGateway,
    Peering,
    TransitGateway,
    Endpoint,
}

const PARTS: [(&str, Part); 11] = [
    ("vpc", Part::Vpc),
    ("subnet", Part::Subnet),
    ("security_group", Part::SecurityGroup),
    ("route_table", Part::RouteTable),
    ("internet_gateway", Part::InternetGateway),
    ("egress_only_gateway", Part::EgressOnlyGateway),
    ("nat_gateway", Part::NatGateway),
    ("private_gateway", Part::PrivateGateway),
    ("peering", Part::Peering),
    ("transit_gateway", Part::TransitGateway),
    ("endpoint", Part::Endpoint),
];

/// A component at the other end of an edge.
pub(super) struct Neighbour<'b> {
    pub(super) id: ComponentId,
    pub(super) edge: &'b Edge,
}

impl Neighbour<'_> {
    /// The place that says so.
    pub(super) fn span(&self) -> Span {
        self.edge.reason.spans[0]
    }
}

/// What a component is in a network: its kind says it, whether or not the component was read.
pub(super) fn part(builder: &Builder<'_>, id: ComponentId) -> Option<Part> {
    let word = builder.words.network_part?;
    let kind = builder.knowledge.kind(builder.graph.component(id).kind?);
    let mapping = kind.attributes.iter().find(|one| one.attribute == word)?;
    let Some(Literal::Text(name)) = &mapping.constant else {
        return None;
    };
    let mut known = PARTS.into_iter();
    known.find(|(one, _)| **name == **one).map(|(_, part)| part)
}

/// The components at the other ends of the edges of a layer.
pub(super) fn around<'b>(
    builder: &'b Builder<'_>,
    id: ComponentId,
    direction: Direction,
    layer: Layer,
) -> Vec<Neighbour<'b>> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder.graph.inner.edges_directed(node, direction);
    let mut found: Vec<Neighbour<'b>> = edges
        .filter(|edge| edge.weight().layer == layer)
        .map(|edge| Neighbour {
            id: ComponentId(
                match direction {
                    Direction::Incoming => edge.source(),
                    Direction::Outgoing => edge.target(),
                }
                .index() as u32,
            ),
            edge: edge.weight(),
        })
        .collect();
    found.sort_by_key(|one| one.edge.id);
    found
}

/// What contains a component.
pub(super) fn containers<'b>(builder: &'b Builder<'_>, id: ComponentId) -> Vec<Neighbour<'b>> {
    around(builder, id, Direction::Incoming, Layer::Contains)
}

/// The ways that lead to a component: associations, attachments, routes.
pub(super) fn ways_into<'b>(builder: &'b Builder<'_>, id: ComponentId) -> Vec<Neighbour<'b>> {
    around(builder, id, Direction::Incoming, Layer::Routes)
}

/// What a component is a way for.
pub(super) fn ways_out_of<'b>(builder: &'b Builder<'_>, id: ComponentId) -> Vec<Neighbour<'b>> {
    around(builder, id, Direction::Outgoing, Layer::Routes)
}

/// Whether a component stands in the files read.
pub(super) fn is_read(builder: &Builder<'_>, id: ComponentId) -> bool {
    builder.graph.component(id).presence == Presence::Declared
}

/// Why a component that is named was not read.
pub(super) fn unread(component: &Component) -> Cause {
    let named = || Cause::new(CauseKind::NotRead, quoted(&component.name));
    component.cause.clone().unwrap_or_else(named)
}

/// Whether a setting of a component is on.
pub(super) fn is_on(
    builder: &Builder<'_>,
    id: ComponentId,
    word: Option<AttributeId>,
    what: &str,
) -> Answer {
    let component = builder.graph.component(id);
    let fact = word.and_then(|word| component.facts.get(&word));
    let Some(fact) = fact else {
        let text = format!("{what} of {}", component.name);
        return Answer::unknown(Cause::new(CauseKind::Unstated, text), vec![component.span]);
    };
    Answer::of(fact)
}

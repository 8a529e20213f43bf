//! Rights as a graph of their own, to be drawn: who may act points to what.
//!
//! In: a graph and rights in it. Out: the graph with an edge for each right, and which part of it they are. The graph that
//! is judged has none of these edges: rights move nothing.

use petgraph::graph::NodeIndex;

use crate::knowledge::Element;
use crate::model::{Component, ComponentId, DeploymentId, Facts, Presence};
use crate::source::Span;
use crate::syntax::Guard;

use super::super::{Basis, Edge, EdgeId, Graph, Layer, Leg, Level, Payload, Reason, Selection};
use super::principal::{Principal, Stranger};
use super::who::Access;

/// The graph with an edge for each right that is at least possible, and these edges with their ends.
pub fn drawn(graph: &Graph, list: &[Access]) -> (Graph, Selection) {
    let mut drawn = Drawn {
        graph: graph.clone(),
        strangers: Vec::new(),
        selection: Selection::default(),
    };
    for access in list.iter().filter(|access| access.level() > Level::No) {
        let mut from = drawn.principal(&access.principal, access.component);
        for hop in &access.chain {
            let text = match &hop.passed_to {
                Some(service) => format!("hands it to {service}"),
                None => "assumes it".to_owned(),
            };
            drawn.join(from, hop.role, hop.right.level, text, &hop.right.by);
            from = hop.role;
        }
        let text = access.ability.name().to_owned();
        let level = access.right.level.min(access.key.level());
        drawn.join(from, access.component, level, text, &access.right.by);
    }
    (drawn.graph, drawn.selection)
}

struct Drawn {
    graph: Graph,
    strangers: Vec<(Stranger, ComponentId)>,
    selection: Selection,
}

impl Drawn {
    fn principal(&mut self, principal: &Principal, beside: ComponentId) -> ComponentId {
        match principal {
            Principal::Declared(id) => *id,
            Principal::Elsewhere(stranger) => {
                let known = self.strangers.iter().find(|(known, _)| {
                    (known.sort, &known.text) == (stranger.sort, &stranger.text)
                });
                known.map(|(_, id)| *id).unwrap_or_else(|| {
                    let deployment = self.graph.component(beside).deployment;
                    let id = self.add(stranger, deployment);
                    self.strangers.push((stranger.clone(), id));
                    id
                })
            }
        }
    }

    fn add(&mut self, stranger: &Stranger, deployment: DeploymentId) -> ComponentId {
        let id = ComponentId(self.graph.inner.node_count() as u32);
        self.graph.inner.add_node(Component {
            in_part: false,
            id,
            name: stranger.text.clone(),
            kind: None,
            kind_name: stranger.sort.name().to_owned(),
            element: Element::ExternalEntity,
            service: None,
            deployment,
            presence: Presence::External,
            when: Guard::Always,
            names: Vec::new(),
            facts: Facts::new(),
            marks: Vec::new(),
            cause: None,
            span: stranger.span,
            body: stranger.span,
        });
        self.graph.spread.carried.push(Default::default());
        id
    }

    fn join(
        &mut self,
        from: ComponentId,
        to: ComponentId,
        level: Level,
        text: String,
        by: &[Span],
    ) {
        self.selection.components.extend([from, to]);
        let span = self.graph.component(to).span;
        let spans = if by.is_empty() {
            vec![span]
        } else {
            by.to_vec()
        };
        let id = EdgeId(self.graph.inner.edge_count() as u32);
        let edge = Edge {
            id,
            layer: Layer::Grants,
            when: Guard::Always,
            level,
            doubt: None,
            payload: Payload::None,
            stated: None,
            meant: None,
            barrier: None,
            leg: Leg::Transfer,
            via: None,
            facts: Facts::new(),
            reason: Reason {
                text,
                spans,
                basis: Basis::Permitted,
            },
        };
        let (from, to) = (
            NodeIndex::new(from.0 as usize),
            NodeIndex::new(to.0 as usize),
        );
        self.graph.inner.add_edge(from, to, edge);
        self.graph.spread.moved.push(Default::default());
        self.selection.edges.insert(id);
    }
}

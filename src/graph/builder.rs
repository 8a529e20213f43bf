//! What the passes share: the graph that grows, and the ways to add to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::knowledge::{Element, Endpoint, KindId, Knowledge, ServiceId};
use crate::model::{
    AttachedPolicy, Component, ComponentId, DeploymentId, Facts, Mention, Model, Presence,
    unwritten,
};
use crate::source::Span;
use crate::syntax::{Cause, Guard};
use crate::vocabulary::AttributeId;

use super::elsewhere::{carried, everywhere};
use super::firewall::Firewall;
use super::grants::Opaque;
use super::{Basis, Edge, EdgeId, Graph, Layer, Leg, Level, Payload, Reason, Via, Words};

/// The graph in the making.
pub(super) struct Builder<'m> {
    pub(super) graph: Graph,
    pub(super) model: &'m Model,
    pub(super) knowledge: &'m Knowledge,
    pub(super) words: Words,
    /// Components by rendered name.
    pub(super) by_name: BTreeMap<(DeploymentId, String), Vec<ComponentId>>,
    /// Declared components by kind, under the first of the deployments that are in one account and Region.
    pub(super) by_kind: BTreeMap<(DeploymentId, KindId), Vec<ComponentId>>,
    /// Components of all deployments by a literal name; empty where there is but one deployment.
    pub(super) everywhere: BTreeMap<String, Vec<ComponentId>>,
    /// Components that name another one in their configuration, with the first place where they do and when.
    pub(super) refers: BTreeMap<(ComponentId, ComponentId), (Span, Guard)>,
    /// Guardrails, each with a process whose calls a policy binds to it.
    pub(super) bound: BTreeSet<(ComponentId, ComponentId)>,
    /// What security groups and network access control lists say.
    pub(super) firewall: Firewall,
    /// Processes with policies that were not read.
    pub(super) opaque: Vec<Opaque>,
    policies: BTreeMap<ComponentId, Vec<&'m AttachedPolicy>>,
    mentions: BTreeMap<ComponentId, Vec<&'m Mention>>,
    undeclared: BTreeMap<(DeploymentId, Undeclared), ComponentId>,
}

/// What an undeclared component is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Undeclared {
    Implied(KindId, String),
    Service(ServiceId),
    Named(String),
}

/// What all edges of one relation share.
pub(super) struct Relation {
    pub(super) when: Guard,
    pub(super) level: Level,
    pub(super) doubt: Option<Cause>,
    pub(super) payload: Payload,
    pub(super) via: Option<Via>,
    pub(super) facts: Facts,
    pub(super) reason: Reason,
}

/// A builder whose graph has the components of the model and no edge.
pub(super) fn start<'m>(model: &'m Model, knowledge: &'m Knowledge) -> Builder<'m> {
    let mut graph = Graph::default();
    let mut by_name: BTreeMap<(DeploymentId, String), Vec<ComponentId>> = BTreeMap::new();
    let mut by_kind: BTreeMap<(DeploymentId, KindId), Vec<ComponentId>> = BTreeMap::new();
    for component in &model.components {
        for name in &component.names {
            by_name
                .entry((component.deployment, name.clone()))
                .or_default()
                .push(component.id);
        }
        if let Some(kind) = component.kind {
            by_kind
                .entry((model.first_of(component.deployment), kind))
                .or_default()
                .push(component.id);
        }
        graph.inner.add_node(component.clone());
    }
    carried(model, &mut by_name);
    let words = Words::of(&knowledge.vocabulary);
    let (refers, undeclared) = (BTreeMap::new(), BTreeMap::new());
    let mut policies: BTreeMap<ComponentId, Vec<&AttachedPolicy>> = BTreeMap::new();
    for attached in &model.policies {
        policies
            .entry(attached.component)
            .or_default()
            .push(attached);
    }
    let mut mentions: BTreeMap<ComponentId, Vec<&Mention>> = BTreeMap::new();
    for mention in &model.mentions {
        mentions.entry(mention.component).or_default().push(mention);
    }
    Builder {
        graph,
        model,
        knowledge,
        words,
        by_name,
        by_kind,
        everywhere: everywhere(model),
        refers,
        bound: BTreeSet::new(),
        firewall: Firewall::default(),
        opaque: Vec::new(),
        policies,
        mentions,
        undeclared,
    }
}

impl<'m> Builder<'m> {
    /// The policies that a component has for an attribute.
    pub(super) fn policies_of(
        &self,
        component: ComponentId,
        attribute: Option<AttributeId>,
    ) -> impl Iterator<Item = &'m AttachedPolicy> + use<'_, 'm> {
        let own = self.policies.get(&component).into_iter().flatten();
        own.copied()
            .filter(move |one| Some(one.attribute) == attribute)
    }

    /// The settings of a component that may name hosts and components.
    pub(super) fn mentions_of(&self, id: ComponentId) -> &[&'m Mention] {
        self.mentions.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The flows that leave a component.
    pub(super) fn flows_from(&self, id: ComponentId) -> impl Iterator<Item = &Edge> {
        let node = NodeIndex::new(id.0 as usize);
        let edges = self.graph.inner.edges(node);
        edges
            .map(|edge| edge.weight())
            .filter(|edge| edge.layer == Layer::Flows)
    }

    /// The components that one names in its configuration.
    pub(super) fn named_by(&self, id: ComponentId) -> impl Iterator<Item = ComponentId> {
        self.refers
            .range((id, ComponentId(0))..=(id, ComponentId(u32::MAX)))
            .map(|((_, to), _)| *to)
    }

    /// Notes that a component names another one.
    pub(super) fn refer(&mut self, from: ComponentId, to: ComponentId, at: Span, when: &Guard) {
        self.refers
            .entry((from, to))
            .and_modify(|(_, known)| *known = Guard::any([known.clone(), when.clone()]))
            .or_insert_with(|| (at, when.clone()));
    }

    /// The component that stands for a service, made at its first use.
    pub(super) fn service(
        &mut self,
        deployment: DeploymentId,
        id: ServiceId,
        at: Span,
    ) -> ComponentId {
        let service = self.knowledge.service(id);
        let name = service.title.clone();
        self.undeclared(
            deployment,
            Undeclared::Service(id),
            name,
            service.kind,
            Some(id),
            Presence::Implied,
            at,
        )
    }

    /// A component that exists because another one does, made at its first use; `names` as rendered, best first.
    pub(super) fn implied(
        &mut self,
        deployment: DeploymentId,
        kind: KindId,
        names: &[String],
        at: Span,
    ) -> ComponentId {
        for name in names {
            let same = self.by_name.get(&(deployment, name.clone()));
            let declared = same.and_then(|all| {
                all.iter()
                    .find(|id| self.graph.component(**id).kind == Some(kind))
            });
            if let Some(&declared) = declared {
                return declared;
            }
        }
        let key = names.first().cloned().unwrap_or_default();
        // A phrase speaks of the component by its first name.
        let phrase = names.first().filter(|name| name.contains(' '));
        let shown = phrase.or(names.last());
        let shown = shown.map_or_else(String::new, |name| name.replace(['{', '}'], ""));
        self.undeclared(
            deployment,
            Undeclared::Implied(kind, key),
            shown,
            Some(kind),
            None,
            Presence::Implied,
            at,
        )
    }

    /// A component that something names and no file read declares, made at its first use.
    pub(super) fn unread(
        &mut self,
        deployment: DeploymentId,
        name: &str,
        kind: Option<KindId>,
        at: Span,
    ) -> ComponentId {
        let key = Undeclared::Named(name.to_owned());
        self.undeclared(
            deployment,
            key,
            name.to_owned(),
            kind,
            super::hosts::service_of_arn(self.knowledge, name),
            Presence::Unread,
            at,
        )
    }

    /// Notes why an undeclared component is not known.
    pub(super) fn explain(&mut self, id: ComponentId, cause: Cause) {
        let component = &mut self.graph.inner[NodeIndex::new(id.0 as usize)];
        if component.presence == Presence::Unread && component.cause.is_none() {
            component.cause = Some(cause);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "each says what one undeclared component is; they meet nowhere else"
    )]
    fn undeclared(
        &mut self,
        deployment: DeploymentId,
        key: Undeclared,
        name: String,
        kind: Option<KindId>,
        service: Option<ServiceId>,
        presence: Presence,
        at: Span,
    ) -> ComponentId {
        if let Some(&known) = self.undeclared.get(&(deployment, key.clone())) {
            return known;
        }
        let known = kind.map(|kind| self.knowledge.kind(kind));
        let element = known
            .and_then(|kind| kind.element)
            .unwrap_or(Element::Process);
        let id = ComponentId(self.graph.inner.node_count() as u32);
        self.graph.inner.add_node(Component {
            in_part: false,
            id,
            name,
            kind,
            kind_name: known.map_or_else(String::new, |kind| kind.name.to_string()),
            element,
            service: service.or(known.map(|kind| kind.service)),
            deployment,
            presence: if element == Element::ExternalEntity {
                Presence::External
            } else {
                presence
            },
            when: Guard::Always,
            names: Vec::new(),
            facts: match (known, presence) {
                (Some(kind), Presence::Implied) => unwritten(kind, &self.knowledge.vocabulary, at),
                _ => Facts::new(),
            },
            marks: Vec::new(),
            cause: None,
            span: at,
            body: at,
        });
        self.undeclared.insert((deployment, key), id);
        id
    }

    /// Adds an edge on a layer.
    pub(super) fn edge(
        &mut self,
        layer: Layer,
        from: ComponentId,
        to: ComponentId,
        leg: Leg,
        relation: &Relation,
    ) -> EdgeId {
        let id = EdgeId(self.graph.inner.edge_count() as u32);
        let ends_when = [
            self.graph.component(from).when.clone(),
            self.graph.component(to).when.clone(),
        ];
        let edge = Edge {
            id,
            layer,
            when: Guard::all([relation.when.clone()].into_iter().chain(ends_when)),
            level: relation.level,
            doubt: relation.doubt.clone(),
            payload: relation.payload,
            stated: None,
            meant: None,
            barrier: None,
            leg,
            via: relation.via.clone(),
            facts: relation.facts.clone(),
            reason: relation.reason.clone(),
        };
        self.graph.inner.add_edge(
            NodeIndex::new(from.0 as usize),
            NodeIndex::new(to.0 as usize),
            edge,
        );
        id
    }

    /// Adds the flows of a relation whose data moves in a direction, seen from `from`.
    pub(super) fn flow(
        &mut self,
        from: ComponentId,
        to: ComponentId,
        direction: Endpoint,
        relation: &Relation,
    ) {
        match direction {
            Endpoint::Out => {
                self.edge(Layer::Flows, from, to, Leg::Transfer, relation);
            }
            Endpoint::In => {
                self.edge(Layer::Flows, to, from, Leg::Transfer, relation);
            }
            Endpoint::Both => {
                self.edge(Layer::Flows, from, to, Leg::Transfer, relation);
                self.edge(Layer::Flows, to, from, Leg::Transfer, relation);
            }
            Endpoint::Call => self.call(from, to, relation),
            Endpoint::CalledBy => self.call(to, from, relation),
        }
    }

    fn call(&mut self, caller: ComponentId, callee: ComponentId, relation: &Relation) {
        let request = self.edge(Layer::Flows, caller, callee, Leg::Request, relation);
        let mut reason = relation.reason.clone();
        reason.text = format!("response to: {}", reason.text);
        let response = Relation {
            reason,
            doubt: relation.doubt.clone(),
            when: relation.when.clone(),
            via: relation.via.clone(),
            facts: relation.facts.clone(),
            ..*relation
        };
        self.edge(
            Layer::Flows,
            callee,
            caller,
            Leg::Response(request),
            &response,
        );
    }
}

/// A relation that a setting makes happen, for certain.
pub(super) fn configured(payload: Payload, text: String, span: Span) -> Relation {
    Relation {
        when: Guard::Always,
        level: Level::Yes,
        doubt: None,
        payload,
        via: None,
        facts: Facts::new(),
        reason: Reason {
            text,
            spans: vec![span],
            basis: Basis::Configured,
        },
    }
}

/// The way by which a caller reaches an endpoint family, if it has one.
pub(super) fn via(caller: ComponentId, family: Option<&Arc<str>>) -> Option<Via> {
    family.map(|family| Via {
        caller,
        family: Arc::clone(family),
        actions: Vec::new(),
        resources: Vec::new(),
    })
}

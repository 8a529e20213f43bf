//! Which policies have a say for a principal and for a component, ready for requests.
//!
//! In: a graph whose settings are joined. Out: [`Held`]: prepared policies by whom or what they are attached to, with
//! where to show their statements. Requests are not known here.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::Knowledge;
use crate::model::{AttachedPolicy, ComponentId, DeploymentId, Model, Presence};
use crate::policy::prepare::{Prepared, Reader};
use crate::policy::{Effect, PatternText, Policy};
use crate::source::Span;
use crate::syntax::{Cause, Guard, Value};
use crate::vocabulary::AttributeId;

use super::super::grants::{Text, text_of};
use super::super::{Graph, Layer, Words};
use super::aims::Aims;
use super::names::Names;

/// A policy that has a say.
pub(super) struct Held<'m> {
    /// The policy; `Err` where its text was not read.
    pub(super) policy: Result<Prepared, Cause>,
    /// The same as it is written.
    pub(super) text: Option<&'m Policy>,
    /// The deployment in which it is written.
    pub(super) written: DeploymentId,
    /// Where its statements are shown, if their text is not in the files read.
    pub(super) attached_at: Option<Span>,
}

/// All policies that have a say, by whom or what they are attached to.
#[derive(Default)]
pub(super) struct AllHeld<'m> {
    identity: BTreeMap<ComponentId, Vec<Held<'m>>>,
    boundary: BTreeMap<ComponentId, Vec<Held<'m>>>,
    resource: BTreeMap<ComponentId, Vec<Held<'m>>>,
    /// What they aim at.
    pub(super) aims: Aims,
}

/// What the preparation of policies reads.
struct Shelf<'a, 'm> {
    graph: &'a Graph,
    model: &'m Model,
    knowledge: &'m Knowledge,
    words: &'a Words,
    names: &'a Names<'m>,
    own: BTreeMap<ComponentId, Vec<&'m AttachedPolicy>>,
}

impl<'m> AllHeld<'m> {
    /// Prepares the policies of a model.
    pub(super) fn of(
        graph: &Graph,
        model: &'m Model,
        knowledge: &'m Knowledge,
        words: &Words,
        names: &Names<'m>,
    ) -> Self {
        let mut own: BTreeMap<ComponentId, Vec<&AttachedPolicy>> = BTreeMap::new();
        for attached in &model.policies {
            own.entry(attached.component).or_default().push(attached);
        }
        let shelf = Shelf {
            graph,
            model,
            knowledge,
            words,
            names,
            own,
        };
        let mut all = Self::default();
        for component in &model.components {
            let id = component.id;
            if shelf.is_holder(id) {
                let identity = shelf.identity(id);
                for held in &identity {
                    let text = held.text;
                    all.aims.add_identity(model, id, held.written, text);
                }
                all.identity.insert(id, identity);
                let boundary = shelf.boundary(id);
                if !boundary.is_empty() {
                    all.boundary.insert(id, boundary);
                }
            }
            let sorts = [words.resource_policy, words.trust_policy, words.key_policy];
            let resource = sorts
                .into_iter()
                .flatten()
                .flat_map(|sort| shelf.of_component(id, sort, &Guard::Always));
            let resource: Vec<Held<'m>> = resource.collect();
            for held in &resource {
                all.aims.add_resource(model, component, held.text);
            }
            if !resource.is_empty() {
                all.resource.insert(id, resource);
            }
        }
        all
    }

    /// The policies of a principal.
    pub(super) fn identity(&self, principal: ComponentId) -> &[Held<'m>] {
        self.identity.get(&principal).map_or(&[], Vec::as_slice)
    }

    /// What bounds a principal; `None` where nothing does.
    pub(super) fn boundary(&self, principal: ComponentId) -> Option<&[Held<'m>]> {
        self.boundary.get(&principal).map(Vec::as_slice)
    }

    /// The policies of a component itself.
    pub(super) fn resource(&self, component: ComponentId) -> &[Held<'m>] {
        self.resource.get(&component).map_or(&[], Vec::as_slice)
    }
}

impl<'m> Shelf<'_, 'm> {
    /// Whether a component is a principal, or a group or policy that gives its holder something.
    fn is_holder(&self, id: ComponentId) -> bool {
        let component = self.graph.component(id);
        let word = self.words.principal;
        let mut own = self.own.get(&id).into_iter().flatten();
        word.is_some_and(|word| component.facts.contains_key(&word))
            || own.any(|one| Some(one.attribute) == self.words.identity_policy)
    }

    /// The policies of a principal: its own, those attached to it, and those of its groups.
    fn identity(&self, id: ComponentId) -> Vec<Held<'m>> {
        let mut held = self.with_attached(id, &Guard::Always);
        for (group, when) in self.joined(id, Direction::Incoming, Layer::Contains) {
            held.extend(self.with_attached(group, &when));
        }
        held
    }

    fn with_attached(&self, id: ComponentId, when: &Guard) -> Vec<Held<'m>> {
        let Some(word) = self.words.identity_policy else {
            return Vec::new();
        };
        let mut held = self.of_component(id, word, when);
        for (policy, attached, span) in self.edges(id, Direction::Outgoing, Layer::Grants) {
            let when = Guard::all([when.clone(), attached]);
            held.extend(self.attached(policy, word, &when, span));
        }
        held
    }

    fn boundary(&self, id: ComponentId) -> Vec<Held<'m>> {
        let Some(word) = self.words.identity_policy else {
            return Vec::new();
        };
        let edges = self.edges(id, Direction::Incoming, Layer::Guards);
        let held = edges
            .into_iter()
            .flat_map(|(policy, when, span)| self.attached(policy, word, &when, span));
        held.collect()
    }

    /// What a policy that is attached says: of the files, or of the catalog.
    fn attached(
        &self,
        policy: ComponentId,
        word: AttributeId,
        when: &Guard,
        span: Span,
    ) -> Vec<Held<'m>> {
        let component = self.graph.component(policy);
        if component.presence != Presence::Unread {
            return self.of_component(policy, word, when);
        }
        let found = text_of(self.model, self.knowledge, &component.name);
        let text = found.as_ref().ok().map(|(policy, _)| *policy);
        let is_of_files = matches!(found, Ok((_, Text::Files)));
        let policy = found
            .map(|(policy, _)| self.prepared(policy, component.deployment, when, &Guard::Always));
        vec![Held {
            policy,
            text,
            written: component.deployment,
            attached_at: (!is_of_files).then_some(span),
        }]
    }

    fn of_component(&self, id: ComponentId, sort: AttributeId, when: &Guard) -> Vec<Held<'m>> {
        let own = self.own.get(&id).into_iter().flatten();
        let own = own.filter(|attached| attached.attribute == sort);
        let component = self.graph.component(id);
        let held = own.map(|attached| {
            let when = Guard::all([attached.when.clone(), when.clone()]);
            let policy = attached.policy.as_ref().map_err(Clone::clone);
            Held {
                text: attached.policy.as_ref().ok(),
                written: component.deployment,
                policy: policy.map(|policy| {
                    self.prepared(policy, component.deployment, &when, &component.when)
                }),
                attached_at: None,
            }
        });
        held.collect()
    }

    /// A policy for requests of which the sender fulfils what is up to it.
    fn prepared(
        &self,
        policy: &Policy,
        deployment: DeploymentId,
        when: &Guard,
        given: &Guard,
    ) -> Prepared {
        let free = &self.knowledge.access.free_conditions;
        let is_free = |key: &str| free.iter().any(|one| one.eq_ignore_ascii_case(key));
        let mut policy = policy.clone();
        policy.statements.retain(|statement| {
            let mut conditions = statement.conditions.iter();
            statement.effect == Effect::Allow || !conditions.any(|one| is_free(&one.key))
        });
        for statement in &mut policy.statements {
            statement.conditions.retain(|one| !is_free(&one.key));
            if *when != Guard::Always {
                statement.when = Guard::all([when.clone(), statement.when.clone()]);
            }
        }
        let reader = Texts {
            names: self.names,
            deployment,
            given,
        };
        Prepared::new(&policy, &reader)
    }

    fn joined(
        &self,
        id: ComponentId,
        direction: Direction,
        layer: Layer,
    ) -> Vec<(ComponentId, Guard)> {
        let edges = self.edges(id, direction, layer).into_iter();
        edges.map(|(other, when, _)| (other, when)).collect()
    }

    fn edges(
        &self,
        id: ComponentId,
        direction: Direction,
        layer: Layer,
    ) -> Vec<(ComponentId, Guard, Span)> {
        let node = NodeIndex::new(id.0 as usize);
        let edges = self.graph.inner.edges_directed(node, direction);
        let edges = edges.filter(|edge| edge.weight().layer == layer);
        let mut joined: Vec<_> = edges
            .map(|edge| {
                let other = match direction {
                    Direction::Outgoing => edge.target(),
                    Direction::Incoming => edge.source(),
                };
                let other = ComponentId(other.index() as u32);
                (
                    other,
                    edge.weight().when.clone(),
                    edge.weight().reason.spans[0],
                )
            })
            .collect();
        joined.sort_by_key(|(_, _, span)| *span);
        joined
    }
}

/// How values of the policies of a deployment are read.
struct Texts<'a> {
    names: &'a Names<'a>,
    deployment: DeploymentId,
    /// When the component exists to which a policy belongs: it is asked for those worlds only.
    given: &'a Guard,
}

impl Reader for Texts<'_> {
    fn text(&self, value: &Value) -> Option<PatternText> {
        self.names.text(self.deployment, value)
    }

    fn holds(&self, guard: &Guard) -> Option<bool> {
        let with = |guard: Guard| Guard::all([self.given.clone(), guard]);
        if !with(guard.clone().negate()).can_hold() {
            return Some(true);
        }
        (!with(guard.clone()).can_hold()).then_some(false)
    }
}

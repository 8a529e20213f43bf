//! Who may do what on a component: each principal with its rights, directly and by the roles that it can take.
//!
//! In: what decides rights, and a component or a principal. Out: [`Access`]es. How they are shown is not known here.

use crate::knowledge::{Action, Endpoint};
use crate::model::{Component, ComponentId, FactValue};
use crate::policy::{Effect, Principal as Named, PrincipalSort, pattern};
use crate::syntax::Term;

use super::super::{Graph, Layer, Payload};
use super::chain::Hop;
use super::key::KeyRight;
use super::principal::{Principal, Stranger, StrangerSort};
use super::rights::{Right, Rights};

/// What somebody can do to a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Get content out of it.
    Read,
    /// Put content into it.
    Write,
    /// See names, ids or settings.
    List,
    /// Something that moves no data.
    Other,
}

impl Ability {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Ability::Read => "read",
            Ability::Write => "write",
            Ability::List => "list",
            Ability::Other => "other",
        }
    }
}

/// That a principal may do something on a component.
#[derive(Clone, Debug)]
pub struct Access {
    /// Who.
    pub principal: Principal,
    /// On what.
    pub component: ComponentId,
    /// What sort of thing.
    pub ability: Ability,
    /// By which actions, as policies write them.
    pub actions: Vec<String>,
    /// How sure that is, and by which statements.
    pub right: Right,
    /// What the key of the component adds.
    pub key: KeyRight,
    /// The roles that it takes one after the other to get there; empty where the right is its own.
    pub chain: Vec<Hop>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// Everything that moves data.
    Data,
    /// Actions that a pattern such as `s3:Get*` names, in lower case.
    Action(&'a str),
}

impl Rights<'_> {
    /// Who may do what is wanted on a component.
    pub(super) fn who(&self, graph: &Graph, id: ComponentId, wanted: Wanted<'_>) -> Vec<Access> {
        let component = graph.component(id);
        let mut list = Vec::new();
        for principal in self.principals(component) {
            if principal == Principal::Declared(id) {
                continue;
            }
            let mut own = self.abilities(graph, &principal, component, wanted);
            // Somebody elsewhere is here because statements name him: those he has no right by are not worth a guess.
            let named = |access: &Access| !access.right.by.is_empty();
            own.retain(|access| matches!(principal, Principal::Declared(_)) || named(access));
            let left = own.into_iter();
            own = left
                .filter_map(|access| self.behind_block(component, access))
                .collect();
            if own.is_empty() {
                continue;
            }
            if let Principal::Declared(role) = principal {
                for (taker, chain) in self.takers(graph, role) {
                    let all = own.iter().cloned();
                    list.extend(all.map(|access| Access {
                        principal: taker.clone(),
                        chain: chain.clone(),
                        ..access
                    }));
                }
            }
            list.extend(own);
        }
        list.sort_by(|left, right| {
            let rank = |one: &Access| (one.chain.len(), one.principal.clone(), one.ability);
            rank(left).cmp(&rank(right))
        });
        // Who may by itself needs no role for it.
        let mut kept: Vec<Access> = Vec::new();
        for access in list {
            let same =
                |one: &&Access| one.principal == access.principal && one.ability == access.ability;
            let better = |one: &Access| one.sureness() >= access.sureness();
            if !kept.iter().filter(same).any(better) {
                kept.push(access);
            }
        }
        kept
    }

    /// What a principal may do by itself on a component.
    pub(super) fn abilities(
        &self,
        graph: &Graph,
        principal: &Principal,
        component: &Component,
        wanted: Wanted<'_>,
    ) -> Vec<Access> {
        let mut found: Vec<Access> = Vec::new();
        for (action, ability) in self.actions(component, wanted) {
            let Some(right) = self.right(principal, &action.to_ascii_lowercase(), component) else {
                continue;
            };
            match found.iter_mut().find(|access| access.ability == ability) {
                Some(access) => {
                    if right.level >= access.right.level {
                        if right.level > access.right.level {
                            access.actions.clear();
                        }
                        access.actions.push(action);
                    }
                    access.right = access.right.clone().or(right);
                }
                None => found.push(Access {
                    principal: principal.clone(),
                    component: component.id,
                    ability,
                    actions: vec![action],
                    right,
                    key: KeyRight::NotNeeded,
                    chain: Vec::new(),
                }),
            }
        }
        for access in &mut found {
            access.key = self.key_right(graph, principal, component, access.ability);
        }
        found
    }

    /// The actions on a component, as policies write them, with what they do.
    pub(super) fn actions(
        &self,
        component: &Component,
        wanted: Wanted<'_>,
    ) -> Vec<(String, Ability)> {
        let own = self.catalogued(component);
        match wanted {
            Wanted::Data => {
                let all = own.iter().flat_map(|action| named(action));
                let (moving, other): (Vec<_>, Vec<_>) =
                    all.partition(|(_, ability)| *ability != Ability::Other);
                // No data passes a key or a role: it is used.
                if moving.is_empty() { other } else { moving }
            }
            Wanted::Action(wanted) => self.named(component, own, wanted),
        }
    }

    /// The actions on a component that a pattern names: those of which the catalog says what they move, and the others that
    /// work on resources of its type.
    fn named(
        &self,
        component: &Component,
        own: &[&Action],
        wanted: &str,
    ) -> Vec<(String, Ability)> {
        let fits = own
            .iter()
            .filter(|action| pattern::matches_action(wanted, &action.name));
        let mut named: Vec<(String, Ability)> = fits.flat_map(|action| named(action)).collect();
        for (prefix, action) in self.knowledge.actions.matching(wanted) {
            let name = format!("{prefix}:{}", action.name);
            let is_known = named
                .iter()
                .any(|(known, _)| known.eq_ignore_ascii_case(&name));
            if !is_known && self.supports(&name, component) {
                named.push((name, Ability::Other));
            }
        }
        named
    }

    /// Everybody who may have a right on a component: whom the files declare, and whom its policies name.
    fn principals(&self, component: &Component) -> Vec<Principal> {
        let declared = self.declared_beside(component).map(Principal::Declared);
        let mut all: Vec<Principal> = declared.collect();
        all.extend(
            self.strangers(component)
                .into_iter()
                .map(Principal::Elsewhere),
        );
        all
    }

    /// The principals of the files whose account is known to be the one of a component, or is assumed to be: that of the
    /// same template.
    pub(super) fn declared_beside<'s>(
        &'s self,
        component: &'s Component,
    ) -> impl Iterator<Item = ComponentId> + 's {
        let of = |id: &ComponentId| &self.model.components[id.0 as usize];
        let all = self.principals.iter().copied();
        all.filter(move |id| self.is_beside(of(id), component))
    }

    /// Whether two components can be weighed against each other: they are of one template, or of templates whose accounts are
    /// known.
    pub(super) fn is_beside(&self, one: &Component, other: &Component) -> bool {
        let has_account = |component: &Component| {
            let facts = &self.model.deployments[component.deployment.0 as usize].facts;
            let fact = self.words.account.and_then(|word| facts.get(&word));
            fact.is_some_and(|fact| matches!(fact.value, FactValue::Known(_)))
        };
        self.model.are_together(one.deployment, other.deployment)
            || (has_account(one) && has_account(other))
    }

    /// Whether a component is a principal that the files declare.
    pub(super) fn is_principal(&self, component: &Component) -> bool {
        self.principals.binary_search(&component.id).is_ok()
    }

    /// Whom the policies of a component name that no file declares.
    pub(super) fn strangers(&self, component: &Component) -> Vec<Stranger> {
        let sorts = [
            self.words.resource_policy,
            self.words.trust_policy,
            self.words.key_policy,
        ];
        let own = self.model.policies.iter().filter(|attached| {
            attached.component == component.id && sorts.contains(&Some(attached.attribute))
        });
        let statements = own
            .filter_map(|attached| attached.policy.as_ref().ok())
            .flat_map(|policy| &policy.statements);
        let allowing = statements.filter(|statement| statement.effect == Effect::Allow);
        let mut found: Vec<Stranger> = Vec::new();
        for principals in allowing.filter_map(|statement| statement.principals.as_ref()) {
            let named = principals.list.iter();
            let strangers = named.filter_map(|one| self.stranger(component, one));
            for mut stranger in strangers {
                if principals.inverted {
                    (stranger.sort, stranger.pattern) = (StrangerSort::Anybody, "*".to_owned());
                    stranger.text = "*".to_owned();
                }
                let same =
                    |known: &Stranger| known.sort == stranger.sort && known.text == stranger.text;
                if !found.iter().any(same) {
                    found.push(stranger);
                }
            }
        }
        found
    }

    /// A principal of a policy, unless it is declared or stands for the account of the component.
    fn stranger(&self, component: &Component, named: &Named) -> Option<Stranger> {
        let span = named.value.span;
        let text = self.names.text(component.deployment, &named.value);
        let shown = crate::model::render(&named.value);
        let (pattern, exact) = match &text {
            Some(text) => (text.text.clone(), text.exact),
            None => ("*".to_owned(), false),
        };
        let account = self.names.account(component.deployment).text;
        let is_own = pattern == account || pattern == format!("arn:aws:iam::{account}:root");
        let mut declared = self.declared_beside(component);
        let is_declared = matches!(named.value.term, Term::Reference(_))
            || declared.any(|id| {
                let arns = self.names.arns(&self.model.components[id.0 as usize]);
                arns.iter().any(|arn| arn.text == pattern)
            });
        if is_own || is_declared {
            return None;
        }
        let sort = match named.sort {
            PrincipalSort::Anyone => StrangerSort::Anybody,
            PrincipalSort::Aws => by_arn(&pattern, exact),
            PrincipalSort::Service => StrangerSort::Service,
            PrincipalSort::Federated => StrangerSort::Federated,
            PrincipalSort::CanonicalUser => StrangerSort::Account,
        };
        let text = shown.unwrap_or_else(|| "a principal that is not known".to_owned());
        Some(Stranger {
            sort,
            text,
            pattern,
            exact,
            span,
        })
    }
}

/// The processes that run as a role, or as one that stands for it.
pub fn processes(graph: &Graph, role: ComponentId) -> Vec<ComponentId> {
    let mut found = Vec::new();
    let mut open = vec![role];
    while let Some(id) = open.pop() {
        let node = petgraph::graph::NodeIndex::new(id.0 as usize);
        let edges = graph
            .inner
            .edges_directed(node, petgraph::Direction::Incoming);
        for edge in edges.filter(|edge| edge.weight().layer == Layer::RunsAs) {
            let (from, _) = graph.ends(edge.weight().id);
            if !found.contains(&from) {
                found.push(from);
                open.push(from);
            }
        }
    }
    found.retain(|id| graph.component(*id).element != crate::knowledge::Element::Support);
    found.sort();
    found
}

/// An action with what it does to data, twice where it both reads and writes.
fn named(action: &Action) -> impl Iterator<Item = (String, Ability)> + '_ {
    let abilities: &[Ability] = match (action.direction, action.payload) {
        (None, _) | (_, Payload::None) => &[Ability::Other],
        (Some(Endpoint::In), Payload::Envelope) => &[Ability::List],
        (Some(Endpoint::In | Endpoint::Call), _) => &[Ability::Read],
        (Some(Endpoint::Both), _) => &[Ability::Read, Ability::Write],
        (Some(Endpoint::Out | Endpoint::CalledBy), _) => &[Ability::Write],
    };
    abilities
        .iter()
        .map(|ability| (action.name.clone(), *ability))
}

/// The sort of a principal of an account, by its ARN.
fn by_arn(pattern: &str, exact: bool) -> StrangerSort {
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    match parts.as_slice() {
        ["*"] if exact => StrangerSort::Anybody,
        [.., resource] if parts.len() == 6 => match resource.split('/').next() {
            Some("root") => StrangerSort::Account,
            Some("user") => StrangerSort::User,
            Some("role" | "assumed-role") => StrangerSort::Role,
            _ => StrangerSort::Unknown,
        },
        [id] if id.bytes().all(|byte| byte.is_ascii_digit()) => StrangerSort::Account,
        _ => StrangerSort::Unknown,
    }
}

//! Who can take a role: by assuming it, or by handing it to a service that runs what the taker wants.
//!
//! In: what decides rights, and a role. Out: everybody who can come to act as it, with the way. Cycles of roles end: each
//! principal is visited once.

use std::collections::{BTreeSet, VecDeque};

use crate::knowledge::Launch;
use crate::knowledge::actions::split;
use crate::model::{Component, ComponentId};
use crate::policy::context::Known;

use super::super::{Graph, Level};
use super::principal::{Principal, Stranger, StrangerSort};
use super::rights::{Right, Rights};

/// Most roles that one chain takes.
const MOST_HOPS: usize = 8;

/// One step of a chain: a role is taken.
#[derive(Clone, Debug)]
pub struct Hop {
    /// The role.
    pub role: ComponentId,
    /// The service that it is handed to; `None` where it is assumed.
    pub passed_to: Option<String>,
    /// The statements that let it be taken.
    pub right: Right,
}

impl Rights<'_> {
    /// Everybody who can take a role, with the roles taken on the way, that one last.
    pub(super) fn takers(&self, graph: &Graph, role: ComponentId) -> Vec<(Principal, Vec<Hop>)> {
        let mut seen = BTreeSet::from([Principal::Declared(role)]);
        let mut queue: VecDeque<(ComponentId, Vec<Hop>)> = VecDeque::from([(role, Vec::new())]);
        let mut takers = Vec::new();
        while let Some((role, after)) = queue.pop_front() {
            let component = graph.component(role);
            if after.len() >= MOST_HOPS || !self.is_role(component) {
                continue;
            }
            for (taker, hop) in self.takers_of(component) {
                if !seen.insert(taker.clone()) {
                    continue;
                }
                let chain: Vec<Hop> = std::iter::once(hop).chain(after.iter().cloned()).collect();
                if let Principal::Declared(next) = taker {
                    queue.push_back((next, chain.clone()));
                }
                takers.push((taker, chain));
            }
        }
        takers
    }

    /// The roles that a principal can take, one after the other, each with the way.
    pub(super) fn taken(&self, graph: &Graph, id: ComponentId) -> Vec<(ComponentId, Vec<Hop>)> {
        let mut seen = BTreeSet::from([id]);
        let mut queue: VecDeque<(ComponentId, Vec<Hop>)> = VecDeque::from([(id, Vec::new())]);
        let mut taken = Vec::new();
        while let Some((taker, before)) = queue.pop_front() {
            if before.len() >= MOST_HOPS {
                continue;
            }
            let principal = Principal::Declared(taker);
            let passes = self.may_pass(taker);
            let roles: Vec<ComponentId> = self.declared_beside(graph.component(taker)).collect();
            for role in roles {
                let component = graph.component(role);
                let is_open = passes || self.held.aims.lets_in(role);
                if seen.contains(&role) || !is_open || !self.is_role(component) {
                    continue;
                }
                let Some(hop) = self.takes(&principal, component) else {
                    continue;
                };
                seen.insert(role);
                let mut chain = before.clone();
                chain.push(hop);
                queue.push_back((role, chain.clone()));
                taken.push((role, chain));
            }
        }
        taken
    }

    /// Whether a principal may have the right to hand on roles.
    fn may_pass(&self, principal: ComponentId) -> bool {
        let mut pass = self.knowledge.access.pass.iter();
        pass.any(|action| {
            let (prefix, _) = split(action);
            self.held.aims.has_prefix(principal, prefix)
        })
    }

    /// Everybody who can take a role at once.
    fn takers_of(&self, role: &Component) -> Vec<(Principal, Hop)> {
        let declared = self.declared_beside(role).filter(|id| *id != role.id);
        let mut all: Vec<Principal> = declared.map(Principal::Declared).collect();
        let strangers = self.strangers(role).into_iter();
        // A service runs what the files give it to run; those are the processes of the role.
        let strangers = strangers.filter(|one| one.sort != StrangerSort::Service);
        all.extend(strangers.map(Principal::Elsewhere));
        let takers = all.into_iter().filter_map(|principal| {
            let hop = self.takes(&principal, role)?;
            Some((principal, hop))
        });
        takers.collect()
    }

    /// How a principal can take a role; assuming it is told before handing it on.
    fn takes(&self, principal: &Principal, role: &Component) -> Option<Hop> {
        let assume = self.knowledge.access.assume.iter();
        let assumed = assume
            .filter_map(|action| self.right(principal, &action.to_ascii_lowercase(), role))
            .reduce(Right::or);
        if let Some(right) = assumed {
            return Some(Hop {
                role: role.id,
                passed_to: None,
                right,
            });
        }
        let mut launches = self.knowledge.access.launches.iter();
        launches.find_map(|launch| self.passes(principal, role, launch))
    }

    /// Whether a principal can hand a role to a service and make it run.
    fn passes(&self, principal: &Principal, role: &Component, launch: &Launch) -> Option<Hop> {
        let Principal::Declared(_) = principal else {
            return None;
        };
        let access = &self.knowledge.access;
        let passed = access.pass.iter().filter_map(|action| {
            let told = [(access.passed_to.as_str(), Known::value(&launch.service))];
            self.right_with(principal, &action.to_ascii_lowercase(), role, &told)
        });
        let passed = passed.reduce(Right::or)?;
        let launched = launch
            .actions
            .iter()
            .filter_map(|action| self.somewhere(principal, &action.to_ascii_lowercase(), role))
            .reduce(Right::or)?;
        let service = Principal::Elsewhere(Stranger::service(&launch.service, role.span));
        let trusted = access
            .assume
            .iter()
            .filter_map(|action| self.right(&service, &action.to_ascii_lowercase(), role))
            .reduce(Right::or)?;
        let right = [launched, trusted].into_iter().fold(passed, Right::and);
        Some(Hop {
            role: role.id,
            passed_to: Some(launch.service.clone()),
            right,
        })
    }
}

impl Right {
    /// What it takes both for.
    pub(super) fn and(self, other: Self) -> Self {
        let mut right = Self {
            level: self.level.min(other.level),
            partly: self.partly || other.partly,
            ..self
        };
        right.by.extend(other.by);
        right.depends.extend(other.depends);
        if right.level == Level::Yes {
            right.depends.clear();
        }
        right
    }
}

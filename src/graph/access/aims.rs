//! What policies aim at, roughly and fast: which pairs of principal and component are worth a question.
//!
//! In: the policies that have a say. Out: an [`Aims`] that never leaves out a pair of which a policy speaks. Whether it
//! allows anything is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Component, ComponentId, DeploymentId, Model};
use crate::policy::{Effect, Policy, PrincipalSort, Statement};
use crate::syntax::{Term, Value};

use super::super::resolve::branches;

/// What a side aims at.
#[derive(Clone, Debug, Default)]
struct Aim {
    /// Components that it names by reference.
    named: BTreeSet<ComponentId>,
    /// Prefixes of the actions for which it names others, or everything.
    prefixes: BTreeSet<String>,
    /// Prefixes of all actions.
    spoken: BTreeSet<String>,
    /// Whether it names others for every prefix: nothing can be left out.
    everything: bool,
}

/// What all policies aim at.
#[derive(Debug, Default)]
pub(super) struct Aims {
    by_principal: BTreeMap<ComponentId, Aim>,
    by_component: BTreeMap<ComponentId, Aim>,
}

impl Aims {
    /// Adds a policy of a principal; `None` for one that was not read.
    pub(super) fn add_identity(
        &mut self,
        model: &Model,
        principal: ComponentId,
        deployment: DeploymentId,
        policy: Option<&Policy>,
    ) {
        let aim = self.by_principal.entry(principal).or_default();
        let Some(policy) = policy.filter(|policy| policy.opaque.is_empty()) else {
            aim.everything = true;
            return;
        };
        for statement in allowing(policy) {
            let prefixes = prefixes(statement);
            aim.everything |= prefixes.is_none();
            let prefixes = prefixes.unwrap_or_default();
            aim.spoken.extend(prefixes.iter().cloned());
            let named = match &statement.resources {
                Some(resources) if !resources.inverted => resources
                    .values
                    .iter()
                    .map(|value| only_references(model, deployment, value))
                    .collect(),
                _ => vec![None],
            };
            for named in named {
                match named {
                    Some(named) => aim.named.extend(named),
                    None => aim.prefixes.extend(prefixes.iter().cloned()),
                }
            }
        }
    }

    /// Adds a policy of a component; `None` for one that was not read.
    pub(super) fn add_resource(
        &mut self,
        model: &Model,
        component: &Component,
        policy: Option<&Policy>,
    ) {
        let aim = self.by_component.entry(component.id).or_default();
        let Some(policy) = policy.filter(|policy| policy.opaque.is_empty()) else {
            aim.everything = true;
            return;
        };
        for statement in allowing(policy) {
            let Some(principals) = statement.principals.as_ref().filter(|all| !all.inverted) else {
                aim.everything = true;
                continue;
            };
            for one in &principals.list {
                match one.sort {
                    // Nobody whom the files declare.
                    PrincipalSort::Service | PrincipalSort::Federated => {}
                    PrincipalSort::Anyone | PrincipalSort::CanonicalUser => aim.everything = true,
                    PrincipalSort::Aws => {
                        match only_references(model, component.deployment, &one.value) {
                            Some(named) => aim.named.extend(named),
                            None => aim.everything = true,
                        }
                    }
                }
            }
        }
    }

    /// Whether a principal may be concerned with a component, of which actions have a prefix.
    pub(super) fn concern<'a>(
        &self,
        principal: ComponentId,
        component: ComponentId,
        mut prefixes: impl Iterator<Item = &'a str>,
    ) -> bool {
        let by_policy = self.by_principal.get(&principal).is_some_and(|aim| {
            aim.everything
                || aim.named.contains(&component)
                || prefixes.any(|prefix| aim.prefixes.contains(prefix))
        });
        by_policy
            || self
                .by_component
                .get(&component)
                .is_some_and(|aim| aim.everything || aim.named.contains(&principal))
    }

    /// Whether a principal has permissions of a prefix at all, whatever they are on.
    pub(super) fn has_prefix(&self, principal: ComponentId, prefix: &str) -> bool {
        let aim = self.by_principal.get(&principal);
        aim.is_some_and(|aim| aim.everything || aim.spoken.contains(prefix))
    }

    /// Whether the policy of a component lets in anybody but services: of a role, whether it can be assumed.
    pub(super) fn lets_in(&self, component: ComponentId) -> bool {
        let aim = self.by_component.get(&component);
        aim.is_some_and(|aim| aim.everything || !aim.named.is_empty())
    }
}

fn allowing(policy: &Policy) -> impl Iterator<Item = &Statement> {
    let statements = policy.statements.iter();
    statements.filter(|statement| statement.effect == Effect::Allow)
}

/// The components that a value names, if it names nothing but components by reference.
fn only_references(
    model: &Model,
    deployment: DeploymentId,
    value: &Value,
) -> Option<Vec<ComponentId>> {
    let all = branches(value).into_iter();
    all.map(|(branch, _)| {
        let reference = |part: &Value| match &part.term {
            Term::Reference(reference) => {
                let key = (deployment, reference.to.clone());
                model.references.get(&key).copied()
            }
            _ => None,
        };
        match &branch.term {
            Term::Text(parts) => {
                let at = parts.iter().position(|part| reference(part).is_some())?;
                // A wildcard before the reference can mean others too.
                let is_open =
                    |part: &Value| part.as_text().is_none_or(|one| one.contains(['*', '?']));
                let is_symbol = |part: &Value| matches!(part.term, Term::Symbol(_));
                let open = parts[..at]
                    .iter()
                    .any(|part| is_open(part) && !is_symbol(part));
                reference(&parts[at]).filter(|_| !open)
            }
            _ => reference(branch),
        }
    })
    .collect()
}

/// The prefixes of the actions of a statement; `None` where it can mean any.
fn prefixes(statement: &Statement) -> Option<BTreeSet<String>> {
    let actions = &statement.actions;
    if actions.inverted || actions.unknown.is_some() {
        return None;
    }
    let prefix = |text: &str| {
        let (prefix, _) = text.split_once(':')?;
        (!prefix.contains(['*', '?'])).then(|| prefix.to_ascii_lowercase())
    };
    let patterns = actions.patterns.iter();
    patterns.map(|pattern| prefix(&pattern.text)).collect()
}

//! Deployments that belong together: names of one that another one uses.
//!
//! In: templates after the first look, whose references can name another template. Out: an index under which such a
//! reference means its component like any other, and resources that belong to a component of another template beside it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::{Format, Resource, Template, stacks};
use crate::knowledge::Knowledge;
use crate::source::Sources;
use crate::syntax::{Term, Value};

use super::declare::belong;
use super::fitting;
use super::lower::Lowered;
use super::satellites::Belonging;
use super::{ComponentId, DeploymentId, Model};

/// Joins templates: first what references mean, then what belongs to what.
pub(super) fn join(
    all: &mut [Lowered<'_>],
    knowledge: &Knowledge,
    sources: &Sources,
    model: &mut Model,
) {
    let mut templates = all.iter().map(|one| one.template);
    let is_stack = |one: &&Template| one.format == Format::CloudFormation;
    let is_single = templates.clone().filter(is_stack).count() < 2;
    let alone = is_single && templates.all(|one| one.within.is_none() && one.perhaps.is_empty());
    if !alone {
        index(all, model);
    }
    let mut elsewhere: Vec<(usize, Belonging)> = Vec::new();
    for (at, one) in all.iter_mut().enumerate() {
        let (template, deployment) = (one.template, one.deployment);
        let others = belong(
            template,
            deployment,
            knowledge,
            sources,
            model,
            &mut one.declared,
        );
        elsewhere.extend(others.into_iter().map(|other| (at, other)));
    }
    fitting::beside(all, knowledge, sources, model);
    attach(all, elsewhere, model);
}

/// Lets references to other templates mean what they name there.
fn index(all: &[Lowered<'_>], model: &mut Model) {
    let deployments = model.deployments.iter();
    model.by_path = deployments
        .map(|deployment| (deployment.path.clone(), deployment.id))
        .collect();
    for one in all {
        let mut names = BTreeSet::new();
        let values = one.template.resources.iter().map(|one| &one.properties);
        values.for_each(|value| foreign(value, &mut names));
        for name in names {
            if let Some((id, other)) = found(&name, model) {
                insert(model, one.deployment, name, id);
                together(model, one.deployment, other);
            }
        }
        let mut names = BTreeSet::new();
        for (cause, value) in &one.template.perhaps {
            foreign(value, &mut names);
            let key = (one.deployment, cause.clone());
            model.perhaps.insert(key, value.clone());
        }
        for name in names {
            if let Some((id, _)) = found(&name, model) {
                insert(model, one.deployment, name, id);
            }
        }
    }
}

fn insert(model: &mut Model, deployment: DeploymentId, name: String, id: ComponentId) {
    model.references.insert((deployment, name.clone()), id);
    model.elsewhere.insert((deployment, name), id);
}

/// The component that a name of another template means, and its deployment.
fn found(name: &str, model: &Model) -> Option<(ComponentId, DeploymentId)> {
    let mut parts = name.match_indices(stacks::OF);
    parts.find_map(|(at, of)| {
        let other = *model.by_path.get(&name[..at])?;
        let key = (other, name[at + of.len()..].to_owned());
        Some((*model.references.get(&key)?, other))
    })
}

/// Notes that two deployments are in one account and Region.
fn together(model: &mut Model, one: DeploymentId, other: DeploymentId) {
    let (one, other) = (model.first_of(one), model.first_of(other));
    let (first, second) = (one.min(other), one.max(other));
    if first != second {
        for known in model.together.values_mut() {
            if *known == second {
                *known = first;
            }
        }
        model.together.insert(second, first);
    }
}

/// Adds the names in a value that are of another template.
fn foreign(value: &Value, names: &mut BTreeSet<String>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Reference(reference) if reference.to.contains(stacks::OF) => {
                names.insert(reference.to.clone());
            }
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&**then, &**otherwise]),
            Term::Parameter(parameter) => open.extend(parameter.default.as_deref()),
            _ => {}
        }
    }
}

/// Puts resources beside the components of other templates that they belong to.
fn attach<'t>(all: &mut [Lowered<'t>], elsewhere: Vec<(usize, Belonging)>, model: &mut Model) {
    let mut places: BTreeMap<ComponentId, (usize, usize)> = BTreeMap::new();
    if !elsewhere.is_empty() {
        for (at, one) in all.iter().enumerate() {
            let own = one.declared.iter().enumerate();
            let own = own.filter(|(_, one)| !one.elsewhere);
            places.extend(own.filter_map(|(place, one)| Some((one.component?, (at, place)))));
        }
    }
    for (at, belonging) in elsewhere {
        let (from, source): (&'t Template, _) = (all[at].template, all[at].deployment);
        let resource: &'t Resource = &from.resources[belonging.resource];
        let Some(id) = belonging.to else { continue };
        let owner = model.components[id.0 as usize].deployment;
        let to = model.deployments[owner.0 as usize].path.clone();
        // Its values are those of its own template.
        let carried = Resource {
            properties: stacks::carried(&resource.properties, &from.path, &to),
            ..resource.clone()
        };
        let mut names = BTreeSet::new();
        foreign(&carried.properties, &mut names);
        for name in names {
            let own = name.strip_prefix(&format!("{}{}", from.path, stacks::OF));
            let of_source = own.unwrap_or(&name).to_owned();
            let known = model.references.get(&(source, of_source)).copied();
            if let Some(known) = known {
                insert(model, owner, name, known);
            }
        }
        if let Some((at, place)) = places.get(&id) {
            let declared = &mut all[*at].declared[*place];
            declared
                .satellites
                .push((Cow::Owned(carried), belonging.when));
        }
    }
}

impl Model {
    /// The first of the deployments that are in one account and Region with this one.
    pub fn first_of(&self, deployment: DeploymentId) -> DeploymentId {
        self.together
            .get(&deployment)
            .copied()
            .unwrap_or(deployment)
    }

    /// The deployment that a name belongs to, and the name there: one that was carried says of which template it is.
    pub fn home<'n>(&self, deployment: DeploymentId, name: &'n str) -> (DeploymentId, &'n str) {
        let of_path = |path: &str| self.by_path.get(path).copied();
        if let Some((name, path)) = name.rsplit_once(stacks::PARAMETER_OF)
            && let Some(home) = of_path(path)
        {
            return (home, name);
        }
        let carried = name.match_indices(stacks::OF);
        let mut carried =
            carried.filter_map(|(at, of)| Some((of_path(&name[..at])?, &name[at + of.len()..])));
        carried.next().unwrap_or((deployment, name))
    }

    /// Whether two deployments are in one account and Region for certain.
    pub fn are_together(&self, one: DeploymentId, other: DeploymentId) -> bool {
        self.first_of(one) == self.first_of(other)
    }
}

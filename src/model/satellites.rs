//! Resources that belong to another one, and which that is.
//!
//! In: the resources of a template with their kinds. Out: the satellites of each component, and those that belong to nothing
//! that the template declares.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::{Format, Resource, Template};
use crate::knowledge::{KindId, Knowledge, Path, Satellite};
use crate::source::Span;
use crate::syntax::{CauseKind, Guard, Term, Value};

use super::declare::Declared;
use super::path::{Found, Subject, find};
use super::{ComponentId, DeploymentId, Model, render};

/// A satellite with what it names; an orphan where no resource of the template declares that.
pub(super) struct Belonging {
    /// Its index into the template's resources.
    pub(super) resource: usize,
    /// The kind that it belongs to.
    pub(super) kind: KindId,
    /// What names the component.
    pub(super) named: Value,
    /// When it does.
    pub(super) when: Guard,
    /// The component, where a template declares it.
    pub(super) to: Option<ComponentId>,
}

/// Finds for each satellite the components it names; gives those whose components are not in the template.
pub(super) fn join<'t>(
    template: &'t Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &Model,
    declared: &mut [Declared<'t>],
) -> Vec<Belonging> {
    let by_component: BTreeMap<ComponentId, usize> = declared
        .iter()
        .enumerate()
        .filter_map(|(index, one)| one.component.map(|id| (id, index)))
        .collect();
    let mut orphans: Vec<Belonging> = Vec::new();
    let mut taken: BTreeSet<(usize, Span)> = BTreeSet::new();
    let all = belonging(template, deployment, knowledge, model, declared);
    for one in all {
        let Some(&target) = one.to.and_then(|id| by_component.get(&id)) else {
            orphans.push(one);
            continue;
        };
        taken.insert((one.resource, one.named.span));
        let satellites = &mut declared[target].satellites;
        // What belongs together comes together, resource by resource.
        let resource = &template.resources[one.resource];
        let is_same = |last: &Cow<'t, Resource>| match last {
            Cow::Borrowed(last) => std::ptr::eq(*last, resource),
            Cow::Owned(_) => false,
        };
        match satellites.last_mut() {
            Some((last, when)) if is_same(last) => {
                *when = Guard::any([when.clone(), one.when]);
            }
            _ => satellites.push((Cow::Borrowed(resource), one.when)),
        }
    }
    // A satellite can belong to components of several kinds: what one of them takes is no orphan, and the first speaks for all.
    let mut seen: BTreeSet<(usize, Span)> = BTreeSet::new();
    orphans.retain(|orphan| {
        let place = (orphan.resource, orphan.named.span);
        !taken.contains(&place) && seen.insert(place)
    });
    share_out(template, &mut orphans, declared);
    orphans
}

/// Satellites that name what only the deployment will tell may belong to any component of their kind that has none of that
/// type for certain. They are taken out of the orphans where there is such a component.
fn share_out<'t>(
    template: &'t Template,
    orphans: &mut Vec<Belonging>,
    declared: &mut [Declared<'t>],
) {
    let mut kept = Vec::new();
    let mut shared: BTreeSet<(KindId, &str)> = BTreeSet::new();
    for orphan in std::mem::take(orphans) {
        let type_name = template.resources[orphan.resource].type_name.as_str();
        if !is_open(&orphan.named, template) {
            kept.push(orphan);
            continue;
        }
        let has = |one: &Declared<'_>| {
            let mut own = one.satellites.iter();
            own.any(|(satellite, _)| satellite.type_name == type_name)
        };
        let takers = declared
            .iter_mut()
            .filter(|one| one.component.is_some() && one.kind == Some(orphan.kind) && !has(one));
        let mut takers = takers.peekable();
        if takers.peek().is_none() {
            kept.push(orphan);
            continue;
        }
        if shared.insert((orphan.kind, type_name)) {
            takers.for_each(|one| {
                one.perhaps
                    .push((Cow::Borrowed(type_name), orphan.named.clone()))
            });
        }
    }
    *orphans = kept;
}

/// Whether a value may name something of the same template: it is not known and nothing says that it is elsewhere, or it is what
/// another resource gives.
fn is_open(named: &Value, template: &Template) -> bool {
    match &named.term {
        Term::Unknown(cause) => matches!(
            cause.kind,
            CauseKind::Unstated | CauseKind::Function | CauseKind::Condition | CauseKind::Limit
        ),
        Term::Reference(reference) => {
            let mut resources = template.resources.iter();
            // A module that was not read gives what is its own.
            resources.any(|one| one.name == reference.to && one.name.contains(&one.type_name))
                && template.format == Format::Terraform
        }
        _ => false,
    }
}

/// What each satellite of a template names, for every kind that it can belong to.
fn belonging(
    template: &Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &Model,
    declared: &[Declared<'_>],
) -> Vec<Belonging> {
    let mut names = Names::new(deployment, model, declared);
    let mut all = Vec::new();
    for (index, resource) in template.resources.iter().enumerate() {
        let key = (template.format, resource.type_name.clone());
        for &kind in knowledge.satellites.get(&key).into_iter().flatten() {
            let source = knowledge.kind(kind).sources.get(&template.format);
            let satellites = source.into_iter().flat_map(|source| &source.satellites);
            let own = satellites.filter(|one| one.type_name == resource.type_name);
            for satellite in own.filter(|one| one.fitting.is_none()) {
                let found = names.targets(&resource.properties, satellite, kind);
                all.extend(found.into_iter().map(|((named, when), to)| Belonging {
                    resource: index,
                    kind,
                    named,
                    when,
                    to,
                }));
            }
        }
    }
    all
}

/// By what satellites can name the components of a deployment.
struct Names<'m> {
    deployment: DeploymentId,
    model: &'m Model,
    declared: &'m [Declared<'m>],
    by_name: BTreeMap<(KindId, &'m str), ComponentId>,
    /// Components by several of their properties together, by kind and paths.
    by_parts: BTreeMap<(KindId, String), BTreeMap<Vec<String>, ComponentId>>,
}

impl<'m> Names<'m> {
    fn new(deployment: DeploymentId, model: &'m Model, declared: &'m [Declared<'m>]) -> Self {
        let mut by_name = BTreeMap::new();
        for id in declared.iter().filter_map(|one| one.component) {
            let component = &model.components[id.0 as usize];
            let Some(kind) = component.kind else { continue };
            for name in &component.names {
                by_name.entry((kind, name.as_str())).or_insert(id);
            }
        }
        Self {
            deployment,
            model,
            declared,
            by_name,
            by_parts: BTreeMap::new(),
        }
    }

    /// What a satellite names, with the component that it means.
    fn targets(
        &mut self,
        properties: &Value,
        satellite: &Satellite,
        kind: KindId,
    ) -> Vec<(Found, Option<ComponentId>)> {
        let subject = Subject::alone(properties);
        let found = |path: &Path| find(&subject, std::slice::from_ref(path));
        if let [only] = satellite.to.as_slice() {
            let each = found(only).into_iter();
            return each
                .map(|found| {
                    let to = self.named(&found.0, kind);
                    (found, to)
                })
                .collect();
        }
        let parts: Vec<Found> = satellite.to.iter().flat_map(found).collect();
        let referred = parts
            .iter()
            .find_map(|part| Some((part, self.referred(&part.0, kind)?)));
        if let Some((part, to)) = referred {
            return vec![(part.clone(), Some(to))];
        }
        let to = key_of(properties, &satellite.to)
            .and_then(|key| self.with_parts(satellite, kind).get(&key).copied());
        let first = parts.into_iter().next();
        first.map(|part| (part, to)).into_iter().collect()
    }

    /// The component that a reference means.
    fn referred(&self, value: &Value, kind: KindId) -> Option<ComponentId> {
        let Term::Reference(reference) = &value.term else {
            return None;
        };
        let key = (self.deployment, reference.to.clone());
        let id = *self.model.references.get(&key)?;
        (self.model.components[id.0 as usize].kind == Some(kind)).then_some(id)
    }

    /// The component that a value means, by reference or by name.
    fn named(&self, value: &Value, kind: KindId) -> Option<ComponentId> {
        if matches!(value.term, Term::Reference(_)) {
            return self.referred(value, kind);
        }
        let name = render(value)?;
        self.by_name.get(&(kind, name.as_str())).copied()
    }

    /// The components of a kind by the properties that a satellite has in common with them.
    fn with_parts(
        &mut self,
        satellite: &Satellite,
        kind: KindId,
    ) -> &BTreeMap<Vec<String>, ComponentId> {
        let (declared, model) = (self.declared, self.model);
        let key = (kind, satellite.type_name.clone());
        self.by_parts.entry(key).or_insert_with(|| {
            let own = declared.iter().filter_map(|one| {
                let id = one.component?;
                let is_kind = model.components[id.0 as usize].kind == Some(kind);
                let key = key_of(&one.resource.properties, &satellite.to)?;
                is_kind.then_some((key, id))
            });
            own.collect()
        })
    }
}

/// What stands at some paths, as one key; `None` where one of them is not known.
fn key_of(properties: &Value, paths: &[Path]) -> Option<Vec<String>> {
    let subject = Subject::alone(properties);
    let at = |path: &Path| match find(&subject, std::slice::from_ref(path)).as_slice() {
        [(value, _)] => render(value),
        _ => None,
    };
    paths.iter().map(at).collect()
}

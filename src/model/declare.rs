//! The first look at a template: which resources are components, and which belong to another one.

use std::collections::BTreeMap;

use crate::frontend::{Resource, Template};
use crate::knowledge::{Element, Kind, KindId, Knowledge};
use crate::syntax::{Guard, Term, Value};

use super::path::{Subject, find, paths_of};
use super::{Component, ComponentId, Deployment, DeploymentId, Model, Presence, render};

/// A resource with what it was found to be.
pub(super) struct Declared<'t> {
    /// The resource.
    pub(super) resource: &'t Resource,
    /// Its kind; `None` for an unmapped type.
    pub(super) kind: Option<KindId>,
    /// Its component; `None` for a connector, a grant or a satellite alone.
    pub(super) component: Option<ComponentId>,
    /// The resources that belong to it, by index into the template's resources, and when they do.
    pub(super) satellites: Vec<(usize, Guard)>,
}

/// Adds the deployment and its components to the model.
pub(super) fn declare<'t>(
    template: &'t Template,
    path: &str,
    knowledge: &Knowledge,
    model: &mut Model,
) -> (DeploymentId, Vec<Declared<'t>>) {
    let deployment = DeploymentId(model.deployments.len() as u32);
    model.deployments.push(Deployment {
        id: deployment,
        file: template.file,
        path: path.to_owned(),
        format: template.format,
    });
    let mut declared: Vec<Declared<'t>> = Vec::with_capacity(template.resources.len());
    for resource in &template.resources {
        let key = (template.format, resource.type_name.clone());
        let kind = knowledge.by_type.get(&key).copied();
        let has_component = match kind {
            Some(kind) => knowledge.kind(kind).element.is_some(),
            None => !knowledge.satellites.contains_key(&key) && !knowledge.inert.contains_key(&key),
        };
        let component = has_component.then(|| {
            add(
                model,
                component(resource, kind, deployment, template, knowledge),
            )
        });
        if component.is_some() && kind.is_none() {
            model
                .unmapped
                .entry(key)
                .or_default()
                .push(resource.type_span);
        }
        if let Some(id) = component {
            model
                .references
                .insert((deployment, resource.name.clone()), id);
        }
        declared.push(Declared {
            resource,
            kind,
            component,
            satellites: Vec::new(),
        });
    }
    stand_in(deployment, knowledge, model, &declared);
    join_satellites(template, deployment, knowledge, model, &mut declared);
    (deployment, declared)
}

/// Lets references to resources that stand for a component mean that component.
fn stand_in(
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &mut Model,
    declared: &[Declared<'_>],
) {
    let format = model.deployments[deployment.0 as usize].format;
    for one in declared.iter().filter(|one| one.component.is_none()) {
        let Some(kind) = one.kind.map(|kind| knowledge.kind(kind)) else {
            continue;
        };
        let subject = Subject::alone(&one.resource.properties);
        let found = find(&subject, paths_of(&kind.stands_for, format));
        // Of two components that it can mean, a reference would name only one.
        let [(value, _)] = found.as_slice() else {
            continue;
        };
        let Term::Reference(reference) = &value.term else {
            continue;
        };
        let named = model.references.get(&(deployment, reference.to.clone()));
        if let Some(&id) = named {
            let name = (deployment, one.resource.name.clone());
            model.references.insert(name, id);
        }
    }
}

fn add(model: &mut Model, mut component: Component) -> ComponentId {
    let id = ComponentId(model.components.len() as u32);
    component.id = id;
    model.components.push(component);
    id
}

fn component(
    resource: &Resource,
    kind: Option<KindId>,
    deployment: DeploymentId,
    template: &Template,
    knowledge: &Knowledge,
) -> Component {
    let known: Option<&Kind> = kind.map(|kind| knowledge.kind(kind));
    let mut names = vec![format!("{{{}}}", resource.name)];
    let identity = known
        .and_then(|kind| kind.sources.get(&template.format))
        .map_or(&[][..], |source| &source.identity);
    names.extend(
        identity
            .iter()
            .filter_map(|name| resource.properties.get(name))
            .filter_map(render),
    );
    Component {
        id: ComponentId(0),
        name: resource.name.clone(),
        kind,
        kind_name: known.map_or_else(|| resource.type_name.clone(), |kind| kind.name.to_string()),
        element: known
            .and_then(|kind| kind.element)
            .unwrap_or(Element::Process),
        service: known.map(|kind| kind.service),
        deployment,
        presence: if known.is_some() {
            Presence::Declared
        } else {
            Presence::Unread
        },
        when: resource.when.clone(),
        names,
        facts: BTreeMap::new(),
        marks: Vec::new(),
        cause: None,
        span: resource.span,
        body: resource.properties_key,
    }
}

/// Finds for each satellite the components it names.
fn join_satellites(
    template: &Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &Model,
    declared: &mut [Declared<'_>],
) {
    let by_component: BTreeMap<ComponentId, usize> = declared
        .iter()
        .enumerate()
        .filter_map(|(index, one)| one.component.map(|id| (id, index)))
        .collect();
    let mut joined: Vec<(usize, usize, Guard)> = Vec::new();
    for (index, resource) in template.resources.iter().enumerate() {
        let Some(kinds) = knowledge
            .satellites
            .get(&(template.format, resource.type_name.clone()))
        else {
            continue;
        };
        for &kind in kinds {
            let Some(source) = knowledge.kind(kind).sources.get(&template.format) else {
                continue;
            };
            for satellite in source
                .satellites
                .iter()
                .filter(|satellite| satellite.type_name == resource.type_name)
            {
                for (value, when) in find(
                    &Subject::alone(&resource.properties),
                    std::slice::from_ref(&satellite.to),
                ) {
                    let target =
                        named(&value, deployment, kind, model).and_then(|id| by_component.get(&id));
                    joined.extend(target.map(|&target| (target, index, when)));
                }
            }
        }
    }
    for (target, index, when) in joined {
        let satellites = &mut declared[target].satellites;
        match satellites.iter_mut().find(|(known, _)| *known == index) {
            Some((_, known)) => *known = Guard::any([known.clone(), when]),
            None => satellites.push((index, when)),
        }
    }
}

/// The component of a kind that a value names inside its deployment.
fn named(
    value: &Value,
    deployment: DeploymentId,
    kind: KindId,
    model: &Model,
) -> Option<ComponentId> {
    if let Term::Reference(reference) = &value.term {
        let id = *model.references.get(&(deployment, reference.to.clone()))?;
        return (model.components[id.0 as usize].kind == Some(kind)).then_some(id);
    }
    let name = render(value)?;
    let fits = |component: &&Component| {
        component.deployment == deployment
            && component.kind == Some(kind)
            && component.names.contains(&name)
    };
    model
        .components
        .iter()
        .find(fits)
        .map(|component| component.id)
}

/// The resource with its satellites, as paths see it.
pub(super) fn subject<'t>(declared: &Declared<'t>, template: &'t Template) -> Subject<'t> {
    let satellites = declared.satellites.iter().map(|(index, joined)| {
        let satellite = &template.resources[*index];
        let when = match satellite.when == declared.resource.when {
            true => Guard::Always,
            false => satellite.when.clone(),
        };
        let when = Guard::all([when, joined.clone()]);
        (satellite.type_name.as_str(), &satellite.properties, when)
    });
    Subject {
        properties: &declared.resource.properties,
        satellites: satellites.collect(),
    }
}

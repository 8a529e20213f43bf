//! The first look at a template: which resources are components, and which belong to another one.

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::{Resource, Template};
use crate::knowledge::{Element, Kind, KindId, Knowledge};
use crate::source::{FileId, Span};
use crate::syntax::{CauseKind, Guard, Term, Value};

use super::mirrored::is_mirrored;
use super::path::{Subject, cause_of, find, paths_of};
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
    /// Types of resources of which some may belong to it, and nobody knows which: a value that says why.
    pub(super) perhaps: Vec<(&'t str, Value)>,
    /// Whether `resource` is but a satellite of a component that no resource declares.
    pub(super) elsewhere: bool,
}

/// The properties of what is not declared.
static NOTHING: Value = Value {
    term: Term::Absent,
    span: Span {
        file: FileId(0),
        start: 0,
        end: 0,
    },
};

/// Adds the deployment of a template to the model.
pub(super) fn deploy(template: &Template, model: &mut Model) -> DeploymentId {
    let deployment = DeploymentId(model.deployments.len() as u32);
    model.deployments.push(Deployment {
        id: deployment,
        file: template.file,
        path: template.path.clone(),
        format: template.format,
        facts: super::Facts::new(),
    });
    deployment
}

/// Adds the components of a template to the model.
pub(super) fn declare<'t>(
    template: &'t Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &mut Model,
) -> Vec<Declared<'t>> {
    let mut declared: Vec<Declared<'t>> = Vec::with_capacity(template.resources.len());
    for resource in &template.resources {
        let key = (template.format, resource.type_name.clone());
        let kind = knowledge.by_type.get(&key).copied();
        let has_component = match kind {
            Some(kind) => knowledge.kind(kind).element.is_some(),
            None => {
                !knowledge.satellites.contains_key(&key)
                    && !knowledge.inert.contains_key(&key)
                    && !is_mirrored(&resource.type_name, template, knowledge)
            }
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
            perhaps: Vec::new(),
            elsewhere: false,
        });
    }
    stand_in(deployment, knowledge, model, &declared);
    let mut orphans = join_satellites(template, deployment, knowledge, model, &mut declared);
    share_out(template, &mut orphans, &mut declared);
    for orphan in orphans {
        declared.push(stand_for(template, deployment, knowledge, model, orphan));
    }
    declared
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

/// A satellite with what it names; an orphan where no resource of the template declares that.
struct Belonging {
    /// Its index into the template's resources.
    resource: usize,
    /// The kind that it belongs to.
    kind: KindId,
    /// What names the component.
    named: Value,
    /// When it does.
    when: Guard,
}

/// A component that is not read, for what a satellite says of it: its policies are judged where they are written.
fn stand_for<'t>(
    template: &'t Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &mut Model,
    orphan: Belonging,
) -> Declared<'t> {
    let resource = &template.resources[orphan.resource];
    let mut unread = component(resource, Some(orphan.kind), deployment, template, knowledge);
    let name = render(&orphan.named);
    unread.name = format!("what {} belongs to", resource.name);
    unread.names = name.into_iter().collect();
    unread.presence = Presence::Unread;
    unread.cause = Some(cause_of(&orphan.named)).filter(|cause| cause.kind != CauseKind::Malformed);
    let id = add(model, unread);
    Declared {
        resource,
        kind: Some(orphan.kind),
        component: Some(id),
        satellites: vec![(orphan.resource, orphan.when)],
        perhaps: Vec::new(),
        elsewhere: true,
    }
}

/// Finds for each satellite the components it names; gives those whose components are not in the template.
fn join_satellites(
    template: &Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    model: &Model,
    declared: &mut [Declared<'_>],
) -> Vec<Belonging> {
    let by_component: BTreeMap<ComponentId, usize> = declared
        .iter()
        .enumerate()
        .filter_map(|(index, one)| one.component.map(|id| (id, index)))
        .collect();
    let mut orphans: Vec<Belonging> = Vec::new();
    let mut taken: BTreeSet<(usize, Span)> = BTreeSet::new();
    for one in belonging(template, knowledge) {
        let target = named(&one.named, deployment, one.kind, model);
        let Some(&target) = target.and_then(|id| by_component.get(&id)) else {
            orphans.push(one);
            continue;
        };
        taken.insert((one.resource, one.named.span));
        let satellites = &mut declared[target].satellites;
        // What belongs together comes together, resource by resource.
        match satellites.last_mut() {
            Some((index, when)) if *index == one.resource => {
                *when = Guard::any([when.clone(), one.when]);
            }
            _ => satellites.push((one.resource, one.when)),
        }
    }
    // A satellite can belong to components of several kinds: what one of them takes is no orphan, and the first speaks for all.
    let mut seen: BTreeSet<(usize, Span)> = BTreeSet::new();
    orphans.retain(|orphan| {
        let place = (orphan.resource, orphan.named.span);
        !taken.contains(&place) && seen.insert(place)
    });
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
        if !is_open(&orphan.named) {
            kept.push(orphan);
            continue;
        }
        let has = |one: &Declared<'_>| {
            let mut own = one.satellites.iter();
            own.any(|(index, _)| template.resources[*index].type_name == type_name)
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
            takers.for_each(|one| one.perhaps.push((type_name, orphan.named.clone())));
        }
    }
    *orphans = kept;
}

/// Whether a value may name something of the same template: it is not known, and nothing says that it is elsewhere.
fn is_open(named: &Value) -> bool {
    let Term::Unknown(cause) = &named.term else {
        return false;
    };
    matches!(
        cause.kind,
        CauseKind::Unstated | CauseKind::Function | CauseKind::Condition | CauseKind::Limit
    )
}

/// What each satellite of a template names, for every kind that it can belong to.
fn belonging(template: &Template, knowledge: &Knowledge) -> Vec<Belonging> {
    let mut all = Vec::new();
    for (index, resource) in template.resources.iter().enumerate() {
        let key = (template.format, resource.type_name.clone());
        for &kind in knowledge.satellites.get(&key).into_iter().flatten() {
            let source = knowledge.kind(kind).sources.get(&template.format);
            let satellites = source.into_iter().flat_map(|source| &source.satellites);
            for satellite in satellites.filter(|one| one.type_name == resource.type_name) {
                let subject = Subject::alone(&resource.properties);
                let found = find(&subject, std::slice::from_ref(&satellite.to));
                all.extend(found.into_iter().map(|(named, when)| Belonging {
                    resource: index,
                    kind,
                    named,
                    when,
                }));
            }
        }
    }
    all
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
pub(super) fn subject<'t>(declared: &'t Declared<'t>, template: &'t Template) -> Subject<'t> {
    let satellites = declared.satellites.iter().map(|(index, joined)| {
        let satellite = &template.resources[*index];
        let when = match satellite.when == declared.resource.when {
            true => Guard::Always,
            false => satellite.when.clone(),
        };
        let when = Guard::all([when, joined.clone()]);
        (satellite.type_name.as_str(), &satellite.properties, when)
    });
    let perhaps = declared.perhaps.iter();
    let perhaps = perhaps.map(|(type_name, why)| (*type_name, why, Guard::Always));
    Subject {
        properties: match declared.elsewhere {
            true => &NOTHING,
            false => &declared.resource.properties,
        },
        satellites: satellites.chain(perhaps).collect(),
    }
}

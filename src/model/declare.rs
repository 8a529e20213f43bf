//! The first look at a template: which resources are components, and which belong to another one.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::frontend::{Resource, Template};
use crate::knowledge::{Element, Kind, KindId, Knowledge, METADATA};
use crate::source::{FileId, Sources, Span};
use crate::syntax::{CauseKind, Guard, Term, Value};

use super::fitting;
use super::mirrored::is_mirrored;
use super::path::{Subject, cause_of, find, paths_of};
use super::satellites::{self, Belonging};
use super::{Component, ComponentId, Deployment, DeploymentId, Model, Presence, render};

/// A resource with what it was found to be.
pub(super) struct Declared<'t> {
    /// The resource.
    pub(super) resource: &'t Resource,
    /// Its kind; `None` for an unmapped type.
    pub(super) kind: Option<KindId>,
    /// Its component; `None` for a connector, a grant or a satellite alone.
    pub(super) component: Option<ComponentId>,
    /// The resources that belong to it, and when they do.
    pub(super) satellites: Vec<(Cow<'t, Resource>, Guard)>,
    /// Types of resources of which some may belong to it, and nobody knows which: a value that says why.
    pub(super) perhaps: Vec<(Cow<'t, str>, Value)>,
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
        within: template.within.clone(),
        made: template.made.clone(),
        incomplete: template.incomplete.clone(),
        ..Deployment::new(
            deployment,
            template.file,
            template.path.clone(),
            template.format,
        )
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
    declared
}

/// Lets resources that belong to a component of the template be part of it, and gives those that belong to one of another
/// template. For what is not read something stands in.
pub(super) fn belong<'t>(
    template: &'t Template,
    deployment: DeploymentId,
    knowledge: &Knowledge,
    sources: &Sources,
    model: &mut Model,
    declared: &mut Vec<Declared<'t>>,
) -> Vec<Belonging> {
    let orphans = satellites::join(template, deployment, knowledge, model, declared);
    let place = fitting::Place {
        template,
        deployment,
        knowledge,
        sources,
    };
    fitting::join(&place, model, declared);
    let (elsewhere, unread): (Vec<_>, Vec<_>) =
        orphans.into_iter().partition(|one| one.to.is_some());
    for orphan in unread {
        declared.push(stand_for(template, deployment, knowledge, model, orphan));
    }
    elsewhere
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
        let name = (deployment, one.resource.name.clone());
        let named = match found.as_slice() {
            [(value, _)] => referred_to(model, deployment, value),
            _ => None,
        };
        match named {
            Some(id) => {
                model.references.insert(name, id);
            }
            None if found.is_empty() => {}
            None => {
                model.stand_ins.insert(name, found);
            }
        }
    }
}

/// The component that a value refers to, where it is a reference alone.
fn referred_to(model: &Model, deployment: DeploymentId, value: &Value) -> Option<ComponentId> {
    let Term::Reference(reference) = &value.term else {
        return None;
    };
    let name = (deployment, reference.to.clone());
    model.references.get(&name).copied()
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
        in_part: false,
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
    unread.in_part = true;
    unread.cause = Some(cause_of(&orphan.named)).filter(|cause| cause.kind != CauseKind::Malformed);
    let id = add(model, unread);
    Declared {
        resource,
        kind: Some(orphan.kind),
        component: Some(id),
        satellites: vec![(Cow::Borrowed(resource), orphan.when)],
        perhaps: Vec::new(),
        elsewhere: true,
    }
}

/// The resource with its satellites, as paths see it.
pub(super) fn subject<'t>(declared: &'t Declared<'t>) -> Subject<'t> {
    let satellites = declared.satellites.iter().map(|(satellite, joined)| {
        let when = match satellite.when == declared.resource.when {
            true => Guard::Always,
            false => satellite.when.clone(),
        };
        let when = Guard::all([when, joined.clone()]);
        (satellite.type_name.as_str(), &satellite.properties, when)
    });
    let perhaps = declared.perhaps.iter();
    let perhaps = perhaps.map(|(name, why)| (&**name, why, Guard::Always));
    let metadata = declared.resource.metadata.iter();
    let metadata = metadata.map(|metadata| (METADATA, metadata, Guard::Always));
    Subject {
        properties: match declared.elsewhere {
            true => &NOTHING,
            false => &declared.resource.properties,
        },
        satellites: satellites.chain(perhaps).chain(metadata).collect(),
    }
}

//! From what a part of a design binds to components of the templates.

use std::collections::BTreeSet;

use crate::model::design::{Design, Part};
use crate::model::{Component, ComponentId, Deployment, DeploymentId, End, Presence};
use crate::source::{Diagnostic, Span, closest_name};

use super::super::builder::Builder;
use super::super::resolve::{Named, resolve};
use super::super::starts::{is_named, mark_of};
use super::Bound;

/// What stands before the stack in the name of a template that is several.
const STACK: &str = " (stack ";

/// The components that each part binds; none for a part that the templates do not have.
pub(super) fn bind(
    builder: &Builder<'_>,
    design: &Design,
    over_code: bool,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Vec<ComponentId>> {
    if !over_code {
        return vec![Vec::new(); design.parts.len()];
    }
    let near = near(builder, design);
    let resources = |part: &Part| resources_of(builder, part, &near, faults);
    let mut found: Vec<Vec<ComponentId>> = design.parts.iter().map(resources).collect();
    // A service is meant as the templates of this design use it, not as others do.
    let bound = found.iter().flatten();
    let bound = bound.map(|id| builder.graph.component(*id).deployment);
    let bound: BTreeSet<DeploymentId> = bound.collect();
    let own = if bound.is_empty() { near } else { bound };
    for (part, ids) in design.parts.iter().zip(&mut found) {
        if let (true, Some(service)) = (part.binds.is_empty(), part.service) {
            let is_it = |one: &&Component| {
                one.service == Some(service)
                    && one.kind == part.kind
                    && one.presence != Presence::Declared
                    && one.presence != Presence::Unread
                    && (own.is_empty() || own.contains(&one.deployment))
            };
            let nodes = builder.graph.inner.node_weights().filter(is_it);
            ids.extend(nodes.map(|one| one.id));
        }
    }
    found
}

/// The templates in the folder of a manifest, and below.
fn near(builder: &Builder<'_>, design: &Design) -> BTreeSet<DeploymentId> {
    let deployments = &builder.model.deployments;
    let path = &deployments[design.deployment.0 as usize].path;
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let is_near = |one: &&Deployment| {
        let rest = one.path.strip_prefix(folder);
        !one.is_design() && rest.is_some_and(|rest| folder.is_empty() || rest.starts_with('/'))
    };
    deployments
        .iter()
        .filter(is_near)
        .map(|one| one.id)
        .collect()
}

fn resources_of(
    builder: &Builder<'_>,
    part: &Part,
    near: &BTreeSet<DeploymentId>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ComponentId> {
    let mut found: Vec<ComponentId> = Vec::new();
    for bind in &part.binds {
        let mut named = resources(builder, &bind.text, |id| near.contains(&id));
        if named.is_empty() {
            named = resources(builder, &bind.text, |_| true);
        }
        if named.is_empty() {
            faults.push(nothing(builder, part, &bind.text, bind.span));
        }
        found.extend(named);
    }
    found.sort();
    found.dedup();
    found
}

/// The components that a text means: what has it as its address; what is declared under it as a name; what the templates
/// name so without declaring it; what bears it as a tag.
fn resources(
    builder: &Builder<'_>,
    text: &str,
    is_in: impl Fn(DeploymentId) -> bool,
) -> Vec<ComponentId> {
    let model = builder.model;
    let deployment = |one: &Component| &model.deployments[one.deployment.0 as usize];
    let is_at = |one: &&Component| {
        let path = &*deployment(one).path;
        // The path of a template alone means all its stacks.
        let all = path.split(STACK).next().unwrap_or(path);
        let under = |path: &str| {
            let rest = text.strip_prefix(path);
            rest.and_then(|rest| rest.strip_prefix('#')) == Some(&one.name)
        };
        under(path) || under(all)
    };
    let is_declared = |one: &&Component| (one.id.0 as usize) < model.components.len();
    let means = |one: &&Component| match text.split_once('=') {
        Some((key, value)) => mark_of(one, key, value).is_some(),
        None => is_named(model, one, text),
    };
    let tiers: [&dyn Fn(&&Component) -> bool; 4] = [
        &is_at,
        &|one| is_declared(one) && one.name == text,
        &|one| one.name == text,
        &|one| is_declared(one) && means(one),
    ];
    let of_code = |one: &&Component| !deployment(one).is_design() && is_in(one.deployment);
    let all = || builder.graph.inner.node_weights().filter(of_code);
    let found = tiers.into_iter().map(|tier| {
        let ids = all().filter(tier).map(|one| one.id);
        ids.collect::<Vec<_>>()
    });
    found
        .into_iter()
        .find(|ids| !ids.is_empty())
        .unwrap_or_default()
}

fn nothing(builder: &Builder<'_>, part: &Part, text: &str, at: Span) -> Diagnostic {
    let message = format!("`{}` binds `{}`, which no template has", part.name, text);
    let mut fault = Diagnostic::error("unknown-component", at, message);
    let nodes = builder.graph.inner.node_weights();
    let designs = &builder.model.deployments;
    let of_code = nodes.filter(|one| !designs[one.deployment.0 as usize].is_design());
    let near = closest_name(text, of_code.map(|one| &*one.name));
    fault.help = near.map(|near| format!("did you mean `{near}`?"));
    fault
}

/// Notes which part each component belongs to; a second one is an error.
pub(super) fn own(
    builder: &Builder<'_>,
    design: usize,
    found: &[Vec<ComponentId>],
    bound: &mut Bound,
    faults: &mut Vec<Diagnostic>,
) {
    let model = builder.model;
    let mut covers = Vec::new();
    for (part, ids) in found.iter().enumerate() {
        for id in ids {
            let component = builder.graph.component(*id);
            covers.push(component.deployment);
            let Some((other, taken)) = bound.owners.insert(*id, (design, part)) else {
                continue;
            };
            bound.owners.insert(*id, (other, taken));
            let own = &model.designs[design].parts[part];
            let earlier = &model.designs[other].parts[taken];
            let name = &component.name;
            let message = format!("`{}` binds {name}, as `{}` does", own.name, earlier.name);
            let fault = Diagnostic::error("bound-twice", own.span, message)
                .help("a resource is one component of the design; join the two, or bind one of them elsewhere");
            faults.push(fault.related(earlier.span, "the other one"));
        }
    }
    covers.sort();
    covers.dedup();
    bound.covers.push(covers);
}

/// Lets what is a part of something bound come along, unless a design binds it itself.
pub(super) fn along(builder: &Builder<'_>, bound: &mut Bound) {
    let parts = builder.model.links.iter().filter(|link| link.part);
    let mut found = Vec::new();
    for link in parts {
        let (End::Component(inner), End::Named(value, kinds)) = (&link.from, &link.to) else {
            continue;
        };
        if bound.owners.contains_key(inner) {
            continue;
        }
        let meanings = resolve(builder, value, link.deployment, kinds);
        let owners = meanings.iter().filter_map(|one| match one.named {
            Named::Component(id) => bound.owners.get(&id),
            Named::NotRead(..) => None,
        });
        found.extend(owners.map(|owner| (*inner, *owner)).next());
    }
    for (inner, owner) in found {
        bound.inner.insert(inner, owner);
        bound.owners.insert(inner, owner);
    }
}

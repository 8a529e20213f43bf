//! From what a part of a design binds to components of the templates.

use crate::model::design::{Design, Part};
use crate::model::{Component, ComponentId, Presence};
use crate::source::{Diagnostic, Span, closest_name};

use super::super::builder::Builder;
use super::super::starts::{is_named, mark_of};
use super::Bound;

/// The components that each part binds; none for a part that the templates do not have.
pub(super) fn bind(
    builder: &Builder<'_>,
    design: &Design,
    over_code: bool,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Vec<ComponentId>> {
    let parts = design.parts.iter();
    parts
        .map(|part| match over_code {
            true => one(builder, part, faults),
            false => Vec::new(),
        })
        .collect()
}

fn one(builder: &Builder<'_>, part: &Part, faults: &mut Vec<Diagnostic>) -> Vec<ComponentId> {
    if part.binds.is_empty() {
        return part.service.map_or_else(Vec::new, |service| {
            let nodes = builder.graph.inner.node_weights();
            let is_it = |component: &&Component| {
                component.service == Some(service)
                    && component.kind == part.kind
                    && component.presence != Presence::Declared
                    && component.presence != Presence::Unread
            };
            nodes.filter(is_it).map(|component| component.id).collect()
        });
    }
    let mut found: Vec<ComponentId> = Vec::new();
    for bind in &part.binds {
        let named = resources(builder, &bind.text);
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
fn resources(builder: &Builder<'_>, text: &str) -> Vec<ComponentId> {
    let model = builder.model;
    let deployment = |one: &Component| &model.deployments[one.deployment.0 as usize];
    let is_at = |one: &&Component| {
        let rest = text.strip_prefix(&*deployment(one).path);
        rest.and_then(|rest| rest.strip_prefix('#')) == Some(&one.name)
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
    let of_code = |one: &&Component| !deployment(one).is_design();
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

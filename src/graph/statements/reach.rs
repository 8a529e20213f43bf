//! The components whose content a statement lets read.

use std::collections::BTreeMap;

use crate::knowledge::{ActionTarget, Endpoint, KindId};
use crate::model::{ComponentId, render};
use crate::policy::pattern;
use crate::syntax::{Cause, CauseKind, Guard, Value};

use super::super::builder::Builder;
use super::super::grants::{actions, may_cover};
use super::super::resolve::{Extent, Named, branches, resolve};
use super::super::{Level, Payload};
use super::breadth::{Breadth, of_resource};
use super::{Found, Reach};

/// What a statement reaches, each component once, as sure as the surest of its actions makes it.
pub(super) fn reaches(builder: &Builder<'_>, found: &Found<'_>) -> Vec<Reach> {
    let mut kinds: Vec<KindId> = actions(builder, found.statement)
        .into_iter()
        .filter(|(_, action, _)| matches!(action.direction, Some(Endpoint::In | Endpoint::Both)))
        // Who may only list names reads no content.
        .filter(|(_, action, _)| action.payload != Payload::Envelope)
        .flat_map(|(_, action, _)| match action.target {
            ActionTarget::Kinds(kinds) => kinds,
            ActionTarget::Service => Vec::new(),
        })
        .collect();
    kinds.sort();
    kinds.dedup();
    let mut reached: BTreeMap<ComponentId, Reach> = BTreeMap::new();
    for kind in kinds {
        for reach in of_kind(builder, found, kind) {
            let reach = under_conditions(found, reach);
            let known = reached
                .entry(reach.component)
                .or_insert_with(|| reach.clone());
            if reach.level > known.level {
                *known = reach;
            }
        }
    }
    reached.into_values().collect()
}

/// What a condition of the statement lets through is not known.
fn under_conditions(found: &Found<'_>, reach: Reach) -> Reach {
    match found.statement.conditions.first() {
        Some(condition) if reach.level == Level::Yes => {
            let text = format!("the statement holds only where `{}` fits", condition.key);
            possible(reach.component, text)
        }
        _ => reach,
    }
}

fn of_kind(builder: &Builder<'_>, found: &Found<'_>, kind: KindId) -> Vec<Reach> {
    let holder = builder.graph.component(found.component);
    // The policy of a resource speaks of that resource.
    if Some(found.attribute) != builder.words.identity_policy {
        let own = holder.kind == Some(kind);
        return own.then(|| certain(holder.id)).into_iter().collect();
    }
    let all = || builder.of_kind(holder.deployment, kind).iter().copied();
    let Some(resources) = &found.statement.resources else {
        return Vec::new();
    };
    if resources.inverted {
        let text = "the statement names what it does not mean";
        return all().map(|id| possible(id, text.to_owned())).collect();
    }
    let mut reached = Vec::new();
    for value in &resources.values {
        for (branch, _) in branches(value) {
            reached.extend(by_value(builder, found, kind, branch, all()));
        }
    }
    reached
}

fn by_value(
    builder: &Builder<'_>,
    found: &Found<'_>,
    kind: KindId,
    value: &Value,
    all: impl Iterator<Item = ComponentId>,
) -> Vec<Reach> {
    let deployment = builder.graph.component(found.component).deployment;
    let mut reached = Vec::new();
    for meaning in resolve(builder, value, deployment, &[kind]) {
        match meaning.named {
            Named::Component(id) if builder.graph.component(id).kind == Some(kind) => {
                let sure = meaning.extent == Extent::Whole && meaning.when == Guard::Always;
                let text = "the statement covers a part of it, or covers it under a condition";
                reached.push(match sure {
                    true => certain(id),
                    false => possible(id, text.to_owned()),
                });
            }
            Named::Component(_) => {}
            Named::NotRead(..) => {
                let Some(text) = render(value) else {
                    let text = "the resource of the statement is not known";
                    return all.map(|id| possible(id, text.to_owned())).collect();
                };
                return all
                    .filter_map(|id| by_pattern(builder, id, &text))
                    .collect();
            }
        }
    }
    reached
}

/// Whether a pattern covers a component, by its names.
fn by_pattern(builder: &Builder<'_>, id: ComponentId, text: &str) -> Option<Reach> {
    let names = &builder.graph.component(id).names;
    if !may_cover(text, names) {
        return None;
    }
    let resource = text.rsplit(':').next().unwrap_or(text);
    let resource = resource.split('/').next().unwrap_or(resource);
    let given = names.iter().skip(1).filter(|name| !name.contains('{'));
    let by_name = given
        .into_iter()
        .any(|name| pattern::matches(resource, name));
    if of_resource(text) > Breadth::Named || by_name {
        return Some(certain(id));
    }
    let name = &builder.graph.component(id).name;
    Some(possible(id, format!("`{text}` can mean {name}")))
}

fn certain(component: ComponentId) -> Reach {
    Reach {
        component,
        level: Level::Yes,
        doubt: None,
    }
}

fn possible(component: ComponentId, text: String) -> Reach {
    Reach {
        component,
        level: Level::Possible,
        doubt: Some(Cause::new(CauseKind::PossibleFlow, text)),
    }
}

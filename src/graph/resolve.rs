//! From a value to the components that it names.

use crate::knowledge::{Element, KindId};
use crate::model::{ComponentId, DeploymentId, render};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::builder::Builder;

/// What a value names.
#[derive(Clone, Debug)]
pub(super) struct Meaning {
    /// The component, or the name of one that is not in the files read.
    pub(super) named: Named,
    /// When it names this one.
    pub(super) when: Guard,
    /// How much of the component it names.
    pub(super) extent: Extent,
}

/// A component, or what is known of one that was not read.
#[derive(Clone, Debug)]
pub(super) enum Named {
    Component(ComponentId),
    NotRead(String, Cause),
}

/// How much of a component a text names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// A part, such as one prefix of a bucket.
    Part,
}

/// The components that a value names inside a deployment. A bare name means only components of `kinds`.
pub(super) fn resolve(builder: &Builder<'_>, value: &Value, deployment: DeploymentId, kinds: &[KindId]) -> Vec<Meaning> {
    let mut meanings = Vec::new();
    collect(builder, value, deployment, kinds, &Guard::Always, &mut meanings);
    meanings
}

fn collect(builder: &Builder<'_>, value: &Value, deployment: DeploymentId, kinds: &[KindId], when: &Guard, into: &mut Vec<Meaning>) {
    let mut add = |named: Named, extent: Extent| into.push(Meaning { named, when: when.clone(), extent });
    match &value.term {
        Term::Choice { when: condition, then, otherwise } => {
            let holds = Guard::all([when.clone(), condition.clone()]);
            let fails = Guard::all([when.clone(), condition.clone().negate()]);
            collect(builder, then, deployment, kinds, &holds, into);
            collect(builder, otherwise, deployment, kinds, &fails, into);
        }
        Term::List(items) => items.iter().for_each(|item| collect(builder, item, deployment, kinds, when, into)),
        Term::Reference(reference) => {
            // Resources that are no components (attachments, associations) name nothing.
            if let Some(&id) = builder.model.references.get(&(deployment, reference.to.clone())) {
                add(Named::Component(id), Extent::Whole);
            }
        }
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => collect(builder, default, deployment, kinds, when, into),
            None => {
                let cause = Cause::new(CauseKind::Parameter, &parameter.name);
                add(Named::NotRead(format!("what parameter `{}` names", parameter.name), cause), Extent::Whole);
            }
        },
        Term::Text(parts) => match referenced(builder, parts, deployment, kinds) {
            Some((id, extent)) => add(Named::Component(id), extent),
            None => by_text(builder, value, deployment, kinds).into_iter().for_each(|(named, extent)| add(named, extent)),
        },
        Term::Scalar(_) => by_text(builder, value, deployment, kinds).into_iter().for_each(|(named, extent)| add(named, extent)),
        Term::Unknown(cause) => add(Named::NotRead(cause.subject.clone(), cause.clone()), Extent::Whole),
        Term::Absent | Term::Null | Term::Map(_) | Term::Symbol(_) => {}
    }
}

/// The component that a part of a text refers to, and whether the text means all of it.
fn referenced(builder: &Builder<'_>, parts: &[Value], deployment: DeploymentId, kinds: &[KindId]) -> Option<(ComponentId, Extent)> {
    for (index, part) in parts.iter().enumerate() {
        let Term::Reference(reference) = &part.term else { continue };
        let Some(&id) = builder.model.references.get(&(deployment, reference.to.clone())) else { continue };
        let component = builder.graph.component(id);
        let fits = match component.kind {
            Some(kind) if !kinds.is_empty() => kinds.contains(&kind),
            _ => component.element != Element::Support || kinds.is_empty(),
        };
        if !fits {
            continue;
        }
        let rest: Option<String> = parts[index + 1..].iter().map(render).collect();
        let extent = match rest.as_deref() {
            Some(rest) if is_whole(rest) => Extent::Whole,
            _ => Extent::Part,
        };
        return Some((id, extent));
    }
    None
}

/// Whether what follows a component's name in an ARN still means all of it.
fn is_whole(rest: &str) -> bool {
    rest.trim_matches(|letter| matches!(letter, '/' | ':' | '*')).is_empty()
        || rest.starts_with("/index/")
        || rest.starts_with("/stream/")
        || rest.starts_with(":log-stream:")
}

fn by_text(builder: &Builder<'_>, value: &Value, deployment: DeploymentId, kinds: &[KindId]) -> Vec<(Named, Extent)> {
    let Some(text) = render(value) else {
        let name = format!("what is named at {}", value.span.start);
        return vec![(Named::NotRead(name, Cause::new(CauseKind::NotRead, "what this names")), Extent::Whole)];
    };
    let fits = |id: &ComponentId| {
        kinds.is_empty() || builder.graph.component(*id).kind.is_some_and(|kind| kinds.contains(&kind))
    };
    let named = |name: &str| builder.by_name.get(&(deployment, name.to_owned())).into_iter().flatten().copied().filter(fits);
    let exact: Vec<_> = named(&text).map(|id| (Named::Component(id), Extent::Whole)).collect();
    if !exact.is_empty() {
        return exact;
    }
    if let Some(found) = by_arn(&text, |token| named(token).next()) {
        return vec![(Named::Component(found.0), found.1)];
    }
    let cause = Cause::new(CauseKind::NotRead, format!("`{text}`"));
    vec![(Named::NotRead(text, cause), Extent::Whole)]
}

/// The component that a token of an ARN names, and whether the ARN means all of it.
fn by_arn(text: &str, named: impl Fn(&str) -> Option<ComponentId>) -> Option<(ComponentId, Extent)> {
    if !text.starts_with("arn:") {
        return None;
    }
    // The sixth part of an ARN is the resource; before it stand partition, service, Region and account.
    let resource_at = text.match_indices(':').nth(4).map(|(at, _)| at + 1)?;
    let resource = &text[resource_at..];
    let mut start = 0;
    for end in resource.match_indices(['/', ':']).map(|(at, _)| at).chain([resource.len()]) {
        if let Some(id) = named(&resource[start..end]) {
            let extent = if is_whole(&resource[end..]) { Extent::Whole } else { Extent::Part };
            return Some((id, extent));
        }
        start = end + 1;
    }
    None
}

//! From a value to the components that it names.

use crate::knowledge::{Element, KindId};
use crate::model::{ComponentId, DeploymentId, render};
use crate::syntax::{Cause, CauseKind, Guard, Parameter, Term, Value};

use super::builder::Builder;
use super::elsewhere::{Elsewhere, elsewhere};

/// What stands in the place of a name that cannot be written down.
pub(super) const NAMELESS: &str = "what this names";

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
pub(super) fn resolve(
    builder: &Builder<'_>,
    value: &Value,
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Vec<Meaning> {
    let mut meanings = Vec::new();
    for (branch, when) in branches(value) {
        let stands = stood_for(builder, branch, deployment);
        for (named, extent) in leaf(builder, branch, deployment, kinds) {
            meanings.push(Meaning {
                named,
                when: when.clone(),
                extent,
            });
        }
        for (inner, inner_when) in stands {
            for (named, extent) in leaf(builder, inner, deployment, kinds) {
                meanings.push(Meaning {
                    named,
                    when: Guard::all([when.clone(), inner_when.clone()]),
                    extent,
                });
            }
        }
    }
    meanings
}

/// What a reference to a resource means that is no component and stands for something that is none of the files either.
fn stood_for<'b>(
    builder: &'b Builder<'_>,
    value: &Value,
    deployment: DeploymentId,
) -> Vec<(&'b Value, Guard)> {
    let Term::Reference(reference) = &value.term else {
        return Vec::new();
    };
    let name = (deployment, reference.to.clone());
    let all = builder.model.stand_ins.get(&name).into_iter().flatten();
    let each = all.flat_map(|(value, when)| {
        let of_one = branches(value).into_iter();
        of_one.map(move |(inner, inner_when)| (inner, Guard::all([when.clone(), inner_when])))
    });
    each.collect()
}

/// The values that a value can be, each with its condition; lists and mappings give their items, parameters their default.
pub(super) fn branches(value: &Value) -> Vec<(&Value, Guard)> {
    let mut out = Vec::new();
    let mut open = vec![(value, Guard::Always)];
    while let Some((value, when)) = open.pop() {
        match &value.term {
            Term::Choice {
                when: condition,
                then,
                otherwise,
            } => {
                open.push((
                    otherwise,
                    Guard::all([when.clone(), condition.clone().negate()]),
                ));
                open.push((then, Guard::all([when, condition.clone()])));
            }
            Term::Parameter(Parameter {
                default: Some(default),
                ..
            }) => open.push((default, when)),
            Term::List(items) => open.extend(items.iter().rev().map(|item| (item, when.clone()))),
            Term::Map(entries) => {
                open.extend(
                    entries
                        .iter()
                        .rev()
                        .map(|entry| (&entry.value, when.clone())),
                );
            }
            _ => out.push((value, when)),
        }
    }
    out
}

/// Whether a text says all of itself: nothing in it is left to the deployment but what every resource there shares.
pub(super) fn is_spelled_out(value: &Value) -> bool {
    match &value.term {
        Term::Scalar(_) | Term::Symbol(_) => true,
        Term::Text(parts) => parts.iter().all(is_spelled_out),
        _ => false,
    }
}

/// What a value that is no branch names.
fn leaf(
    builder: &Builder<'_>,
    value: &Value,
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Vec<(Named, Extent)> {
    let unread = |name: String, cause: Cause| vec![(Named::NotRead(name, cause), Extent::Whole)];
    match &value.term {
        Term::Reference(reference) => {
            // Resources that are no components (attachments, associations) name nothing.
            let id = builder
                .model
                .references
                .get(&(deployment, reference.to.clone()));
            id.map(|&id| (Named::Component(id), Extent::Whole))
                .into_iter()
                .collect()
        }
        Term::Parameter(parameter) => {
            let name = format!("what parameter `{}` names", parameter.name);
            unread(name, Cause::new(CauseKind::Parameter, &parameter.name))
        }
        Term::Text(parts) => match referenced(builder, parts, deployment, kinds) {
            Some((id, extent)) => vec![(Named::Component(id), extent)],
            None => by_text(builder, value, deployment, kinds),
        },
        Term::Scalar(_) => by_text(builder, value, deployment, kinds),
        Term::Unknown(cause) => unread(cause.subject.clone(), cause.clone()),
        _ => Vec::new(),
    }
}

/// The component that a part of a text refers to, and whether the text means all of it.
fn referenced(
    builder: &Builder<'_>,
    parts: &[Value],
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Option<(ComponentId, Extent)> {
    for (index, part) in parts.iter().enumerate() {
        let Term::Reference(reference) = &part.term else {
            continue;
        };
        let Some(&id) = builder
            .model
            .references
            .get(&(deployment, reference.to.clone()))
        else {
            continue;
        };
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
            // What goes on without a separator is another name that begins alike.
            Some(rest) if !rest.starts_with(['/', ':', '*', '.', '?']) => continue,
            _ => Extent::Part,
        };
        return Some((id, extent));
    }
    None
}

/// Whether what follows a component's name in an ARN still means all of it.
fn is_whole(rest: &str) -> bool {
    rest.trim_matches(|letter| matches!(letter, '/' | ':' | '*'))
        .is_empty()
        || rest.starts_with("/index/")
        || rest.starts_with("/stream/")
        || rest.starts_with(":log-stream:")
}

fn by_text(
    builder: &Builder<'_>,
    value: &Value,
    deployment: DeploymentId,
    kinds: &[KindId],
) -> Vec<(Named, Extent)> {
    let Some(text) = render(value) else {
        let cause = Cause::new(CauseKind::NotRead, NAMELESS);
        return vec![(Named::NotRead(NAMELESS.to_owned(), cause), Extent::Whole)];
    };
    let fits = |id: &ComponentId| {
        kinds.is_empty()
            || builder
                .graph
                .component(*id)
                .kind
                .is_some_and(|kind| kinds.contains(&kind))
    };
    let named = |name: &str| {
        builder
            .by_name
            .get(&(deployment, name.to_owned()))
            .into_iter()
            .flatten()
            .copied()
            .filter(fits)
    };
    let exact: Vec<_> = named(&text)
        .map(|id| (Named::Component(id), Extent::Whole))
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    let of_service = |id: &ComponentId| {
        let service = text
            .split(':')
            .nth(2)
            .and_then(|prefix| builder.knowledge.by_prefix.get(prefix));
        service.is_none() || builder.graph.component(*id).service == service.copied()
    };
    if let Some((id, extent)) = by_arn(&text, |token| named(token).find(|id| of_service(id))) {
        return vec![(Named::Component(id), extent)];
    }
    let cause = match elsewhere(builder, &text, deployment, kinds) {
        Elsewhere::Certain(id, extent) => return vec![(Named::Component(id), extent)],
        Elsewhere::Several(cause) => cause,
        Elsewhere::Possible(..) | Elsewhere::Nothing => {
            Cause::new(CauseKind::NotRead, format!("`{text}`"))
        }
    };
    vec![(Named::NotRead(text, cause), Extent::Whole)]
}

/// The component that a token of an ARN names, and whether the ARN means all of it.
pub(super) fn by_arn(
    text: &str,
    named: impl Fn(&str) -> Option<ComponentId>,
) -> Option<(ComponentId, Extent)> {
    if !text.starts_with("arn:") {
        return None;
    }
    // The sixth part of an ARN is the resource; before it stand partition, service, Region and account.
    let resource_at = text.match_indices(':').nth(4).map(|(at, _)| at + 1)?;
    let resource = &text[resource_at..];
    let ends: Vec<usize> = resource
        .match_indices(['/', ':'])
        .map(|(at, _)| at)
        .collect();
    let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
    for start in starts {
        // A name can hold separators itself: the longest that is one counts.
        let later = ends.iter().copied().filter(|end| *end > start);
        let mut stops: Vec<usize> = later.chain([resource.len()]).collect();
        stops.reverse();
        for end in stops {
            if let Some(id) = named(&resource[start..end]) {
                let extent = if is_whole(&resource[end..]) {
                    Extent::Whole
                } else {
                    Extent::Part
                };
                return Some((id, extent));
            }
        }
    }
    None
}

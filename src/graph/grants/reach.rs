//! The components on which a statement lets act, and how sure it is that it means them.

use crate::knowledge::{KindId, ServiceId};
use crate::model::ComponentId;
use crate::policy::{Resources, Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Value};

use super::super::builder::Builder;
use super::super::resolve::{Extent, Named, resolve};
use super::expand::Holder;

/// A component on which a statement lets act, and how sure that is.
pub(super) struct Reached {
    pub(super) component: ComponentId,
    pub(super) doubt: Option<Cause>,
    pub(super) when: Guard,
}

pub(super) fn on_service(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    service: ServiceId,
    span: Span,
) -> Vec<Reached> {
    if builder.knowledge.service(service).kind.is_none() {
        return Vec::new();
    }
    let deployment = builder.graph.component(holder.process).deployment;
    let component = builder.service(deployment, service, span);
    vec![Reached {
        component,
        doubt: None,
        when: Guard::Always,
    }]
}

pub(super) fn on_kind(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    kind: KindId,
    action: &str,
    span: Span,
) -> Vec<Reached> {
    let every = Resources {
        inverted: true,
        values: Vec::new(),
    };
    let resources = statement.resources.as_ref().unwrap_or(&every);
    if resources.inverted {
        return any_of(builder, holder, kind, "*", action, span);
    }
    let mut reached = Vec::new();
    for value in &resources.values {
        reached.extend(by_value(builder, holder, kind, value, action));
    }
    reached
}

fn by_value(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    value: &Value,
    action: &str,
) -> Vec<Reached> {
    let deployment = builder.graph.component(holder.process).deployment;
    let mut reached = Vec::new();
    for meaning in resolve(builder, value, deployment, &[kind]) {
        match meaning.named {
            Named::Component(id) if builder.graph.component(id).kind == Some(kind) => {
                let name = &builder.graph.component(id).name;
                let part = Cause::new(
                    CauseKind::PossibleFlow,
                    format!("the grant covers a part of {name} only"),
                );
                let doubt = (meaning.extent == Extent::Part).then_some(part);
                reached.push(Reached {
                    component: id,
                    doubt,
                    when: meaning.when,
                });
            }
            Named::Component(_) => {}
            Named::NotRead(name, _) if name.contains('*') || name.contains('?') => {
                reached.extend(any_of(builder, holder, kind, &name, action, value.span));
            }
            Named::NotRead(name, cause) => {
                if is_for(builder, kind, &name) {
                    let component = builder.unread(deployment, &name, Some(kind), value.span);
                    reached.push(Reached {
                        component,
                        doubt: Some(cause),
                        when: meaning.when,
                    });
                }
            }
        }
    }
    reached
}

/// Whether a name that no file declares can be a component of a kind: an ARN of another service cannot.
fn is_for(builder: &Builder<'_>, kind: KindId, name: &str) -> bool {
    let mut parts = name.split(':');
    let (Some("arn"), Some(_), Some(service)) = (parts.next(), parts.next(), parts.next()) else {
        return true;
    };
    let own = builder.knowledge.kind(kind).service;
    builder
        .knowledge
        .by_prefix
        .get(service)
        .is_none_or(|named| *named == own)
}

/// Every component of a kind that a wildcard covers, each only possible, and whatever else there may be.
fn any_of(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    kind: KindId,
    wildcard: &str,
    action: &str,
    span: Span,
) -> Vec<Reached> {
    if !is_for(builder, kind, wildcard) {
        return Vec::new();
    }
    let deployment = builder.graph.component(holder.process).deployment;
    let mut all = builder
        .by_kind
        .get(&(deployment, kind))
        .cloned()
        .unwrap_or_default();
    all.retain(|id| may_cover(wildcard, builder.graph.component(*id).names.as_slice()));
    if all.is_empty() {
        let title = builder
            .knowledge
            .service(builder.knowledge.kind(kind).service)
            .title
            .clone();
        all.push(builder.unread(
            deployment,
            &format!("other resources of {title}"),
            Some(kind),
            span,
        ));
    }
    let reached = all.into_iter().map(|component| {
        let name = &builder.graph.component(component).name;
        let doubt = Cause::new(
            CauseKind::PossibleFlow,
            format!("`{action}` is allowed on `{wildcard}`, which can include {name}"),
        );
        Reached {
            component,
            doubt: Some(doubt),
            when: Guard::Always,
        }
    });
    reached.collect()
}

/// Whether a wildcard can cover a component: one with a literal name only if the wildcard's resource part can match it.
fn may_cover(wildcard: &str, names: &[String]) -> bool {
    let literal = names
        .iter()
        .filter(|name| !name.contains('{'))
        .collect::<Vec<_>>();
    if literal.is_empty() || !wildcard.starts_with("arn:") {
        return true;
    }
    let Some(resource) = wildcard.splitn(6, ':').nth(5) else {
        return true;
    };
    let covers = |name: &str| {
        let whole = pattern::intersects(resource, &format!("{name}*"));
        whole
            || resource
                .split(['/', ':'])
                .any(|token| pattern::intersects(token, name))
    };
    literal.iter().any(|name| covers(name))
}

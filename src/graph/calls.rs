//! What the definitions of processes call: components that they name, actions of services, addresses.
//!
//! In: the calls of the model. Out: flows that the definition makes happen, one for each callee and action, with every place
//! that says so. What a role lets the process do besides, its grants say.

use std::collections::BTreeMap;

use crate::knowledge::{Action, ActionTarget, Endpoint, KindId};
use crate::model::{Call, Callee, ComponentId, render};
use crate::source::Span;
use crate::syntax::{Cause, Guard, Value};

use super::builder::{Builder, Relation, configured, via};
use super::hosts::{hosts_in, service_of};
use super::resolve::{Named, resolve};
use super::{Level, Payload};

/// A flow that a definition makes, by what tells it from others: ends, direction, and what it says of itself.
type Key = (ComponentId, ComponentId, Endpoint, String);

/// Flows by what tells them apart.
type Flows = BTreeMap<Key, Vec<Relation>>;

/// Follows every call.
pub(super) fn follow(builder: &mut Builder<'_>) {
    let model = builder.model;
    let mut flows = Flows::new();
    for call in &model.calls {
        match &call.callee {
            Callee::Named(value, payload) => named(builder, call, value, *payload, &mut flows),
            Callee::Action {
                service,
                action,
                written,
                on,
            } => {
                let known = builder.knowledge.service(*service).actions.get(action);
                let moving = known.filter(|action| action.payload != Payload::None);
                if let Some(action) = moving {
                    acts(builder, call, action, written, on, &mut flows);
                }
            }
            Callee::Address(value) => address(builder, call, value, &mut flows),
        }
    }
    for ((from, to, direction, _), relations) in flows {
        for relation in relations {
            builder.flow(from, to, direction, &relation);
        }
    }
}

/// A component that is called by its name.
fn named(
    builder: &mut Builder<'_>,
    call: &Call,
    value: &Value,
    payload: Payload,
    flows: &mut Flows,
) {
    let text = format!("a {} of {} calls it", call.name, caller(builder, call));
    for (to, when, doubt) in targets(builder, call, value, &[]) {
        let relation = relation(call, payload, text.clone(), value.span, when, doubt);
        note(builder, flows, call, to, Endpoint::Call, relation);
    }
}

/// An action, on the components that the definition names, or on a service as a whole.
fn acts(
    builder: &mut Builder<'_>,
    call: &Call,
    action: &Action,
    written: &Value,
    on: &[(Value, Guard)],
    flows: &mut Flows,
) {
    let Some(direction) = action.direction else {
        return;
    };
    let Callee::Action { service, .. } = &call.callee else {
        return;
    };
    let mut reached: Vec<(ComponentId, Guard, Option<Cause>, Span)> = Vec::new();
    match &action.target {
        ActionTarget::Service if builder.knowledge.service(*service).kind.is_some() => {
            let to = builder.service(call.deployment, *service, written.span);
            reached.push((to, Guard::Always, None, written.span));
        }
        ActionTarget::Service => {}
        ActionTarget::Kinds(kinds) => {
            for (value, outer) in on {
                for (to, when, doubt) in targets(builder, call, value, kinds) {
                    let when = Guard::all([outer.clone(), when]);
                    reached.push((to, when, doubt, value.span));
                }
            }
        }
    }
    let caller = caller(builder, call);
    let text = format!("a {} of {caller} uses `{}`", call.name, action.name);
    for (to, when, doubt, span) in reached {
        let mut relation = relation(call, action.payload, text.clone(), span, when, doubt);
        relation.via = via(call.from, action.endpoint.as_ref());
        note(builder, flows, call, to, direction, relation);
    }
}

/// An address: a service that the catalog knows by its host, or somebody else's.
fn address(builder: &mut Builder<'_>, call: &Call, value: &Value, flows: &mut Flows) {
    let Some(text) = render(value) else { return };
    for host in hosts_in(&text) {
        let known = service_of(builder.knowledge, host);
        let known = known.filter(|(id, _)| builder.knowledge.service(*id).kind.is_some());
        let to = match known {
            Some((service, _)) => builder.service(call.deployment, service, value.span),
            None => {
                let kind = builder.knowledge.conventions.external_host;
                builder.unread(call.deployment, host, kind, value.span)
            }
        };
        let text = format!(
            "a {} of {} calls `{host}`",
            call.name,
            caller(builder, call)
        );
        let mut relation = relation(
            call,
            Payload::Content,
            text,
            value.span,
            Guard::Always,
            None,
        );
        relation.via = known.and_then(|(_, host)| via(call.from, host.endpoint.as_ref()));
        note(builder, flows, call, to, Endpoint::Call, relation);
    }
}

/// The components that a value names. One that no file read declares is named for certain all the same, if its name is known.
fn targets(
    builder: &mut Builder<'_>,
    call: &Call,
    value: &Value,
    kinds: &[KindId],
) -> Vec<(ComponentId, Guard, Option<Cause>)> {
    let mut targets = Vec::new();
    for meaning in resolve(builder, value, call.deployment, kinds) {
        let target = match meaning.named {
            Named::Component(id) => (id, meaning.when, None),
            Named::NotRead(name, _) if name.is_empty() => continue,
            Named::NotRead(name, cause) => {
                let kind = kinds.first().copied();
                let id = builder.unread(call.deployment, &name, kind, value.span);
                builder.explain(id, cause.clone());
                let known = value.as_text().is_some();
                (id, meaning.when, Some(cause).filter(|_| !known))
            }
        };
        targets.push(target);
    }
    targets
}

fn caller<'b>(builder: &'b Builder<'_>, call: &Call) -> &'b str {
    &builder.graph.component(call.from).name
}

fn relation(
    call: &Call,
    payload: Payload,
    text: String,
    span: Span,
    when: Guard,
    doubt: Option<Cause>,
) -> Relation {
    let mut relation = configured(payload, text, span);
    relation.when = Guard::all([call.when.clone(), when]);
    relation.doubt = call.doubt.clone().or(doubt);
    if relation.doubt.is_some() {
        relation.level = Level::Possible;
    }
    relation
}

/// Adds a flow, or its place to an equal one.
fn note(
    builder: &mut Builder<'_>,
    flows: &mut Flows,
    call: &Call,
    to: ComponentId,
    direction: Endpoint,
    relation: Relation,
) {
    let at = relation.reason.spans.first().copied();
    if let Some(at) = at {
        builder.refer(call.from, to, at, &relation.when);
    }
    let key = (call.from, to, direction, relation.reason.text.clone());
    let known = flows.entry(key).or_default();
    let same = known.iter_mut().find(|one| {
        (&one.when, one.level, &one.doubt) == (&relation.when, relation.level, &relation.doubt)
    });
    match same {
        Some(one) => one.reason.spans.extend(at),
        None => known.push(relation),
    }
}

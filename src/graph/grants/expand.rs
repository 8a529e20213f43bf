//! From a statement to the flows that it permits.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::knowledge::{Action, ActionTarget, Endpoint, ModelCall, ServiceId};
use crate::model::{ComponentId, DeploymentId, Facts};
use crate::policy::{Effect, Policy, Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, Guard};

use super::super::access::Rights;
use super::super::builder::{Builder, Relation, via};
use super::super::resolve::is_spelled_out;
use super::super::{Basis, Layer, Leg, Level, Payload, Reason, Via};
use super::audience;
use super::features::{self, Used};
use super::gates;
use super::guardrail;
use super::models;
use super::reach::{Grant, Reached, on_kind, on_service};
use super::weigh::{decided, doubt};

/// Who holds a policy.
pub(super) struct Holder<'h> {
    pub(super) process: ComponentId,
    pub(super) role: ComponentId,
    /// The deployment in which the policy is written.
    pub(super) written: DeploymentId,
    /// Whether other processes run with the same role.
    pub(super) shared: bool,
    pub(super) when: Guard,
    /// Where the policy is attached, if its own text is not in the files read.
    pub(super) attached_at: Option<Span>,
    /// Statements of the same role that deny without a condition.
    pub(super) denied: &'h [&'h Statement],
    /// Statements of the same role that deny under conditions of their own.
    pub(super) denied_under: &'h [&'h Statement],
    /// All statements of the role.
    pub(super) allowed: &'h [&'h Statement],
    /// What all policies together decide.
    pub(super) rights: &'h Rights<'h>,
}

/// A flow that a statement permits; equal ones are joined, with all their actions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Permitted {
    target: ComponentId,
    direction: Endpoint,
    payload: Payload,
    family: Option<Arc<str>>,
    model_call: Option<ModelCall>,
}

/// What is known of a permitted flow.
struct Evidence {
    actions: Vec<String>,
    features: Used,
    level: Level,
    doubt: Option<Cause>,
    when: Guard,
    spans: Vec<Span>,
}

/// Adds the flows that the statements of a policy permit to a process.
pub(super) fn policy(builder: &mut Builder<'_>, policy: &Policy, holder: &Holder<'_>) {
    for statement in policy
        .statements
        .iter()
        .filter(|statement| statement.effect == Effect::Allow)
    {
        audience::hint(builder, statement, holder);
        let mut permitted = BTreeMap::new();
        let beyond = everything(statement).then(|| whatever(builder, holder, statement));
        for (service, action, written) in actions(builder, statement) {
            // Only the policy of a component itself gives such an action.
            if action.needs.is_some() {
                continue;
            }
            let span = holder.attached_at.unwrap_or(written);
            let reached = match &action.target {
                ActionTarget::Service => on_service(builder, holder, service, beyond, span),
                ActionTarget::Kinds(kinds) => {
                    let grant = Grant {
                        statement,
                        action: &action,
                        beyond,
                        span,
                    };
                    let each = kinds.iter();
                    each.flat_map(|kind| on_kind(builder, holder, *kind, &grant))
                        .collect()
                }
            };
            let reached = gates::through(builder, holder, (service, &action), reached);
            note(
                &mut permitted,
                holder,
                statement,
                (service, &action),
                span,
                reached,
                builder,
            );
        }
        add(builder, holder, statement, permitted);
    }
}

/// Whether a statement allows every action, or all but some: then it says of none that it is used.
pub(super) fn everything(statement: &Statement) -> bool {
    let mut patterns = statement.actions.patterns.iter();
    statement.actions.inverted || patterns.any(|one| one.text.trim_matches('*').is_empty())
}

/// The component that stands for all that such a statement allows beyond the files read.
fn whatever(builder: &mut Builder<'_>, holder: &Holder<'_>, statement: &Statement) -> ComponentId {
    let deployment = builder.graph.component(holder.process).deployment;
    let first = statement.actions.patterns.first();
    let span = holder
        .attached_at
        .unwrap_or(first.map_or(statement.span, |one| one.span));
    let role = &builder.graph.component(holder.role).name;
    let name = format!("whatever {role} may use besides");
    builder.unread(deployment, &name, None, span)
}

/// Adds the flows that a statement of a resource's own policy permits to a process.
pub(super) fn on_resource(
    builder: &mut Builder<'_>,
    statement: &Statement,
    resource: ComponentId,
    holder: &Holder<'_>,
) {
    let mut permitted = BTreeMap::new();
    for (service, action, span) in actions(builder, statement) {
        let kind = builder.graph.component(resource).kind;
        if kind.is_some_and(|kind| action.target.is(kind)) {
            let reached = vec![Reached {
                component: resource,
                doubt: gates::closed(builder, holder, &action, resource),
                when: Guard::Always,
            }];
            note(
                &mut permitted,
                holder,
                statement,
                (service, &action),
                span,
                reached,
                builder,
            );
        }
    }
    add(builder, holder, statement, permitted);
}

/// The catalogued actions that move data and that a statement names, each with the pattern that does.
pub(in crate::graph) fn actions(
    builder: &Builder<'_>,
    statement: &Statement,
) -> Vec<(ServiceId, Action, Span)> {
    let mut found = Vec::new();
    let knowledge = builder.knowledge;
    for (prefix, &service) in &knowledge.by_prefix {
        let may_name = |text: &str| match text.split_once(':') {
            Some((named, _)) => pattern::matches_action(named, prefix),
            None => true,
        };
        let patterns = &statement.actions.patterns;
        if !statement.actions.inverted && !patterns.iter().any(|one| may_name(&one.text)) {
            continue;
        }
        let own = format!("{prefix}:");
        for (name, action) in knowledge.service(service).actions.range(own.clone()..) {
            if !name.starts_with(&own) {
                break;
            }
            // What an inverted list leaves out for certain is only what its texts say in full.
            let mut counted = patterns
                .iter()
                .filter(|one| one.exact || !statement.actions.inverted);
            let named = counted.find(|one| pattern::matches_action(&one.text, name));
            let span = match (statement.actions.inverted, named) {
                (false, Some(one)) => one.span,
                (true, None) => statement.span,
                _ => continue,
            };
            if action.direction.is_some() && action.payload != Payload::None {
                found.push((service, action.clone(), span));
            }
        }
    }
    found
}

fn note(
    permitted: &mut BTreeMap<Permitted, Evidence>,
    holder: &Holder<'_>,
    statement: &Statement,
    (service, action): (ServiceId, &Action),
    span: Span,
    reached: Vec<Reached>,
    builder: &Builder<'_>,
) {
    let Some(direction) = action.direction else {
        return;
    };
    for one in reached {
        let Some(right) = decided(builder, holder, action, one.component) else {
            continue;
        };
        let doubt = one
            .doubt
            .or_else(|| doubt(builder, holder, statement, action, one.component, right));
        let level = if doubt.is_some() {
            Level::Possible
        } else {
            Level::Yes
        };
        let target = one.component;
        let key = Permitted {
            target,
            direction,
            payload: action.payload,
            family: action.endpoint.clone(),
            model_call: action.model_call.clone(),
        };
        let when = Guard::all([holder.when.clone(), statement.when.clone(), one.when]);
        let evidence = permitted.entry(key).or_insert_with(|| Evidence {
            actions: Vec::new(),
            features: Used::new(),
            level,
            doubt: doubt.clone(),
            when: when.clone(),
            spans: vec![span],
        });
        match level.cmp(&evidence.level) {
            Ordering::Greater => {
                (evidence.level, evidence.doubt, evidence.when) = (level, None, when);
            }
            Ordering::Equal => evidence.when = Guard::any([evidence.when.clone(), when]),
            Ordering::Less => {}
        }
        // What stands for the rest of the world is no service whose features could be used.
        if builder.graph.component(target).service == Some(service) {
            features::note(&mut evidence.features, statement, (service, action));
        }
        if !evidence.actions.contains(&action.name) {
            evidence.actions.push(action.name.clone());
        }
        if !evidence.spans.contains(&span) {
            evidence.spans.push(span);
        }
    }
}

fn add(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    permitted: BTreeMap<Permitted, Evidence>,
) {
    for (flow, evidence) in permitted {
        // The platform reads the source of events for the process: the setting that says so is the flow.
        if flow.direction == Endpoint::In && is_configured(builder, flow.target, holder.process) {
            continue;
        }
        let text = format!("{} {}", verb(flow.direction), listed(&evidence.actions));
        let facts = facts(builder, holder, statement, &flow, &evidence);
        let relation = Relation {
            when: evidence.when,
            level: evidence.level,
            doubt: evidence.doubt,
            payload: flow.payload,
            via: called(
                statement,
                via(holder.process, flow.family.as_ref()),
                &evidence.actions,
            ),
            facts,
            reason: Reason {
                text,
                spans: evidence.spans,
                basis: Basis::Permitted,
            },
        };
        builder.flow(holder.process, flow.target, flow.direction, &relation);
    }
}

/// What else is known of a permitted flow.
fn facts(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    flow: &Permitted,
    evidence: &Evidence,
) -> Facts {
    let call = flow.model_call.as_ref();
    let mut facts = guardrail::facts(builder, holder, statement, call, &evidence.actions);
    let span = evidence.spans.first().copied().unwrap_or(statement.span);
    facts.extend(models::facts(
        builder,
        holder,
        statement,
        call,
        &evidence.actions,
    ));
    facts.extend(features::facts(builder, &evidence.features, span));
    facts
}

/// The way to an endpoint, with what the statement lets call there.
fn called(statement: &Statement, via: Option<Via>, actions: &[String]) -> Option<Via> {
    let mut via = via?;
    via.actions = actions.to_vec();
    if let Some(resources) = statement.resources.as_ref().filter(|one| !one.inverted) {
        let texts = resources.values.iter().map(|value| {
            let text = pattern::pattern_of(value).unwrap_or_else(|| "*".to_owned());
            (text, is_spelled_out(value))
        });
        via.resources = texts.collect();
    }
    Some(via)
}

/// Whether a setting already moves data by itself from one component to the other.
fn is_configured(builder: &Builder<'_>, from: ComponentId, to: ComponentId) -> bool {
    let (from, to) = (
        NodeIndex::new(from.0 as usize),
        NodeIndex::new(to.0 as usize),
    );
    let mut edges = builder
        .graph
        .inner
        .edges_connecting(from, to)
        .map(|edge| edge.weight());
    edges.any(|edge| {
        edge.layer == Layer::Flows
            && edge.leg == Leg::Transfer
            && edge.reason.basis == Basis::Configured
    })
}

/// The first of some actions, and how many more there are.
fn listed(actions: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown = actions[..actions.len().min(SHOWN)].join("`, `");
    match actions.len().saturating_sub(SHOWN) {
        0 => format!("`{shown}`"),
        more => format!("`{shown}` and {more} more"),
    }
}

fn verb(direction: Endpoint) -> &'static str {
    match direction {
        Endpoint::In => "may read with",
        Endpoint::Out => "may write with",
        Endpoint::Call | Endpoint::CalledBy => "may call with",
        Endpoint::Both => "may read and write with",
    }
}

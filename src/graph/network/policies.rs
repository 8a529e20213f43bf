//! Whether the policy of an endpoint lets a call pass.
//!
//! In: the policies of an endpoint, and the actions and resources of a grant. Out: an answer. A part that passes is enough:
//! what the endpoint refuses goes nowhere. Conditions are not evaluated: under one it is not known, unless it asks for the
//! account of the deployment.

use petgraph::Direction;

use crate::model::ComponentId;
use crate::policy::{
    Condition, Effect, Policy, PrincipalSort, Principals, Resources, Statement, pattern,
};
use crate::syntax::{Cause, CauseKind, Symbol, Term};

use super::super::Layer;
use super::super::Via;
use super::super::builder::Builder;
use super::super::resolve::{Named, is_spelled_out, resolve};
use super::answer::Answer;
use super::parts::{around, is_read};

/// How far a statement speaks of a call.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    May,
    Yes,
}

/// Whether the policy of an endpoint lets a call pass; without one everything passes.
pub(super) fn allows(
    builder: &Builder<'_>,
    endpoint: ComponentId,
    target: ComponentId,
    via: &Via,
) -> Answer {
    let name = &builder.graph.component(endpoint).name;
    let what = match via.actions.first() {
        Some(action) => format!("`{action}`"),
        None => format!("calls of `{}`", via.family),
    };
    let mut answers = Vec::new();
    for attached in builder.policies_of(endpoint, builder.words.endpoint_policy) {
        let says = match &attached.policy {
            Err(cause) => Answer::unknown(cause.clone(), vec![attached.span]),
            Ok(policy) => match decide(builder, policy, endpoint, target, via) {
                Fit::Yes => Answer::yes(Vec::new()),
                Fit::No => {
                    let text = format!("the policy of {name} does not let {what} pass");
                    Answer::no_because(text, vec![policy.span])
                }
                Fit::May => {
                    let text = format!("whether the policy of {name} lets {what} pass");
                    Answer::unknown(Cause::new(CauseKind::Unstated, text), vec![policy.span])
                }
            },
        };
        answers.push(says.or_outside(&attached.when));
    }
    Answer::all(answers)
}

/// Whether an endpoint lets everybody do everything, as it does without a policy.
pub(super) fn openness(builder: &Builder<'_>, endpoint: ComponentId) -> Answer {
    let component = builder.graph.component(endpoint);
    let mut restricted = Vec::new();
    for attached in builder.policies_of(endpoint, builder.words.endpoint_policy) {
        let says = match &attached.policy {
            Err(cause) => Answer::unknown(cause.clone(), vec![attached.span]),
            Ok(policy) if is_open(policy) => Answer::no(vec![policy.span]),
            Ok(policy) => match policy.opaque.first() {
                Some(cause) => Answer::unknown(cause.clone(), vec![policy.span]),
                None => Answer::yes(vec![policy.span]),
            },
        };
        restricted.push(says.when(&attached.when));
    }
    match restricted.is_empty() {
        true => Answer::yes(vec![component.body]),
        false => Answer::any(restricted).negate(),
    }
}

/// Whether a policy is like none.
fn is_open(policy: &Policy) -> bool {
    let all = |one: &Statement| {
        let mut actions = one.actions.patterns.iter();
        let resource = one.resources.as_ref().is_some_and(|resources| {
            let mut values = resources.values.iter();
            !resources.inverted && values.any(|value| value.as_text() == Some("*"))
        });
        one.effect == Effect::Allow
            && actions.any(|action| action.text == "*")
            && !one.actions.inverted
            && resource
            && one.conditions.is_empty()
            && everybody(one.principals.as_ref()) == Fit::Yes
    };
    let mut denies = policy.statements.iter();
    policy.statements.iter().any(all) && !denies.any(|one| one.effect == Effect::Deny)
}

fn decide(
    builder: &Builder<'_>,
    policy: &Policy,
    endpoint: ComponentId,
    target: ComponentId,
    via: &Via,
) -> Fit {
    let fits = |statement: &Statement, effect: Effect| {
        if statement.effect != effect {
            return Fit::No;
        }
        let parts = [
            action_fits(statement, via),
            resource_fits(builder, statement.resources.as_ref(), endpoint, target, via),
            whom_fits(builder, statement.principals.as_ref(), endpoint, via.caller),
            conditions_fit(statement),
        ];
        let least = parts.into_iter().min().unwrap_or(Fit::No);
        match statement.when {
            crate::syntax::Guard::Always => least,
            _ => least.min(Fit::May),
        }
    };
    let best = |effect| {
        let all = policy.statements.iter().map(|one| fits(one, effect));
        all.max().unwrap_or(Fit::No)
    };
    let (allowed, denied) = (best(Effect::Allow), best(Effect::Deny));
    let opaque = !policy.opaque.is_empty();
    match (allowed, denied) {
        (Fit::No, _) if opaque => Fit::May,
        (Fit::No, _) => Fit::No,
        // What a denial takes away can be all there is, or a part.
        (_, Fit::Yes | Fit::May) => Fit::May,
        (Fit::Yes, Fit::No) if !opaque => Fit::Yes,
        _ => Fit::May,
    }
}

fn action_fits(statement: &Statement, via: &Via) -> Fit {
    let patterns = &statement.actions.patterns;
    let all = patterns.iter().any(|one| one.text == "*");
    if all && !statement.actions.inverted {
        return Fit::Yes;
    }
    if via.actions.is_empty() || statement.actions.unknown.is_some() {
        return Fit::May;
    }
    let mut best = Fit::No;
    for action in via.actions.iter() {
        let named = patterns
            .iter()
            .filter(|one| pattern::matches_action(&one.text, action));
        let named = named.map(|one| if one.exact { Fit::Yes } else { Fit::May });
        let named = named.max().unwrap_or(Fit::No);
        best = best.max(match (statement.actions.inverted, named) {
            (false, fit) => fit,
            (true, Fit::No) => Fit::Yes,
            (true, Fit::May) => Fit::May,
            (true, Fit::Yes) => Fit::No,
        });
    }
    best
}

fn resource_fits(
    builder: &Builder<'_>,
    resources: Option<&Resources>,
    endpoint: ComponentId,
    target: ComponentId,
    via: &Via,
) -> Fit {
    let Some(resources) = resources else {
        return Fit::Yes;
    };
    if resources.inverted {
        return Fit::May;
    }
    let deployment = builder.graph.component(endpoint).deployment;
    let mut best = Fit::No;
    for value in &resources.values {
        let meanings = resolve(builder, value, deployment, &[]);
        let named = meanings.iter().filter_map(|one| match one.named {
            Named::Component(id) => Some(id),
            Named::NotRead(..) => None,
        });
        let named: Vec<ComponentId> = named.collect();
        let fit = match named.as_slice() {
            _ if value.as_text() == Some("*") => Fit::Yes,
            [] => text_fits(value, via),
            all if all.contains(&target) => Fit::Yes,
            // What stands for a service as a whole is meant where a part of it is.
            all if is_part(builder, all, target) => Fit::Yes,
            _ => Fit::No,
        };
        best = best.max(fit);
    }
    best
}

/// Whether one of some components belongs to the service that the target stands for.
fn is_part(builder: &Builder<'_>, named: &[ComponentId], target: ComponentId) -> bool {
    let whole = builder.graph.component(target);
    let of = |id: &ComponentId| builder.graph.component(*id).service == whole.service;
    !is_read(builder, target) && whole.service.is_some() && named.iter().any(of)
}

/// Whether a text that names no component of the files can mean what the grant names.
fn text_fits(value: &crate::syntax::Value, via: &Via) -> Fit {
    let Some(text) = pattern::pattern_of(value) else {
        return Fit::May;
    };
    let literal = is_spelled_out(value);
    let mut fit = Fit::No;
    for (resource, exact) in via.resources.iter() {
        if resource == "*" || pattern::includes(&text, resource) && literal {
            return Fit::Yes;
        }
        if pattern::intersects(&text, resource) {
            let both = literal && *exact;
            fit = fit.max(if both { Fit::Yes } else { Fit::May });
        }
    }
    match via.resources.is_empty() {
        true => Fit::May,
        false => fit,
    }
}

fn everybody(principals: Option<&Principals>) -> Fit {
    let Some(principals) = principals else {
        return Fit::May;
    };
    let mut list = principals.list.iter();
    let any = list.any(|one| {
        let star = one.value.as_text() == Some("*");
        one.sort == PrincipalSort::Anyone || one.sort == PrincipalSort::Aws && star
    });
    match any && !principals.inverted {
        true => Fit::Yes,
        false => Fit::May,
    }
}

/// Whether principals mean the caller: everybody, its account, or a role that it runs with.
fn whom_fits(
    builder: &Builder<'_>,
    principals: Option<&Principals>,
    endpoint: ComponentId,
    caller: ComponentId,
) -> Fit {
    let all = everybody(principals);
    let Some(principals) = principals.filter(|one| !one.inverted && all != Fit::Yes) else {
        return all;
    };
    let deployment = builder.graph.component(endpoint).deployment;
    let runs_as = |role: ComponentId| {
        let mut roles = around(builder, caller, Direction::Outgoing, Layer::RunsAs).into_iter();
        roles.any(|one| one.id == role)
    };
    let fits = principals.list.iter().map(|one| {
        if one.sort == PrincipalSort::Service {
            return Fit::No;
        }
        if one.value.term == Term::Symbol(Symbol::Account) {
            return Fit::Yes;
        }
        let meanings = resolve(builder, &one.value, deployment, &[]);
        let roles = meanings.iter().map(|meaning| match meaning.named {
            Named::Component(role) if runs_as(role) => Fit::Yes,
            Named::Component(role) if is_read(builder, role) => Fit::No,
            _ => Fit::May,
        });
        roles.max().unwrap_or(Fit::May)
    });
    fits.max().unwrap_or(Fit::May)
}

/// Conditions that ask for the account of the deployment hold for its own callers and stores.
fn conditions_fit(statement: &Statement) -> Fit {
    let own = |condition: &Condition| {
        let account = |value: &crate::syntax::Value| value.term == Term::Symbol(Symbol::Account);
        let key = condition.key.to_ascii_lowercase();
        condition.operator.eq_ignore_ascii_case("StringEquals")
            && key.ends_with("account")
            && condition.values.iter().any(account)
    };
    match statement.conditions.iter().all(own) {
        true => Fit::Yes,
        false => Fit::May,
    }
}

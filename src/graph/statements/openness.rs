//! What the policy of a component says as a whole: whether everybody may act there, and whether clear text is refused.
//!
//! A component whose policy was read completely is closed within its deployment; one that was not read leaves both open.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use crate::model::{Component, ComponentId, Fact, FactValue};
use crate::policy::{Condition, Effect, PrincipalSort, Principals, Statement};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;
use super::super::resolve::{Named, branches, resolve};
use super::block::is_blocked;
use super::clear_text::tls_only;
use super::demands::condition_keys;

/// Ranges of addresses that are no limit.
const EVERYWHERE: [&str; 3] = ["*", "0.0.0.0/0", "::/0"];

/// A statement about a component as a whole that is true under a guard, and where it is made.
#[derive(Clone, Debug)]
pub(super) struct Open {
    answer: Answer,
    when: Guard,
    span: Span,
}

/// What permissions let everybody do, by the component that may be called.
pub(super) type Permissions = BTreeMap<ComponentId, Vec<Open>>;

/// Whether something lets everybody in.
#[derive(Clone, Debug)]
enum Answer {
    Yes,
    No,
    Unknown(Cause),
}

/// The permissions that let everybody call something, or may.
pub(super) fn permissions(builder: &Builder<'_>) -> Permissions {
    let mut open = Permissions::new();
    for permit in builder.model.permits.iter().filter(|one| !one.narrowed) {
        let named = permit.principals.iter().flat_map(|(value, when)| {
            let all = branches(value).into_iter();
            all.map(move |(branch, branch_when)| (branch, Guard::all([when.clone(), branch_when])))
        });
        for (value, when) in named {
            let answer = means_everybody(builder, value, &Guard::Always);
            if matches!(answer, Answer::No) {
                continue;
            }
            for (resource, resource_when) in &permit.resources {
                for meaning in resolve(builder, resource, permit.deployment, &[]) {
                    let Named::Component(component) = meaning.named else {
                        continue;
                    };
                    open.entry(component).or_default().push(Open {
                        answer: answer.clone(),
                        when: Guard::all([
                            permit.when.clone(),
                            when.clone(),
                            resource_when.clone(),
                            meaning.when,
                        ]),
                        span: value.span,
                    });
                }
            }
        }
    }
    open
}

/// Adds the facts to every component that has a policy of its own, or can have one.
pub(super) fn settle(builder: &mut Builder<'_>, permissions: &Permissions) {
    let (resource, trust, key) = (
        builder.words.resource_policy,
        builder.words.trust_policy,
        builder.words.key_policy,
    );
    let demanded = builder.words.condition_keys;
    for id in (0..builder.model.components.len() as u32).map(ComponentId) {
        let component = builder.graph.component(id);
        let Some(kind) = component.kind.map(|kind| builder.knowledge.kind(kind)) else {
            continue;
        };
        let has = |attribute: Option<AttributeId>| {
            let mut mappings = kind.attributes.iter();
            mappings.any(|mapping| Some(mapping.attribute) == attribute)
        };
        let permits = !kind.grants.is_empty() || permissions.contains_key(&id);
        let sorts = [resource, trust, key].into_iter().filter(|sort| has(*sort));
        let mut sorts: Vec<_> = sorts.collect();
        if sorts.is_empty() && permits {
            sorts.push(resource);
        }
        if let Some(first) = sorts.first().copied() {
            let public = match is_blocked(builder, component) {
                Some(fact) => fact,
                None => public(builder, component, first, permissions),
            };
            // Where a setting of the kind refuses clear text, its policy has no say.
            let by_policy = has(builder.words.clear_text) && !has(builder.words.tls_only);
            let tls_only =
                (by_policy && has(resource)).then(|| tls_only(builder, component, resource));
            let keys = has(key).then(|| condition_keys(builder, component, key));
            let words = (builder.words.public_policy, builder.words.tls_only);
            let facts = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)].facts;
            facts.extend(words.0.map(|word| (word, public)));
            facts.extend(words.1.zip(tls_only));
            facts.extend(demanded.zip(keys));
        }
    }
}

/// Whether everybody may act on a component, by its policies and permissions.
fn public(
    builder: &Builder<'_>,
    component: &Component,
    attribute: Option<AttributeId>,
    permissions: &Permissions,
) -> Fact {
    let mut found = permissions.get(&component.id).cloned().unwrap_or_default();
    for attached in builder.policies_of(component.id, attribute) {
        let open = |answer: Answer, when: Guard, span: Span| Open {
            answer,
            when: Guard::all([attached.when.clone(), when]),
            span,
        };
        let policy = match &attached.policy {
            Ok(policy) => policy,
            Err(cause) => {
                found.push(open(
                    Answer::Unknown(cause.clone()),
                    Guard::Always,
                    attached.span,
                ));
                continue;
            }
        };
        for cause in &policy.opaque {
            found.push(open(
                Answer::Unknown(cause.clone()),
                Guard::Always,
                policy.span,
            ));
        }
        let denied = policy
            .statements
            .iter()
            .find_map(|one| all_but(builder, one));
        for statement in &policy.statements {
            let answer = match (lets_everybody(builder, statement), &denied) {
                (Answer::Yes, Some(cause)) => Answer::Unknown(cause.clone()),
                (answer, _) => answer,
            };
            let span = statement
                .principals
                .as_ref()
                .and_then(|one| one.list.first());
            let span = span.map_or(statement.span, |one| one.value.span);
            found.push(open(answer, statement.when.clone(), span));
        }
    }
    fact(component, &found)
}

/// One fact of many answers: true as soon as one is.
fn fact(component: &Component, found: &[Open]) -> Fact {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let yes = found.iter().filter(|one| matches!(one.answer, Answer::Yes));
    let when = Guard::any(yes.clone().map(|one| one.when.clone()));
    let unsure = found.iter().find_map(|one| match &one.answer {
        Answer::Unknown(cause) => Some((cause.clone(), one.span)),
        _ => None,
    });
    let span = yes.map(|one| one.span).next();
    let (value, span) = match (when, span, unsure) {
        (Guard::Always, Some(span), _) => (known(true), span),
        (_, _, Some((cause, span))) => (FactValue::Unknown(cause), span),
        (when, Some(span), None) if when != Guard::Never && when != component.when => {
            let choice = vec![(when, known(true)), (Guard::Always, known(false))];
            (FactValue::Choice(choice), span)
        }
        (_, Some(span), None) => (known(true), span),
        (_, None, None) => (known(false), component.span),
    };
    Fact::derived(value, span)
}

fn lets_everybody(builder: &Builder<'_>, statement: &Statement) -> Answer {
    let Some(principals) = &statement.principals else {
        return Answer::No;
    };
    if statement.effect == Effect::Deny {
        return Answer::No;
    }
    let named = names_everybody(builder, principals);
    if matches!(named, Answer::No) {
        return Answer::No;
    }
    let narrowing = &builder.knowledge.conventions.narrowing_conditions;
    let widening = &builder.knowledge.conventions.open_conditions;
    let same = |keys: &[String], condition: &Condition| {
        keys.iter()
            .any(|key| key.eq_ignore_ascii_case(&condition.key))
    };
    let conditions = &statement.conditions;
    if conditions
        .iter()
        .any(|one| same(narrowing, one) && limits(one))
    {
        return Answer::No;
    }
    let other = conditions
        .iter()
        .find(|one| !same(widening, one) && !same(narrowing, one));
    match other {
        Some(condition) => {
            let text = format!("whom the condition `{}` lets in", condition.key);
            Answer::Unknown(Cause::new(CauseKind::Unstated, text))
        }
        None => named,
    }
}

/// That a statement denies everybody but some, by what they are or by a condition that says who they are: what they are
/// denied may be all that another statement lets everybody do.
fn all_but(builder: &Builder<'_>, statement: &Statement) -> Option<Cause> {
    let principals = statement.principals.as_ref()?;
    if statement.effect == Effect::Allow
        || !matches!(names_everybody(builder, principals), Answer::Yes)
    {
        return None;
    }
    let narrowing = &builder.knowledge.conventions.narrowing_conditions;
    let spares = |condition: &&Condition| {
        let mut keys = narrowing.iter();
        condition.operator.contains("Not")
            && keys.any(|key| key.eq_ignore_ascii_case(&condition.key))
    };
    let text = match statement.conditions.iter().find(spares) {
        Some(condition) => format!("whom the deny by `{}` leaves", condition.key),
        None if principals.inverted => "whom the deny with `NotPrincipal` leaves".to_owned(),
        None => return None,
    };
    Some(Cause::new(CauseKind::Unstated, text))
}

/// Whether principals are everybody; a value that is not known may mean them.
fn names_everybody(builder: &Builder<'_>, principals: &Principals) -> Answer {
    if principals.inverted {
        return Answer::Yes;
    }
    let mut unsure = None;
    for principal in &principals.list {
        let values = match principal.sort {
            PrincipalSort::Anyone => return Answer::Yes,
            PrincipalSort::Aws => branches(&principal.value),
            _ => Vec::new(),
        };
        for (value, when) in values {
            match means_everybody(builder, value, &when) {
                Answer::Yes => return Answer::Yes,
                Answer::No => {}
                Answer::Unknown(cause) => unsure = unsure.or(Some(cause)),
            }
        }
    }
    unsure.map_or(Answer::No, Answer::Unknown)
}

/// Whether a value that holds under a condition is the wildcard.
fn means_everybody(builder: &Builder<'_>, value: &Value, when: &Guard) -> Answer {
    match (&value.term, when) {
        (Term::Scalar(scalar), Guard::Always) if scalar.text == "*" => Answer::Yes,
        (Term::Scalar(scalar), when) if scalar.text == "*" => {
            Answer::Unknown(Cause::new(CauseKind::Condition, when.to_string()))
        }
        (Term::Parameter(parameter), _) if !parameter.is_specific => {
            Answer::Unknown(Cause::new(CauseKind::Parameter, &parameter.name))
        }
        (Term::Unknown(cause), _) => {
            // Whichever text of a mapping it is, it names somebody.
            let texts = builder.model.alternatives.get(&value.span);
            match texts.is_some_and(|texts| texts.iter().all(|text| text != "*")) {
                true => Answer::No,
                false => Answer::Unknown(cause.clone()),
            }
        }
        _ => Answer::No,
    }
}

/// Whether a condition says who is meant, and not who is not.
pub(super) fn limits(condition: &Condition) -> bool {
    let everywhere = |value: &Value| {
        value
            .as_text()
            .is_some_and(|text| EVERYWHERE.contains(&text))
    };
    !condition.operator.contains("Not")
        && !condition.operator.ends_with("IfExists")
        && !condition.operator.eq_ignore_ascii_case("Null")
        && !condition.values.iter().any(everywhere)
}

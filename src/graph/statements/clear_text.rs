//! Whether the policy of a component refuses requests in clear text.
//!
//! In: the policies of the component. Out: a fact, with the place of the statement that refuses. Whether a setting of the
//! component refuses clear text by itself is not known here.

use crate::model::{Component, Fact, FactValue};
use crate::policy::{Effect, Policy, PrincipalSort, Statement};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;
use super::super::resolve::{Extent, Named, resolve};
use super::breadth::{Breadth, of_action};

/// Whether the policy of a component refuses every request in clear text.
pub(super) fn tls_only(
    builder: &Builder<'_>,
    component: &Component,
    attribute: Option<AttributeId>,
) -> Fact {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let key = &builder.knowledge.conventions.clear_text_condition;
    let mut refusing: Vec<(Breadth, Guard, Span)> = Vec::new();
    // Why more may be refused than what was read says.
    let deployment = &builder.model.deployments[component.deployment.0 as usize];
    let mut unsure = deployment.incomplete.clone();
    let mut some = None;
    let mut place = component.body;
    for attached in builder.policies_of(component.id, attribute) {
        let opaque = match &attached.policy {
            Ok(Policy { opaque, .. }) => opaque.first(),
            Err(cause) => Some(cause),
        };
        unsure = unsure.or_else(|| opaque.cloned());
        place = attached.span;
        let policies = attached.policy.iter();
        for statement in policies.flat_map(|policy| &policy.statements) {
            if let Some(breadth) = refuses(statement, key) {
                let when = Guard::all([attached.when.clone(), statement.when.clone()]);
                match covers(builder, component, statement) {
                    Some(true) => refusing.push((breadth, when, statement.span)),
                    // A refusal for a part of the component says nothing of the rest.
                    Some(false) => some = some.or(Some(statement.span)),
                    None => refusing.push((Breadth::Named, when, statement.span)),
                }
            }
        }
    }
    let whole = refusing
        .iter()
        .filter(|(breadth, ..)| *breadth > Breadth::Named);
    let when = Guard::any(whole.clone().map(|(_, when, _)| when.clone()));
    let span = whole.map(|(.., span)| *span).next();
    let perhaps = refusing.first().map(|(.., span)| *span);
    let value = match (when, unsure) {
        (Guard::Always, _) => known(true),
        (when, _) if when == component.when => known(true),
        (Guard::Never, Some(cause)) => FactValue::Unknown(cause),
        (Guard::Never, None) if perhaps.is_some() => {
            let name = &component.name;
            let text = format!("whether every request to {name} is refused in clear text");
            FactValue::Unknown(Cause::new(CauseKind::Unstated, text))
        }
        (Guard::Never, None) => known(false),
        (when, _) => FactValue::Choice(vec![(when, known(true)), (Guard::Always, known(false))]),
    };
    Fact::derived(value, span.or(perhaps).or(some).unwrap_or(place))
}

/// Whether the resources of a statement are all of a component, or a part of it for certain; `None` where that is not known.
fn covers(builder: &Builder<'_>, component: &Component, statement: &Statement) -> Option<bool> {
    let resources = statement.resources.as_ref().filter(|one| !one.inverted)?;
    let kinds: Vec<_> = component.kind.into_iter().collect();
    let mut only_parts = !resources.values.is_empty();
    for value in &resources.values {
        let meanings = resolve(builder, value, component.deployment, &kinds);
        let own = |extent: Extent| {
            let mut meanings = meanings.iter();
            meanings.any(|meaning| {
                let named = matches!(meaning.named, Named::Component(id) if id == component.id);
                named && meaning.extent == extent && meaning.when == Guard::Always
            })
        };
        if value.as_text() == Some("*") || own(Extent::Whole) {
            return Some(true);
        }
        only_parts &= own(Extent::Part);
    }
    only_parts.then_some(false)
}

/// How many actions a statement refuses to everybody in clear text; `None` for another sort of statement.
fn refuses(statement: &Statement, key: &str) -> Option<Breadth> {
    let principals = statement.principals.as_ref()?;
    let everybody = principals.list.iter().any(|one| match one.sort {
        PrincipalSort::Anyone => true,
        PrincipalSort::Aws => one.value.as_text() == Some("*"),
        _ => false,
    });
    let [condition] = statement.conditions.as_slice() else {
        return None;
    };
    let says_so = condition.key.eq_ignore_ascii_case(key)
        && condition.operator.starts_with("Bool")
        && condition.values.iter().all(|value| {
            value
                .as_text()
                .is_some_and(|text| text.eq_ignore_ascii_case("false"))
        });
    let fits = statement.effect == Effect::Deny
        && everybody
        && !principals.inverted
        && says_so
        && !condition.values.is_empty()
        && !statement.actions.inverted;
    let patterns = statement.actions.patterns.iter();
    fits.then(|| {
        patterns
            .map(|one| of_action(&one.text))
            .max()
            .unwrap_or(Breadth::Named)
    })
}

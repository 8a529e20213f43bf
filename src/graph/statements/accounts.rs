//! The accounts whose principals a statement names.
//!
//! In: a statement of a policy. Out: ids of accounts as written, a word for the account of the stack, and a word for
//! everybody. Whose account an id is, and whether it may act, is not known here.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Component, FactValue, Presence, render};
use crate::policy::{Condition, Principal, PrincipalSort, Statement};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Symbol, Term, Value};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::resolve::{Named, branches, resolve};
use super::Found;
use super::openness::limits;

/// The account of the stack, whatever its id.
const OWN: &str = "own";
/// Every account.
const EVERYBODY: &str = "*";
/// Digits of the id of an account.
const DIGITS: usize = 12;

/// Whose principals a value means.
enum Meant {
    Account(String),
    Own,
    Everybody,
    /// The provider itself.
    Nobody,
    Unknown(Cause),
}

/// The accounts of a statement and where the first principal is; `None` where it names no principal of an account.
pub(super) fn accounts(builder: &Builder<'_>, found: &Found<'_>) -> Option<(FactValue, Span)> {
    let statement = found.statement;
    let principals = statement.principals.as_ref()?;
    let sorts = [
        PrincipalSort::Anyone,
        PrincipalSort::Aws,
        PrincipalSort::CanonicalUser,
    ];
    let named = principals
        .list
        .iter()
        .filter(|one| sorts.contains(&one.sort));
    let first = named.clone().next()?.value.span;
    let mut texts = BTreeSet::new();
    let mut unsure = None;
    if principals.inverted {
        texts.insert(EVERYBODY.to_owned());
    }
    for principal in named.filter(|_| !principals.inverted) {
        for (meant, when) in meanings(builder, found, principal) {
            match (meant, when) {
                (Meant::Nobody, _) => {}
                (Meant::Own, _) => drop(texts.insert(OWN.to_owned())),
                (Meant::Everybody, Guard::Always) => drop(texts.insert(EVERYBODY.to_owned())),
                (Meant::Account(id), Guard::Always) => match in_organization(builder, statement) {
                    Some(cause) => unsure = Some(cause),
                    None => drop(texts.insert(id)),
                },
                (Meant::Account(_) | Meant::Everybody, when) => {
                    unsure = Some(Cause::new(CauseKind::Condition, when.to_string()));
                }
                (Meant::Unknown(cause), _) => unsure = Some(cause),
            }
        }
    }
    let value = match unsure {
        Some(cause) => FactValue::Unknown(cause),
        None if texts.is_empty() => return None,
        None => FactValue::Known(Literal::List(texts.into_iter().map(Arc::from).collect())),
    };
    Some((value, first))
}

/// Whose principals a principal means, by itself or by the conditions under which everybody is let in.
fn meanings(
    builder: &Builder<'_>,
    found: &Found<'_>,
    principal: &Principal,
) -> Vec<(Meant, Guard)> {
    let component = builder.graph.component(found.component);
    if principal.sort == PrincipalSort::Anyone {
        return everybody(builder, found.statement, component);
    }
    let mut all = Vec::new();
    for (branch, when) in values(&principal.value) {
        match of_value(builder, branch, component) {
            Meant::Everybody if when == Guard::Always => {
                all.extend(everybody(builder, found.statement, component));
            }
            Meant::Everybody => all.push((Meant::Everybody, when)),
            meant => all.push((meant, when)),
        }
    }
    all
}

/// The values that a value can be. A parameter is left as it is: its default says little of who is meant in the end.
fn values(value: &Value) -> Vec<(&Value, Guard)> {
    match &value.term {
        Term::Parameter(_) => vec![(value, Guard::Always)],
        _ => branches(value),
    }
}

/// Whom a statement for everybody lets in, by its conditions.
fn everybody(
    builder: &Builder<'_>,
    statement: &Statement,
    component: &Component,
) -> Vec<(Meant, Guard)> {
    let conventions = &builder.knowledge.conventions;
    let limiting = |keys: &[String]| {
        let mut conditions = statement.conditions.iter();
        conditions.find(|one| is_about(one, keys) && limits(one))
    };
    if let Some(condition) = limiting(&conventions.account_conditions) {
        let all = condition.values.iter().flat_map(values);
        return all
            .map(|(value, when)| match of_value(builder, value, component) {
                Meant::Nobody => (Meant::Unknown(let_in(condition)), when),
                meant => (meant, when),
            })
            .collect();
    }
    let meant = match limiting(&conventions.narrowing_conditions) {
        Some(condition) => through_own(builder, condition, component),
        None => Meant::Everybody,
    };
    vec![(meant, Guard::Always)]
}

/// A condition that names nothing but resources of the template, such as an endpoint, lets in whom they let through.
fn through_own(builder: &Builder<'_>, condition: &Condition, component: &Component) -> Meant {
    let own = |value: &Value| {
        matches!(value.term, Term::Reference(_))
            && matches!(of_reference(builder, value, component), Meant::Own)
    };
    match !condition.values.is_empty() && condition.values.iter().all(own) {
        true => Meant::Own,
        false => Meant::Unknown(let_in(condition)),
    }
}

/// That a statement is limited to an organization: the account that it names is one of its accounts.
fn in_organization(builder: &Builder<'_>, statement: &Statement) -> Option<Cause> {
    let keys = &builder.knowledge.conventions.organization_conditions;
    let mut conditions = statement.conditions.iter();
    conditions
        .find(|one| is_about(one, keys) && limits(one))
        .map(let_in)
}

fn is_about(condition: &Condition, keys: &[String]) -> bool {
    keys.iter()
        .any(|key| key.eq_ignore_ascii_case(&condition.key))
}

fn let_in(condition: &Condition) -> Cause {
    let text = format!("which accounts the condition `{}` lets in", condition.key);
    Cause::new(CauseKind::Unstated, text)
}

fn of_value(builder: &Builder<'_>, value: &Value, component: &Component) -> Meant {
    match &value.term {
        Term::Symbol(Symbol::Account) => Meant::Own,
        Term::Absent => Meant::Nobody,
        Term::Parameter(parameter) => {
            Meant::Unknown(Cause::new(CauseKind::Parameter, &parameter.name))
        }
        Term::Unknown(cause) => Meant::Unknown(cause.clone()),
        Term::Reference(_) => of_reference(builder, value, component),
        Term::Text(parts) if parts.len() == 1 => of_value(builder, &parts[0], component),
        Term::Text(parts) => {
            let open = parts.iter().find_map(|part| match &part.term {
                Term::Parameter(one) => Some(Cause::new(CauseKind::Parameter, &one.name)),
                Term::Unknown(cause) => Some(cause.clone()),
                _ => None,
            });
            of_text(value, open)
        }
        _ => of_text(value, None),
    }
}

/// What the template declares acts from the account of the stack.
fn of_reference(builder: &Builder<'_>, value: &Value, component: &Component) -> Meant {
    let declared = |named: &Named| match named {
        Named::Component(id) => {
            let named = builder.graph.component(*id);
            named.presence == Presence::Declared && named.kind.is_some()
        }
        Named::NotRead(..) => false,
    };
    let mut meanings = resolve(builder, value, component.deployment, &[]).into_iter();
    match meanings.any(|meaning| declared(&meaning.named)) {
        true => Meant::Own,
        false => of_text(value, None),
    }
}

/// How the account of the stack is written.
fn own(span: Span) -> Option<String> {
    render(&Value {
        span,
        term: Term::Symbol(Symbol::Account),
    })
}

/// Whether a principal is the account of the stack as a whole: then its own policies decide who acts, as without the statement.
pub(in crate::graph) fn is_own_account(principal: &Value) -> bool {
    let Some(text) = render(principal) else {
        return false;
    };
    let account = match text.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, _, _, account, "root"] => (*account).to_owned(),
        _ => text,
    };
    own(principal.span) == Some(account)
}

/// Whose principals a text means, with what is open in it.
fn of_text(value: &Value, open: Option<Cause>) -> Meant {
    let unknown = |text: &str| {
        let text = format!("in whose account {text} is");
        Meant::Unknown(Cause::new(CauseKind::Unstated, text))
    };
    let Some(text) = render(value) else {
        return open.map_or_else(|| unknown("a principal"), Meant::Unknown);
    };
    if text == EVERYBODY {
        return Meant::Everybody;
    }
    let account = match text.splitn(6, ':').collect::<Vec<_>>().as_slice() {
        ["arn", _, _, _, account, _] => (*account).to_owned(),
        _ => text.clone(),
    };
    let is_id = account.len() == DIGITS && account.bytes().all(|byte| byte.is_ascii_digit());
    match open {
        _ if is_id => Meant::Account(account),
        _ if own(value.span).as_deref() == Some(&*account) => Meant::Own,
        Some(cause) => Meant::Unknown(cause),
        // A word in the place of the id: an identity that a service of the provider has made.
        None if account != text && !account.is_empty() && !account.contains(['{', '*', '?']) => {
            Meant::Nobody
        }
        None => unknown(&format!("`{text}`")),
    }
}

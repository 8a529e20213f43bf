//! Whether the policy that permits the call of a model binds it to a guardrail.
//!
//! In: a statement and the denies of the same role. Out: a fact for the flow. What the guardrail does is not known here.

use crate::knowledge::ModelCall;
use crate::model::{Fact, FactValue, Facts, Origin};
use crate::policy::{Condition, Statement, pattern};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::expand::Holder;

/// Whether a condition is the one that binds such a call.
pub(super) fn is_key(call: Option<&ModelCall>, condition: &Condition) -> bool {
    matches!(call, Some(ModelCall::Bound(key)) if condition.key.eq_ignore_ascii_case(key))
}

/// The fact whether the call is bound; none for a flow that is no call of a model.
pub(super) fn facts(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    call: Option<&ModelCall>,
    actions: &[String],
) -> Facts {
    let (Some(word), Some(call)) = (builder.words.guarded, call) else {
        return Facts::new();
    };
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let allowed = statement
        .conditions
        .iter()
        .find(|one| is_key(Some(call), one) && demands(one));
    let denied = holder
        .denied_under
        .iter()
        .filter(|deny| covers(deny, actions))
        .find_map(|deny| match deny.conditions.as_slice() {
            [one] if is_key(Some(call), one) && excludes(one) => Some(one),
            _ => None,
        });
    let wanted = builder.knowledge.conventions.guardrail;
    let named = builder.named_by(holder.process).find(|to| {
        let kind = builder.graph.component(*to).kind;
        kind.is_some() && kind == wanted
    });
    let first = statement.actions.patterns.first();
    let at = holder
        .attached_at
        .unwrap_or(first.map_or(statement.span, |one| one.span));
    let (value, span) = match (allowed.or(denied), named, call) {
        (Some(condition), ..) => (known(true), condition.span),
        (None, Some(guardrail), ModelCall::Bound(_)) => {
            let process = &builder.graph.component(holder.process).name;
            let guardrail = &builder.graph.component(guardrail).name;
            let text = format!("the code of {process} decides whether its calls name {guardrail}");
            (
                FactValue::Unknown(Cause::new(CauseKind::PossibleFlow, text)),
                at,
            )
        }
        _ => (known(false), at),
    };
    let fact = Fact {
        value,
        origin: Origin::Derived(vec![span]),
        assumes: Vec::new(),
    };
    Facts::from([(word, fact)])
}

/// Whether an allow under the condition lets only calls through that name a guardrail.
fn demands(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let compares = operator.starts_with("string") || operator.starts_with("arn");
    compares && !operator.contains("not") && !operator.ends_with("ifexists")
}

/// Whether a deny under the condition stops every call that names no guardrail, or another one.
fn excludes(condition: &Condition) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let absent = operator == "null"
        && condition
            .values
            .iter()
            .all(|value| value.as_text() == Some("true"));
    // A key that is missing fulfils a negated comparison.
    absent || operator.contains("not") && !operator.ends_with("ifexists")
}

/// Whether a deny names all of the actions, on every resource.
fn covers(deny: &Statement, actions: &[String]) -> bool {
    let everywhere = deny.resources.as_ref().is_some_and(|resources| {
        let mut values = resources.values.iter();
        !resources.inverted && values.any(|value| value.as_text() == Some("*"))
    });
    let named = |action: &String| {
        let mut patterns = deny.actions.patterns.iter();
        patterns.any(|one| one.exact && pattern::matches_action(&one.text, action))
    };
    everywhere && !deny.actions.inverted && actions.iter().all(named)
}

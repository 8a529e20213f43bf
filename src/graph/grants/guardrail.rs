//! Whether the policy that permits the call of a model binds it to a guardrail, and to which state of it.
//!
//! In: a statement and the denies of the same role. Out: facts for the flow. What the guardrail does is not known here.

use crate::knowledge::ModelCall;
use crate::model::{ComponentId, Fact, FactValue, Facts, render};
use crate::policy::{Condition, Statement, pattern};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Value};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::resolve::{Named, resolve};
use super::expand::Holder;

/// An ARN with this many parts has a version at its end.
const PARTS_WITH_VERSION: usize = 7;

/// The word for the state of a guardrail that is worked on.
const DRAFT: &str = "draft";

/// Whether a condition is the one that binds such a call.
pub(super) fn is_key(call: Option<&ModelCall>, condition: &Condition) -> bool {
    matches!(call, Some(ModelCall::Bound(key)) if condition.key.eq_ignore_ascii_case(key))
}

/// The facts whether the call can be bound and is; none for a flow that is no call of a model.
pub(super) fn facts(
    builder: &mut Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    call: Option<&ModelCall>,
    actions: &[String],
) -> Facts {
    let (Some(word), Some(call)) = (builder.words.guarded, call) else {
        return Facts::new();
    };
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
    let first = statement.actions.patterns.first();
    let at = holder
        .attached_at
        .unwrap_or(first.map_or(statement.span, |one| one.span));
    let binding: Vec<&Condition> = allowed.into_iter().chain(denied).collect();
    let (value, span) = match binding.first() {
        Some(condition) => (truth(true), condition.span),
        None => unbound(builder, holder, call, at).unwrap_or((truth(false), at)),
    };
    let mut facts = Facts::from([(word, fact(value, span))]);
    if let Some(word) = builder.words.guardable {
        let bindable = matches!(call, ModelCall::Bound(_));
        facts.insert(word, fact(truth(bindable), at));
    }
    if let (false, Some(word)) = (binding.is_empty(), builder.words.draft) {
        facts.insert(word, fact(draft(builder, holder, &binding), span));
        for condition in binding {
            note_bound(builder, holder, condition);
        }
    }
    facts
}

fn truth(truth: bool) -> FactValue {
    FactValue::Known(Literal::Boolean(truth))
}

fn fact(value: FactValue, span: Span) -> Fact {
    Fact::derived(value, span)
}

/// What holds of a call that no condition binds: a guardrail may be enforced for all calls, or named by code.
fn unbound(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    call: &ModelCall,
    at: Span,
) -> Option<(FactValue, Span)> {
    let process = builder.graph.component(holder.process);
    let unknown = |kind, text: String| FactValue::Unknown(Cause::new(kind, text));
    if let Some(id) = enforced(builder, holder) {
        let enforcement = builder.graph.component(id);
        let (name, place) = (&enforcement.name, enforcement.span);
        let limited = builder
            .words
            .guardrail_models
            .and_then(|word| enforcement.facts.get(&word));
        let for_all = limited.is_none_or(|fact| matches!(fact.value, FactValue::Absent));
        let value = match call {
            ModelCall::Unbound => {
                let text =
                    format!("whether {name} covers calls by an endpoint that takes no guardrail");
                unknown(CauseKind::Catalog, text)
            }
            _ if enforcement.when != Guard::Always => {
                unknown(CauseKind::Condition, enforcement.when.to_string())
            }
            _ if !for_all => {
                let text = format!(
                    "{name} is for some models, and {} may call others",
                    process.name
                );
                unknown(CauseKind::PossibleFlow, text)
            }
            _ => truth(true),
        };
        return Some((value, place));
    }
    let wanted = builder.knowledge.conventions.guardrail;
    let named = builder.named_by(holder.process).find(|to| {
        let kind = builder.graph.component(*to).kind;
        kind.is_some() && kind == wanted
    });
    match (named, call) {
        (Some(guardrail), ModelCall::Bound(_)) => {
            let guardrail = builder.graph.component(guardrail);
            let text = format!(
                "the code of {} decides whether its calls name {}",
                process.name, guardrail.name
            );
            Some((unknown(CauseKind::PossibleFlow, text), at))
        }
        _ => None,
    }
}

/// What enforces a guardrail for the account, in the same deployment.
fn enforced(builder: &Builder<'_>, holder: &Holder<'_>) -> Option<ComponentId> {
    let kind = builder.knowledge.conventions.enforced_guardrail?;
    let deployment = builder.graph.component(holder.process).deployment;
    builder.of_kind(deployment, kind).first().copied()
}

/// Notes which guardrails bind the calls of a process.
fn note_bound(builder: &mut Builder<'_>, holder: &Holder<'_>, condition: &Condition) {
    let Some(kind) = builder.knowledge.conventions.guardrail else {
        return;
    };
    let deployment = holder.written;
    let meanings = condition
        .values
        .iter()
        .flat_map(|value| resolve(builder, value, deployment, &[kind]));
    let bound: Vec<ComponentId> = meanings
        .filter_map(|meaning| match meaning.named {
            Named::Component(id) if builder.graph.component(id).kind == Some(kind) => Some(id),
            _ => None,
        })
        .collect();
    for guardrail in bound {
        builder.bound.insert((guardrail, holder.process));
    }
}

/// Whether the conditions that bind a call let the draft of a guardrail through: its ARN without a version, or with that
/// of the draft. All of them have to.
fn draft(builder: &Builder<'_>, holder: &Holder<'_>, binding: &[&Condition]) -> FactValue {
    let admitted: Vec<Option<bool>> = binding.iter().map(|condition| admits(condition)).collect();
    if admitted.contains(&Some(false)) {
        return truth(false);
    }
    if !admitted.contains(&None) {
        return truth(true);
    }
    let process = &builder.graph.component(holder.process).name;
    let text = format!("which version of a guardrail the calls of {process} name");
    FactValue::Unknown(Cause::new(CauseKind::PossibleFlow, text))
}

/// Whether one of the values of a condition names the draft; `None` where that is not known.
fn admits(condition: &Condition) -> Option<bool> {
    let names: Vec<Option<bool>> = condition.values.iter().map(is_draft).collect();
    match names.contains(&Some(true)) {
        true => Some(true),
        false if names.is_empty() || names.contains(&None) => None,
        false => Some(false),
    }
}

/// Whether a text names the draft; `None` where it may name any version.
fn is_draft(value: &Value) -> Option<bool> {
    let text = render(value)?;
    if text.contains(['*', '?']) {
        return None;
    }
    let (mut parts, mut depth) = (1, 0_u32);
    let mut last = 0;
    for (place, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 0 => (parts, last) = (parts + 1, place + 1),
            _ => {}
        }
    }
    // An ARN that another resource gives is one part.
    let version = &text[last..];
    let is_whole = parts == 1 && text.starts_with('{') && text.ends_with('}');
    let has_version = match text.starts_with('{') {
        true => parts > 1,
        false => parts >= PARTS_WITH_VERSION,
    };
    match has_version {
        true => Some(version.eq_ignore_ascii_case(DRAFT)),
        // A parameter may hold a version too.
        false if is_whole && !text.contains('.') => None,
        false => (is_whole || parts == PARTS_WITH_VERSION - 1).then_some(true),
    }
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

#[cfg(test)]
mod tests {
    use super::is_draft;
    use crate::source::{FileId, Span};
    use crate::syntax::Value;

    #[test]
    fn a_guardrail_without_a_version_is_the_draft() {
        let names = |text: &str| is_draft(&Value::text(text, Span::new(FileId(0), 0, 0)));
        let arn = "arn:aws:bedrock:us-east-1:111122223333:guardrail/abcdefgh1234";
        assert_eq!(names(arn), Some(true));
        assert_eq!(names(&format!("{arn}:1")), Some(false));
        assert_eq!(names(&format!("{arn}:DRAFT")), Some(true));
        assert_eq!(names(&format!("{arn}*")), None);
        assert_eq!(names("{Guard.GuardrailArn}"), Some(true));
        assert_eq!(names("{Guard.GuardrailArn}:{First.Version}"), Some(false));
        assert_eq!(names("{GuardrailArn}"), None);
        assert_eq!(names("true"), None);
    }
}

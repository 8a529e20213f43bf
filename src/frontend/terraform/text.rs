//! Texts with holes, and why a value is not known.
//!
//! In: values. Out: one text of them; a cause; a notation for names that only the deployment gives.

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Scalar, Symbol, Term, Value};

use super::program::at;

/// Parts as one text. Parts that are not known are holes in it.
pub(super) fn text(parts: Vec<Value>, span: Span) -> Value {
    let mut out: Vec<Value> = Vec::with_capacity(parts.len());
    for part in parts {
        push(part, &mut out);
    }
    let literal = |part: &Value| part.as_text().map(str::to_owned);
    match out.iter().map(literal).collect::<Option<String>>() {
        Some(text) => Value::text(text, span),
        None if out.len() == 1 => at(out.remove(0).term, span),
        None => at(Term::Text(out), span),
    }
}

fn push(part: Value, out: &mut Vec<Value>) {
    match part.term {
        Term::Text(parts) => parts.into_iter().for_each(|part| push(part, out)),
        Term::Absent => {}
        Term::Scalar(Scalar { text, .. }) if text.is_empty() => {}
        Term::Scalar(Scalar { text, .. }) => out.push(Value::text(text, part.span)),
        // A document that stands inside a text, as `jsonencode` makes it.
        Term::Map(_) | Term::List(_) => push(super::functions::printed(&part), out),
        Term::Null => {
            let cause = Cause::new(CauseKind::Malformed, "a text with a part that is null");
            out.push(at(Term::Unknown(cause), part.span));
        }
        term => out.push(at(term, part.span)),
    }
}

/// Why a value is not a literal.
pub(super) fn cause_of(value: &Value) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        Term::Choice { when, .. } => Cause::new(CauseKind::Condition, when.to_string()),
        Term::Reference(_) | Term::Symbol(_) => {
            let name = shown(value).unwrap_or_default();
            Cause::new(
                CauseKind::Unstated,
                format!("the value of `{name}` before deployment"),
            )
        }
        Term::Text(parts) | Term::List(parts) => parts
            .iter()
            .find(|part| !matches!(part.term, Term::Scalar(_)))
            .map_or_else(|| Cause::new(CauseKind::Malformed, "a value"), cause_of),
        Term::Map(entries) => entries
            .iter()
            .map(|entry| &entry.value)
            .find(|part| !matches!(part.term, Term::Scalar(_)))
            .map_or_else(|| Cause::new(CauseKind::Malformed, "a value"), cause_of),
        Term::Null | Term::Absent | Term::Scalar(_) => {
            Cause::new(CauseKind::Malformed, "a value of another type")
        }
    }
}

/// A name that only the deployment gives, in braces; `None` where a part is not known at all.
pub(super) fn shown(value: &Value) -> Option<String> {
    match &value.term {
        Term::Scalar(scalar) => Some(scalar.text.clone()),
        Term::Reference(reference) => Some(match &reference.attribute {
            Some(attribute) => format!("{}.{attribute}", reference.to),
            None => reference.to.clone(),
        }),
        Term::Symbol(symbol) => Some(symbol_name(*symbol).to_owned()),
        Term::Parameter(parameter) => Some(parameter.name.clone()),
        Term::Text(parts) => parts.iter().map(shown).collect(),
        _ => None,
    }
}

/// What people call a symbol.
pub(super) fn symbol_name(symbol: Symbol) -> &'static str {
    match symbol {
        Symbol::Account => "the account",
        Symbol::Region => "the Region",
        Symbol::Partition => "the partition",
        Symbol::UrlSuffix => "the DNS suffix",
        Symbol::StackName => "the name of the stack",
        Symbol::StackId => "the id of the stack",
        Symbol::NotificationArns => "the topics of the stack",
    }
}

/// What it costs to copy a value, in steps.
pub(super) fn size(value: &Value) -> usize {
    let mut cost = 0;
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        cost += 1;
        match &value.term {
            Term::Scalar(scalar) => cost += scalar.text.len() / 32,
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&**then, &**otherwise]),
            Term::Parameter(parameter) => open.extend(parameter.default.as_deref()),
            _ => {}
        }
    }
    cost
}

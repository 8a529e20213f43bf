//! Whether two values are equal, as far as they are known.
//!
//! In: two values. Out: yes, no, or not known. What a resource gives is equal to itself and never null; whether it equals
//! something else is not known before deployment. Also the identity of a value, for sets: values with the same identity
//! are the same.

use std::cmp::Ordering;

use crate::syntax::{Entry, Symbol, Term, Value};

use super::call::{Literal, is_null, is_open_item, is_text, literal};
use super::number::Number;
use super::print::quoted;

/// Whether two values are equal; `None` where that is not known. Where places are written plays no part.
pub(in crate::frontend::terraform) fn equal(one: &Value, other: &Value) -> Option<bool> {
    match (&one.term, &other.term) {
        (Term::Unknown(_) | Term::Choice { .. }, _)
        | (_, Term::Unknown(_) | Term::Choice { .. }) => None,
        (Term::List(left), Term::List(right)) => equal_lists(left, right),
        (Term::Map(left), Term::Map(right)) => equal_maps(left, right),
        (Term::Parameter(left), Term::Parameter(right)) => {
            (left.name == right.name).then_some(true)
        }
        (Term::Parameter(_), _) | (_, Term::Parameter(_)) => None,
        (Term::Reference(left), Term::Reference(right)) => (left == right).then_some(true),
        (Term::Symbol(left), Term::Symbol(right)) => (left == right).then_some(true),
        (Term::Text(left), Term::Text(right)) => equal_texts(left, right),
        _ => match (literal(one), literal(other)) {
            (Some(left), Some(right)) => Some(equal_literals(&left, &right)),
            _ if is_null(one) || is_null(other) => Some(false),
            (Some(left), None) => against_literal(other, &left),
            (None, Some(right)) => against_literal(one, &right),
            (None, None) => None,
        },
    }
}

fn equal_literals(one: &Literal<'_>, other: &Literal<'_>) -> bool {
    match (one, other) {
        (Literal::Null, Literal::Null) => true,
        (Literal::Bool(left), Literal::Bool(right)) => left == right,
        (Literal::Number(left), Literal::Number(right)) => left == right,
        (Literal::Text(left), Literal::Text(right)) => left == right,
        // Texts are not numbers, and numbers are not booleans: nothing is converted.
        _ => false,
    }
}

/// Whether an open value can equal a literal: by what its literal ends say.
fn against_literal(open: &Value, literal: &Literal<'_>) -> Option<bool> {
    let Literal::Text(text) = literal else {
        return match open.term {
            // An attribute may be a number.
            Term::Reference(_) => None,
            Term::Text(_) | Term::Symbol(_) | Term::List(_) | Term::Map(_) => Some(false),
            _ => None,
        };
    };
    let is_possible = match &open.term {
        Term::Text(parts) => {
            let first = parts.first().and_then(Value::as_text).unwrap_or_default();
            let last = parts.last().and_then(Value::as_text).unwrap_or_default();
            let length = first.len() + last.len();
            text.starts_with(first)
                && text.ends_with(last)
                && (parts.len() < 2 || length <= text.len())
        }
        Term::Symbol(Symbol::Account) => {
            text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
        }
        // A list or mapping may be one that was encoded.
        _ => true,
    };
    (!is_possible).then_some(false)
}

fn equal_texts(one: &[Value], other: &[Value]) -> Option<bool> {
    let same = one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(left, right)| equal(left, right) == Some(true));
    same.then_some(true)
}

fn equal_lists(one: &[Value], other: &[Value]) -> Option<bool> {
    let is_open = one.iter().chain(other).any(is_open_item);
    if !is_open && one.len() != other.len() {
        return Some(false);
    }
    let pairs = one
        .iter()
        .zip(other)
        .map(|(left, right)| equal(left, right));
    match is_open {
        true => None,
        false => all(pairs),
    }
}

fn equal_maps(one: &[Entry], other: &[Entry]) -> Option<bool> {
    if one.len() != other.len() {
        return Some(false);
    }
    let mut left: Vec<_> = one.iter().collect();
    let mut right: Vec<_> = other.iter().collect();
    left.sort_by(|one, other| one.key.cmp(&other.key));
    right.sort_by(|one, other| one.key.cmp(&other.key));
    all(left
        .into_iter()
        .zip(right)
        .map(|(left, right)| match left.key == right.key {
            true => equal(&left.value, &right.value),
            false => Some(false),
        }))
}

/// One `no` decides; else one that is not known leaves it open.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// A text that two values share if, and as far as is known only if, they are equal. `None` for what equals nothing that is
/// known, itself not.
pub(super) fn identity(value: &Value) -> Option<String> {
    let mut out = String::new();
    identify(value, &mut out).then_some(out)
}

fn identify(value: &Value, out: &mut String) -> bool {
    match &value.term {
        Term::Unknown(_) | Term::Choice { .. } => return false,
        Term::Null | Term::Absent => out.push_str("null"),
        Term::Scalar(scalar) if !scalar.plain => out.push_str(&quoted(&scalar.text)),
        Term::Scalar(scalar) => match Number::parse(&scalar.text) {
            Ok(number) => out.push_str(&number.to_string()),
            Err(_) => out.push_str(&scalar.text),
        },
        Term::Reference(reference) => {
            let attribute = reference.attribute.as_deref().unwrap_or_default();
            out.push_str(&format!(
                "ref {} {}",
                quoted(&reference.to),
                quoted(attribute)
            ));
        }
        Term::Parameter(parameter) => out.push_str(&format!("var {}", quoted(&parameter.name))),
        Term::Symbol(symbol) => out.push_str(&format!("sym {symbol:?}")),
        Term::Text(items) | Term::List(items) => {
            out.push_str(if matches!(value.term, Term::Text(_)) {
                "text("
            } else {
                "["
            });
            for item in items {
                if !identify(item, out) {
                    return false;
                }
                out.push(',');
            }
            out.push(']');
        }
        Term::Map(entries) => {
            out.push('{');
            for entry in super::call::by_key(entries) {
                out.push_str(&quoted(&entry.key));
                out.push(':');
                if !identify(&entry.value, out) {
                    return false;
                }
                out.push(',');
            }
            out.push('}');
        }
    }
    true
}

/// The order in which Terraform walks a set: false before true, numbers by size, texts by their bytes. Other values, and
/// those that are not known, come last, as they were.
pub(super) fn set_order(one: &Value, other: &Value) -> Ordering {
    match (literal(one), literal(other)) {
        (Some(Literal::Bool(left)), Some(Literal::Bool(right))) => left.cmp(&right),
        (Some(Literal::Number(left)), Some(Literal::Number(right))) => left.cmp(&right),
        (Some(Literal::Text(left)), Some(Literal::Text(right))) => {
            left.as_bytes().cmp(right.as_bytes())
        }
        (left, right) => rank(left.as_ref(), one).cmp(&rank(right.as_ref(), other)),
    }
}

fn rank(literal: Option<&Literal<'_>>, value: &Value) -> u8 {
    match literal {
        Some(Literal::Bool(_)) => 0,
        Some(Literal::Number(_)) => 1,
        Some(Literal::Text(_)) => 2,
        Some(Literal::Null) => 4,
        None if is_text(value) => 3,
        None => 5,
    }
}

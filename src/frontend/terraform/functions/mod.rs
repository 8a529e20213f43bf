//! The built-in functions of Terraform, as far as they depend on nothing but their arguments.
//!
//! In: the name of a function and its arguments. Out: what it gives: literal where the arguments are, in part where that is
//! how much they decide, else unknown with the cause. A list that is known in part has an item that is not known, which may
//! stand for any number of items; a text that is known in part has holes. Functions that read files, the clock or faults are
//! not here.

mod arithmetic;
mod call;
mod convert;
mod csv;
mod decimal;
mod decode;
mod dialect;
mod encoding;
mod equal;
mod format;
mod hash;
mod inner;
mod list;
mod map;
mod network;
mod number;
mod parts;
mod path;
mod pattern;
mod pieces;
mod print;
mod set;
mod table;
mod text;
mod time;
mod unify;
mod verb;

#[cfg(test)]
mod tests;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Term, Value};

use super::evaluate::choice;
use super::lift::assumed;
use call::{Call, unknown};
use inner::{Decision, Open};

pub(super) use number::{NoNumber, Number};

/// Values that one argument, or a result, may consist of.
const MOST_VALUES: usize = 100_000;

/// Nesting of values that functions go through.
const DEEPEST: usize = 200;

/// Parameters within arguments that one call decides by their defaults, and conditions that it tells apart.
const MOST_OPEN: usize = 4;

/// What a function gives; `None` where there is no function of this name.
pub(super) fn call(name: &str, arguments: &[Value], span: Span) -> Option<Value> {
    if name.starts_with("provider::") {
        return Some(unknown(Cause::new(CauseKind::Function, name), span));
    }
    let name = name.strip_prefix("core::").unwrap_or(name);
    let function = table::find(name)?;
    let call = Call {
        name,
        arguments,
        span,
    };
    let count = arguments.len();
    Some(if count < function.least || count > function.most {
        unknown(call.wrong(), span)
    } else if !arguments.iter().all(is_moderate) {
        unknown(call.too_large(), span)
    } else {
        evaluate(function, &call, MOST_OPEN)
    })
}

fn evaluate(function: &table::Function, call: &Call<'_>, left: usize) -> Value {
    let cause = match (function.run)(call) {
        Ok(value) if is_moderate(&value) => return value,
        Ok(_) => return unknown(call.too_large(), call.span),
        Err(cause) => cause,
    };
    let again = |decision| {
        let arguments: Vec<Value> = call
            .arguments
            .iter()
            .map(|argument| inner::decided(argument, decision))
            .collect();
        let call = Call {
            arguments: &arguments,
            ..*call
        };
        evaluate(function, &call, left - 1)
    };
    match inner::open(call.arguments, &cause) {
        Some(Open::Default(name, hidden)) if left > 0 => {
            assumed(again(Decision::Default(&name)), &name, hidden, call.span)
        }
        Some(Open::Condition(when)) if left > 0 => {
            let then = again(Decision::Condition(&when, true));
            let otherwise = again(Decision::Condition(&when, false));
            choice(when, then, otherwise, call.span)
        }
        _ => unknown(cause, call.span),
    }
}

/// A value as JSON text, with holes where it is not known.
pub(super) fn printed(value: &Value) -> Value {
    let call = Call {
        name: "jsonencode",
        arguments: &[],
        span: value.span,
    };
    print::json(&call, value).unwrap_or_else(|cause| unknown(cause, value.span))
}

/// Whether a value is small and flat enough to be gone through.
fn is_moderate(value: &Value) -> bool {
    let (mut values, mut bytes) = (0, 0);
    let mut open = vec![(value, 0)];
    while let Some((value, depth)) = open.pop() {
        values += 1;
        if values > MOST_VALUES || bytes > parts::LONGEST || depth > DEEPEST {
            return false;
        }
        let deeper = |value| (value, depth + 1);
        match &value.term {
            Term::Scalar(scalar) => bytes += scalar.text.len(),
            Term::List(items) | Term::Text(items) => open.extend(items.iter().map(deeper)),
            Term::Map(entries) => {
                bytes += entries.iter().map(|entry| entry.key.len()).sum::<usize>();
                open.extend(entries.iter().map(|entry| deeper(&entry.value)));
            }
            Term::Choice {
                then, otherwise, ..
            } => open.extend([deeper(then), deeper(otherwise)]),
            Term::Parameter(parameter) => {
                open.extend(parameter.default.as_deref().map(deeper));
            }
            _ => {}
        }
    }
    bytes <= parts::LONGEST
}

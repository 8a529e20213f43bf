//! Conversions between types, and functions that only mark a value.
//!
//! In: a value. Out: the same as another type, its items in their places. What is not known stays what it is: its type says
//! nothing about where it comes from.

use crate::syntax::{Scalar, Term, Value};

use super::call::{Call, Outcome, is_null, literal};
use super::unify::unify;

/// A value to convert: with a literal part, or nothing to convert in it.
enum Given<'v> {
    Literal(&'v Value),
    AsItIs(Value),
}

fn given<'v>(call: &'v Call<'_>) -> Result<Given<'v>, crate::syntax::Cause> {
    let value = call.argument(0)?;
    if is_null(value) {
        return Ok(Given::AsItIs(call.make(Term::Null)));
    }
    let is_literal = literal(value).is_some();
    Ok(match &value.term {
        Term::List(_) | Term::Map(_) => Given::Literal(value),
        _ if is_literal => Given::Literal(value),
        _ => Given::AsItIs(value.clone()),
    })
}

pub(super) fn tostring(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(value) => match &value.term {
            Term::Scalar(scalar) => Ok(Value::text(&scalar.text, value.span)),
            // It stands for the JSON that it was encoded to.
            _ => Ok(value.clone()),
        },
    }
}

pub(super) fn tonumber(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(value) => Ok(plain(call.number_of(value)?.to_string(), value)),
    }
}

pub(super) fn tobool(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(value) => Ok(plain(call.bool_of(value)?.to_string(), value)),
    }
}

fn plain(text: String, value: &Value) -> Value {
    Value {
        term: Term::Scalar(Scalar { text, plain: true }),
        span: value.span,
    }
}

pub(super) fn tolist(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(value) => {
            let mut items = call.list_of(value)?.to_vec();
            unify(call, &mut items)?;
            Ok(call.make_list(items))
        }
    }
}

pub(super) fn toset(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(value) => super::set::set(call, call.list_of(value)?.to_vec()),
    }
}

pub(super) fn tomap(call: &Call<'_>) -> Outcome {
    match given(call)? {
        Given::AsItIs(value) => Ok(value),
        Given::Literal(_) => {
            let mut entries = call.map(0)?.to_vec();
            let mut values: Vec<Value> = entries.iter().map(|entry| entry.value.clone()).collect();
            unify(call, &mut values)?;
            for (entry, value) in entries.iter_mut().zip(values) {
                entry.value = value;
            }
            Ok(call.make(Term::Map(entries)))
        }
    }
}

/// Whether something is a secret shows in a plan, not in its value.
pub(super) fn same(call: &Call<'_>) -> Outcome {
    call.argument(0).cloned()
}

/// Which values are secret is not followed.
pub(super) fn issensitive(call: &Call<'_>) -> Outcome {
    Err(call.not_evaluated())
}

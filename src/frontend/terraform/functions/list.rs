//! Functions on lists: putting together, taking apart, searching.
//!
//! In: lists, of which an item that is not known may stand for several. Out: lists whose items have kept their places, and
//! answers, as far as what comes before such an item decides them.

use std::collections::BTreeSet;

use crate::syntax::{Cause, Term, Value};

use super::call::{Call, Outcome, cause_of, is_null, is_open_item, unknown};
use super::equal::{equal, identity};
use super::parts::is_never_empty;
use super::pieces::text_length;
use super::unify::unify;

impl Call<'_> {
    /// The items before the first that may stand for several, and that one.
    fn sure_items<'v>(&self, items: &'v [Value]) -> (&'v [Value], Option<&'v Value>) {
        match items.iter().position(is_open_item) {
            Some(at) => (&items[..at], items.get(at)),
            None => (items, None),
        }
    }

    /// The items, if none stands for several.
    fn whole_list(&self, index: usize) -> Result<&[Value], Cause> {
        let (items, open) = self.sure_items(self.list(index)?);
        open.map_or(Ok(items), |open| Err(cause_of(open)))
    }
}

pub(super) fn concat(call: &Call<'_>) -> Outcome {
    let mut all = Vec::new();
    for argument in call.arguments {
        match call.list_of(argument) {
            Ok(items) => all.extend(items.iter().cloned()),
            Err(cause) if cause == call.wrong() => return Err(cause),
            Err(cause) => all.push(unknown(cause, argument.span)),
        }
    }
    Ok(call.make_list(all))
}

pub(super) fn flatten(call: &Call<'_>) -> Outcome {
    let mut all = Vec::new();
    flatten_into(call.list(0)?, &mut all)?;
    Ok(call.make_list(all))
}

fn flatten_into(items: &[Value], all: &mut Vec<Value>) -> Result<(), Cause> {
    for item in items {
        match &item.term {
            Term::List(inner) => flatten_into(inner, all)?,
            _ if is_list_elsewhere(item) => return Err(cause_of(item)),
            // It may be a list, of any length.
            Term::Parameter(parameter) if parameter.default.is_none() => {
                all.push(unknown(cause_of(item), item.span));
            }
            _ => all.push(item.clone()),
        }
    }
    Ok(())
}

/// Whether a value is a list with the default of a parameter, or under a condition. The caller of the functions tries them
/// again with those.
fn is_list_elsewhere(value: &Value) -> bool {
    match &value.term {
        Term::List(_) => true,
        Term::Parameter(parameter) => parameter.default.as_deref().is_some_and(is_list_elsewhere),
        Term::Choice {
            then, otherwise, ..
        } => is_list_elsewhere(then) || is_list_elsewhere(otherwise),
        _ => false,
    }
}

pub(super) fn compact(call: &Call<'_>) -> Outcome {
    let mut items = call.list(0)?.to_vec();
    items.retain(|item| !is_null(item));
    let mut kept = Vec::new();
    for item in items {
        match &item.term {
            Term::Scalar(scalar) if scalar.text.is_empty() => {}
            Term::Scalar(scalar) => kept.push(Value::text(&scalar.text, item.span)),
            _ if is_never_empty(&item) => kept.push(item),
            // The caller of the functions tries them again with the default or each branch.
            Term::Parameter(parameter) if parameter.default.is_some() => {
                return Err(cause_of(&item));
            }
            Term::Choice { .. } => return Err(cause_of(&item)),
            _ => kept.push(unknown(cause_of(&item), item.span)),
        }
    }
    Ok(call.make_list(kept))
}

pub(super) fn distinct(call: &Call<'_>) -> Outcome {
    let mut items = call.list(0)?.to_vec();
    unify(call, &mut items)?;
    Ok(call.make_list(without_doubles(items)))
}

/// The items without those that are the same as one before.
pub(super) fn without_doubles(mut items: Vec<Value>) -> Vec<Value> {
    let mut seen = BTreeSet::new();
    items.retain(|item| identity(item).is_none_or(|identity| seen.insert(identity)));
    items
}

pub(super) fn length(call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    let length = match &value.term {
        Term::List(_) => call.whole_list(0)?.len(),
        Term::Map(entries) => entries.len(),
        Term::Scalar(scalar) if scalar.plain => return Err(call.wrong()),
        _ => text_length(call, value)?,
    };
    Ok(call.make_number(&super::number::Number::integer(length)))
}

pub(super) fn element(call: &Call<'_>) -> Outcome {
    let at = call.integer(1)?;
    let (items, open) = call.sure_items(call.list(0)?);
    let direct = usize::try_from(at).ok().and_then(|at| items.get(at));
    if let Some(item) = direct {
        return Ok(item.clone());
    }
    if let Some(open) = open {
        return Err(cause_of(open));
    }
    // Past the end it starts again. Below zero only whole rounds lead to an item.
    let rest = at
        .checked_rem(items.len() as i64)
        .and_then(|rest| usize::try_from(rest).ok());
    rest.and_then(|rest| items.get(rest))
        .cloned()
        .ok_or_else(|| call.wrong())
}

pub(super) fn slice(call: &Call<'_>) -> Outcome {
    let (start, end) = (call.count(1)?, call.count(2)?);
    let (items, open) = call.sure_items(call.list(0)?);
    match (items.get(start..end), open) {
        (Some(items), _) => Ok(call.make_list(items.to_vec())),
        (None, Some(open)) if start <= end => Err(cause_of(open)),
        _ => Err(call.wrong()),
    }
}

pub(super) fn reverse(call: &Call<'_>) -> Outcome {
    let items = call.list(0)?.iter().rev();
    Ok(call.make_list(items.cloned().collect()))
}

pub(super) fn one(call: &Call<'_>) -> Outcome {
    match call.whole_list(0)? {
        [] => Ok(call.make(Term::Null)),
        [item] => Ok(item.clone()),
        _ => Err(call.wrong()),
    }
}

pub(super) fn chunklist(call: &Call<'_>) -> Outcome {
    let mut items = call.whole_list(0)?.to_vec();
    let size = call.count(1)?;
    unify(call, &mut items)?;
    let size = if size == 0 { items.len() } else { size };
    let chunks = items.chunks(size.max(1));
    Ok(call.make_list(chunks.map(|chunk| call.make_list(chunk.to_vec())).collect()))
}

pub(super) fn contains(call: &Call<'_>) -> Outcome {
    let wanted = call.argument(1)?;
    if is_null(wanted) {
        return Err(call.wrong());
    }
    let mut open = None;
    for item in call.list(0)? {
        match equal(item, wanted) {
            Some(true) => return Ok(call.make_bool(true)),
            Some(false) => {}
            None => open = open.or(Some(item)),
        }
    }
    match open {
        Some(item) => Err(cause_between(item, wanted)),
        None => Ok(call.make_bool(false)),
    }
}

/// Why it is not known whether two values are equal.
pub(super) fn cause_between(item: &Value, wanted: &Value) -> Cause {
    match super::call::is_known(item) {
        true => cause_of(wanted),
        false => cause_of(item),
    }
}

pub(super) fn index(call: &Call<'_>) -> Outcome {
    let wanted = call.argument(1)?;
    for (at, item) in call.list(0)?.iter().enumerate() {
        match equal(item, wanted) {
            Some(true) => return Ok(call.make_number(&super::number::Number::integer(at))),
            Some(false) => {}
            None => return Err(cause_between(item, wanted)),
        }
    }
    Err(call.wrong())
}

pub(super) fn coalesce(call: &Call<'_>) -> Outcome {
    let mut values = call.arguments.to_vec();
    unify(call, &mut values)?;
    for value in values {
        match &value.term {
            Term::Null | Term::Absent => {}
            Term::Scalar(scalar) if !scalar.plain && scalar.text.is_empty() => {}
            Term::Scalar(_) | Term::List(_) | Term::Map(_) => return Ok(value),
            _ if is_never_empty(&value) => return Ok(value),
            _ => return Err(cause_of(&value)),
        }
    }
    Err(call.wrong())
}

pub(super) fn coalescelist(call: &Call<'_>) -> Outcome {
    for argument in call.arguments {
        let (items, open) = call.sure_items(call.list_of(argument)?);
        match (items, open) {
            ([], None) => {}
            ([], Some(open)) => return Err(cause_of(open)),
            _ => return Ok(argument.clone()),
        }
    }
    Err(call.wrong())
}

pub(super) fn sort(call: &Call<'_>) -> Outcome {
    let items = call.list(0)?;
    let mut texts = Vec::new();
    let mut open = Vec::new();
    for item in items {
        match &item.term {
            Term::Null | Term::Absent => return Err(call.wrong()),
            Term::Scalar(scalar) => texts.push(Value::text(&scalar.text, item.span)),
            _ => open.push(item.clone()),
        }
    }
    // Where one is not known its place is not either: the others keep theirs, as they were written.
    if !open.is_empty() {
        return Ok(call.make_list(items.to_vec()));
    }
    texts.sort_by(|one, other| one.as_text().cmp(&other.as_text()));
    Ok(call.make_list(texts))
}

pub(super) fn matchkeys(call: &Call<'_>) -> Outcome {
    let mut values = call.whole_list(0)?.to_vec();
    let mut keys = call.whole_list(1)?.to_vec();
    let count = keys.len();
    if values.len() != count {
        return Err(call.wrong());
    }
    unify(call, &mut values)?;
    keys.extend(call.list(2)?.iter().cloned());
    unify(call, &mut keys)?;
    let wanted = keys.split_off(count);
    if count.saturating_mul(wanted.len()) > MOST_COMPARISONS {
        return Err(call.too_large());
    }
    let mut kept = Vec::new();
    for (value, key) in values.into_iter().zip(&keys) {
        let answers: Vec<_> = wanted.iter().map(|wanted| equal(key, wanted)).collect();
        let open = answers.iter().position(Option::is_none);
        match (answers.contains(&Some(true)), open) {
            (true, _) => kept.push(value),
            (false, Some(at)) => kept.push(unknown(cause_between(key, &wanted[at]), value.span)),
            (false, None) => {}
        }
    }
    Ok(call.make_list(kept))
}

/// Pairs that one call compares.
pub(super) const MOST_COMPARISONS: usize = 1_000_000;

pub(super) fn alltrue(call: &Call<'_>) -> Outcome {
    decide(call, false)
}

pub(super) fn anytrue(call: &Call<'_>) -> Outcome {
    decide(call, true)
}

/// Looks for the value that decides; null counts as false.
fn decide(call: &Call<'_>, deciding: bool) -> Outcome {
    let mut open = None;
    for item in call.list(0)? {
        let value = match is_null(item) {
            true => Ok(false),
            false => call.bool_of(item),
        };
        match value {
            Ok(value) if value == deciding => return Ok(call.make_bool(deciding)),
            Ok(_) => {}
            Err(cause) if cause == call.wrong() => return Err(cause),
            Err(cause) => open = open.or(Some(cause)),
        }
    }
    open.map_or_else(|| Ok(call.make_bool(!deciding)), Err)
}

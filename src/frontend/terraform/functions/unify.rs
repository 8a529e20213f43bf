//! One type for several values, as in a list or set: where one is a text, numbers and booleans become texts.
//!
//! In: the values of a collection. Out: the same, converted; or that they have no type in common. What is not known has no
//! type that would be known, and is left as it is.

use crate::syntax::{Cause, Term, Value};

use super::call::{Call, is_null, is_text};

/// Values that have no type in common.
pub(super) struct NoCommonType;

/// Gives the items of a collection one type.
pub(super) fn unify(call: &Call<'_>, items: &mut [Value]) -> Result<(), Cause> {
    group(&mut items.iter_mut().collect::<Vec<_>>()).map_err(|NoCommonType| call.wrong())
}

fn group(values: &mut [&mut Value]) -> Result<(), NoCommonType> {
    let is_plain = |value: &Value| matches!(&value.term, Term::Scalar(scalar) if scalar.plain);
    let is_bool = |value: &Value| matches!(value.as_text(), Some("true" | "false"));
    let plain: Vec<bool> = values
        .iter()
        .filter(|value| is_plain(value))
        .map(|value| is_bool(value))
        .collect();
    if values.iter().any(|value| is_text(value)) {
        values.iter_mut().for_each(|value| make_text(value));
        return Ok(());
    }
    let known = values.iter().filter(|value| !is_null(value));
    let is_list = |value: &&&mut Value| matches!(value.term, Term::List(_));
    let is_map = |value: &&&mut Value| matches!(value.term, Term::Map(_));
    let count = known.clone().count();
    match () {
        () if known.clone().filter(is_list).count() == count => lists(values),
        () if known.clone().filter(is_map).count() == count => maps(values),
        () if plain.contains(&true) && plain.contains(&false) => {
            // With a text that is not known among them they would all be texts.
            let all = plain.len() == count;
            if all { Err(NoCommonType) } else { Ok(()) }
        }
        () => Ok(()),
    }
}

fn make_text(value: &mut Value) {
    if let Term::Scalar(scalar) = &mut value.term {
        scalar.plain = false;
    }
}

/// Lists of one length position by position, others all items together.
fn lists(values: &mut [&mut Value]) -> Result<(), NoCommonType> {
    let mut lists: Vec<Vec<&mut Value>> = values
        .iter_mut()
        .filter_map(|value| match &mut value.term {
            Term::List(items) => Some(items.iter_mut().collect()),
            _ => None,
        })
        .collect();
    let Some(length) = lists.first().map(Vec::len).filter(|_| lists.len() > 1) else {
        return Ok(());
    };
    if lists.iter().any(|list| list.len() != length) {
        return group(&mut lists.into_iter().flatten().collect::<Vec<_>>());
    }
    while !lists[0].is_empty() {
        let mut column: Vec<&mut Value> = lists.iter_mut().filter_map(Vec::pop).collect();
        group(&mut column)?;
    }
    Ok(())
}

/// Mappings with the same keys key by key, others all values together.
fn maps(values: &mut [&mut Value]) -> Result<(), NoCommonType> {
    let mut maps: Vec<Vec<(String, &mut Value)>> = values
        .iter_mut()
        .filter_map(|value| match &mut value.term {
            Term::Map(entries) => {
                let entries = entries.iter_mut();
                let mut pairs: Vec<_> = entries
                    .map(|entry| (entry.key.clone(), &mut entry.value))
                    .collect();
                pairs.sort_by(|one, other| one.0.cmp(&other.0));
                Some(pairs)
            }
            _ => None,
        })
        .collect();
    if maps.len() < 2 {
        return Ok(());
    }
    let keys = |map: &[(String, &mut Value)]| -> Vec<String> {
        map.iter().map(|(key, _)| key.clone()).collect()
    };
    let first = keys(&maps[0]);
    if maps.iter().any(|map| keys(map) != first) {
        let all = maps.into_iter().flatten().map(|(_, value)| value);
        return group(&mut all.collect::<Vec<_>>());
    }
    while !maps[0].is_empty() {
        let column = maps.iter_mut().filter_map(Vec::pop);
        group(&mut column.map(|(_, value)| value).collect::<Vec<_>>())?;
    }
    Ok(())
}

//! Functions on sets: conversion, union, intersection, difference, product.
//!
//! In: lists. Out: lists in the order in which Terraform walks a set, without doubles. An item of which it is not known
//! whether it belongs to the result is an open item of it.

use std::collections::BTreeSet;

use crate::syntax::{Cause, Value};

use super::call::{Call, Outcome, cause_of, unknown};
use super::equal::{equal, identity, set_order};
use super::list::{MOST_COMPARISONS, cause_between, without_doubles};
use super::unify::unify;

/// Items, all lists of a result together, that a product may have.
const MOST: usize = 100_000;

/// Items as a set.
pub(super) fn set(call: &Call<'_>, mut items: Vec<Value>) -> Outcome {
    unify(call, &mut items)?;
    let mut items = without_doubles(items);
    items.sort_by(set_order);
    Ok(call.make_list(items))
}

pub(super) fn setunion(call: &Call<'_>) -> Outcome {
    let mut all = Vec::new();
    for argument in call.arguments {
        match call.list_of(argument) {
            Ok(items) => all.extend(items.iter().cloned()),
            Err(cause) if cause == call.wrong() => return Err(cause),
            Err(cause) => all.push(unknown(cause, argument.span)),
        }
    }
    set(call, all)
}

/// What to do with an item that the other set has.
#[derive(Clone, Copy, PartialEq)]
enum Keep {
    Shared,
    Others,
}

pub(super) fn setintersection(call: &Call<'_>) -> Outcome {
    sift(call, Keep::Shared)
}

pub(super) fn setsubtract(call: &Call<'_>) -> Outcome {
    sift(call, Keep::Others)
}

fn sift(call: &Call<'_>, keep: Keep) -> Outcome {
    let mut all = Vec::new();
    let mut ends = Vec::new();
    for list in call.lists(0)? {
        all.extend(list.iter().cloned());
        ends.push(all.len());
    }
    unify(call, &mut all)?;
    let first = ends.first().copied().unwrap_or(0);
    let mut kept = all[..first].to_vec();
    for pair in ends.windows(2) {
        kept = sift_by(call, kept, &all[pair[0]..pair[1]], keep)?;
    }
    set(call, kept)
}

fn sift_by(
    call: &Call<'_>,
    items: Vec<Value>,
    others: &[Value],
    keep: Keep,
) -> Result<Vec<Value>, Cause> {
    let known: BTreeSet<String> = others.iter().filter_map(identity).collect();
    let open: Vec<&Value> = others
        .iter()
        .filter(|other| !super::call::is_known(other))
        .collect();
    if items.len().saturating_mul(open.len()) > MOST_COMPARISONS {
        return Err(call.too_large());
    }
    let mut kept = Vec::new();
    for item in items {
        if identity(&item).is_some_and(|identity| known.contains(&identity)) {
            kept.extend((keep == Keep::Shared).then_some(item));
            continue;
        }
        let doubt = match super::call::is_known(&item) {
            true => open
                .iter()
                .find(|other| equal(&item, other).is_none())
                .copied(),
            // It may turn out to be any of them.
            false => others.iter().find(|other| equal(&item, other).is_none()),
        };
        match (doubt, keep) {
            (Some(other), _) => kept.push(unknown(cause_between(&item, other), item.span)),
            (None, Keep::Shared) => {}
            (None, Keep::Others) => kept.push(item),
        }
    }
    Ok(kept)
}

pub(super) fn setproduct(call: &Call<'_>) -> Outcome {
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for list in call.lists(0)? {
        let mut list = list.to_vec();
        unify(call, &mut list)?;
        if let Some(open) = list.iter().find(|item| super::call::is_open_item(item)) {
            return Err(cause_of(open));
        }
        let size = rows.len().saturating_mul(list.len());
        if size.saturating_mul(call.arguments.len()) > MOST {
            return Err(call.too_large());
        }
        let longer = rows.iter().flat_map(|row| {
            let with = |item: &Value| row.iter().chain([item]).cloned().collect();
            list.iter().map(with)
        });
        rows = longer.collect();
    }
    Ok(call.make_list(rows.into_iter().map(|row| call.make_list(row)).collect()))
}

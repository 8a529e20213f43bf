//! Items of nested lists, each with what the levels around it say.
//!
//! In: a value and paths to its items. Out: the items as flat mappings: their own entries, and those of every mapping on the
//! way that they do not have themselves. What the entries mean is not known here.

use crate::knowledge::{Path, Step};
use crate::syntax::{Entry, Guard, Term, Value};

use super::path::cause_of;

/// An item with its size and its condition; an error from where on there are too many.
pub(super) type Flat = (Result<(Value, usize), ()>, Guard);

/// The items under some paths. `work` is paid for what is copied.
pub(super) fn flat(value: &Value, paths: &[Path], when: &Guard, work: &mut usize) -> Vec<Flat> {
    let mut out = Vec::new();
    for path in paths {
        walk(value, &path.steps, (when, &[]), work, &mut out);
    }
    out
}

/// Adds the items under some steps. `around` are the entries of the mappings on the way, the outer ones first.
fn walk(
    value: &Value,
    steps: &[Step],
    (when, around): (&Guard, &[&[Entry]]),
    work: &mut usize,
    out: &mut Vec<Flat>,
) {
    match (&value.term, steps.split_first()) {
        (
            Term::Choice {
                when: condition,
                then,
                otherwise,
            },
            _,
        ) => {
            let holds = Guard::all([when.clone(), condition.clone()]);
            let fails = Guard::all([when.clone(), condition.clone().negate()]);
            for (branch, when) in [(then, holds), (otherwise, fails)] {
                if when != Guard::Never {
                    walk(branch, steps, (&when, around), work, out);
                }
            }
        }
        (Term::Absent | Term::Null, _) => {}
        (Term::List(items), _) => items
            .iter()
            .for_each(|item| walk(item, steps, (when, around), work, out)),
        (Term::Map(entries), None) => {
            let item = joined(value, entries, around, work);
            out.push((item, when.clone()));
        }
        (Term::Map(entries), Some((Step::Name(name), rest))) => {
            if let Some(inner) = value.get(name) {
                let around: Vec<&[Entry]> = around.iter().copied().chain([&**entries]).collect();
                walk(inner, rest, (when, &around), work, out);
            }
        }
        _ => {
            let unknown = Value {
                term: Term::Unknown(cause_of(value)),
                span: value.span,
            };
            out.push((Ok((unknown, 1)), when.clone()));
        }
    }
}

/// An item with the entries around it that it does not have itself.
fn joined(
    value: &Value,
    entries: &[Entry],
    around: &[&[Entry]],
    work: &mut usize,
) -> Result<(Value, usize), ()> {
    let mut all: Vec<Entry> = Vec::new();
    let mut size = 1;
    let levels = std::iter::once(entries).chain(around.iter().rev().copied());
    for (level, entries) in levels.enumerate() {
        for entry in entries {
            // Lists of mappings around an item are its siblings.
            let is_outer = level > 0 && holds_mappings(&entry.value);
            if is_outer || all.iter().any(|known| known.key == entry.key) {
                continue;
            }
            size += count(&entry.value);
            *work = work
                .checked_sub(count(&entry.value) + all.len())
                .ok_or(())?;
            all.push(entry.clone());
        }
    }
    Ok((
        Value {
            term: Term::Map(all),
            span: value.span,
        },
        size,
    ))
}

/// Whether a value is a mapping, or a list of them: a level of its own.
fn holds_mappings(value: &Value) -> bool {
    match &value.term {
        Term::Map(_) => true,
        Term::List(items) => items.iter().any(|one| matches!(one.term, Term::Map(_))),
        Term::Choice {
            then, otherwise, ..
        } => holds_mappings(then) || holds_mappings(otherwise),
        _ => false,
    }
}

/// How many parts a value has.
fn count(value: &Value) -> usize {
    let (mut open, mut count) = (vec![value], 0);
    while let Some(value) = open.pop() {
        count += 1;
        open.extend(value.parts());
    }
    count
}

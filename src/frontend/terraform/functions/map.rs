//! Functions on mappings and objects.
//!
//! In: mappings. Out: mappings whose entries have kept their places, and lists in the order of the keys.

use crate::syntax::{CauseKind, Entry, Term, Value};

use super::super::evaluate::key_text;
use super::call::{Call, Outcome, by_key, cause_of, is_null, is_open_item};

pub(super) fn keys(call: &Call<'_>) -> Outcome {
    let entries = by_key(call.map(0)?).into_iter();
    let keys = entries.map(|entry| Value::text(&entry.key, entry.key_span));
    Ok(call.make_list(keys.collect()))
}

pub(super) fn values(call: &Call<'_>) -> Outcome {
    let entries = by_key(call.map(0)?).into_iter();
    Ok(call.make_list(entries.map(|entry| entry.value.clone()).collect()))
}

pub(super) fn lookup(call: &Call<'_>) -> Outcome {
    let entries = call.map(0)?;
    let wanted = call.argument(1)?;
    if is_null(wanted) {
        return Err(call.wrong());
    }
    let key = key_text(wanted)?;
    if let Some(entry) = entries.iter().find(|entry| entry.key == key) {
        return Ok(entry.value.clone());
    }
    // A name that only the deployment gives may be that of any entry.
    match wanted.as_text() {
        Some(_) => call.argument(2).cloned(),
        None => Err(cause_of(wanted)),
    }
}

/// Later mappings win. Behind one that is not known, what is written still counts for sure: the result is then a list of what is
/// not known and the mapping of what comes after it, which a walk reads as both. What comes before may be overridden.
pub(super) fn merge(call: &Call<'_>) -> Outcome {
    let mut merged = Merged::default();
    let mut open: Vec<Value> = Vec::new();
    for argument in call.arguments.iter().flat_map(known_in_part) {
        if is_null(argument) {
            continue;
        }
        match call.entries(argument) {
            Ok(entries) => entries.iter().for_each(|entry| merged.set(entry.clone())),
            Err(cause) if cause.kind == CauseKind::Malformed => return Err(cause),
            Err(cause) => {
                open.push(Value {
                    term: Term::Unknown(cause),
                    span: argument.span,
                });
                merged = Merged::default();
            }
        }
    }
    if open.is_empty() {
        return Ok(call.make(Term::Map(merged.entries)));
    }
    if merged.entries.is_empty() {
        return Err(cause_of(&open[0]));
    }
    open.push(call.make(Term::Map(merged.entries)));
    Ok(call.make(Term::List(open)))
}

/// What another merge gave that knew its arguments in part: these, one by one.
fn known_in_part(argument: &Value) -> &[Value] {
    match &argument.term {
        Term::List(items) if items.iter().any(is_open_item) => items,
        _ => std::slice::from_ref(argument),
    }
}

/// Entries of which the later wins, in the place of the earlier.
#[derive(Default)]
struct Merged {
    entries: Vec<Entry>,
    places: std::collections::BTreeMap<String, usize>,
}

impl Merged {
    fn set(&mut self, entry: Entry) {
        match self.places.get(&entry.key) {
            Some(&at) => self.entries[at] = entry,
            None => {
                self.places.insert(entry.key.clone(), self.entries.len());
                self.entries.push(entry);
            }
        }
    }
}

pub(super) fn zipmap(call: &Call<'_>) -> Outcome {
    let (keys, values) = (call.list(0)?, call.list(1)?);
    let open = keys.iter().chain(values).find(|item| is_open_item(item));
    let mut merged = Merged::default();
    if keys.len() != values.len() {
        return Err(open.map_or_else(|| call.wrong(), cause_of));
    }
    for (key, value) in keys.iter().zip(values) {
        if is_null(key) {
            return Err(call.wrong());
        }
        merged.set(Entry {
            key: key_text(key)?,
            key_span: key.span,
            value: value.clone(),
        });
    }
    if let Some(open) = open {
        return Err(cause_of(open));
    }
    Ok(call.make(Term::Map(merged.entries)))
}

pub(super) fn transpose(call: &Call<'_>) -> Outcome {
    let mut lists: std::collections::BTreeMap<String, (Entry, Vec<Value>)> = Default::default();
    for entry in by_key(call.map(0)?) {
        for item in call.list_of(&entry.value)? {
            if is_null(item) {
                return Err(call.wrong());
            }
            let key = key_text(item)?;
            let (_, list) = lists.entry(key.clone()).or_insert_with(|| {
                let value = call.make(Term::Null);
                let entry = Entry {
                    key,
                    key_span: item.span,
                    value,
                };
                (entry, Vec::new())
            });
            list.push(Value::text(&entry.key, entry.key_span));
        }
    }
    let entries = lists.into_values().map(|(entry, list)| Entry {
        value: call.make_list(list),
        ..entry
    });
    Ok(call.make(Term::Map(entries.collect())))
}

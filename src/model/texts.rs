//! Properties whose texts have a language of their own: names in them replaced, and JSON or YAML read in place.
//!
//! In: the properties of a resource, and which of them its kind says are such texts. Out: properties with values in their
//! place, whose spans lie inside the texts. What the language says is not known here.

use crate::knowledge::Texts;
use crate::policy;
use crate::source::{Sources, Span};
use crate::syntax::{Entry, Joined, Term, Value};

use super::path::cause_of;

/// Nesting of a property.
const DEEPEST: usize = 64;

/// The properties with what stands for names in their texts; `None` where nothing does.
pub(super) fn substituted(texts: &Texts, properties: &Value, sources: &Sources) -> Option<Value> {
    let values = properties.get(texts.substitutions.as_deref()?)?;
    Some(with(texts, properties, |value| {
        fill(value, values, sources, DEEPEST)
    }))
}

/// The properties with what their texts say, as far as they are JSON or YAML.
pub(super) fn read(texts: &Texts, properties: &Value, sources: &Sources) -> Value {
    with(texts, properties, |value| parsed(value, sources, DEEPEST))
}

fn with(texts: &Texts, properties: &Value, change: impl Fn(&Value) -> Value) -> Value {
    let Term::Map(entries) = &properties.term else {
        return properties.clone();
    };
    let entries = entries.iter().map(|entry| Entry {
        key: entry.key.clone(),
        key_span: entry.key_span,
        value: match texts.names.contains(&entry.key) {
            true => change(&entry.value),
            false => entry.value.clone(),
        },
    });
    Value {
        term: Term::Map(entries.collect()),
        span: properties.span,
    }
}

fn parsed(value: &Value, sources: &Sources, depth: usize) -> Value {
    match &value.term {
        Term::Scalar(_) | Term::Text(_) => {
            policy::json_text_in(value, sources).unwrap_or_else(|| value.clone())
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } if depth > 0 => Value {
            term: Term::Choice {
                when: when.clone(),
                then: Box::new(parsed(then, sources, depth - 1)),
                otherwise: Box::new(parsed(otherwise, sources, depth - 1)),
            },
            span: value.span,
        },
        _ => value.clone(),
    }
}

/// A value in whose texts `${name}` is what `values` has under the name.
fn fill(value: &Value, values: &Value, sources: &Sources, depth: usize) -> Value {
    if depth == 0 {
        return value.clone();
    }
    let inner = |one: &Value| fill(one, values, sources, depth - 1);
    match &value.term {
        Term::Scalar(_) => filled(value, values, sources),
        Term::Text(parts) => {
            let parts = parts.iter().flat_map(|part| match inner(part) {
                Value {
                    term: Term::Text(parts),
                    ..
                } => parts,
                other => vec![other],
            });
            Value {
                term: Term::Text(parts.collect()),
                span: value.span,
            }
        }
        _ => value.map(inner),
    }
}

fn filled(value: &Value, values: &Value, sources: &Sources) -> Value {
    let text = value.as_text().unwrap_or_default();
    let Some(joined) = Joined::of_written(value, sources).filter(|_| text.contains("${")) else {
        return value.clone();
    };
    let place = |start: usize, end: usize| {
        joined.place(Span::new(value.span.file, start as u32, end as u32))
    };
    let (mut parts, mut start, mut at) = (Vec::new(), 0, 0);
    while let Some(open) = text[at..].find("${").map(|found| at + found) {
        let Some(end) = text[open..].find('}').map(|length| open + length + 1) else {
            break;
        };
        at = end;
        let Some(mut inserted) = standing_for(&text[open + 2..end - 1], values) else {
            continue;
        };
        inserted.span = place(open, end);
        if start < open {
            parts.push(Value::text(&text[start..open], place(start, open)));
        }
        parts.push(inserted);
        start = end;
    }
    if start < text.len() {
        parts.push(Value::text(&text[start..], place(start, text.len())));
    }
    match parts.len() {
        1 if start > 0 => parts.remove(0),
        0 | 1 => value.clone(),
        _ => Value {
            term: Term::Text(parts),
            span: value.span,
        },
    }
}

/// What stands for a name; `None` where nothing does.
fn standing_for(name: &str, values: &Value) -> Option<Value> {
    match &values.term {
        Term::Map(_) => values.get(name.trim()).cloned(),
        Term::Null | Term::Absent | Term::Scalar(_) | Term::List(_) => None,
        _ => Some(Value {
            term: Term::Unknown(cause_of(values)),
            span: values.span,
        }),
    }
}

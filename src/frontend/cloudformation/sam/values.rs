//! What is asked of values while a template is transformed.
//!
//! In: values of properties. Out: literals, references and guards read from them, and small values made new. Resources are
//! not known here.

use crate::source::Span;
use crate::syntax::{CauseKind, Entry, Guard, Reference, Term, Value};

/// A value that is as if it were not written.
pub(super) fn absent(span: Span) -> Value {
    Value {
        term: Term::Absent,
        span,
    }
}

/// A property that is there: neither missing nor null.
pub(super) fn prop<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    value.get(key).filter(|value| is_there(value))
}

/// The same, by a path of keys.
pub(super) fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v Value> {
    path.iter().try_fold(value, |value, key| prop(value, key))
}

/// A copy of a property; absent where there is none.
pub(super) fn copy(value: &Value, key: &str) -> Value {
    prop(value, key).map_or_else(|| absent(value.span), Value::clone)
}

/// Whether a value is written at all.
pub(super) fn is_there(value: &Value) -> bool {
    !matches!(value.term, Term::Absent | Term::Null)
}

/// The literal text of a value, taken from the default of a parameter too.
pub(super) fn literal(value: &Value) -> Option<&str> {
    match &value.term {
        Term::Scalar(scalar) => Some(&scalar.text),
        Term::Parameter(parameter) => parameter.default.as_deref().and_then(literal),
        _ => None,
    }
}

/// The literal text of a property.
pub(super) fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    prop(value, key).and_then(literal)
}

/// A literal boolean; `None` where it is none, or not known.
pub(super) fn flag(value: &Value) -> Option<bool> {
    match literal(value)? {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// Whether a property is literally true.
pub(super) fn is_set(value: &Value, key: &str) -> bool {
    prop(value, key).and_then(flag) == Some(true)
}

/// Whether a value is a function that was not evaluated to something literal, so that its sort is not known.
pub(super) fn is_open(value: &Value) -> bool {
    !matches!(
        value.term,
        Term::Scalar(_) | Term::List(_) | Term::Map(_) | Term::Null | Term::Absent
    )
}

/// Whether a part of a text is known at deployment only.
pub(super) fn is_dynamic(value: &Value) -> bool {
    match &value.term {
        Term::Unknown(cause) => cause.kind == CauseKind::DynamicReference,
        Term::Text(parts) => parts.iter().any(is_dynamic),
        _ => false,
    }
}

/// The resource that a value refers to.
pub(super) fn target(value: &Value) -> Option<&str> {
    match &value.term {
        Term::Reference(reference) => Some(&reference.to),
        Term::Choice { then, .. } => target(then),
        _ => None,
    }
}

/// A reference to a resource or an attribute of it.
pub(super) fn reference(to: &str, attribute: Option<&str>, span: Span) -> Value {
    let reference = Reference {
        to: to.to_owned(),
        attribute: attribute.map(str::to_owned),
    };
    Value {
        term: Term::Reference(reference),
        span,
    }
}

/// A list.
pub(super) fn list(items: Vec<Value>, span: Span) -> Value {
    Value {
        term: Term::List(items),
        span,
    }
}

/// A mapping.
pub(super) fn map(entries: Vec<Entry>, span: Span) -> Value {
    Value {
        term: Term::Map(entries),
        span,
    }
}

/// An entry whose key is made up.
pub(super) fn entry(key: &str, value: Value) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: value.span,
        value,
    }
}

/// When a value is as if it were not written.
pub(super) fn absent_when(value: Option<&Value>) -> Guard {
    let Some(value) = value else {
        return Guard::Always;
    };
    match &value.term {
        Term::Absent | Term::Null => Guard::Always,
        Term::Choice {
            when,
            then,
            otherwise,
        } => Guard::any([
            Guard::all([when.clone(), absent_when(Some(then))]),
            Guard::all([when.clone().negate(), absent_when(Some(otherwise))]),
        ]),
        _ => Guard::Never,
    }
}

/// A value with something else where it is as if it were not written.
pub(super) fn or_else(value: Option<&Value>, other: Value) -> Value {
    let Some(value) = value else {
        return other;
    };
    match &value.term {
        Term::Absent | Term::Null => other,
        Term::Choice {
            when,
            then,
            otherwise,
        } => Value {
            term: Term::Choice {
                when: when.clone(),
                then: Box::new(or_else(Some(then), other.clone())),
                otherwise: Box::new(or_else(Some(otherwise), other)),
            },
            span: value.span,
        },
        _ => value.clone(),
    }
}

/// The alternatives of a value, each with when it is meant.
pub(super) fn alternatives(value: &Value) -> Vec<(Guard, &Value)> {
    match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let first = alternatives(then).into_iter();
            let second = alternatives(otherwise).into_iter();
            let first = first.map(|(guard, value)| (Guard::all([when.clone(), guard]), value));
            let other = when.clone().negate();
            let second = second.map(|(guard, value)| (Guard::all([other.clone(), guard]), value));
            first.chain(second).collect()
        }
        _ => vec![(Guard::Always, value)],
    }
}

/// A value with each of its alternatives changed.
pub(super) fn each(value: &Value, change: &mut impl FnMut(&Value) -> Value) -> Value {
    match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } => Value {
            term: Term::Choice {
                when: when.clone(),
                then: Box::new(each(then, change)),
                otherwise: Box::new(each(otherwise, change)),
            },
            span: value.span,
        },
        _ => change(value),
    }
}

/// The entries of a mapping under some names, those that are there.
pub(super) fn only(value: &Value, keys: &[&str]) -> Value {
    let kept = value.entries().iter();
    let kept = kept.filter(|entry| keys.contains(&&*entry.key) && is_there(&entry.value));
    map(kept.cloned().collect(), value.span)
}

/// The entries of a mapping but some.
pub(super) fn without(value: &Value, keys: &[&str]) -> Value {
    let kept = value.entries().iter();
    let kept = kept.filter(|entry| !keys.contains(&&*entry.key));
    map(kept.cloned().collect(), value.span)
}

/// Whether a text consists of letters and digits.
pub(super) fn is_alphanumeric(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_alphanumeric)
}

/// Ten digits that follow from a text, as the service puts some behind names that change with what they stand for.
pub(super) fn digest(text: &str) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let digits = format!("{hash:016x}");
    digits[..10].to_owned()
}

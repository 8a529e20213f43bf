//! Holes of shapes, filled with values.
//!
//! In: a shape of the catalog, and values by name. Out: a value in which only what the template says stands, each part at its
//! own place, and constants of the shape at the place of what caused them.

use crate::source::Span;
use crate::syntax::{Entry, Term, Value};

use super::super::reference;
use super::super::scope::Scope;
use super::super::text::assemble;
use super::values::{absent, is_there, literal, reference as reference_to};

/// Values by the names of holes.
pub(super) type Holes<'h> = Vec<(&'h str, Value)>;

/// The key that takes in all entries of a mapping.
const REST: &str = "...";

/// A shape with its holes filled; absent where nothing of it is left.
pub(super) fn fill(shape: &Value, holes: &Holes<'_>, span: Span, scope: &mut Scope<'_>) -> Value {
    if !scope.pay(span) {
        return super::super::scope::limit_reached(span);
    }
    match &shape.term {
        Term::Scalar(scalar) => text(&scalar.text, scalar.plain, holes, span, scope),
        Term::List(items) => {
            let mut filled = Vec::new();
            for item in items {
                match spliced(item) {
                    Some(name) => {
                        let value = hole(name, holes, span, scope);
                        if is_there(&value) {
                            filled.extend(value.items().to_vec());
                        }
                    }
                    None => filled.push(fill(item, holes, span, scope)),
                }
            }
            let all = items.is_empty();
            filled.retain(is_there);
            some(all || !filled.is_empty(), Term::List(filled), span)
        }
        Term::Map(entries) => {
            let filled = mapping(entries, holes, span, scope);
            let all = entries.is_empty() || entries.iter().any(|entry| entry.key == REST);
            some(all || !filled.is_empty(), Term::Map(filled), span)
        }
        _ => absent(span),
    }
}

fn some(is_there: bool, term: Term, span: Span) -> Value {
    match is_there {
        true => Value { term, span },
        false => absent(span),
    }
}

fn mapping(entries: &[Entry], holes: &Holes<'_>, span: Span, scope: &mut Scope<'_>) -> Vec<Entry> {
    let mut filled: Vec<Entry> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.key != REST) {
        let value = fill(&entry.value, holes, span, scope);
        if is_there(&value) {
            let key_span = match value.span == span {
                true => span,
                false => value.span,
            };
            filled.push(Entry {
                key: entry.key.clone(),
                key_span,
                value,
            });
        }
    }
    for entry in entries.iter().filter(|entry| entry.key == REST) {
        let rest = fill(&entry.value, holes, span, scope);
        for entry in rest.entries() {
            if !filled.iter().any(|one| one.key == entry.key) && is_there(&entry.value) {
                filled.push(entry.clone());
            }
        }
    }
    filled
}

/// The name of a hole whose items a list takes in.
fn spliced(item: &Value) -> Option<&str> {
    let text = item.as_text()?;
    text.strip_prefix("${")?.strip_suffix("...}")
}

fn text(text: &str, plain: bool, holes: &Holes<'_>, span: Span, scope: &mut Scope<'_>) -> Value {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else {
            break;
        };
        let name = &rest[start + 2..start + length];
        if start > 0 {
            parts.push(Value::text(&rest[..start], span));
        }
        let value = hole(name, holes, span, scope);
        if !is_there(&value) {
            return absent(span);
        }
        parts.push(value);
        rest = &rest[start + length + 1..];
    }
    if parts.is_empty() {
        let mut value = Value::text(text, span);
        if let Term::Scalar(scalar) = &mut value.term {
            scalar.plain = plain;
        }
        return value;
    }
    if !rest.is_empty() {
        parts.push(Value::text(rest, span));
    }
    match parts.len() {
        1 => parts.remove(0),
        _ => assemble(parts, span),
    }
}

/// The value of a hole: a pseudo parameter, an attribute of a resource that a hole names, or what was given.
fn hole(name: &str, holes: &Holes<'_>, span: Span, scope: &mut Scope<'_>) -> Value {
    if name.starts_with("AWS::") {
        return reference::named(name, span, span, scope);
    }
    let given = |name: &str| holes.iter().find(|(one, _)| *one == name);
    match name.split_once('@') {
        Some((name, attribute)) => {
            let Some((_, value)) = given(name) else {
                return absent(span);
            };
            let attribute = Some(attribute).filter(|attribute| !attribute.is_empty());
            match literal(value) {
                Some(id) => reference_to(id, attribute, value.span),
                None => scope.copy(value, value.span),
            }
        }
        None => match given(name) {
            Some((_, value)) => scope.copy(value, value.span),
            None => absent(span),
        },
    }
}

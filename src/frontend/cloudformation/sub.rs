//! `Fn::Sub`: a text with placeholders.
//!
//! In: a call. Out: a literal where every placeholder stands for one, else a text with holes. What lies between holes keeps
//! its place line by line.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::Span;
use crate::syntax::{Node, OffsetMap, Shape, Term, Value};

use super::function::{Call, Form, cause_of};
use super::scope::Scope;
use super::text::{assemble_in, inner_span, literal_part};
use super::value::{call as call_of, convert};
use super::{binding, reference};

/// The value of a `Fn::Sub`.
pub(super) fn evaluate_sub<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let expected = "a text, or a list of a text and a mapping of its variables";
    let (text, variables) = match call.arguments() {
        None => (call.argument, None),
        Some(arguments) => match arguments.as_slice() {
            [text] => (*text, None),
            [text, variables] if variables.shape() == Shape::Mapping => (*text, Some(*variables)),
            _ => return call.malformed(expected, scope),
        },
    };
    let is_own_tag = call.arguments().is_none() && call.form == Form::Short;
    if !is_own_tag && call_of(text).is_some() {
        // What a macro puts here is not known; any other function is an error of the template.
        let value = convert(text, scope);
        return match value.term {
            Term::Unknown(_) | Term::Text(_) => call.open(cause_of(&value, &call.name), &[&value]),
            _ => call.malformed(expected, scope),
        };
    }
    if text.shape() != Shape::Scalar {
        return call.malformed(expected, scope);
    }
    let mut values = BTreeMap::new();
    for (key, value) in variables.into_iter().flat_map(|node| node.entries()) {
        let value = convert(value, scope);
        values.extend(scope.text_of(key).map(|key| (key.into_owned(), value)));
    }
    let parts = substitute(text, &values, scope);
    assemble_in(parts, call.span, scope)
}

/// The parts of a text with `${Name}` placeholders.
fn substitute<'t>(
    node: Node<'t>,
    values: &BTreeMap<String, Value>,
    scope: &mut Scope<'t>,
) -> Vec<Value> {
    let mut text = node.text().unwrap_or_default();
    let mut offsets = OffsetMap::of_scalar(node);
    if scope.bindings.is_some() && has_nested_hole(&text) {
        text = binding::fill(text, &scope.bindings);
        offsets = OffsetMap::of_whole(node);
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("${") {
        let open = at + found;
        let Some(length) = text[open..].find('}') else {
            break;
        };
        let end = open + length + 1;
        let name = text[open + 2..end - 1].trim();
        at = end;
        if name.is_empty() {
            continue;
        }
        literal_parts(&text, start..open, &offsets, node.span(), scope, &mut parts);
        let span = inner_span(open..end, &offsets, node.span());
        parts.push(match name.strip_prefix('!') {
            Some(name) => Value::text(format!("${{{name}}}"), span),
            None => placeholder(name, span, values, scope),
        });
        start = end;
    }
    let rest = start..text.len();
    literal_parts(&text, rest, &offsets, node.span(), scope, &mut parts);
    parts
}

/// Whether a hole begins within another one, as an identifier of a loop in the name of a resource does.
fn has_nested_hole(text: &str) -> bool {
    let mut holes = text.split("${").skip(1).peekable();
    while let Some(hole) = holes.next() {
        if !hole.contains('}') && holes.peek().is_some() {
            return true;
        }
    }
    false
}

/// The literal parts of a range, what lies between lines apart: a line of a block stands in the file as it is, where the
/// block as a whole does not. What is written there, such as a policy, then keeps its places.
fn literal_parts(
    text: &str,
    range: Range<usize>,
    offsets: &OffsetMap,
    whole: Span,
    scope: &Scope<'_>,
    parts: &mut Vec<Value>,
) {
    let mut start = range.start;
    while start < range.end {
        let rest = &text[start..range.end];
        let line = rest.find('\n').map_or(rest, |end| &rest[..end]).trim_end();
        let length = match line.len() {
            0 => rest.len() - rest.trim_start().len(),
            length
                if length < rest.len()
                    && rest[length..]
                        .trim_start_matches([' ', '\t', '\r'])
                        .starts_with('\n') =>
            {
                length
            }
            _ => rest.len(),
        };
        let end = start + length;
        parts.push(filled(
            literal_part(text, start..end, offsets, whole),
            scope,
        ));
        start = end;
    }
}

/// A literal part with the identifiers of loops in it replaced.
fn filled(part: Value, scope: &Scope<'_>) -> Value {
    match part.as_text() {
        Some(text) => Value::text(binding::fill(text.into(), &scope.bindings), part.span),
        None => part,
    }
}

fn placeholder(
    name: &str,
    span: Span,
    values: &BTreeMap<String, Value>,
    scope: &mut Scope<'_>,
) -> Value {
    if !scope.pay(span) {
        return super::scope::limit_reached(span);
    }
    if let Some(text) = binding::bound(name, &scope.bindings) {
        return Value::text(text, span);
    }
    if let Some(value) = values.get(name) {
        // A literal is written where it is used; anything else is judged where it is written.
        let at = if value.as_text().is_some() {
            span
        } else {
            value.span
        };
        return scope.copy(value, at);
    }
    match name.split_once('.') {
        Some((name, attribute)) => reference::resource(name, Some(attribute), span, span, scope),
        None => reference::named(name, span, span, scope),
    }
}

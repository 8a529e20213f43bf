//! Functions that make text: `Fn::Sub`, `Fn::Join` and `Fn::Split`.
//!
//! In: a call. Out: a literal where every part is one, else a text with holes whose parts have their own spans, inside
//! the string where that can be told.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Node, OffsetMap, Parameter, Scalar, Shape, Term, Value};

use super::dynamic::{has_dynamic_reference, resolve_dynamic};
use super::function::{Call, Form, cause_of, choose, may_vanish};
use super::scope::{Scope, unknown};
use super::value::{call as call_of, convert};
use super::{binding, json_text, reference};

/// Items of one `Fn::Join` that may be absent by condition; each doubles the result.
const MOST_VANISHING: usize = 4;

/// The value of a scalar node: a literal, or unknown where it is resolved at deployment.
pub(super) fn scalar<'t>(node: Node<'t>, scope: &Scope<'t>) -> Value {
    let text = scope.text_of(node).unwrap_or_default().into_owned();
    let plain = node.is_plain();
    if !has_dynamic_reference(&text) {
        return Value {
            term: Term::Scalar(Scalar { text, plain }),
            span: node.span(),
        };
    }
    let whole = literal_part(
        &text,
        0..text.len(),
        &OffsetMap::of_scalar(node),
        node.span(),
    );
    assemble(vec![whole], node.span())
}

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
    assemble(parts, call.span)
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
        let literal = literal_part(&text, start..open, &offsets, node.span());
        parts.push(filled(literal, scope));
        let span = inner_span(open..end, &offsets, node.span());
        parts.push(match name.strip_prefix('!') {
            Some(name) => Value::text(format!("${{{name}}}"), span),
            None => placeholder(name, span, values, scope),
        });
        start = end;
    }
    let literal = literal_part(&text, start..text.len(), &offsets, node.span());
    parts.push(filled(literal, scope));
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

fn literal_part(text: &str, range: Range<usize>, offsets: &OffsetMap, whole: Span) -> Value {
    Value::text(&text[range.clone()], inner_span(range, offsets, whole))
}

/// The place of a range of a scalar's text; the whole scalar for the empty range and where it cannot be told.
fn inner_span(range: Range<usize>, offsets: &OffsetMap, whole: Span) -> Span {
    let (Ok(start), Ok(end)) = (u32::try_from(range.start), u32::try_from(range.end)) else {
        return whole;
    };
    let (start, end) = offsets.map_range(start, end);
    let span = Span::new(whole.file, start, end);
    if span.is_empty() || !whole.contains(span) {
        whole
    } else {
        span
    }
}

/// One text of parts: nested texts are opened, neighbouring literals joined, and what is all literal becomes a scalar.
pub(super) fn assemble(parts: Vec<Value>, span: Span) -> Value {
    let mut flat = Vec::new();
    for part in parts {
        match part.term {
            Term::Text(inner) => flat.extend(inner),
            Term::Absent | Term::Null => {}
            // The only mapping that can be a part of a text is one that a function made a text of.
            Term::Map(_) => match json_text::parts(&part, part.span) {
                Some(parts) => flat.extend(parts),
                None => flat.push(unknown(CauseKind::Function, "Fn::ToJsonString", part.span)),
            },
            Term::List(_) => {
                flat.push(unknown(CauseKind::Malformed, "a part of a text", part.span));
            }
            Term::Scalar(ref scalar) if scalar.text.is_empty() => {}
            _ => flat.push(part),
        }
    }
    let mut joined: Vec<Value> = Vec::new();
    for part in resolve_dynamic(flat) {
        if let (
            Some(Value {
                term: Term::Scalar(last),
                span,
            }),
            Term::Scalar(next),
        ) = (joined.last_mut(), &part.term)
        {
            last.text.push_str(&next.text);
            last.plain = false;
            *span = span.to(part.span);
            continue;
        }
        joined.push(part);
    }
    match joined.len() {
        0 => Value::text("", span),
        1 => Value {
            span,
            ..joined.remove(0)
        },
        _ => Value {
            term: Term::Text(joined),
            span,
        },
    }
}

/// The value of a `Fn::Join`.
pub(super) fn evaluate_join<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let Some([delimiter, list]) = call
        .arguments()
        .and_then(|list| <[Node<'t>; 2]>::try_from(list).ok())
    else {
        return call.malformed("a delimiter and a list", scope);
    };
    let delimiter = convert(delimiter, scope);
    let list = convert(list, scope);
    match delimiter.as_text() {
        Some(text) => join(text, list, call, scope),
        None => call.open(cause_of(&delimiter, &call.name), &[&list]),
    }
}

fn join<'t>(delimiter: &str, list: Value, call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match list.term {
        Term::List(items) => join_items(delimiter, items, MOST_VANISHING, call, scope),
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = join(delimiter, *then, call, scope);
            let otherwise = join(delimiter, *otherwise, call, scope);
            choose(when, then, otherwise, call.span)
        }
        Term::Parameter(Parameter {
            name,
            default,
            hidden,
        }) => {
            let default = default.map(|default| Box::new(join(delimiter, *default, call, scope)));
            call.make(Term::Parameter(Parameter {
                name,
                default,
                hidden,
            }))
        }
        Term::Scalar(_) | Term::Map(_) | Term::Null => call.malformed("a list to join", scope),
        _ => call.open(cause_of(&list, &call.name), &[&list]),
    }
}

fn join_items<'t>(
    delimiter: &str,
    items: Vec<Value>,
    vanishing: usize,
    call: &Call<'t>,
    scope: &mut Scope<'t>,
) -> Value {
    let Some(position) = items.iter().position(may_vanish) else {
        return join_present(delimiter, items, call, scope);
    };
    if vanishing == 0 {
        let inputs: Vec<&Value> = items.iter().collect();
        return call.open(
            Cause::new(CauseKind::Limit, "conditions in one text"),
            &inputs,
        );
    }
    let with = |chosen: &Value, scope: &mut Scope<'t>| {
        let mut items: Vec<Value> = items
            .iter()
            .map(|item| scope.copy(item, item.span))
            .collect();
        items[position] = chosen.clone();
        join_items(delimiter, items, vanishing - 1, call, scope)
    };
    match &items[position].term {
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let (then, otherwise) = (with(then, scope), with(otherwise, scope));
            choose(when.clone(), then, otherwise, call.span)
        }
        _ => join_present(delimiter, items, call, scope),
    }
}

fn join_present<'t>(
    delimiter: &str,
    items: Vec<Value>,
    call: &Call<'t>,
    scope: &mut Scope<'t>,
) -> Value {
    let separator = Value::text(delimiter, call.span);
    let mut parts: Vec<Value> = Vec::new();
    for item in items.into_iter().filter(|item| item.term != Term::Absent) {
        if let Some(last) = parts.last() {
            let separator = scope.copy(&separator, last.span);
            parts.push(separator);
        }
        parts.push(item);
    }
    assemble(parts, call.span)
}

/// The value of a `Fn::Split`.
pub(super) fn evaluate_split<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let Some([delimiter, source]) = call
        .arguments()
        .and_then(|list| <[Node<'t>; 2]>::try_from(list).ok())
    else {
        return call.malformed("a delimiter and a text", scope);
    };
    let delimiter = convert(delimiter, scope);
    let source = convert(source, scope);
    match delimiter.as_text() {
        Some("") => call.malformed("a delimiter that is not empty", scope),
        Some(text) => split(text, source, call, scope),
        None => call.open(cause_of(&delimiter, &call.name), &[&source]),
    }
}

fn split<'t>(delimiter: &str, source: Value, call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match source.term {
        Term::Scalar(scalar) => {
            let pieces = scalar.text.split(delimiter);
            let paid = pieces.take_while(|_| scope.pay(call.span));
            let items = paid.map(|piece| Value::text(piece, call.span)).collect();
            call.make(Term::List(items))
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = split(delimiter, *then, call, scope);
            let otherwise = split(delimiter, *otherwise, call, scope);
            choose(when, then, otherwise, call.span)
        }
        Term::Parameter(Parameter {
            name,
            default,
            hidden,
        }) => {
            let default = default.map(|default| Box::new(split(delimiter, *default, call, scope)));
            call.make(Term::Parameter(Parameter {
                name,
                default,
                hidden,
            }))
        }
        Term::List(_) | Term::Map(_) | Term::Null => call.malformed("a text to split", scope),
        _ => call.open(cause_of(&source, &call.name), &[&source]),
    }
}

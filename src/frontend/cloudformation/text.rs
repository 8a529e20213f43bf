//! Texts, and the functions `Fn::Join` and `Fn::Split` that make and divide them.
//!
//! In: a call. Out: a literal where every part is one, else a text with holes whose parts have their own spans, inside
//! the string where that can be told.

use std::ops::Range;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Node, OffsetMap, Parameter, Scalar, Term, Value};

use super::dynamic::{Known, has_dynamic_reference, resolve_dynamic};
use super::function::{Call, cause_of, choose, may_vanish};
use super::json_text;
use super::scope::{Scope, unknown};
use super::surroundings::kept_under;
use super::value::convert;

/// Items of one `Fn::Join` that may be absent by condition; each doubles the result.
const MOST_VANISHING: usize = 4;

/// The value of a scalar node: a literal, or unknown where it is resolved at deployment.
pub(super) fn scalar<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
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
    assemble_in(vec![whole], node.span(), scope)
}

/// A range of a scalar's text, with its place.
pub(super) fn literal_part(
    text: &str,
    range: Range<usize>,
    offsets: &OffsetMap,
    whole: Span,
) -> Value {
    Value::text(&text[range.clone()], inner_span(range, offsets, whole))
}

/// The place of a range of a scalar's text; the whole scalar for the empty range and where it cannot be told.
pub(super) fn inner_span(range: Range<usize>, offsets: &OffsetMap, whole: Span) -> Span {
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

/// Whether a text is what lies between two lines.
fn is_between_lines(text: &str) -> bool {
    text.contains('\n') && text.trim_ascii().is_empty()
}

/// One text of parts, as [`assemble`] makes it, with what the template itself keeps in the parameter store.
pub(super) fn assemble_in<'t>(parts: Vec<Value>, span: Span, scope: &mut Scope<'t>) -> Value {
    assemble_with(parts, span, &mut |subject, at| {
        kept_under(subject, at, scope)
    })
}

/// One text of parts: nested texts are opened, neighbouring literals joined, and what is all literal becomes a scalar.
pub(super) fn assemble(parts: Vec<Value>, span: Span) -> Value {
    assemble_with(parts, span, &mut |_, _| None)
}

fn assemble_with(parts: Vec<Value>, span: Span, known: Known<'_>) -> Value {
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
    let flat = resolve_dynamic(flat, known);
    let is_literal = flat.iter().all(|part| part.as_text().is_some());
    for part in flat {
        if let (
            Some(Value {
                term: Term::Scalar(last),
                span,
            }),
            Term::Scalar(next),
        ) = (joined.last_mut(), &part.term)
            && (is_literal || !is_between_lines(&last.text) && !is_between_lines(&next.text))
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
            ..
        }) => {
            let default = default.map(|default| Box::new(join(delimiter, *default, call, scope)));
            call.make(Term::Parameter(Parameter {
                name,
                default,
                hidden,
                ..Parameter::default()
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
    assemble_in(parts, call.span, scope)
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
            ..
        }) => {
            let default = default.map(|default| Box::new(split(delimiter, *default, call, scope)));
            call.make(Term::Parameter(Parameter {
                name,
                default,
                hidden,
                ..Parameter::default()
            }))
        }
        Term::List(_) | Term::Map(_) | Term::Null => call.malformed("a text to split", scope),
        _ => call.open(cause_of(&source, &call.name), &[&source]),
    }
}

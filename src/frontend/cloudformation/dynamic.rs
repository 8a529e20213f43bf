//! Dynamic references, `{{resolve:…}}`: text that CloudFormation replaces at deployment.
//!
//! In: the parts of a text. Out: the same with an unknown part for each dynamic reference. What a reference to a resource
//! contributes inside one, such as the secret's ARN, stays as a part of its own, so that the link is not lost.

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Term, Value};

use super::print::print;

const OPENING: &str = "{{resolve:";
const CLOSING: &str = "}}";

/// A dynamic reference whose end has not been seen.
struct Open {
    subject: String,
    holes: Vec<Value>,
    /// The parts as they were, for a reference that never ends.
    parts: Vec<Value>,
    span: Span,
}

/// Whether a text contains the beginning of a dynamic reference.
pub(super) fn has_dynamic_reference(text: &str) -> bool {
    text.contains(OPENING)
}

/// What a dynamic reference is known to be, with the place where it is used.
pub(super) type Known<'k> = &'k mut dyn FnMut(&str, Span) -> Option<Value>;

/// The parts with dynamic references taken out, or what is known of them in their place.
pub(super) fn resolve_dynamic(parts: Vec<Value>, known: Known<'_>) -> Vec<Value> {
    let begins = |part: &Value| part.as_text().is_some_and(has_dynamic_reference);
    if !parts.iter().any(begins) {
        return parts;
    }
    let mut out = Vec::new();
    let mut open: Option<Open> = None;
    for part in parts {
        match (&part.term, &mut open) {
            (Term::Scalar(scalar), _) => {
                open = scan(&scalar.text, part.span, open.take(), &mut out, known)
            }
            (_, Some(open)) => {
                open.subject.push_str(&print(&part));
                open.parts.push(part.clone());
                open.holes.push(part);
            }
            (_, None) => out.push(part),
        }
    }
    out.extend(open.into_iter().flat_map(|open| open.parts));
    out
}

/// Goes through one literal part; returns the dynamic reference that is open at its end.
fn scan(
    text: &str,
    span: Span,
    open: Option<Open>,
    out: &mut Vec<Value>,
    known: Known<'_>,
) -> Option<Open> {
    let mut at = 0;
    let mut open = open;
    loop {
        match open.take() {
            Some(mut reference) => {
                let Some(length) = text[at..].find(CLOSING) else {
                    reference.subject.push_str(&text[at..]);
                    reference.parts.push(piece(text, at, text.len(), span));
                    return Some(reference);
                };
                let end = at + length + CLOSING.len();
                let piece = piece(text, at, end, span);
                reference.subject.push_str(&text[at..end]);
                close(reference, piece.span, out, known);
                at = end;
            }
            None => {
                let Some(length) = text[at..].find(OPENING) else {
                    if at < text.len() {
                        out.push(piece(text, at, text.len(), span));
                    }
                    return None;
                };
                if length > 0 {
                    out.push(piece(text, at, at + length, span));
                }
                at += length;
                let begin = piece(text, at, text.len(), span).span;
                let (holes, parts) = (Vec::new(), Vec::new());
                open = Some(Open {
                    subject: String::new(),
                    holes,
                    parts,
                    span: begin,
                });
            }
        }
    }
}

fn close(reference: Open, end: Span, out: &mut Vec<Value>, known: Known<'_>) {
    let span = Span {
        end: end.end.max(reference.span.start),
        ..reference.span
    };
    let value = reference.holes.is_empty();
    let value = value.then(|| known(&reference.subject, span)).flatten();
    match value {
        Some(Value {
            term: Term::Text(parts),
            ..
        }) => return out.extend(parts),
        Some(value) => return out.push(value),
        None => {}
    }
    let cause = Cause::new(CauseKind::DynamicReference, reference.subject);
    out.push(Value {
        term: Term::Unknown(cause),
        span,
    });
    let links = reference
        .holes
        .into_iter()
        .filter(|hole| matches!(hole.term, Term::Reference(_)));
    out.extend(links);
}

/// A piece of a literal part, with its own span where bytes of text and source correspond.
fn piece(text: &str, start: usize, end: usize, span: Span) -> Value {
    let exact = span.len() as usize == text.len();
    let span = match exact {
        true => Span::new(
            span.file,
            span.start + start as u32,
            span.start + end as u32,
        ),
        false => span,
    };
    Value::text(&text[start..end], span)
}

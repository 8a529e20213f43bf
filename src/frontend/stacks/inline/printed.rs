//! Values as the text that they are deployed as, part by part, so that each part keeps its place.
//!
//! In: a value that is written as JSON, or a text. Out: a text of parts. What the text says is not known here.

use crate::source::{Sources, Span};
use crate::syntax::{Scalar, Term, Value};

/// Deepest nesting that is written.
const DEEPEST: usize = 64;

/// A value written as JSON. What is not known stays a hole in it.
pub(super) fn printed(value: &Value) -> Value {
    let mut parts = Vec::new();
    write(value, DEEPEST, &mut parts);
    Value {
        term: Term::Text(parts),
        span: value.span,
    }
}

fn write(value: &Value, depth: usize, parts: &mut Vec<Value>) {
    let span = value.span;
    let sign = |text: &str, parts: &mut Vec<Value>| parts.push(Value::text(text, span));
    match &value.term {
        _ if depth == 0 => sign("null", parts),
        Term::Map(entries) => {
            sign("{", parts);
            let there = entries
                .iter()
                .filter(|entry| entry.value.term != Term::Absent);
            for (index, entry) in there.enumerate() {
                if index > 0 {
                    sign(",", parts);
                }
                parts.push(Value::text(quoted(&entry.key), entry.key_span));
                sign(":", parts);
                write(&entry.value, depth - 1, parts);
            }
            sign("}", parts);
        }
        Term::List(items) => {
            sign("[", parts);
            let there = items.iter().filter(|item| item.term != Term::Absent);
            for (index, item) in there.enumerate() {
                if index > 0 {
                    sign(",", parts);
                }
                write(item, depth - 1, parts);
            }
            sign("]", parts);
        }
        Term::Null | Term::Absent => sign("null", parts),
        Term::Scalar(Scalar { text, plain: true }) => sign(text, parts),
        Term::Scalar(Scalar { text, .. }) => sign(&quoted(text), parts),
        Term::Text(inner) => {
            sign("\"", parts);
            for part in inner {
                match part.as_text() {
                    Some(text) => parts.push(Value::text(escaped(text), part.span)),
                    None => parts.push(part.clone()),
                }
            }
            sign("\"", parts);
        }
        _ => {
            sign("\"", parts);
            parts.push(value.clone());
            sign("\"", parts);
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn escaped(text: &str) -> String {
    let quoted = quoted(text);
    quoted[1..quoted.len() - 1].to_owned()
}

/// A text whose lines are parts of their own: a line that is indented where it is written, or has escapes, is found there.
pub(super) fn by_line(value: &Value, sources: &Sources) -> Value {
    let parts = match &value.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let mut lines = Vec::new();
    for part in parts {
        match part.as_text() {
            Some(text) if text.len() != part.span.len() as usize => {
                let written = sources.get(part.span.file).slice(part.span);
                lines.extend(matched(text, written, part.span));
            }
            _ => lines.push(part.clone()),
        }
    }
    Value {
        term: Term::Text(lines),
        span: value.span,
    }
}

/// The lines of a text beside the lines of what is written, where both have as many; else the text as it is.
fn matched(text: &str, written: &str, span: Span) -> Vec<Value> {
    let of_text: Vec<&str> = text.split_inclusive('\n').collect();
    let of_written: Vec<&str> = written.split_inclusive('\n').collect();
    // What ends a text can stand before its last, empty line.
    if of_written.len() < of_text.len() {
        return vec![Value::text(text, span)];
    }
    let mut start = span.start;
    let mut lines = Vec::with_capacity(of_text.len());
    for (line, written) in of_text.iter().zip(&of_written) {
        let end = start + written.len() as u32;
        let at = match written.ends_with(line) {
            true => end - line.len() as u32,
            false => start,
        };
        lines.push(Value::text(*line, Span::new(span.file, at, end)));
        start = end;
    }
    lines
}

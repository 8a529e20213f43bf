//! `Fn::ToJsonString` inside a text: a value as JSON.
//!
//! In: a mapping. Out: the parts of its JSON text, each with its own place; nothing where a condition or an unknown value
//! decides what is there. Alone, such a call keeps the mapping: whoever reads JSON takes it as it is.

use crate::source::Span;
use crate::syntax::{Parameter, Scalar, Term, Value};

/// The JSON text of a value, in parts.
pub(super) fn parts(value: &Value, span: Span) -> Option<Vec<Value>> {
    let mut out = Vec::new();
    write(value, span, &mut out)?;
    Some(out)
}

fn write(value: &Value, span: Span, out: &mut Vec<Value>) -> Option<()> {
    let sign = |text: &str| Value::text(text, span);
    match &value.term {
        Term::Null => out.push(Value::text("null", value.span)),
        Term::Scalar(scalar) => out.push(Value::text(literal(scalar), value.span)),
        Term::List(items) => {
            out.push(sign("["));
            let present = items.iter().filter(|item| item.term != Term::Absent);
            for (index, item) in present.enumerate() {
                out.extend((index > 0).then(|| sign(",")));
                write(item, span, out)?;
            }
            out.push(sign("]"));
        }
        Term::Map(entries) => {
            out.push(sign("{"));
            let present = entries
                .iter()
                .filter(|entry| entry.value.term != Term::Absent);
            for (index, entry) in present.enumerate() {
                let comma = if index > 0 { "," } else { "" };
                let key = format!("{comma}{}:", quoted(&entry.key));
                out.push(Value::text(key, entry.key_span));
                write(&entry.value, span, out)?;
            }
            out.push(sign("}"));
        }
        Term::Reference(_) | Term::Symbol(_) => hole(value.clone(), span, out),
        Term::Parameter(parameter) => hole(text_of(parameter, value.span)?, span, out),
        Term::Text(parts) => {
            out.push(sign("\""));
            for part in parts {
                match &part.term {
                    Term::Scalar(scalar) => out.push(Value::text(escaped(&scalar.text), part.span)),
                    Term::Choice { .. } => return None,
                    _ => out.push(part.clone()),
                }
            }
            out.push(sign("\""));
        }
        Term::Choice { .. } | Term::Unknown(_) | Term::Absent => return None,
    }
    Some(())
}

fn hole(value: Value, span: Span, out: &mut Vec<Value>) {
    let quote = Value::text("\"", span);
    out.extend([quote.clone(), value, quote]);
}

/// A parameter whose default, if there is one, stands in a text of JSON; `None` for a list.
fn text_of(parameter: &Parameter, span: Span) -> Option<Value> {
    let default = match parameter.default.as_deref() {
        Some(default) => Some(Value::text(escaped(default.as_text()?), default.span)),
        None => None,
    };
    Some(Value {
        term: Term::Parameter(Parameter {
            name: parameter.name.clone(),
            default: default.map(Box::new),
            hidden: parameter.hidden,
            ..Parameter::default()
        }),
        span,
    })
}

/// A scalar as JSON: a number or boolean without quotes stays one.
fn literal(scalar: &Scalar) -> String {
    let is_bare = scalar.plain
        && (matches!(scalar.text.as_str(), "true" | "false" | "null") || is_number(&scalar.text));
    match is_bare {
        true => scalar.text.clone(),
        false => quoted(&scalar.text),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leads = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    let ends = digits.starts_with(|one: char| one.is_ascii_digit())
        && digits.ends_with(|one: char| one.is_ascii_digit());
    ends && !leads && text.parse::<f64>().is_ok()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out
}

//! Values as JSON text, byte by byte as Terraform's `jsonencode` writes it: keys in order, no spaces, `<`, `>` and `&` as
//! escapes.
//!
//! In: a value. Out: its JSON; what is not known is a hole of the text. A hole inside quotes is taken as it is: names and
//! ARNs have nothing to escape.

use crate::syntax::{Cause, Term, Value};

use super::call::{Call, by_key, cause_of, unknown};
use super::parts::Text;

/// The JSON of a value: literal where the value is.
pub(super) fn json(call: &Call<'_>, value: &Value) -> Result<Value, Cause> {
    let mut text = Text::new(call);
    write(value, &mut text)?;
    Ok(text.finish())
}

fn write(value: &Value, out: &mut Text<'_>) -> Result<(), Cause> {
    match &value.term {
        Term::Null | Term::Absent => out.literal("null"),
        Term::Scalar(scalar) if scalar.plain => out.literal(&scalar.text),
        Term::Scalar(scalar) => out.literal(&quoted(&scalar.text)),
        Term::List(items) => {
            out.literal("[")?;
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.literal(",")?;
                }
                write(item, out)?;
            }
            out.literal("]")
        }
        Term::Map(entries) => {
            out.literal("{")?;
            for (index, entry) in by_key(entries).into_iter().enumerate() {
                if index > 0 {
                    out.literal(",")?;
                }
                out.literal(&quoted(&entry.key))?;
                out.literal(":")?;
                write(&entry.value, out)?;
            }
            out.literal("}")
        }
        Term::Text(parts) => {
            out.literal("\"")?;
            for part in parts {
                match part.as_text() {
                    Some(text) => out.literal(&escaped(text))?,
                    None => out.parts([part.clone()])?,
                }
            }
            out.literal("\"")
        }
        Term::Reference(_) | Term::Symbol(_) => {
            out.literal("\"")?;
            out.parts([value.clone()])?;
            out.literal("\"")
        }
        Term::Parameter(parameter) => match parameter.default.as_deref().map(|one| &one.term) {
            Some(Term::Scalar(default)) if default.plain => out.parts([value.clone()]),
            Some(Term::Scalar(default)) if escaped(&default.text) == default.text => {
                out.literal("\"")?;
                out.parts([value.clone()])?;
                out.literal("\"")
            }
            _ => out.parts([unknown(cause_of(value), value.span)]),
        },
        // It may be of any type: the hole is the whole JSON of it.
        _ => out.parts([unknown(cause_of(value), value.span)]),
    }
}

/// A text in double quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\0'..='\u{1f}' | '\u{2028}' | '\u{2029}' => {
                out.push_str(&format!("\\u{:04x}", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
    out
}

//! Texts of parts, of which any may be a hole.
//!
//! In: pieces of text and values, one after the other. Out: a literal where all is literal, else a text with holes.
//! Literals that were handed on whole keep their places; joined ones have the place of the call.

use crate::source::Span;
use crate::syntax::{Cause, Symbol, Term, Value};

use super::call::Call;

/// Longest text that a function gives, in bytes.
pub(super) const LONGEST: usize = 1 << 20;

/// A text under construction.
pub(super) struct Text<'c> {
    call: &'c Call<'c>,
    parts: Vec<Value>,
    length: usize,
}

impl<'c> Text<'c> {
    pub(super) fn new(call: &'c Call<'c>) -> Self {
        Self {
            call,
            parts: Vec::new(),
            length: 0,
        }
    }

    /// Adds a literal piece.
    pub(super) fn literal(&mut self, text: &str) -> Result<(), Cause> {
        self.piece(text, self.call.span)
    }

    fn piece(&mut self, text: &str, span: Span) -> Result<(), Cause> {
        if text.is_empty() {
            return Ok(());
        }
        self.length += text.len();
        if self.length > LONGEST {
            return Err(self.call.too_large());
        }
        if let Some(Value {
            term: Term::Scalar(last),
            span,
        }) = self.parts.last_mut()
        {
            last.text.push_str(text);
            *span = self.call.span;
            return Ok(());
        }
        self.parts.push(Value::text(text, span));
        Ok(())
    }

    /// Adds parts; each that is no literal is a hole.
    pub(super) fn parts(&mut self, parts: impl IntoIterator<Item = Value>) -> Result<(), Cause> {
        for part in parts {
            match &part.term {
                Term::Scalar(scalar) => self.piece(&scalar.text, part.span)?,
                _ => {
                    // Holes count too: a text of nothing but holes is no smaller in memory.
                    self.length += 1;
                    self.parts.push(part);
                }
            }
        }
        Ok(())
    }

    /// The text as it stands.
    pub(super) fn finish(self) -> Value {
        joined(self.parts, self.call.span)
    }
}

/// Parts as one value, with the place of the call.
pub(super) fn joined(mut parts: Vec<Value>, span: Span) -> Value {
    match parts.len() {
        0 => Value::text("", span),
        1 if matches!(parts[0].term, Term::Scalar(_)) => Value {
            span,
            ..parts.remove(0)
        },
        1 => parts.remove(0),
        _ => Value {
            term: Term::Text(parts),
            span,
        },
    }
}

/// The parts of a text.
pub(super) fn opened(text: Value) -> Vec<Value> {
    match text.term {
        Term::Text(parts) => parts,
        _ => vec![text],
    }
}

/// Parts without two literals side by side.
pub(super) fn merged(parts: &[Value]) -> Vec<Value> {
    let mut merged: Vec<Value> = Vec::with_capacity(parts.len());
    for part in parts {
        match (merged.last_mut().map(|last| &mut last.term), &part.term) {
            (Some(Term::Scalar(last)), Term::Scalar(next)) => last.text.push_str(&next.text),
            (_, Term::Scalar(scalar)) if scalar.text.is_empty() => {}
            (_, Term::Scalar(scalar)) => merged.push(Value::text(&scalar.text, part.span)),
            _ => merged.push(part.clone()),
        }
    }
    merged
}

/// Whether a hole is sure to be text without any of these characters: account ids have digits alone, names of Regions and
/// partitions small letters, digits and hyphens, suffixes of hosts dots as well.
pub(super) fn is_free_of(hole: &Value, characters: &str) -> bool {
    let Term::Symbol(symbol) = &hole.term else {
        return false;
    };
    let may_have = |character: char| match symbol {
        Symbol::Account => character.is_ascii_digit(),
        Symbol::Region | Symbol::Partition => {
            character.is_ascii_digit() || character.is_ascii_lowercase() || character == '-'
        }
        Symbol::UrlSuffix => {
            character.is_ascii_digit()
                || character.is_ascii_lowercase()
                || matches!(character, '-' | '.')
        }
        Symbol::StackName | Symbol::StackId | Symbol::NotificationArns => true,
    };
    !characters.is_empty() && !characters.chars().any(may_have)
}

/// Whether a value is neither null nor an empty text: it has a literal part, or is what a resource or the deployment gives.
pub(super) fn is_never_empty(value: &Value) -> bool {
    match &value.term {
        Term::Scalar(scalar) => !scalar.text.is_empty(),
        Term::Text(parts) => parts.iter().any(is_never_empty),
        Term::Reference(_) | Term::Symbol(_) | Term::List(_) | Term::Map(_) => true,
        Term::Parameter(parameter) => parameter.default.as_deref().is_some_and(is_never_empty),
        Term::Choice {
            then, otherwise, ..
        } => is_never_empty(then) && is_never_empty(otherwise),
        _ => false,
    }
}

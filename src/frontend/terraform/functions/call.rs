//! The call of a function: its arguments in the types that the function takes.
//!
//! In: the values of the arguments. Out: texts, numbers, lists and mappings, converted as Terraform converts arguments, or
//! the cause why there is none: what an argument depends on, or that the call is an error. What a function does is not
//! known here.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Entry, Scalar, Term, Value};

use super::number::{NoNumber, Number};
use super::{parts, print};

/// What a function gives, or why that is not known.
pub(super) type Outcome = Result<Value, Cause>;

/// The call of a function.
pub(super) struct Call<'a> {
    pub(super) name: &'a str,
    pub(super) arguments: &'a [Value],
    pub(super) span: Span,
}

/// A literal that is no list and no mapping.
pub(super) enum Literal<'v> {
    Null,
    Bool(bool),
    Number(Number),
    Text(&'v str),
}

/// Why a value that is not a literal is not known.
pub(super) fn cause_of(value: &Value) -> Cause {
    match &value.term {
        Term::Unknown(cause) => cause.clone(),
        Term::Parameter(parameter) => Cause::new(CauseKind::Parameter, &parameter.name),
        Term::Choice { when, .. } => Cause::new(CauseKind::Condition, when.to_string()),
        Term::Reference(reference) => {
            let name = match &reference.attribute {
                Some(attribute) => format!("{}.{attribute}", reference.to),
                None => reference.to.clone(),
            };
            Cause::new(
                CauseKind::Unstated,
                format!("the value of `{name}` before deployment"),
            )
        }
        Term::Text(inner) => hole_of(inner),
        Term::List(items) => hole_of(items),
        Term::Map(entries) => {
            let values = entries.iter().map(|entry| &entry.value);
            first_cause(values)
        }
        Term::Symbol(_) => Cause::new(CauseKind::Unstated, "a value that the deployment decides"),
        Term::Null | Term::Absent | Term::Scalar(_) => {
            Cause::new(CauseKind::Malformed, "an argument")
        }
    }
}

fn hole_of(values: &[Value]) -> Cause {
    first_cause(values.iter())
}

fn first_cause<'v>(mut values: impl Iterator<Item = &'v Value>) -> Cause {
    let open = values.find(|value| !is_known(value));
    open.map_or_else(|| Cause::new(CauseKind::Malformed, "an argument"), cause_of)
}

/// Whether all of a value is literal.
pub(super) fn is_known(value: &Value) -> bool {
    match &value.term {
        Term::Null | Term::Scalar(_) | Term::Absent => true,
        Term::List(items) => items.iter().all(is_known),
        Term::Map(entries) => entries.iter().all(|entry| is_known(&entry.value)),
        _ => false,
    }
}

/// Whether a value is a text, known or not: what a resource gives and what the deployment decides is taken for one.
pub(super) fn is_text(value: &Value) -> bool {
    match &value.term {
        Term::Scalar(scalar) => !scalar.plain,
        Term::Text(_) | Term::Reference(_) | Term::Symbol(_) => true,
        _ => false,
    }
}

/// An item of a list that may stand for none or several: the rest of a list that is known in part.
pub(super) fn is_open_item(value: &Value) -> bool {
    matches!(value.term, Term::Unknown(_))
}

/// Whether a value is the literal null, or as if not written.
pub(super) fn is_null(value: &Value) -> bool {
    matches!(value.term, Term::Null | Term::Absent)
}

/// A value that is not known.
pub(super) fn unknown(cause: Cause, span: Span) -> Value {
    Value {
        term: Term::Unknown(cause),
        span,
    }
}

impl Call<'_> {
    /// The cause of a call that is an error in Terraform too.
    pub(super) fn wrong(&self) -> Cause {
        Cause::new(CauseKind::Malformed, format!("the call of `{}`", self.name))
    }

    /// The cause where this function, or this use of it, is not evaluated.
    pub(super) fn not_evaluated(&self) -> Cause {
        Cause::new(CauseKind::Function, self.name)
    }

    /// The cause where the result would be too large.
    pub(super) fn too_large(&self) -> Cause {
        let subject = format!("`{}` gives more than is kept", self.name);
        Cause::new(CauseKind::Limit, subject)
    }

    pub(super) fn make(&self, term: Term) -> Value {
        Value {
            term,
            span: self.span,
        }
    }

    pub(super) fn make_text(&self, text: impl Into<String>) -> Value {
        Value::text(text, self.span)
    }

    pub(super) fn make_bool(&self, value: bool) -> Value {
        self.make_plain(value.to_string())
    }

    pub(super) fn make_number(&self, number: &Number) -> Value {
        self.make_plain(number.to_string())
    }

    fn make_plain(&self, text: String) -> Value {
        self.make(Term::Scalar(Scalar { text, plain: true }))
    }

    pub(super) fn make_list(&self, items: Vec<Value>) -> Value {
        self.make(Term::List(items))
    }

    /// An argument; that it is there, the table of functions has made sure.
    pub(super) fn argument(&self, index: usize) -> Result<&Value, Cause> {
        self.arguments.get(index).ok_or_else(|| self.wrong())
    }

    pub(super) fn text(&self, index: usize) -> Result<Cow<'_, str>, Cause> {
        self.text_of(self.argument(index)?)
    }

    /// The literal text of a value. A list or mapping stands for its JSON: `jsonencode` hands on what it is given.
    pub(super) fn text_of<'v>(&self, value: &'v Value) -> Result<Cow<'v, str>, Cause> {
        match &value.term {
            Term::Scalar(scalar) => Ok(Cow::Borrowed(&scalar.text)),
            Term::Null | Term::Absent => Err(self.wrong()),
            Term::List(_) | Term::Map(_) => match print::json(self, value)?.term {
                Term::Scalar(scalar) => Ok(Cow::Owned(scalar.text)),
                _ => Err(cause_of(value)),
            },
            _ => Err(cause_of(value)),
        }
    }

    /// The parts of an argument as a text, of which any may be a hole.
    pub(super) fn parts(&self, index: usize) -> Result<Vec<Value>, Cause> {
        self.parts_of(self.argument(index)?)
    }

    /// The parts of a value as a text. A value that is not known at all is a hole, alone.
    pub(super) fn parts_of(&self, value: &Value) -> Result<Vec<Value>, Cause> {
        match &value.term {
            Term::Null | Term::Absent => Err(self.wrong()),
            Term::Scalar(scalar) => Ok(vec![Value::text(&scalar.text, value.span)]),
            Term::List(_) | Term::Map(_) => Ok(parts::opened(print::json(self, value)?)),
            Term::Text(inner) => Ok(parts::merged(inner)),
            _ => Ok(vec![value.clone()]),
        }
    }

    pub(super) fn number(&self, index: usize) -> Result<Number, Cause> {
        self.number_of(self.argument(index)?)
    }

    pub(super) fn number_of(&self, value: &Value) -> Result<Number, Cause> {
        match &value.term {
            Term::Scalar(scalar) => self.computed(Number::parse(&scalar.text)),
            Term::Null | Term::Absent | Term::List(_) | Term::Map(_) => Err(self.wrong()),
            _ => Err(cause_of(value)),
        }
    }

    /// The result of arithmetic.
    pub(super) fn computed<T>(&self, result: Result<T, NoNumber>) -> Result<T, Cause> {
        result.map_err(|fault| match fault {
            NoNumber::Wrong => self.wrong(),
            NoNumber::TooLarge => self.too_large(),
        })
    }

    /// A whole number; fractions are an error.
    pub(super) fn integer(&self, index: usize) -> Result<i64, Cause> {
        self.number(index)?.to_i64().ok_or_else(|| self.wrong())
    }

    /// A count or position: a whole number that is not negative.
    pub(super) fn count(&self, index: usize) -> Result<usize, Cause> {
        usize::try_from(self.integer(index)?).map_err(|_| self.wrong())
    }

    pub(super) fn bool_of(&self, value: &Value) -> Result<bool, Cause> {
        match &value.term {
            Term::Scalar(scalar) => match (scalar.text.as_str(), scalar.plain) {
                ("true", _) | ("1", false) => Ok(true),
                ("false", _) | ("0", false) => Ok(false),
                _ => Err(self.wrong()),
            },
            Term::Null | Term::Absent | Term::List(_) | Term::Map(_) => Err(self.wrong()),
            _ => Err(cause_of(value)),
        }
    }

    pub(super) fn list(&self, index: usize) -> Result<&[Value], Cause> {
        self.list_of(self.argument(index)?)
    }

    pub(super) fn list_of<'v>(&self, value: &'v Value) -> Result<&'v [Value], Cause> {
        match &value.term {
            Term::List(items) => Ok(items),
            Term::Null | Term::Absent | Term::Scalar(_) | Term::Map(_) | Term::Text(_) => {
                Err(self.wrong())
            }
            _ => Err(cause_of(value)),
        }
    }

    pub(super) fn map(&self, index: usize) -> Result<&[Entry], Cause> {
        self.entries(self.argument(index)?)
    }

    /// The entries of a mapping.
    pub(super) fn entries<'v>(&self, value: &'v Value) -> Result<&'v [Entry], Cause> {
        match &value.term {
            Term::Map(entries) => Ok(entries),
            Term::Null | Term::Absent | Term::Scalar(_) | Term::List(_) | Term::Text(_) => {
                Err(self.wrong())
            }
            _ => Err(cause_of(value)),
        }
    }

    /// Each argument from a position on as a list.
    pub(super) fn lists(&self, from: usize) -> Result<Vec<&[Value]>, Cause> {
        let lists = self.arguments.iter().skip(from);
        lists.map(|list| self.list_of(list)).collect()
    }
}

/// The literal that a value is; `None` for lists, mappings, and what is not known.
pub(super) fn literal(value: &Value) -> Option<Literal<'_>> {
    match &value.term {
        Term::Null | Term::Absent => Some(Literal::Null),
        Term::Scalar(scalar) if !scalar.plain => Some(Literal::Text(&scalar.text)),
        Term::Scalar(scalar) => Some(match scalar.text.as_str() {
            "true" => Literal::Bool(true),
            "false" => Literal::Bool(false),
            text => Literal::Number(Number::parse(text).ok()?),
        }),
        _ => None,
    }
}

/// The entries of a mapping as Terraform walks it: by key.
pub(super) fn by_key(entries: &[Entry]) -> Vec<&Entry> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by(|one, other| key_order(&one.key, &other.key));
    sorted
}

fn key_order(one: &str, other: &str) -> Ordering {
    one.as_bytes().cmp(other.as_bytes())
}

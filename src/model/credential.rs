//! Whether a credential can be read where it should not: in the template, or in the parameters of the stack.
//!
//! In: what the path of a credential leads to. Out: facts that are true or false: whether it can be read anywhere, and whether it
//! stands in the files. The credential itself is not kept.

use crate::knowledge::Knowledge;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::{AttributeId, Literal, Reader};

use super::path::{Found, cause_of};
use super::{Fact, FactValue, Origin};

/// Dynamic references whose value nobody sees without a permission of its own (AWS CloudFormation user guide, "Get values
/// stored in other services using dynamic references", read 2026-11-28).
const SECURE_REFERENCES: [&str; 3] = [
    "{{resolve:secretsmanager:",
    "{{resolve:ssm-secure:",
    "ephemeral.",
];

/// The fact of a credential: true as soon as one of the values is exposed.
pub(super) fn read(found: &[Found]) -> Fact {
    judged(found, exposed)
}

/// What a reader of credentials says besides: whether one of the values stands in the files. Nothing where there is no value.
pub(super) fn beside(
    knowledge: &Knowledge,
    reader: Reader,
    found: &[Found],
) -> Option<(AttributeId, Fact)> {
    let is_set = reader == Reader::Credential && !found.is_empty();
    let word = knowledge.vocabulary.id("credential.written");
    Some((word.filter(|_| is_set)?, judged(found, written)))
}

/// The fact that is true as soon as a judgement of one of the values is.
fn judged(found: &[Found], judge: fn(&Value) -> Result<bool, Cause>) -> Fact {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let judged: Vec<(&Value, Result<bool, Cause>, &Guard)> = found
        .iter()
        .map(|(value, when)| (value, judge(value), when))
        .collect();
    let shown = judged.iter().filter(|(_, exposed, _)| *exposed == Ok(true));
    let when = Guard::any(shown.clone().map(|(.., when)| (*when).clone()));
    // What is of the wrong sort for a property is no credential beside others: the service refuses it.
    let is_refused = |value: &Value| matches!(&value.term, Term::Unknown(cause) if cause.kind == CauseKind::Malformed);
    let alone = judged.iter().all(|(value, ..)| is_refused(value));
    let counting = judged
        .iter()
        .filter(|(value, ..)| alone || !is_refused(value));
    let mut unsure = counting.filter_map(|(_, exposed, _)| exposed.as_ref().err());
    let unsure = unsure.next();
    let value = match (&when, unsure) {
        (Guard::Always, _) => known(true),
        (_, Some(cause)) => FactValue::Unknown(cause.clone()),
        (Guard::Never, None) => known(false),
        _ => FactValue::Choice(vec![(when, known(true)), (Guard::Always, known(false))]),
    };
    let place = |value: &Value| default_of(value).unwrap_or(value.span);
    let mut places: Vec<Span> = shown.map(|(value, ..)| place(value)).collect();
    places.sort();
    places.dedup();
    Fact {
        value,
        origin: match places.as_slice() {
            [] => Origin::Declared(place(&found[0].0)),
            [only] => Origin::Declared(*only),
            _ => Origin::Each(places),
        },
        assumes: Vec::new(),
    }
}

/// Where the text of a value stands that is the default of a parameter.
fn default_of(value: &Value) -> Option<Span> {
    let Term::Parameter(parameter) = &value.term else {
        return None;
    };
    let default = parameter.default.as_deref()?;
    (default.as_text() != Some("")).then_some(default.span)
}

/// Whether the text of a value can be read by whoever sees the template or describes the stack.
pub fn exposed(value: &Value) -> Result<bool, Cause> {
    match &value.term {
        Term::Scalar(scalar) => Ok(!scalar.text.is_empty()),
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) if default.as_text() != Some("") => Ok(true),
            _ => Ok(!parameter.hidden),
        },
        Term::Text(parts) => joined(&parts.iter().collect::<Vec<_>>(), exposed),
        // A document in place of its text.
        Term::Map(_) | Term::List(_) => joined(&leaves(value), exposed),
        Term::Unknown(cause) if cause.kind == CauseKind::DynamicReference => {
            match SECURE_REFERENCES
                .iter()
                .any(|reference| cause.subject.starts_with(reference))
            {
                true => Ok(false),
                false => Err(cause.clone()),
            }
        }
        Term::Unknown(cause) if cause.kind == CauseKind::SensitiveLiteral => Ok(true),
        Term::Reference(_) => Ok(false),
        Term::Symbol(_) => Ok(true),
        _ => Err(cause_of(value)),
    }
}

/// Whether the text of a value stands in the files: written out, or as the default of a parameter.
fn written(value: &Value) -> Result<bool, Cause> {
    match &value.term {
        Term::Parameter(parameter) => Ok(parameter
            .default
            .as_deref()
            .is_some_and(|default| default.as_text() != Some(""))),
        Term::Text(parts) => joined(&parts.iter().collect::<Vec<_>>(), written),
        Term::Map(_) | Term::List(_) => joined(&leaves(value), written),
        Term::Unknown(cause) if cause.kind == CauseKind::DynamicReference => Ok(false),
        _ => exposed(value),
    }
}

/// A text with holes is exposed as its holes are. One hidden hole suffices to hide it: that one is the credential, and
/// what stands beside it is a user name or a host.
fn joined(parts: &[&Value], judge: fn(&Value) -> Result<bool, Cause>) -> Result<bool, Cause> {
    let holes: Vec<&Value> = parts
        .iter()
        .copied()
        .filter(|part| !matches!(part.term, Term::Scalar(_)))
        .collect();
    if holes.iter().any(|hole| is_hidden(hole)) {
        return Ok(false);
    }
    let is_symbol = |hole: &&Value| matches!(hole.term, Term::Symbol(_));
    let mut shown = holes.iter().all(is_symbol);
    for hole in holes.into_iter().filter(|hole| !is_symbol(hole)) {
        shown |= judge(hole)?;
    }
    Ok(shown)
}

/// The values of a document that are no documents themselves. How deep it is the parser limits.
fn leaves(value: &Value) -> Vec<&Value> {
    match &value.term {
        Term::Map(entries) => entries.iter().flat_map(|one| leaves(&one.value)).collect(),
        Term::List(items) => items.iter().flat_map(leaves).collect(),
        Term::Null | Term::Absent => Vec::new(),
        _ => vec![value],
    }
}

/// Whether a value is kept from those who see the template, on purpose.
fn is_hidden(value: &Value) -> bool {
    let is_secret = matches!(value.term, Term::Parameter(_) | Term::Unknown(_));
    is_secret && exposed(value) == Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Span};
    use crate::syntax::{Entry, Parameter, Symbol};

    fn value(term: Term) -> Value {
        let span = Span::new(FileId(0), 0, 0);
        Value { term, span }
    }

    fn text(text: &str) -> Value {
        Value::text(text, Span::new(FileId(0), 0, 0))
    }

    fn parameter(default: Option<&str>, hidden: bool) -> Value {
        value(Term::Parameter(Parameter {
            name: "Password".into(),
            default: default.map(|default| Box::new(text(default))),
            hidden,
            ..Parameter::default()
        }))
    }

    fn reference(subject: &str) -> Value {
        value(Term::Unknown(Cause::new(
            CauseKind::DynamicReference,
            subject,
        )))
    }

    #[test]
    fn what_can_be_read_is_exposed() {
        assert_eq!(exposed(&text("made-up")), Ok(true));
        assert_eq!(exposed(&text("")), Ok(false));
        assert_eq!(exposed(&parameter(None, true)), Ok(false));
        assert_eq!(exposed(&parameter(Some(""), true)), Ok(false));
        assert_eq!(exposed(&parameter(Some("made-up"), true)), Ok(true));
        assert_eq!(exposed(&parameter(None, false)), Ok(true));
        let secure = reference("{{resolve:secretsmanager:db:SecretString:password}}");
        assert_eq!(exposed(&secure), Ok(false));
        assert!(exposed(&reference("{{resolve:ssm:db-password}}")).is_err());
        let joined = value(Term::Text(vec![text("user:"), secure]));
        assert_eq!(exposed(&joined), Ok(false));
        let joined = value(Term::Text(vec![text("user:"), parameter(None, false)]));
        assert_eq!(exposed(&joined), Ok(true));
        let joined = value(Term::Text(vec![
            parameter(None, false),
            text(":"),
            parameter(None, true),
        ]));
        assert_eq!(exposed(&joined), Ok(false));
        let joined = value(Term::Text(vec![
            parameter(None, false),
            text(":"),
            parameter(Some("made-up"), true),
        ]));
        assert_eq!(exposed(&joined), Ok(true));
        let document = |password: Value| {
            let entry = |key: &str, value: Value| Entry {
                key: key.to_owned(),
                key_span: value.span,
                value,
            };
            let user = entry("username", text("records"));
            value(Term::Map(vec![user, entry("password", password)]))
        };
        assert_eq!(exposed(&document(text("made-up"))), Ok(true));
        assert_eq!(exposed(&document(parameter(None, true))), Ok(false));
        assert_eq!(exposed(&document(parameter(None, false))), Ok(true));
        assert_eq!(written(&document(parameter(None, false))), Ok(false));
        assert_eq!(written(&document(text("made-up"))), Ok(true));
        assert_eq!(written(&parameter(Some("made-up"), true)), Ok(true));
        assert_eq!(written(&parameter(Some(""), false)), Ok(false));
        assert_eq!(
            written(&reference("{{resolve:ssm:db-password}}")),
            Ok(false)
        );
        let region = value(Term::Symbol(Symbol::Region));
        let joined = value(Term::Text(vec![text("made-up-"), region]));
        assert_eq!(exposed(&joined), Ok(true));
    }

    #[test]
    fn what_is_of_the_wrong_sort_counts_alone_only() {
        let wrong = || {
            value(Term::Unknown(Cause::new(
                CauseKind::Malformed,
                "`Settings`",
            )))
        };
        let choice = value(Term::Choice {
            when: Guard::Never,
            then: Box::new(text("made-up")),
            otherwise: Box::new(text("")),
        });
        let open = value(Term::Text(vec![text("made-up:"), choice]));
        let read = |values: Vec<Value>| {
            let found: Vec<Found> = values.into_iter().map(|one| (one, Guard::Always)).collect();
            match read(&found).value {
                FactValue::Known(Literal::Boolean(exposed)) => Some(exposed),
                _ => None,
            }
        };
        assert_eq!(read(vec![wrong()]), None);
        assert_eq!(read(vec![wrong(), parameter(None, true)]), Some(false));
        assert_eq!(read(vec![wrong(), parameter(None, false)]), Some(true));
        assert_eq!(read(vec![wrong(), open]), None);
    }
}

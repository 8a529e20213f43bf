//! Policies of components: documents as they are written, and those that items of lists stand for.
//!
//! In: what the paths of a mapping lead to. Out: policies that are attached to a component. Whom they let do what is not
//! known here.

use crate::frontend::Format;
use crate::knowledge::AttributeMapping;
use crate::policy;
use crate::source::Span;
use crate::syntax::{Entry, Guard, Term, Value};

use super::items::chosen;
use super::lower::Lowering;
use super::path::{Found, Subject, cause_of, find_all, paths_of};
use super::{AttachedPolicy, ComponentId};

/// Attaches documents to a component.
pub(super) fn attach(
    lowering: &mut Lowering<'_, '_>,
    mapping: &AttributeMapping,
    id: ComponentId,
    found: Vec<Found>,
) {
    for (value, when) in found {
        let span = value.span;
        let (reading, diagnostics) = policy::read(&value);
        lowering.diagnostics.extend(diagnostics);
        let policy = match reading {
            policy::Reading::Read(policy) => Ok(policy),
            policy::Reading::Opaque(cause) => Err(cause),
        };
        lowering.model.policies.push(AttachedPolicy {
            component: id,
            attribute: mapping.attribute,
            policy,
            when,
            span,
        });
    }
}

/// Items that say what the statement of a policy would say, each as a document of its own.
pub(super) fn stated(
    mapping: &AttributeMapping,
    subject: &Subject<'_>,
    format: Format,
) -> Vec<Found> {
    let Some(parts) = &mapping.statement else {
        return Vec::new();
    };
    let mut documents = Vec::new();
    for item in find_all(subject, paths_of(&mapping.each, format)) {
        let at = item.0.span;
        let unknown = |cause| Value {
            term: Term::Unknown(cause),
            span: at,
        };
        let when = match (&item.0.term, chosen(&item, &mapping.only, format)) {
            (Term::Map(_), Ok(when)) if !when.can_hold() => continue,
            (Term::Map(_), Ok(when)) => when,
            (Term::Map(_), Err(cause)) => {
                documents.push((unknown(cause), item.1));
                continue;
            }
            _ => {
                documents.push((unknown(cause_of(&item.0)), item.1));
                continue;
            }
        };
        let inner = Subject::alone(&item.0);
        let principals = find_all(&inner, paths_of(&parts.principals, format));
        let actions = find_all(&inner, paths_of(&parts.actions, format));
        if principals.is_empty() || actions.is_empty() {
            continue;
        }
        let (principals, actions) = (listed(at, principals), listed(at, actions));
        documents.push((document(at, principals, actions), when));
    }
    documents
}

/// A document that allows one thing on whatever it is attached to.
fn document(at: Span, principals: Value, actions: Value) -> Value {
    let whom = mapping(principals.span, vec![("AWS", principals)]);
    let everything = Value::text("*", at);
    let statement = mapping(
        at,
        vec![
            ("Effect", Value::text("Allow", at)),
            ("Principal", whom),
            ("Action", actions),
            ("Resource", everything),
        ],
    );
    mapping(at, vec![("Statement", statement)])
}

fn mapping(at: Span, entries: Vec<(&str, Value)>) -> Value {
    let entries = entries.into_iter().map(|(key, value)| Entry {
        key: key.to_owned(),
        key_span: value.span,
        value,
    });
    Value {
        term: Term::Map(entries.collect()),
        span: at,
    }
}

/// What is found as a list; what is there under a condition is a choice.
fn listed(at: Span, found: Vec<Found>) -> Value {
    let span = found.first().map(|(value, _)| value.span);
    let items = found.into_iter().map(|(value, when)| match when {
        Guard::Always => value,
        when => Value {
            span: value.span,
            term: Term::Choice {
                when,
                otherwise: Box::new(Value {
                    term: Term::Absent,
                    span: value.span,
                }),
                then: Box::new(value),
            },
        },
    });
    Value {
        term: Term::List(items.collect()),
        span: span.unwrap_or(at),
    }
}

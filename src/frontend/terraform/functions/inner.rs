//! Parameters and conditions within arguments, where they decide what a function gives.
//!
//! In: arguments, and the cause why a function gave nothing. Out: the parameter with a default, or the condition, that is
//! this cause; the arguments with it decided. Those that are arguments themselves the caller has decided before.

use crate::syntax::{Cause, CauseKind, Entry, Guard, Term, Value};

/// What has to be decided.
pub(super) enum Open {
    /// The default of a parameter: its name, and whether it is hidden.
    Default(String, bool),
    /// A condition.
    Condition(Guard),
}

/// How it is decided.
#[derive(Clone, Copy)]
pub(super) enum Decision<'o> {
    /// As the default of this parameter.
    Default(&'o str),
    /// This condition, so.
    Condition(&'o Guard, bool),
}

/// What in the arguments is this cause, if it can be decided.
pub(super) fn open(arguments: &[Value], cause: &Cause) -> Option<Open> {
    let mut rest: Vec<&Value> = arguments.iter().collect();
    while let Some(value) = rest.pop() {
        match &value.term {
            Term::Parameter(parameter) => {
                let is_it = cause.kind == CauseKind::Parameter && cause.subject == parameter.name;
                if is_it && parameter.default.is_some() {
                    return Some(Open::Default(parameter.name.clone(), parameter.hidden));
                }
            }
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                if cause.kind == CauseKind::Condition && cause.subject == when.to_string() {
                    return Some(Open::Condition(when.clone()));
                }
                rest.extend([&**then, &**otherwise]);
            }
            Term::List(items) | Term::Text(items) => rest.extend(items),
            Term::Map(entries) => rest.extend(entries.iter().map(|entry| &entry.value)),
            _ => {}
        }
    }
    None
}

/// A value with something decided.
pub(super) fn decided(value: &Value, decision: Decision<'_>) -> Value {
    let all = |items: &[Value]| items.iter().map(|item| decided(item, decision)).collect();
    let term = match (&value.term, decision) {
        (Term::Parameter(parameter), Decision::Default(name)) if parameter.name == name => {
            match &parameter.default {
                Some(default) => default.term.clone(),
                None => value.term.clone(),
            }
        }
        (
            Term::Choice {
                when,
                then,
                otherwise,
            },
            Decision::Condition(on, truth),
        ) if when == on => return decided(if truth { then } else { otherwise }, decision),
        (
            Term::Choice {
                when,
                then,
                otherwise,
            },
            _,
        ) => Term::Choice {
            when: when.clone(),
            then: Box::new(decided(then, decision)),
            otherwise: Box::new(decided(otherwise, decision)),
        },
        (Term::List(items), _) => Term::List(all(items)),
        (Term::Text(parts), _) => Term::Text(all(parts)),
        (Term::Map(entries), _) => {
            let entry = |entry: &Entry| Entry {
                value: decided(&entry.value, decision),
                ..entry.clone()
            };
            Term::Map(entries.iter().map(entry).collect())
        }
        _ => value.term.clone(),
    };
    Value {
        term,
        span: value.span,
    }
}

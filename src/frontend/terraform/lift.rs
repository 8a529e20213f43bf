//! What holds of plain values, for values that conditions and parameters decide.
//!
//! In: arguments, and what to do with plain ones. Out: a choice of what each world gives; for the default of a parameter,
//! a parameter whose default is what the default gives, so that nobody forgets on what it rests.

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Parameter, Term, Value};

use super::evaluate::choice;
use super::program::{Program, at};

/// Conditions that are told apart in one call.
const MOST_CONDITIONS: usize = 6;

/// What is done with arguments.
type Act<'a, 'c> = dyn FnMut(&mut Program<'c>, Vec<Value>) -> Value + 'a;

impl<'c> Program<'c> {
    /// Does it in every world, with the defaults of parameters.
    pub(super) fn lift(
        &mut self,
        arguments: Vec<Value>,
        span: Span,
        act: &mut Act<'_, 'c>,
    ) -> Value {
        self.lift_to(arguments, span, MOST_CONDITIONS, Parameters::Defaults, act)
    }

    /// Does it in every world; parameters stay what they are.
    pub(super) fn lift_choices(
        &mut self,
        arguments: Vec<Value>,
        span: Span,
        act: &mut Act<'_, 'c>,
    ) -> Value {
        self.lift_to(arguments, span, MOST_CONDITIONS, Parameters::Kept, act)
    }

    fn lift_to(
        &mut self,
        mut arguments: Vec<Value>,
        span: Span,
        left: usize,
        parameters: Parameters,
        act: &mut Act<'_, 'c>,
    ) -> Value {
        if let Some(when) = arguments.iter().find_map(condition_of) {
            if left == 0 {
                let cause = Cause::new(CauseKind::Condition, when.to_string());
                return at(Term::Unknown(cause), span);
            }
            let chosen = |truth: bool| -> Vec<Value> {
                arguments
                    .iter()
                    .map(|one| decided(one, &when, truth))
                    .collect()
            };
            let (yes, no) = (chosen(true), chosen(false));
            let then = self.lift_to(yes, span, left - 1, parameters, act);
            let otherwise = self.lift_to(no, span, left - 1, parameters, act);
            return choice(when, then, otherwise, span);
        }
        let with_default =
            |one: &Value| matches!(&one.term, Term::Parameter(one) if one.default.is_some());
        let place = match parameters {
            Parameters::Defaults => arguments.iter().position(with_default),
            Parameters::Kept => None,
        };
        let Some(place) = place else {
            return act(self, arguments);
        };
        let Term::Parameter(parameter) = arguments[place].term.clone() else {
            return act(self, arguments);
        };
        if let Some(default) = parameter.default {
            let own = arguments[place].span;
            arguments[place] = Value {
                term: default.term,
                span: own,
            };
        }
        let given = self.lift_to(arguments, span, left, parameters, act);
        assumed(given, &parameter.name, parameter.hidden, span)
    }
}

/// What becomes of parameters that have a default.
#[derive(Clone, Copy)]
enum Parameters {
    Defaults,
    Kept,
}

/// A value that rests on the default of a parameter.
pub(super) fn assumed(value: Value, name: &str, hidden: bool, span: Span) -> Value {
    match value.term {
        // What is not known rests on nothing; what is chosen rests on it in each case.
        Term::Unknown(_) | Term::Absent | Term::Null | Term::Reference(_) | Term::Symbol(_) => {
            at(value.term, span)
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = assumed(*then, name, hidden, span);
            let otherwise = assumed(*otherwise, name, hidden, span);
            choice(when, then, otherwise, span)
        }
        // Lists and mappings are gone through, so their parts say it.
        Term::List(items) => {
            let each = items.into_iter();
            let items = each.map(|item| {
                let own = item.span;
                assumed(item, name, hidden, own)
            });
            at(Term::List(items.collect()), value.span)
        }
        Term::Map(entries) => {
            let each = entries.into_iter();
            let entries = each.map(|mut entry| {
                let own = entry.value.span;
                entry.value = assumed(entry.value, &format!("{name}.{}", entry.key), hidden, own);
                entry
            });
            at(Term::Map(entries.collect()), value.span)
        }
        Term::Parameter(_) => at(value.term, span),
        term => at(
            Term::Parameter(Parameter {
                name: name.to_owned(),
                default: Some(Box::new(at(term, value.span))),
                hidden,
                ..Parameter::default()
            }),
            span,
        ),
    }
}

/// The condition on which an argument turns: its own, or that of an item that may not be there.
fn condition_of(value: &Value) -> Option<Guard> {
    let own = |value: &Value| match &value.term {
        Term::Choice { when, .. } => Some(when.clone()),
        _ => None,
    };
    let missing = |value: &Value| match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } if Term::Absent == then.term || Term::Absent == otherwise.term => Some(when.clone()),
        _ => None,
    };
    match &value.term {
        Term::Choice { when, .. } => Some(when.clone()),
        Term::List(items) => items.iter().find_map(missing),
        Term::Map(entries) => entries.iter().find_map(|entry| missing(&entry.value)),
        Term::Text(parts) => parts.iter().find_map(own),
        _ => None,
    }
}

/// A value where a condition holds or does not, with what is then not there left out.
fn decided(value: &Value, when: &Guard, truth: bool) -> Value {
    let decide = |value: &Value| one_decided(value, when, truth);
    let term = match &one_decided(value, when, truth).term {
        Term::List(items) => Term::List(
            items
                .iter()
                .map(decide)
                .filter(|item| item.term != Term::Absent)
                .collect(),
        ),
        Term::Map(entries) => Term::Map(
            entries
                .iter()
                .map(|entry| crate::syntax::Entry {
                    value: decide(&entry.value),
                    ..entry.clone()
                })
                .filter(|entry| entry.value.term != Term::Absent)
                .collect(),
        ),
        Term::Text(parts) => Term::Text(parts.iter().map(decide).collect()),
        term => term.clone(),
    };
    at(term, value.span)
}

fn one_decided(value: &Value, on: &Guard, truth: bool) -> Value {
    match &value.term {
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let holds = match truth {
                _ if when == on => Some(truth),
                _ if when.clone().negate() == *on => Some(!truth),
                _ => None,
            };
            match holds {
                Some(true) => one_decided(then, on, truth),
                Some(false) => one_decided(otherwise, on, truth),
                None => value.clone(),
            }
        }
        _ => value.clone(),
    }
}

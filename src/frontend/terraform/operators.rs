//! Operators and conditions.
//!
//! In: values. Out: what an operator makes of them, and the [`Guard`] under which a value is true.

use std::sync::Arc;

use crate::source::Span;
use crate::syntax::{Atom, Cause, CauseKind, Guard, Parameter, Term, Value};

use super::evaluate::truth;
use super::expression::{Expression, Operator};
use super::functions::{NoNumber, Number};
use super::program::{Frame, ModuleId, Program, at, plain, unknown};
use super::text::{cause_of, symbol_name};

/// Nesting of values that are compared.
const DEEPEST: usize = 32;

impl<'c> Program<'c> {
    /// When a value is true.
    pub(super) fn guard(&self, value: &Value, place: Span, module: ModuleId) -> Guard {
        match &value.term {
            Term::Scalar(scalar) if scalar.text == "true" => Guard::Always,
            Term::Scalar(scalar) if scalar.text == "false" => Guard::Never,
            Term::Choice {
                when,
                then,
                otherwise,
            } => {
                let then = self.guard(then, place, module);
                let otherwise = self.guard(otherwise, place, module);
                Guard::any([
                    Guard::all([when.clone(), then]),
                    Guard::all([when.clone().negate(), otherwise]),
                ])
            }
            Term::Parameter(parameter) => self.atom(&parameter.name, "true", None),
            _ => self.opaque(&cause_of(value), place, module),
        }
    }

    /// A condition that nobody can take apart: the place and the instance of the module tell it from others.
    pub(super) fn opaque(&self, cause: &Cause, place: Span, module: ModuleId) -> Guard {
        let left = format!(
            "condition at {}:{} of {}",
            place.file.0,
            place.start,
            self.module(module).address
        );
        self.atom(&left, "true", Some(&cause.subject))
    }

    pub(super) fn atom(&self, left: &str, right: &str, name: Option<&str>) -> Guard {
        let name = match name {
            Some(name) => name.to_owned(),
            None => format!("{left} == {right}"),
        };
        Guard::Atom(Arc::new(Atom {
            scope: self.scope(),
            name: name.into(),
            left: left.into(),
            right: right.into(),
        }))
    }

    pub(super) fn binary(
        &mut self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        span: Span,
        frame: &mut Frame,
    ) -> Value {
        let module = frame.module;
        let one = self.evaluate(left, frame);
        if matches!(operator, Operator::And | Operator::Or) {
            let first = self.guard(&one, left.span, module);
            // What cannot count any more is not looked at: it may be what the first side keeps from failing.
            match (operator, &first) {
                (Operator::And, Guard::Never) => return truth(Guard::Never, span),
                (Operator::Or, Guard::Always) => return truth(Guard::Always, span),
                _ => {}
            }
            let other = self.evaluate(right, frame);
            let second = self.guard(&other, right.span, module);
            return match operator {
                Operator::And => truth(Guard::all([first, second]), span),
                _ => truth(Guard::any([first, second]), span),
            };
        }
        let other = self.evaluate(right, frame);
        if matches!(operator, Operator::Equal | Operator::NotEqual) {
            return self.lift_choices(vec![one, other], span, &mut |program, sides| {
                let equal = program.equal(&sides[0], &sides[1], DEEPEST);
                match equal {
                    Ok(when) if operator == Operator::Equal => truth(when, span),
                    Ok(when) => truth(when.negate(), span),
                    Err(cause) => at(Term::Unknown(cause), span),
                }
            });
        }
        self.lift(vec![one, other], span, &mut |_, sides| {
            arithmetic(operator, &sides[0], &sides[1], span)
        })
    }

    /// When two values are equal.
    fn equal(&self, one: &Value, other: &Value, depth: usize) -> Result<Guard, Cause> {
        if depth == 0 {
            return Err(Cause::new(CauseKind::Limit, "the depth of a comparison"));
        }
        let known = |truth: bool| Ok(if truth { Guard::Always } else { Guard::Never });
        match (&one.term, &other.term) {
            (Term::Parameter(parameter), _) => self.parameter_is(parameter, other, depth),
            (_, Term::Parameter(parameter)) => self.parameter_is(parameter, one, depth),
            (Term::Unknown(cause), _) | (_, Term::Unknown(cause)) => Err(cause.clone()),
            (Term::Null | Term::Absent, Term::Null | Term::Absent) => known(true),
            // What the deployment gives is there.
            (Term::Null | Term::Absent, _) | (_, Term::Null | Term::Absent) => known(false),
            (Term::Scalar(one), Term::Scalar(other)) => {
                known(one.text == other.text && one.plain == other.plain)
            }
            (Term::List(ones), Term::List(others)) if ones.len() == others.len() => {
                let pairs = ones.iter().zip(others);
                let all = pairs.map(|(one, other)| self.equal(one, other, depth - 1));
                Ok(Guard::all(all.collect::<Result<Vec<Guard>, Cause>>()?))
            }
            (Term::Map(ones), Term::Map(_)) if ones.len() == other.entries().len() => {
                let pairs = ones.iter().map(|entry| match other.get(&entry.key) {
                    Some(value) => self.equal(&entry.value, value, depth - 1),
                    None => Ok(Guard::Never),
                });
                Ok(Guard::all(pairs.collect::<Result<Vec<Guard>, Cause>>()?))
            }
            (Term::List(_) | Term::Map(_), Term::List(_) | Term::Map(_)) => known(false),
            (Term::Symbol(symbol), Term::Scalar(scalar))
            | (Term::Scalar(scalar), Term::Symbol(symbol)) => {
                Ok(self.atom(symbol_name(*symbol), &scalar.text, None))
            }
            (one_term, other_term) if one_term == other_term => known(true),
            _ => Err(match one.term {
                Term::Scalar(_) | Term::List(_) | Term::Map(_) => cause_of(other),
                _ => cause_of(one),
            }),
        }
    }

    fn parameter_is(
        &self,
        parameter: &Parameter,
        value: &Value,
        depth: usize,
    ) -> Result<Guard, Cause> {
        match &value.term {
            Term::Scalar(scalar) => Ok(self.atom(&parameter.name, &scalar.text, None)),
            Term::Null => Ok(self.atom(&parameter.name, "null", None)),
            Term::Parameter(other) if other.name == parameter.name => Ok(Guard::Always),
            _ => match &parameter.default {
                Some(default) => self.equal(default, value, depth - 1),
                None => Err(Cause::new(CauseKind::Parameter, &parameter.name)),
            },
        }
    }
}

fn number(value: &Value) -> Result<Number, Cause> {
    match &value.term {
        Term::Scalar(scalar) => Number::parse(&scalar.text).map_err(no_number),
        Term::Null | Term::Absent | Term::List(_) | Term::Map(_) => Err(no_number(NoNumber::Wrong)),
        _ => Err(cause_of(value)),
    }
}

fn no_number(fault: NoNumber) -> Cause {
    match fault {
        NoNumber::Wrong => Cause::new(CauseKind::Malformed, "an operand that is no number"),
        NoNumber::TooLarge => Cause::new(CauseKind::Limit, "the size of a number"),
    }
}

/// The opposite of a number.
pub(super) fn negative(value: &Value, span: Span) -> Value {
    match number(value) {
        Ok(number) => plain(number.negate().to_string(), span),
        Err(cause) => at(Term::Unknown(cause), span),
    }
}

fn arithmetic(operator: Operator, one: &Value, other: &Value, span: Span) -> Value {
    let (one, other) = match (number(one), number(other)) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(cause), _) | (_, Err(cause)) => return at(Term::Unknown(cause), span),
    };
    let compared = |truth: bool| plain(truth.to_string(), span);
    let result = match operator {
        Operator::Less => return compared(one < other),
        Operator::LessOrEqual => return compared(one <= other),
        Operator::Greater => return compared(one > other),
        Operator::GreaterOrEqual => return compared(one >= other),
        Operator::Plus => one.add(&other),
        Operator::Minus => one.subtract(&other),
        Operator::Times => one.multiply(&other),
        Operator::Divided if other.is_zero() => {
            return unknown(CauseKind::Malformed, "a division by zero", span);
        }
        Operator::Divided => one.divide(&other),
        _ => one.remainder(&other),
    };
    match result {
        Ok(number) => plain(number.to_string(), span),
        Err(fault) => at(Term::Unknown(no_number(fault)), span),
    }
}

//! Predicates of rules: a small, typed, three-valued subset of CEL.
//!
//! In: the text of a predicate and a [`Vocabulary`](crate::vocabulary::Vocabulary). Out: a [`Predicate`], parsed with
//! byte spans, type-checked and compiled to closures. Graphs and rules are not known here: a [`Scope`] answers reads.

mod call;
mod check;
mod code;
mod guard;
mod names;
mod parse;
mod predicate;
mod token;
mod tree;
mod truth;
mod typed;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::vocabulary::{AttributeId, Literal};

pub use predicate::{Call, Predicate, Read, Requirement, compile};

/// A name that a predicate can start from; which ones are in scope depends on the subject of the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variable {
    /// The component that is judged (`component`).
    Component,
    /// The flow that is judged (`flow`).
    Flow,
    /// The component from which the flow comes (`source`).
    Source,
    /// The component to which the flow goes (`target`).
    Target,
    /// The statement that is judged (`statement`); `component` is whom it speaks for.
    Statement,
    /// The operator that is judged (`operator`).
    Operator,
}

/// A question that only the graph can answer: `name(variable, 'text')`, a boolean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    /// `carries(x, 'phi')`: does the component hold, or the flow move, this data class? Unknown where it is possible.
    Carries,
    /// `protects(component, 'phi')`: does the key encrypt a component that carries the class?
    Protects,
    /// `passes(component, 'phi')`: does a flow that moves the class go by this endpoint?
    Passes,
    /// `crosses(flow, 'operator')`: do source and target differ in `operator`, `account` or `network`?
    Crosses,
    /// `reaches(statement, 'phi')`: does the statement speak of reading a component that carries the class?
    Reaches,
}

/// What a read gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// The value.
    Known(Literal),
    /// One of these texts, and not known which.
    OneOf(Arc<[Arc<str>]>),
    /// Stated to be absent: equal to `null` only.
    Absent,
    /// Not known; the scope keeps the cause.
    Unknown,
}

/// Truth in three values (Kleene's strong logic).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It does not hold.
    False,
    /// Not known.
    Unknown,
    /// It holds.
    True,
}

/// Answers what a predicate reads.
pub trait Scope {
    /// The value of an attribute of a variable.
    fn attribute(&self, variable: Variable, attribute: AttributeId) -> Reading;
    /// The answer of a function about a variable.
    fn call(&self, function: Function, variable: Variable, argument: &str) -> Truth;
}

//! A predicate that is ready to run.
//!
//! In: its text, its place, the variables of the subject and the vocabulary. Out: a [`Predicate`], or all that is wrong
//! with the text. Graphs and rules are not known here.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::check::{Checker, Surroundings};
use super::code::{Frame, Test};
use super::names::Names;
use super::parse::parse;
use super::tree::{Form, Node, Relation};
use super::words::words;
use super::{Function, Scope, Truth, Variable};
use crate::source::{Diagnostic, Span};
use crate::vocabulary::{AttributeId, Literal, Vocabulary};

/// A predicate, parsed, type-checked and compiled; a clone shares its code.
#[derive(Clone)]
pub struct Predicate {
    text: String,
    test: Arc<Test>,
    reads: Vec<Read>,
    calls: Vec<Call>,
    required: Vec<Requirement>,
}

/// An attribute that a predicate reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The variable it is read from.
    pub variable: Variable,
    /// The attribute.
    pub attribute: AttributeId,
    /// Where it is read first.
    pub span: Span,
}

/// A call of a function of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: Function,
    /// The variable it is asked about.
    pub variable: Variable,
    /// What it is asked for, one of a closed set of texts.
    pub argument: Arc<str>,
    /// Where the call is written.
    pub span: Span,
}

/// A necessary condition: where the attribute is known to have another value than these, or to be absent, the predicate is false.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The variable it is read from.
    pub variable: Variable,
    /// The attribute.
    pub attribute: AttributeId,
    /// The only values with which the predicate can hold.
    pub values: Vec<Literal>,
}

impl Predicate {
    /// Whether the predicate holds in a scope.
    pub fn evaluate(&self, scope: &dyn Scope) -> Truth {
        (self.test)(&Frame::new(scope))
    }

    /// A predicate that holds where both hold.
    pub fn and(&self, other: &Predicate) -> Predicate {
        let (one, two) = (Arc::clone(&self.test), Arc::clone(&other.test));
        let both = move |frame: &Frame<'_>| one(frame).and(two(frame));
        let required = [self.required.clone(), other.required.clone()].concat();
        self.joined(other, "&&", Box::new(both), required)
    }

    /// A predicate that holds where one of the two holds.
    pub fn or(&self, other: &Predicate) -> Predicate {
        let (one, two) = (Arc::clone(&self.test), Arc::clone(&other.test));
        let either = move |frame: &Frame<'_>| one(frame).or(two(frame));
        self.joined(other, "||", Box::new(either), Vec::new())
    }

    fn joined(
        &self,
        other: &Predicate,
        sign: &str,
        test: Test,
        required: Vec<Requirement>,
    ) -> Predicate {
        let mut reads = self.reads.clone();
        let known = |read: &Read| {
            let mut own = self.reads.iter();
            own.any(|one| (one.variable, one.attribute) == (read.variable, read.attribute))
        };
        reads.extend(other.reads.iter().filter(|read| !known(read)).cloned());
        Predicate {
            text: format!("({}) {sign} ({})", self.text, other.text),
            test: Arc::new(test),
            reads,
            calls: [self.calls.clone(), other.calls.clone()].concat(),
            required,
        }
    }

    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it asks for, in words.
    pub fn words(&self) -> String {
        let tree = parse(&self.text);
        tree.map_or_else(|_| self.text.clone(), |tree| words(&tree, &self.text))
    }

    /// The attributes it reads, each once, in the order of the text.
    pub fn reads(&self) -> &[Read] {
        &self.reads
    }

    /// The functions it calls, in the order of the text.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The comparisons `variable.attribute == literal` and `variable.attribute in [literals]` that are joined by `&&` at the top.
    pub fn required(&self) -> &[Requirement] {
        &self.required
    }
}

impl fmt::Debug for Predicate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Predicate").field(&self.text).finish()
    }
}

/// Compiles a predicate.
///
/// `at` is the place of the text in its file; diagnostics and spans point into it. A fault of grammar gives one
/// diagnostic; else all faults of names and types are given, in the order of the text.
pub fn compile(
    text: &str,
    at: Span,
    variables: &[Variable],
    vocabulary: &Vocabulary,
) -> Result<Predicate, Vec<Diagnostic>> {
    let tree = parse(text).map_err(|fault| vec![fault.diagnostic(at)])?;
    let names = Names {
        variables,
        vocabulary,
    };
    let mut checker = Checker {
        names,
        faults: Vec::new(),
        reads: Vec::new(),
        calls: Vec::new(),
    };
    let test = checker.test(&tree, &Surroundings::default());
    let Some(test) = test.filter(|_| checker.faults.is_empty()) else {
        return Err(checker
            .faults
            .into_iter()
            .map(|fault| fault.diagnostic(at))
            .collect());
    };
    let mut seen = BTreeSet::new();
    let reads = checker
        .reads
        .into_iter()
        .filter(|(key, _)| seen.insert(*key));
    let reads = reads.map(|((variable, attribute), extent)| Read {
        variable,
        attribute,
        span: extent.within(at),
    });
    let calls = checker
        .calls
        .into_iter()
        .map(|(function, variable, argument, extent)| Call {
            function,
            variable,
            argument,
            span: extent.within(at),
        });
    Ok(Predicate {
        text: text.to_owned(),
        test: Arc::new(test),
        reads: reads.collect(),
        calls: calls.collect(),
        required: required(&tree, names),
    })
}

fn required(node: &Node, names: Names<'_>) -> Vec<Requirement> {
    match &node.form {
        Form::And(parts) => parts
            .iter()
            .flat_map(|part| required(part, names))
            .collect(),
        Form::Relation(Relation::Equal, sides) => {
            let [left, right] = &**sides;
            let (read, value) = match literal(right) {
                Some(value) => (names.read(left), Some(value)),
                None => (names.read(right), literal(left)),
            };
            requirement(read, value.map(|value| vec![value]))
        }
        Form::Relation(Relation::In, sides) => {
            let [item, list] = &**sides;
            let values = match &list.form {
                Form::List(items) => items.iter().map(literal).collect(),
                _ => None,
            };
            requirement(names.read(item), values)
        }
        _ => Vec::new(),
    }
}

fn requirement(
    read: Option<(Variable, AttributeId)>,
    values: Option<Vec<Literal>>,
) -> Vec<Requirement> {
    let both = read
        .zip(values)
        .map(|((variable, attribute), values)| Requirement {
            variable,
            attribute,
            values,
        });
    both.into_iter().collect()
}

fn literal(node: &Node) -> Option<Literal> {
    match &node.form {
        Form::Boolean(value) => Some(Literal::Boolean(*value)),
        Form::Integer(value) => Some(Literal::Integer(*value)),
        Form::Text(text) => Some(Literal::Text(Arc::clone(text))),
        _ => None,
    }
}

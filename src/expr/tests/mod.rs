//! Tests of predicates over a vocabulary that is made up.

mod faults;
mod limits;
mod reads;
mod truth;
mod values;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Function, Predicate, Reading, Scope, Truth, Variable, compile};
use crate::source::{Diagnostic, FileId, Place, Span};
use crate::vocabulary::{Absence, Attribute, AttributeId, Literal, Reader, Vocabulary};

const BOTH: [Variable; 2] = [Variable::Component, Variable::Source];

/// Names with reader, closed values and absence (`?` unknown, `-` meaningful, else a value).
const ATTRIBUTES: [(&str, Reader, &str, &str); 12] = [
    ("flag", Reader::Boolean, "", "?"),
    ("other_flag", Reader::Boolean, "", "?"),
    ("count", Reader::Integer, "", "?"),
    ("days.kept", Reader::Integer, "", "-"),
    ("name", Reader::Text, "", "?"),
    ("note", Reader::Text, "", "-"),
    (
        "key.manager",
        Reader::Text,
        "customer provider nobody",
        "nobody",
    ),
    ("ports", Reader::List, "", "?"),
    ("modes", Reader::List, "read write", "?"),
    ("groups", Reader::List, "", "-"),
    ("allowed", Reader::Boolean, "", "-"),
    ("statement", Reader::Policy, "", "-"),
];

fn vocabulary() -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for (name, reader, values, absence) in ATTRIBUTES {
        let absence = match absence {
            "?" => Absence::Unknown,
            "-" => Absence::Meaningful,
            value => Absence::Value(Literal::Text(value.into()), "cited".into()),
        };
        let values = values.split_whitespace().map(Arc::from).collect();
        let name = name.into();
        let attribute = Attribute {
            name,
            reader,
            values,
            parts: Vec::new(),
            absence,
            of_files: false,
            meaning: String::new(),
        };
        vocabulary.add(attribute).expect("the names differ");
    }
    vocabulary
}

fn place(text: &str) -> Span {
    Span::new(FileId(0), 0, text.len() as u32)
}

fn compiled(text: &str) -> Predicate {
    compile(text, place(text), &BOTH, &vocabulary())
        .unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// What is wrong with a text, a line each: `offset..offset message | help`.
fn faults(text: &str, variables: &[Variable]) -> String {
    match compile(text, place(text), variables, &vocabulary()) {
        Ok(_) => "fine".to_owned(),
        Err(faults) => faults.iter().map(rendered).collect::<Vec<_>>().join("\n"),
    }
}

fn rendered(diagnostic: &Diagnostic) -> String {
    let Place::Span(span) = diagnostic.place else {
        panic!("a predicate has a place")
    };
    let help = diagnostic.help.as_deref().unwrap_or("");
    format!(
        "{}..{} {} | {help}",
        span.start, span.end, diagnostic.message
    )
}

/// Answers by name; what is not named is unknown.
#[derive(Default)]
struct Facts {
    readings: BTreeMap<AttributeId, Reading>,
    answers: BTreeMap<(Function, String), Truth>,
}

impl Facts {
    fn with(mut self, name: &str, reading: Reading) -> Self {
        self.readings.insert(
            vocabulary().id(name).expect("a name of the vocabulary"),
            reading,
        );
        self
    }
}

impl Scope for Facts {
    fn attribute(&self, _: Variable, attribute: AttributeId) -> Reading {
        self.readings
            .get(&attribute)
            .cloned()
            .unwrap_or(Reading::Unknown)
    }

    fn call(&self, function: Function, _: Variable, argument: &str) -> Truth {
        self.answers
            .get(&(function, argument.to_owned()))
            .copied()
            .unwrap_or(Truth::Unknown)
    }
}

fn boolean(truth: Truth) -> Reading {
    match truth {
        Truth::True => Reading::Known(Literal::Boolean(true)),
        Truth::False => Reading::Known(Literal::Boolean(false)),
        Truth::Unknown => Reading::Unknown,
    }
}

fn integer(value: i64) -> Reading {
    Reading::Known(Literal::Integer(value))
}

fn text(value: &str) -> Reading {
    Reading::Known(Literal::Text(value.into()))
}

fn list(values: &[&str]) -> Reading {
    Reading::Known(Literal::List(
        values.iter().map(|value| Arc::from(*value)).collect(),
    ))
}

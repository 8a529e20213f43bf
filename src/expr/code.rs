//! What predicates are compiled to: closures, put together from smaller ones.
//!
//! In: operands and tests. Out: tests. Types were checked before; a value of another type than expected (a malformed
//! fact) makes a test unknown. The tree that a closure came from is not known here.

use std::sync::Arc;

use super::tree::Relation;
use super::{Function, Reading, Scope, Truth, Variable};
use crate::vocabulary::{AttributeId, Literal};

/// How many quantifiers may lie in each other.
pub(super) const QUANTIFIERS: usize = 2;

/// What a predicate runs on: the scope, and the items of the quantifiers around.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    scope: &'a dyn Scope,
    items: [Option<&'a Arc<str>>; QUANTIFIERS],
}

/// A compiled boolean.
pub(super) type Test = Box<dyn Fn(&Frame<'_>) -> Truth + Send + Sync>;

/// A compiled value.
pub(super) enum Operand {
    /// Always the same.
    Constant(Reading),
    /// Depends on the scope.
    Computed(Box<dyn Fn(&Frame<'_>) -> Reading + Send + Sync>),
}

/// How the tests on the items of a list are joined.
#[derive(Clone, Copy)]
pub(super) enum Quantifier {
    /// `exists`: a disjunction.
    Exists,
    /// `all`: a conjunction.
    All,
}

/// The questions about parts of a text.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// `startsWith`.
    Start,
    /// `endsWith`.
    End,
    /// `contains`.
    Anywhere,
}

impl<'a> Frame<'a> {
    /// The frame outside of all quantifiers.
    pub(super) fn new(scope: &'a dyn Scope) -> Self {
        Self {
            scope,
            items: [None; QUANTIFIERS],
        }
    }
}

impl Operand {
    fn computed(run: impl Fn(&Frame<'_>) -> Reading + Send + Sync + 'static) -> Self {
        Operand::Computed(Box::new(run))
    }

    /// Hands the value to `then`, without a copy of constants.
    fn with<T>(&self, frame: &Frame<'_>, then: impl FnOnce(&Reading) -> T) -> T {
        match self {
            Operand::Constant(reading) => then(reading),
            Operand::Computed(run) => then(&run(frame)),
        }
    }

    fn read(&self, frame: &Frame<'_>) -> Reading {
        self.with(frame, Reading::clone)
    }
}

/// A literal.
pub(super) fn constant(literal: Literal) -> Operand {
    Operand::Constant(Reading::Known(literal))
}

/// A read of an attribute.
pub(super) fn attribute(variable: Variable, attribute: AttributeId) -> Operand {
    Operand::computed(move |frame| frame.scope.attribute(variable, attribute))
}

/// The item of the quantifier at this level, 0 for the outermost.
pub(super) fn item(level: usize) -> Operand {
    Operand::computed(move |frame| match frame.items.get(level) {
        Some(Some(text)) => Reading::Known(Literal::Text(Arc::clone(text))),
        _ => Reading::Unknown,
    })
}

/// The number of items of a list, or of characters of a text.
pub(super) fn size(operand: Operand) -> Operand {
    Operand::computed(move |frame| {
        let size = operand.with(frame, |reading| match reading {
            Reading::Known(Literal::List(items)) => Some(items.len()),
            Reading::Known(Literal::Text(text)) => Some(text.chars().count()),
            _ => None,
        });
        match size.and_then(|size| i64::try_from(size).ok()) {
            Some(size) => Reading::Known(Literal::Integer(size)),
            None => Reading::Unknown,
        }
    })
}

/// A choice between two values; an unknown condition gives the value that both agree on.
pub(super) fn choice(condition: Test, then: Operand, otherwise: Operand) -> Operand {
    Operand::computed(move |frame| match condition(frame) {
        Truth::True => then.read(frame),
        Truth::False => otherwise.read(frame),
        Truth::Unknown => {
            let left = then.read(frame);
            if left == otherwise.read(frame) {
                left
            } else {
                Reading::Unknown
            }
        }
    })
}

/// A test as a value.
pub(super) fn value(test: Test) -> Operand {
    Operand::computed(move |frame| match test(frame) {
        Truth::True => Reading::Known(Literal::Boolean(true)),
        Truth::False => Reading::Known(Literal::Boolean(false)),
        Truth::Unknown => Reading::Unknown,
    })
}

/// A boolean value as a test.
pub(super) fn holds(operand: Operand) -> Test {
    Box::new(move |frame| {
        operand.with(frame, |reading| match reading {
            Reading::Known(Literal::Boolean(value)) => Truth::from(*value),
            _ => Truth::Unknown,
        })
    })
}

/// A call of a function of the scope.
pub(super) fn call(function: Function, variable: Variable, argument: Arc<str>) -> Test {
    Box::new(move |frame| frame.scope.call(function, variable, &argument))
}

/// Negation.
pub(super) fn not(test: Test) -> Test {
    Box::new(move |frame| !test(frame))
}

/// Conjunction.
pub(super) fn conjunction(tests: Vec<Test>) -> Test {
    Box::new(move |frame| fold(Quantifier::All, tests.iter().map(|test| test(frame))))
}

/// Disjunction.
pub(super) fn disjunction(tests: Vec<Test>) -> Test {
    Box::new(move |frame| fold(Quantifier::Exists, tests.iter().map(|test| test(frame))))
}

/// Joins truths up to the first that decides.
fn fold(quantifier: Quantifier, truths: impl Iterator<Item = Truth>) -> Truth {
    let mut joined = match quantifier {
        Quantifier::Exists => Truth::False,
        Quantifier::All => Truth::True,
    };
    let decided = !joined;
    for truth in truths {
        joined = match quantifier {
            Quantifier::Exists => joined.or(truth),
            Quantifier::All => joined.and(truth),
        };
        if joined == decided {
            break;
        }
    }
    joined
}

/// Whether some, or every, item of a list passes the test, which reads the item at `level`.
pub(super) fn quantified(quantifier: Quantifier, list: Operand, level: usize, body: Test) -> Test {
    Box::new(move |frame| {
        list.with(frame, |reading| {
            let Reading::Known(Literal::List(items)) = reading else {
                return Truth::Unknown;
            };
            let truths = items.iter().map(|item| {
                let mut inner = *frame;
                if let Some(slot) = inner.items.get_mut(level) {
                    *slot = Some(item);
                }
                body(&inner)
            });
            fold(quantifier, truths)
        })
    })
}

/// Whether the value is absent.
pub(super) fn absent(operand: Operand) -> Test {
    Box::new(move |frame| {
        operand.with(frame, |reading| match reading {
            Reading::Known(_) | Reading::OneOf(_) => Truth::False,
            Reading::Absent => Truth::True,
            Reading::Unknown => Truth::Unknown,
        })
    })
}

/// Whether two values stand in a relation.
pub(super) fn related(relation: Relation, left: Operand, right: Operand) -> Test {
    Box::new(move |frame| {
        left.with(frame, |left| {
            right.with(frame, |right| relate(relation, left, right))
        })
    })
}

fn relate(relation: Relation, left: &Reading, right: &Reading) -> Truth {
    match relation {
        Relation::Equal => same(left, right),
        Relation::Different => !same(left, right),
        Relation::In => member(left, right),
        Relation::Less => ordered(left, right, |left, right| left < right),
        Relation::AtMost => ordered(left, right, |left, right| left <= right),
        Relation::Greater => ordered(left, right, |left, right| left > right),
        Relation::AtLeast => ordered(left, right, |left, right| left >= right),
    }
}

fn same(left: &Reading, right: &Reading) -> Truth {
    use Literal::{Boolean, Integer, List, Text};
    match (left, right) {
        (Reading::Unknown, _) | (_, Reading::Unknown) => Truth::Unknown,
        (Reading::Absent, Reading::Absent) => Truth::True,
        (Reading::Absent, _) | (_, Reading::Absent) => Truth::False,
        (Reading::OneOf(words), Reading::Known(Text(word)))
        | (Reading::Known(Text(word)), Reading::OneOf(words)) => match words.contains(word) {
            true => Truth::Unknown,
            false => Truth::False,
        },
        (Reading::OneOf(_), _) | (_, Reading::OneOf(_)) => Truth::Unknown,
        (Reading::Known(left), Reading::Known(right)) => match (left, right) {
            (Boolean(_), Boolean(_))
            | (Integer(_), Integer(_))
            | (Text(_), Text(_))
            | (List(_), List(_)) => Truth::from(left == right),
            _ => Truth::Unknown,
        },
    }
}

fn member(item: &Reading, list: &Reading) -> Truth {
    match (item, list) {
        (Reading::Known(Literal::Text(item)), Reading::Known(Literal::List(items))) => {
            Truth::from(items.contains(item))
        }
        (Reading::OneOf(words), Reading::Known(Literal::List(items))) => {
            let known = words.iter().filter(|word| items.contains(word)).count();
            match known {
                0 => Truth::False,
                all if all == words.len() => Truth::True,
                _ => Truth::Unknown,
            }
        }
        (Reading::Absent, Reading::Known(Literal::List(_))) => Truth::False,
        _ => Truth::Unknown,
    }
}

fn ordered(left: &Reading, right: &Reading, order: impl FnOnce(i64, i64) -> bool) -> Truth {
    match (left, right) {
        (Reading::Known(Literal::Integer(left)), Reading::Known(Literal::Integer(right))) => {
            Truth::from(order(*left, *right))
        }
        _ => Truth::Unknown,
    }
}

/// Whether a text has another text at its start, at its end or anywhere.
pub(super) fn has_part(part: Part, whole: Operand, sought: Operand) -> Test {
    Box::new(move |frame| {
        whole.with(frame, |whole| {
            sought.with(frame, |sought| match (whole, sought) {
                (Reading::Known(Literal::Text(whole)), Reading::Known(Literal::Text(sought))) => {
                    Truth::from(match part {
                        Part::Start => whole.starts_with(&**sought),
                        Part::End => whole.ends_with(&**sought),
                        Part::Anywhere => whole.contains(&**sought),
                    })
                }
                _ => Truth::Unknown,
            })
        })
    })
}

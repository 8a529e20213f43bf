//! Which of the attributes that a rule asks for are at fault.
//!
//! In: what a rule requires, and the judge of a subject that does not have it. Out: whether another value of one attribute alone
//! would make it better, and which item of a list is at fault. Other places are not looked for here.

use std::sync::Arc;

use crate::expr::{Function, Predicate, Reading, Scope, Truth, Variable};
use crate::model::{FactValue, Origin};
use crate::source::Span;
use crate::vocabulary::{AttributeId, Literal, Type};

use super::judge::Judge;

/// A judge, but for one attribute.
struct Instead<'j, 'r, 'g> {
    judge: &'j Judge<'r, 'g>,
    read: (Variable, AttributeId),
    value: Reading,
}

impl Scope for Instead<'_, '_, '_> {
    fn attribute(&self, variable: Variable, attribute: AttributeId) -> Reading {
        match (variable, attribute) == self.read {
            true => self.value.clone(),
            false => self.judge.attribute(variable, attribute),
        }
    }

    fn call(&self, function: Function, variable: Variable, argument: &str) -> Truth {
        self.judge.call(function, variable, argument)
    }
}

/// Whether another value of an attribute would make what is required more true. Of an attribute with more values than yes and no
/// it is enough that nobody could tell if its value were not known. `None` where the predicate does not read it, or that says nothing.
pub(super) fn is_at_fault(
    judge: &Judge<'_, '_>,
    require: &Predicate,
    read: (Variable, AttributeId),
) -> Option<bool> {
    let vocabulary = &judge.run.knowledge.vocabulary;
    let mut reads = require.reads().iter();
    let is_read = reads.any(|one| (one.variable, one.attribute) == read);
    if !is_read {
        return None;
    }
    let now = require.evaluate(judge);
    let better = |value: Reading| require.evaluate(&Instead { judge, read, value }) > now;
    let boolean = |value: bool| better(Reading::Known(Literal::Boolean(value)));
    match vocabulary.attribute(read.1).predicate_type() {
        Type::Boolean => Some(boolean(true) || boolean(false)),
        _ if now == Truth::False => Some(better(Reading::Unknown)),
        _ => None,
    }
}

/// Where the first item of a list stands that is enough by itself for the rule to be broken as it is.
pub(super) fn item_at_fault(
    judge: &Judge<'_, '_>,
    require: &Predicate,
    read: (Variable, AttributeId),
) -> Option<Span> {
    let fact = judge.fact(read.0, read.1)?;
    let (FactValue::Known(Literal::List(items)), Origin::Derived(spans)) =
        (&fact.value, &fact.origin)
    else {
        return None;
    };
    if items.len() != spans.len() {
        return None;
    }
    let now = require.evaluate(judge);
    let alone = |item: &Arc<str>| {
        let value = Reading::Known(Literal::List(vec![Arc::clone(item)]));
        require.evaluate(&Instead { judge, read, value })
    };
    let mut places = items.iter().zip(spans);
    let (_, span) = places.find(|(item, _)| alone(item) == now)?;
    Some(*span)
}

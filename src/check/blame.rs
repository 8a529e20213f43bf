//! Which of the attributes that a rule asks for are at fault.
//!
//! In: what a rule requires, and the judge of a subject that does not have it. Out: whether another value of one attribute alone
//! would make it better. Places are not looked for here.

use crate::expr::{Function, Predicate, Reading, Scope, Truth, Variable};
use crate::vocabulary::{AttributeId, Literal, Type};

use super::judge::Judge;

/// A judge, but for one attribute.
struct Instead<'j, 'r, 'g> {
    judge: &'j Judge<'r, 'g>,
    read: (Variable, AttributeId),
    value: bool,
}

impl Scope for Instead<'_, '_, '_> {
    fn attribute(&self, variable: Variable, attribute: AttributeId) -> Reading {
        match (variable, attribute) == self.read {
            true => Reading::Known(Literal::Boolean(self.value)),
            false => self.judge.attribute(variable, attribute),
        }
    }

    fn call(&self, function: Function, variable: Variable, argument: &str) -> Truth {
        self.judge.call(function, variable, argument)
    }
}

/// Whether another value of an attribute would make what is required more true; `None` where the predicate does not read it, or
/// it has more values than yes and no.
pub(super) fn is_at_fault(
    judge: &Judge<'_, '_>,
    require: &Predicate,
    read: (Variable, AttributeId),
) -> Option<bool> {
    let vocabulary = &judge.run.knowledge.vocabulary;
    let mut reads = require.reads().iter();
    let is_read = reads.any(|one| (one.variable, one.attribute) == read);
    if !is_read || vocabulary.attribute(read.1).predicate_type() != Type::Boolean {
        return None;
    }
    let now = require.evaluate(judge);
    let better = |value: bool| require.evaluate(&Instead { judge, read, value }) > now;
    Some(better(true) || better(false))
}

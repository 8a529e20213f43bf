//! A checked part of a predicate: its type, and what it was compiled to.
//!
//! In: closures. Out: [`Typed`], as value or as test. The rules about types are not known here.

use super::code::{self, Operand, Test};
use crate::vocabulary::{Attribute, Type};

/// A node that has a type.
pub(super) struct Typed<'v> {
    /// Its type; never [`Type::Opaque`].
    pub(super) kind: Type,
    /// How to compute it.
    pub(super) code: Code,
    /// The attribute whose values it has.
    pub(super) of: Option<&'v Attribute>,
}

/// How to compute a node.
pub(super) enum Code {
    /// A boolean.
    Test(Test),
    /// Any value.
    Operand(Operand),
}

impl Code {
    /// As a value.
    pub(super) fn operand(self) -> Operand {
        match self {
            Code::Test(test) => code::value(test),
            Code::Operand(operand) => operand,
        }
    }

    /// As a test.
    pub(super) fn test(self) -> Test {
        match self {
            Code::Test(test) => test,
            Code::Operand(operand) => code::holds(operand),
        }
    }
}

impl Typed<'_> {
    /// A boolean.
    pub(super) fn boolean(test: Test) -> Self {
        Typed {
            kind: Type::Boolean,
            code: Code::Test(test),
            of: None,
        }
    }

    /// A value.
    pub(super) fn value(kind: Type, operand: Operand) -> Self {
        Typed {
            kind,
            code: Code::Operand(operand),
            of: None,
        }
    }
}

/// A type in words.
pub(super) fn words(kind: Type) -> &'static str {
    match kind {
        Type::Boolean => "a boolean",
        Type::Integer => "an integer",
        Type::Text => "a text",
        Type::List => "a list",
        Type::Opaque => "no value",
    }
}

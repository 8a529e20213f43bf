//! IAM policy documents: statements with a span for each element.
//!
//! In: the [`Value`] of a document, an object or JSON text. Out: a [`Policy`], and whether patterns of actions and
//! resources can match. Where the policy was found, and what an action does, is not known here.

mod embedded;
pub mod pattern;
mod read;
mod statement;

#[cfg(test)]
mod tests;

pub use read::read;

use crate::source::Span;
use crate::syntax::{Cause, Guard, Value};

/// What came of reading a document.
#[derive(Clone, Debug)]
pub enum Reading {
    /// Its statements, as far as they are known.
    Read(Policy),
    /// Nothing of it is known.
    Opaque(Cause),
}

/// The value that a JSON text stands for; `None` where it is not JSON.
pub fn json_text(value: &Value) -> Option<Value> {
    embedded::read_embedded(value).ok()
}

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its statements, in source order.
    pub statements: Vec<Statement>,
    /// Why there may be more to it than its statements say; empty for a policy that was read completely.
    pub opaque: Vec<Cause>,
    /// Where the document is written.
    pub span: Span,
}

/// Whether a statement allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It allows.
    Allow,
    /// It denies.
    Deny,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// `Sid`, if it has one.
    pub sid: Option<String>,
    /// `Effect`; a statement whose effect is not known is not in the list, its policy is opaque.
    pub effect: Effect,
    /// Who; absent in identity policies.
    pub principals: Option<Principals>,
    /// What.
    pub actions: Actions,
    /// On what; absent in trust policies.
    pub resources: Option<Resources>,
    /// `Condition`, one per operator and key.
    pub conditions: Vec<Condition>,
    /// When the statement is part of the document.
    pub when: Guard,
    /// Where the statement is written.
    pub span: Span,
}

/// `Action` or `NotAction`.
#[derive(Clone, Debug)]
pub struct Actions {
    /// Whether the patterns name what is *not* meant.
    pub inverted: bool,
    /// The patterns, such as `s3:Get*`; holes of a text are `*`.
    pub patterns: Vec<ActionPattern>,
    /// Why it may name other actions than its patterns say.
    pub unknown: Option<Cause>,
}

/// One action pattern.
#[derive(Clone, Debug)]
pub struct ActionPattern {
    /// The pattern, as written.
    pub text: String,
    /// Whether the text is known in full; where it has holes, it names at most what it says.
    pub exact: bool,
    /// Where.
    pub span: Span,
}

/// `Resource` or `NotResource`.
#[derive(Clone, Debug)]
pub struct Resources {
    /// Whether the values name what is *not* meant.
    pub inverted: bool,
    /// The values: literal ARN patterns, references, texts with holes.
    pub values: Vec<Value>,
}

/// `Principal` or `NotPrincipal`.
#[derive(Clone, Debug)]
pub struct Principals {
    /// Whether the list names who is *not* meant.
    pub inverted: bool,
    /// Each principal: its sort and value.
    pub list: Vec<Principal>,
}

/// One principal.
#[derive(Clone, Debug)]
pub struct Principal {
    /// Its sort.
    pub sort: PrincipalSort,
    /// Its value; `*` for everybody.
    pub value: Value,
}

/// Sorts of principals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrincipalSort {
    /// Anybody (`"*"` without a sort).
    Anyone,
    /// An account, user, role or `*` (`AWS`).
    Aws,
    /// A service of AWS (`Service`).
    Service,
    /// A federated identity (`Federated`).
    Federated,
    /// A canonical user of S3 (`CanonicalUser`).
    CanonicalUser,
}

/// One condition of a statement.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The operator, such as `StringEquals`; `*`, like the key, where the condition could not be read.
    pub operator: String,
    /// The key, such as `aws:SourceVpce`.
    pub key: String,
    /// The values.
    pub values: Vec<Value>,
    /// Where the key is written.
    pub span: Span,
}

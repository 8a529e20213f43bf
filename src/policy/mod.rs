//! IAM policy documents: statements with a span for each element.
//!
//! In: the [`Value`] of a document, an object or JSON text. Out: a [`Policy`], and whether patterns of actions and
//! resources can match. Where the policy was found, and what an action does, is not known here.

mod compare;
pub mod condition;
pub mod context;
mod council;
mod decide;
mod embedded;
pub mod evaluate;
mod fit;
mod lint;
pub mod operator;
pub mod pattern;
pub mod prepare;
mod principal;
mod read;
pub mod request;
pub mod sort;
mod statement;
pub mod text;
mod variable;
mod voice;

#[cfg(test)]
mod tests;

pub use fit::NAME_OF_A_RESOURCE;
pub use read::read;
pub use text::PatternText;

use crate::source::{Sources, Span};
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
    embedded::read_embedded(value, None).ok()
}

/// The same, with places inside of texts that are written with escapes or indentation too.
pub fn json_text_in(value: &Value, sources: &Sources) -> Option<Value> {
    embedded::read_embedded(value, Some(sources)).ok()
}

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its statements, in source order.
    pub statements: Vec<Statement>,
    /// Why there may be more to it than its statements say; empty for a policy that was read completely.
    pub opaque: Vec<Cause>,
    /// Of these causes those for which whole statements may be missing, of which not even the effect is known.
    pub missing: Vec<Cause>,
    /// Where the document is written.
    pub span: Span,
}

/// Which version of the policy language a document is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// 2012-10-17: variables are replaced.
    Current,
    /// An older one, or none that is stated: variables are plain text.
    #[default]
    Old,
    /// Not known.
    Unknown,
}

/// Where elements of a statement are written; `None` for those that it does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The value of `Sid`.
    pub sid: Option<Span>,
    /// The value of `Effect`.
    pub effect: Option<Span>,
    /// The key `Principal` or `NotPrincipal`.
    pub principals: Option<Span>,
    /// The key `Action` or `NotAction`.
    pub actions: Option<Span>,
    /// The key `Resource` or `NotResource`.
    pub resources: Option<Span>,
    /// The key `Condition`.
    pub conditions: Option<Span>,
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
    /// The version of its document.
    pub version: Version,
    /// Where its elements are written.
    pub places: Places,
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
    /// Why it may name actions of which no pattern says anything: an item of which nothing is known.
    pub unread: Option<Cause>,
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
    /// Why there may be others.
    pub unread: Option<Cause>,
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
    /// Where the operator is written.
    pub operator_span: Span,
}

impl Condition {
    /// What the operator means; `None` where there is none of that name.
    pub fn read_operator(&self) -> Option<operator::Operator> {
        operator::Operator::read(&self.operator)
    }
}

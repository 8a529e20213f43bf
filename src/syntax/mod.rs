//! Text as a tree with byte-exact spans, and values as a frontend understands them.
//!
//! In: the text of a [`SourceFile`](crate::source::SourceFile) in YAML or JSON. Out: a [`Tree`] of [`Node`]s, what is
//! *written*; and the type [`Value`], what is *meant*, which frontends make of nodes. Neither knows CloudFormation or
//! Terraform.

pub mod fields;
mod guard;
mod value;

pub use guard::{Atom, Guard, World};
pub use value::{Cause, CauseKind, Entry, Parameter, Reference, Scalar, Symbol, Term, Value};

//! Text as a tree with byte-exact spans, and values as a frontend understands them.
//!
//! In: the text of a [`SourceFile`](crate::source::SourceFile) in YAML or JSON. Out: a [`Tree`] of [`Node`]s, what is
//! *written*; and the type [`Value`], what is *meant*, which frontends make of nodes. Neither knows CloudFormation or
//! Terraform.

mod build;
mod entries;
pub mod fields;
mod guard;
mod joined;
mod json;
mod keys;
mod limits;
mod offsets;
mod raw;
mod read;
mod tree;
mod value;
mod yaml;

#[cfg(test)]
mod tests;

pub use entries::{Entries, Items};
pub use guard::{Atom, Guard, World};
pub use joined::Joined;
pub use json::{Cursor, Word};
pub use keys::DUPLICATE_KEY;
pub use limits::{Budget, Limits};
pub use offsets::OffsetMap;
pub use read::{parse, parse_json_text};
pub use tree::{Node, Shape, Tree};
pub use value::{
    Cause, CauseKind, Entry, Parameter, Reference, Scalar, Symbol, Term, Value, quoted,
};

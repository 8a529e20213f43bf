//! Policy documents that stand in files of their own.
//!
//! In: a [`Tree`](crate::syntax::Tree), or a text of one JSON object a line. Out: [`Policies`]: named values, of which
//! somebody else knows what they permit. Recognised are documents alone, bundles of them, and what the command line of the
//! provider prints when it is asked for a policy or for all of an account.

mod recognise;
mod text;
mod value;

#[cfg(test)]
mod tests;

use crate::source::{FileId, Span};
use crate::syntax::Value;

pub use recognise::{is_lines_path, is_policies, lines, read};

/// A file with policy documents.
#[derive(Clone, Debug)]
pub struct Policies {
    /// The file.
    pub file: FileId,
    /// The documents, in the order of the text.
    pub documents: Vec<PolicyDocument>,
}

/// A policy document with its name.
#[derive(Clone, Debug)]
pub struct PolicyDocument {
    /// What it is called: by the file, else by the name of the file.
    pub name: String,
    /// What the file says that it is for.
    pub stated: Stated,
    /// The document.
    pub value: Value,
    /// Where it is named, else where it is written.
    pub span: Span,
}

/// What a file says that a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated {
    /// It says nothing.
    Nothing,
    /// What its holder may do.
    Identity,
    /// Who may become its holder.
    Trust,
}

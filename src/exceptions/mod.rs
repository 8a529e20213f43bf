//! Exceptions: findings that somebody answers for, until a day.
//!
//! In: comments of files, metadata of resources, and what the configuration lists. Out: [`Exception`]s with their places,
//! and an error for each that lacks a reason, an owner or a last day. Findings are not known here.

mod comments;
mod hcl;
pub mod keys;
mod metadata;
mod read;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::frontend::manifest::Written;
use crate::frontend::{Document, cdk, terraform};
use crate::source::{Diagnostic, FileId, SourceFile, Span};

pub use read::listed;

/// What refuses an exception.
pub const REFUSED: &str = "refused-exception";

/// An exception of one rule.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The rule, by its id or one that it had before.
    pub rule: Written,
    /// What it covers.
    pub covers: Covers,
    /// Why it is made.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// Last day on which it counts.
    pub until: Written,
    /// The same as a day.
    pub last: Date,
    /// Where it is written down, such as a ticket.
    pub ticket: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// What an exception covers.
#[derive(Clone, Debug)]
pub enum Covers {
    /// The subject of this name or address: the exception stands apart from what it is about.
    Subject(Written),
    /// What stands on a line, and in the resources that start there: the exception stands in the source.
    Place(Line),
}

/// A line, with the resources that start on it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The file.
    pub file: FileId,
    /// The line, 1-based.
    pub line: u32,
    /// The resources, as a whole.
    pub resources: Vec<Span>,
}

/// The exceptions in the files of documents and in the resources that these declare. `files` are those of the run.
pub fn in_sources<'f>(
    documents: &[Document],
    read: &[String],
    files: impl Iterator<Item = &'f Arc<SourceFile>>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Exception> {
    let templates = documents.iter().filter_map(|document| match document {
        Document::Template(template) => Some(template),
        _ => None,
    });
    let resources: Vec<_> = templates.flat_map(|one| &one.resources).collect();
    let read: BTreeSet<&str> = read.iter().map(String::as_str).collect();
    let mut found = Vec::new();
    for file in files {
        let is_terraform = terraform::part_of(&file.path, false).is_some();
        if is_terraform || read.contains(file.path.as_str()) || cdk::is_code(&file.path) {
            let wholes = resources.iter().map(|one| one.whole);
            found.extend(comments::read(file, wholes, faults));
        }
    }
    // A template can be read more than once, and a loop makes several resources of one text.
    let mut seen = BTreeSet::new();
    for resource in resources {
        let Some(metadata) = &resource.metadata else {
            continue;
        };
        if seen.insert(metadata.span) {
            found.extend(metadata::read(metadata, resource.whole, faults));
        }
    }
    found
}

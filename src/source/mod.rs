//! Files and places in them.
//!
//! In: paths named by a person. Out: [`SourceFile`]s with their text, [`Span`]s that point into it, and
//! [`Diagnostic`]s about inputs. This module does not know what any text means.

mod beside;
mod diagnostic;
mod discover;
mod file;
mod read;
mod span;
mod suggestion;
mod walk;

#[cfg(test)]
mod tests;

pub use beside::{beside, joined, leads_out, way};
pub use diagnostic::{Diagnostic, Place, Severity};
pub use discover::{Candidate, Discovery, Options, discover, left_out, root_of, shown_folder};
pub use file::{Encoding, Position, SourceFile, Sources};
pub use read::{MAX_FILE_BYTES, decode, read};
pub use span::{FileId, Span};
pub use suggestion::closest_name;

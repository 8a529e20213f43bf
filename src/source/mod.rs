//! Files and places in them.
//!
//! In: paths named by a person. Out: [`SourceFile`]s with their text, [`Span`]s that point into it, and
//! [`Diagnostic`]s about inputs. This module does not know what any text means.

mod diagnostic;
mod file;
mod span;
mod suggestion;

pub use diagnostic::{Diagnostic, Place, Severity};
pub use file::{Encoding, Position, SourceFile, Sources};
pub use span::{FileId, Span};
pub use suggestion::closest_name;

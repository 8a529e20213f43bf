//! Paths of kinds: from a resource, or one that belongs to it, to the values that an attribute or relation reads.
//!
//! In: what the loader read. Out: steps to be walked. What stands there is not known here.

use std::fmt;

/// The name at which a path starts that leads into the metadata of a resource, beside its properties.
pub const METADATA: &str = "Metadata";

/// A path to values below a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The satellite type at which it starts; `None` for the resource itself.
    pub satellite: Option<String>,
    /// The steps; a step maps over lists by itself.
    pub steps: Vec<Step>,
}

impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().filter_map(|step| match step {
            Step::Name(name) => Some(name.as_str()),
            Step::Values | Step::Below => Some("*"),
            Step::Json => None,
        });
        let words: Vec<&str> = self.satellite.as_deref().into_iter().chain(steps).collect();
        out.write_str(&words.join("."))
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Into the entry of this name.
    Name(String),
    /// Into every entry of a mapping (`*`).
    Values,
    /// Into a text as JSON (`json`).
    Json,
    /// Into every mapping at any depth, the one where it starts included (`**`).
    Below,
}

//! The configuration of a run, `phipath.yaml`: what a person would otherwise say on every command line.
//!
//! In: the [`Tree`](crate::syntax::Tree) of the file. Out: a [`Config`] of texts with their places, and an error for
//! whatever is unknown or of the wrong sort. Where the file is, and what the command line says, is not known here.

pub mod keys;
mod read;

use crate::exceptions::Exception;
use crate::frontend::manifest::{Stated, Written};

pub use read::read;

/// The name of the file.
pub const FILE_NAME: &str = "phipath.yaml";
/// How many days old the catalog may be where nobody says it.
pub const CATALOG_MAX_AGE_DAYS: u32 = 365;

/// What the file says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Where PHI starts: components, tags as `KEY=VALUE`, or the words for all and for none.
    pub phi: Vec<Written>,
    /// Rule packs.
    pub packs: Vec<Written>,
    /// Folder with rules of the user, from the root on.
    pub rules: Option<Written>,
    /// Globs of paths to leave out.
    pub exclude: Vec<Written>,
    /// Values of parameters by name.
    pub parameters: Vec<(Written, Written)>,
    /// Where templates are deployed to; one that is deployed several times has several.
    pub deployments: Vec<Placement>,
    /// Findings that somebody answers for.
    pub exceptions: Vec<Exception>,
    /// How many days old the catalog may be.
    pub catalog_max_age_days: Option<u32>,
}

/// Where a template is deployed to.
#[derive(Clone, Debug)]
pub struct Placement {
    /// Path of the template, from the root on.
    pub template: Written,
    /// The name of the stack.
    pub stack: Option<Written>,
    /// Values of parameters by name, for this deployment alone.
    pub parameters: Vec<(Written, Written)>,
    /// What is so of everything in it, by attribute.
    pub facts: Vec<Stated>,
}

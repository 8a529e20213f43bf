//! Terraform: configurations in HCL and in JSON, plans and states.
//!
//! In: the files of a run, by folder. Out: a [`Template`] for each root module, with all that it calls evaluated as far as
//! the configuration decides it. This module knows the language of Terraform and no resource type: which attributes identify a
//! resource, and which data sources stand for the account or for a policy, comes with a [`Language`].

mod access;
mod address;
mod configuration;
mod data;
mod document;
mod evaluate;
mod expression;
mod folders;
mod functions;
mod instances;
mod json;
mod kept;
mod lift;
mod lookup;
mod module;
mod native;
mod needed;
mod operators;
pub mod pair;
mod parts;
pub mod plan;
mod program;
mod resource;
mod special;
mod step;
mod text;
mod variable;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, SourceFile, Span};
use crate::syntax::{self, Limits, OffsetMap, Shape, Symbol, Value};

use configuration::Configuration;
use expression::Body;
use native::Places;
use program::{Frame, ModuleId, Program};

pub use folders::{Deployed, Folders};
pub use needed::needed;

/// What the language of a provider means, as far as the catalog says it.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// Attributes of data sources that are the same throughout a deployment, by `type.attribute`.
    pub symbols: BTreeMap<String, Symbol>,
    /// Types of data sources that make a policy document of their blocks.
    pub policy_documents: BTreeSet<String>,
    /// Types of data sources that read what a resource keeps under a name: its type, and the argument with the name in both.
    pub kept: BTreeMap<String, Vec<String>>,
    /// The folder that plans and states belong to, where a person says so.
    pub source: Option<String>,
    /// Attributes that name a resource, by its type: they stay references.
    pub identities: BTreeMap<String, BTreeSet<String>>,
}

/// What a file is to Terraform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePart {
    /// A part of a configuration.
    Configuration,
    /// Values of variables that Terraform reads by itself, or that a person named.
    Values,
}

/// A file of a folder, parsed.
pub struct Parsed {
    file: Arc<SourceFile>,
    part: FilePart,
    body: Body,
}

/// Endings of configurations.
const CONFIGURATIONS: [&str; 4] = [".tf", ".tofu", ".tf.json", ".tofu.json"];

/// Endings of files with values of variables.
const VALUES: [&str; 2] = [".tfvars", ".tfvars.json"];

/// Names of files with values that Terraform reads by itself.
const OWN_VALUES: [&str; 2] = ["terraform.tfvars", "terraform.tfvars.json"];

/// Endings of such files.
const OWN_VALUES_ENDINGS: [&str; 2] = [".auto.tfvars", ".auto.tfvars.json"];

/// What a file of this path is to Terraform, if anything. Values that Terraform does not read by itself count where a
/// person named their file.
pub fn part_of(path: &str, named: bool) -> Option<FilePart> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    let name = path.rsplit('/').next().unwrap_or(path);
    if ends(&CONFIGURATIONS) {
        return Some(FilePart::Configuration);
    }
    let own = OWN_VALUES.contains(&name) || ends(&OWN_VALUES_ENDINGS);
    (ends(&VALUES) && (own || named)).then_some(FilePart::Values)
}

/// Parses one file; `None`, with an error, where it is not what its ending says.
pub fn parse(
    file: &Arc<SourceFile>,
    part: FilePart,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Parsed> {
    let body = if file.path.ends_with(".json") {
        let (tree, said) = syntax::parse(file, &Limits::default());
        let broken = said
            .iter()
            .any(|one| one.severity == crate::source::Severity::Error);
        diagnostics.extend(said);
        let root = tree.root()?;
        match (root.shape(), part) {
            _ if broken => return None,
            (Shape::Mapping, FilePart::Configuration) => json::read(&tree, diagnostics),
            (Shape::Mapping, FilePart::Values) => json::values(&tree, diagnostics),
            _ => {
                let message = "expected an object with blocks such as `resource`";
                diagnostics.push(Diagnostic::error("syntax", root.span(), message));
                return None;
            }
        }
    } else {
        native::read(file, diagnostics)?
    };
    Some(Parsed {
        file: Arc::clone(file),
        part,
        body,
    })
}

/// What an expression comes to in an empty module.
pub fn evaluate(text: &str) -> Result<Value, Diagnostic> {
    let span = Span::new(FileId(0), 0, text.len() as u32);
    let places = Places::new(FileId(0), OffsetMap::identity(0), span);
    let expression = native::expression_of(text, &places)?;
    let configuration = Configuration::default();
    let (folders, files) = (BTreeMap::new(), BTreeMap::new());
    let (language, given) = (Language::default(), BTreeMap::new());
    let mut program = Program::new(&configuration, &folders, &files, &language, &given);
    Ok(program.evaluate(&expression, &mut Frame::of(ModuleId(0))))
}

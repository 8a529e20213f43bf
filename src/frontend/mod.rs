//! Documents: what a file says, in the terms of its format.
//!
//! In: a [`Tree`](crate::syntax::Tree). Out: a [`Document`]. A frontend knows its language (functions, parameters,
//! conditions) and nothing of resource types, kinds or rules.

pub mod cdk;
pub mod cloudformation;
pub mod manifest;
pub mod policies;
mod read;
pub mod stacks;
pub mod terraform;

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{FileId, Span};
use crate::syntax::{Cause, Entry, Guard, Value};

pub use read::{Read, read};

/// What the catalog and the configuration say of the languages.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// Of Terraform and its providers.
    pub terraform: terraform::Language,
    /// Of stacks that belong together.
    pub stacks: stacks::Language,
    /// Files that are not read on purpose, although others name them.
    pub left_out: BTreeSet<String>,
}

/// A file that was read.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a run has few documents, with much behind each"
)]
pub enum Document {
    /// A template that declares resources.
    Template(Template),
    /// An architecture manifest.
    Manifest(Box<manifest::Manifest>),
    /// Policy documents that stand alone.
    Policies(policies::Policies),
}

/// The format a resource was written in; kinds name their sources by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// CloudFormation, in YAML or JSON.
    CloudFormation,
    /// Terraform.
    Terraform,
    /// An architecture manifest. Kinds have no sources of it: it names them itself.
    Manifest,
    /// Policy documents. Kinds have no sources of it: they are all of one kind.
    Policy,
}

impl Format {
    /// Its key in kind files and rule examples.
    pub fn name(self) -> &'static str {
        match self {
            Format::CloudFormation => "cloudformation",
            Format::Terraform => "terraform",
            Format::Manifest => "manifest",
            Format::Policy => "policy",
        }
    }
}

/// A template: one deployment.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its file; of several the first.
    pub file: FileId,
    /// What it is called: the path of its file, or of the folder whose files make it.
    pub path: String,
    /// The format it is written in.
    pub format: Format,
    /// The resources, in source order.
    pub resources: Vec<Resource>,
    /// The template's own metadata (`Metadata`), if any.
    pub metadata: Option<Value>,
    /// The outputs.
    pub outputs: Vec<Output>,
    /// Where what is written in one place stands in another one too, such as a source and the plan that was made of it.
    pub twins: BTreeMap<Span, Vec<Span>>,
    /// What the assembly says of it, where it is a part of one.
    pub origin: Option<Box<cdk::Origin>>,
    /// The template of the outermost stack that this one is nested in: it decides account and Region.
    pub within: Option<String>,
    /// What a value that is not known for this cause perhaps is: something of another template.
    pub perhaps: BTreeMap<Cause, Value>,
    /// Names in the parameter store of what is not known for a cause, where nothing of the template has that name.
    pub asked: BTreeMap<Cause, String>,
    /// The texts of which the place of the deployment chooses one, by where the choice is written.
    pub alternatives: BTreeMap<Span, Vec<String>>,
    /// A transform of the whole template that is not applied: it may say what nobody wrote.
    pub altered: Option<Cause>,
    /// Why resources may be missing in it that belong to those which it has, such as policies of its buckets.
    pub incomplete: Option<Cause>,
    /// What is to be said of resources, by name, that a loop made or in whose properties there is one.
    pub made: BTreeMap<String, Made>,
}

impl Template {
    /// A template without anything in it.
    pub fn new(file: FileId, path: String, format: Format) -> Self {
        Self {
            file,
            path,
            format,
            resources: Vec::new(),
            metadata: None,
            outputs: Vec::new(),
            twins: BTreeMap::new(),
            origin: None,
            within: None,
            perhaps: BTreeMap::new(),
            asked: BTreeMap::new(),
            alternatives: BTreeMap::new(),
            altered: None,
            incomplete: None,
            made: BTreeMap::new(),
        }
    }
}

/// How a resource came to be written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Its name as the loop has it, such as `Bucket${Name}`: what is wrong with all that it makes is one finding.
    pub block: Option<String>,
    /// Parameters whose defaults a loop was read with.
    pub assumes: BTreeSet<String>,
}

/// A resource that a template declares.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Name within the template: logical id, Terraform address.
    pub name: String,
    /// Type, such as the text of CloudFormation's `Type`.
    pub type_name: String,
    /// Where the type is written.
    pub type_span: Span,
    /// Its properties: a mapping, empty where none are written.
    pub properties: Value,
    /// Where the key `Properties` is written; the name's span where there is none. Findings on what is missing point here.
    pub properties_key: Span,
    /// When it exists.
    pub when: Guard,
    /// Its metadata, if any.
    pub metadata: Option<Value>,
    /// Where the name is written.
    pub span: Span,
    /// Where the whole resource is written.
    pub whole: Span,
}

/// An output of a template.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name and value.
    pub entry: Entry,
    /// The name under which other stacks can import it.
    pub export: Option<Value>,
    /// When it exists.
    pub when: Guard,
}

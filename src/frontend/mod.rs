//! Documents: what a file says, in the terms of its format.
//!
//! In: a [`Tree`](crate::syntax::Tree). Out: a [`Document`]. A frontend knows its language (functions, parameters,
//! conditions) and nothing of resource types, kinds or rules.

pub mod cdk;
pub mod cloudformation;
pub mod manifest;
pub mod policies;
mod read;
pub mod terraform;

use std::collections::BTreeMap;

use crate::source::{FileId, Span};
use crate::syntax::{Entry, Guard, Value};

pub use read::{Read, read};

/// A file that was read.
#[derive(Clone, Debug)]
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

//! Architecture manifests: what people say about a system that no template can.
//!
//! In: a [`Tree`](crate::syntax::Tree). Out: a [`Manifest`] of names, texts and days with their places. Whether a kind, a
//! service or an attribute of a name exists is not known here.

pub mod keys;
mod read;
mod sections;

use jiff::civil::Date;

use crate::source::{FileId, Span};

pub use read::{is_manifest, is_manifest_path, read};
pub use sections::is_account;

/// A text with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The text.
    pub text: String,
    /// Where it is written.
    pub span: Span,
}

/// A day with its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Where it is written.
    pub span: Span,
}

/// A value that is stated for an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stated {
    /// Name of the attribute.
    pub attribute: Written,
    /// One text, or the items of a list.
    pub values: Vec<Written>,
    /// Whether it is a list.
    pub list: bool,
    /// Where the value is written.
    pub span: Span,
}

/// What a file says.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The file.
    pub file: FileId,
    /// Name of the system.
    pub name: Written,
    /// Profile of the work.
    pub workload: Option<Written>,
    /// Facts of the whole system.
    pub facts: Vec<Stated>,
    /// Places that share a level of trust.
    pub zones: Vec<Zone>,
    /// What data goes through.
    pub components: Vec<Part>,
    /// Facts of all components that do not say otherwise.
    pub defaults: Vec<Stated>,
    /// Which data moves from where to where.
    pub flows: Vec<Flow>,
    /// What removes identifiers.
    pub barriers: Vec<Barrier>,
    /// Business associate agreements.
    pub agreements: Vec<Agreement>,
    /// Routes to a model by data class; `None` where there is no such policy.
    pub routing: Option<Vec<Routes>>,
    /// Where data may be; `None` where nothing is said.
    pub residency: Option<Residency>,
}

/// A place that shares a level of trust.
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub name: Written,
    /// What it says of whatever is in it.
    pub facts: Vec<Stated>,
}

/// A component as the manifest has it.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: Written,
    /// Its kind.
    pub kind: Option<Written>,
    /// The service that it is.
    pub service: Option<Written>,
    /// Its role in a data-flow diagram.
    pub element: Option<Written>,
    /// Who processes the data there.
    pub operator: Option<Written>,
    /// The zone that it is in.
    pub zone: Option<Written>,
    /// Data classes that it holds.
    pub stores: Vec<Written>,
    /// Facts, those that have keys of their own included.
    pub facts: Vec<Stated>,
    /// What it is in the templates.
    pub binds: Vec<Written>,
}

/// A flow as the manifest has it.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Where data comes from.
    pub from: Written,
    /// Where it goes.
    pub to: Written,
    /// Classes that move.
    pub carries: Vec<Written>,
    /// How it moves, `transfer` or `call`, where that is said.
    pub exchange: Option<Written>,
    /// Classes of the answer, where they are not those of the request.
    pub answers: Option<Vec<Written>>,
    /// Features of the service that it uses.
    pub features: Vec<Written>,
    /// Who confirms what moves.
    pub reviewed_by: Option<Written>,
    /// Facts, those that have keys of their own included.
    pub facts: Vec<Stated>,
    /// Where it is written.
    pub span: Span,
}

/// What removes identifiers at a component.
#[derive(Clone, Debug)]
pub struct Barrier {
    /// The component.
    pub at: Written,
    /// What it does, of [`keys::DOES`].
    pub does: Written,
    /// Its position, of [`keys::POSITIONS`].
    pub on: Written,
    /// How identifiers are removed, of [`keys::METHODS`].
    pub method: Option<Written>,
    /// Groups of identifiers that it removes.
    pub identifiers: Vec<Written>,
    /// Who vouches for it.
    pub attested: Option<Attestation>,
    /// Where it is written.
    pub span: Span,
}

/// Who vouches for something.
#[derive(Clone, Debug)]
pub struct Attestation {
    /// Who.
    pub by: Written,
    /// The day of it.
    pub on: Day,
    /// First day on which it no longer counts.
    pub until: Option<Day>,
    /// Where it is on file.
    pub evidence: Written,
}

/// A business associate agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The operator.
    pub with: Written,
    /// Services that it covers; empty for those that the operator's list names.
    pub services: Vec<Written>,
    /// Features that it covers beyond those.
    pub features: Vec<Written>,
    /// Services and features that it leaves out.
    pub excludes: Vec<Written>,
    /// Accounts that it is limited to.
    pub accounts: Vec<Written>,
    /// Workspaces that it is limited to.
    pub workspaces: Vec<Written>,
    /// First day on which it holds.
    pub effective: Day,
    /// First day on which it no longer holds.
    pub expires: Option<Day>,
    /// Where the signed text is.
    pub evidence: Written,
    /// Where it is written.
    pub span: Span,
}

/// The routes that a data class may take.
#[derive(Clone, Debug)]
pub struct Routes {
    /// The class, or [`keys::ANY_CLASS`].
    pub class: Written,
    /// The routes.
    pub routes: Vec<Written>,
}

/// Where data may be.
#[derive(Clone, Debug, Default)]
pub struct Residency {
    /// Regions.
    pub regions: Vec<Written>,
    /// Geographies.
    pub geographies: Vec<Written>,
    /// Where it is written.
    pub span: Option<Span>,
}

//! Designs: what manifests say, in the words of the catalog, not yet laid over what templates declare.
//!
//! In: a [`Manifest`](crate::frontend::manifest::Manifest). Out: a [`Design`] whose kinds, services, classes and facts are
//! known, with an error for each name that nobody knows. What is in the templates is not known here.

mod agreements;
pub(super) mod facts;
mod flows;
mod lower;
mod near;
mod parts;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::frontend::manifest::{Attestation, Day, Written};
use crate::graph::DataClass;
use crate::knowledge::{Element, KindId, ServiceId};
use crate::source::Span;
use crate::vocabulary::AttributeId;

use super::{DeploymentId, Facts};

pub(super) use lower::lower;

/// What a manifest says.
#[derive(Clone, Debug)]
pub struct Design {
    /// The deployment that stands for its file.
    pub deployment: DeploymentId,
    /// Name of the system.
    pub name: String,
    /// Where that is written.
    pub span: Span,
    /// What data goes through.
    pub parts: Vec<Part>,
    /// Which data moves from where to where.
    pub flows: Vec<DesignFlow>,
    /// What removes identifiers.
    pub barriers: Vec<DesignBarrier>,
    /// Business associate agreements.
    pub agreements: Vec<Agreement>,
    /// Routes to a model by data class, `None` for every class; `None` where there is no such policy.
    pub routing: Option<Vec<Routing>>,
    /// Where data may be, where that is said.
    pub residency: Option<Residency>,
}

/// Index of a part in its design.
pub type PartId = usize;

/// A component as a manifest has it.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Where that is written.
    pub span: Span,
    /// Its kind, its own or that of its service.
    pub kind: Option<KindId>,
    /// Where its kind is written, if it is.
    pub kind_span: Option<Span>,
    /// The service that it is as a whole.
    pub service: Option<ServiceId>,
    /// Its role, where it has neither kind nor service.
    pub element: Option<Element>,
    /// Data classes that it holds, each with the place that says so.
    pub stores: Vec<(DataClass, Span)>,
    /// Where it says that nobody has classified what it holds.
    pub unclassified: Option<Span>,
    /// What is stated of it, by itself, its zone, or for all.
    pub facts: Facts,
    /// Which of these are stated for all, and so give way to what a service does by default.
    pub by_default: BTreeSet<AttributeId>,
    /// What it is in the templates: names, addresses, or tags.
    pub binds: Vec<Written>,
}

/// How data moves between two components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exchange {
    /// One way.
    Transfer,
    /// With an answer.
    Call,
}

/// Some data classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u8);

impl Classes {
    /// Adds a class.
    pub fn add(&mut self, class: DataClass) {
        self.0 |= 1 << class as u8;
    }

    /// Notes that nobody has said yet which they are.
    pub fn leave_open(&mut self) {
        self.0 |= 1 << 7;
    }

    /// These and others.
    pub fn and(self, others: Classes) -> Classes {
        Classes(self.0 | others.0)
    }

    /// Whether a class is among them.
    pub fn has(self, class: DataClass) -> bool {
        self.0 >> class as u8 & 1 == 1
    }

    /// Whether nobody has said yet which they are.
    pub fn is_open(self) -> bool {
        self.0 >> 7 == 1
    }
}

/// A flow as a manifest has it.
#[derive(Clone, Debug)]
pub struct DesignFlow {
    /// Where data comes from.
    pub from: PartId,
    /// Where it goes.
    pub to: PartId,
    /// Classes that move.
    pub carries: Classes,
    /// How it moves, where that is said.
    pub exchange: Option<Exchange>,
    /// Classes of the answer, where they are not those of the request.
    pub answers: Option<Classes>,
    /// What is stated of it.
    pub facts: Facts,
    /// Where it is written.
    pub span: Span,
}

/// Where a barrier stands at its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// On what the component sends on.
    Request,
    /// On what it answers.
    Response,
    /// On what it writes to logs.
    Log,
}

/// What removes identifiers at a component.
#[derive(Clone, Debug)]
pub struct DesignBarrier {
    /// The component.
    pub at: PartId,
    /// What it does, in words, such as `deidentification`.
    pub does: String,
    /// Where it stands.
    pub on: Position,
    /// How identifiers are removed.
    pub method: Option<Written>,
    /// Whether the method is an expert's determination, which need not name groups of identifiers.
    pub by_expert: bool,
    /// Groups of identifiers that it leaves; `None` where the manifest does not say which it removes.
    pub leaves: Option<Vec<Arc<str>>>,
    /// Who vouches for it.
    pub attested: Option<Attestation>,
    /// Where it is written.
    pub span: Span,
}

/// A business associate agreement.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The operator.
    pub with: Written,
    /// Services that it covers; `None` for those that the operator's list names.
    pub services: Option<Vec<ServiceId>>,
    /// Features that it covers beyond those.
    pub features: Vec<String>,
    /// Services that it leaves out.
    pub excludes: Vec<ServiceId>,
    /// Features that it leaves out.
    pub excluded_features: Vec<String>,
    /// Accounts that it is limited to; none for all.
    pub accounts: Vec<String>,
    /// Workspaces that it is limited to; none for all.
    pub workspaces: Vec<String>,
    /// First day on which it holds.
    pub effective: Day,
    /// First day on which it no longer holds.
    pub expires: Option<Day>,
    /// Where the signed text is.
    pub evidence: String,
    /// Where it is written.
    pub span: Span,
}

/// The routes that a class may take.
#[derive(Clone, Debug)]
pub struct Routing {
    /// The class; `None` for every class that has no entry of its own.
    pub class: Option<DataClass>,
    /// Names of the routes.
    pub routes: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// Where data may be.
#[derive(Clone, Debug, Default)]
pub struct Residency {
    /// Regions.
    pub regions: Vec<String>,
    /// Geographies.
    pub geographies: Vec<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

//! Edges: what they are about, how sure they are, and why they are there.

use std::sync::Arc;

use crate::model::design::Classes;
use crate::model::{ComponentId, Facts};
use crate::source::Span;
use crate::syntax::{Cause, Guard};

use super::{Barrier, Level, Payload};

/// What an edge is about. Only flows carry data classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The source contains the target: a VPC a subnet, a subnet a function.
    Contains,
    /// The source runs with the role that is the target.
    RunsAs,
    /// The source is a way by which traffic of the target goes: an endpoint of a VPC, a route.
    Routes,
    /// The source is a key that encrypts the target.
    Encrypts,
    /// The source guards the target.
    Guards,
    /// The source, a principal, may act on the target.
    Grants,
    /// Data moves from source to target.
    Flows,
}

impl Layer {
    /// All layers.
    pub const ALL: [Layer; 7] = [
        Layer::Contains,
        Layer::RunsAs,
        Layer::Routes,
        Layer::Encrypts,
        Layer::Guards,
        Layer::Grants,
        Layer::Flows,
    ];

    /// Its name in catalog files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Layer::Contains => "contains",
            Layer::RunsAs => "runs_as",
            Layer::Routes => "routes",
            Layer::Encrypts => "encrypts",
            Layer::Guards => "guards",
            Layer::Grants => "grants",
            Layer::Flows => "flows",
        }
    }

    /// The layer of a name.
    pub fn named(name: &str) -> Option<Layer> {
        Layer::ALL.into_iter().find(|layer| layer.name() == name)
    }
}

/// Why an edge is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// A manifest says so.
    Declared,
    /// A setting makes it happen.
    Configured,
    /// A grant allows it.
    Permitted,
}

impl Basis {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Basis::Declared => "declared",
            Basis::Configured => "configured",
            Basis::Permitted => "permitted",
        }
    }
}

/// Why an edge is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In words, such as ``reads objects with `s3:GetObject` ``.
    pub text: String,
    /// Where it says so; at least one.
    pub spans: Vec<Span>,
    /// Why it is believed.
    pub basis: Basis,
}

/// Index of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// Which part of an exchange a flow is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leg {
    /// Data that is sent by itself: a write, a read, an event.
    Transfer,
    /// The request of a call.
    Request,
    /// The response to a request, which is this edge.
    Response(EdgeId),
}

impl Leg {
    /// Its name in rules.
    pub fn name(self) -> &'static str {
        match self {
            Leg::Transfer => "transfer",
            Leg::Request => "request",
            Leg::Response(_) => "response",
        }
    }
}

/// An edge.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its index.
    pub id: EdgeId,
    /// What it is about.
    pub layer: Layer,
    /// When it exists.
    pub when: Guard,
    /// How sure it is.
    pub level: Level,
    /// What would settle it where it is only possible.
    pub doubt: Option<Cause>,
    /// What it carries.
    pub payload: Payload,
    /// The classes that it moves whatever its source holds, where a manifest says so: those and no others.
    pub stated: Option<Classes>,
    /// The classes that a manifest means it to move, where the code has it too; what it moves is found out apart from that.
    pub meant: Option<Classes>,
    /// What stands between PHI and its target.
    pub barrier: Option<Barrier>,
    /// Its part of an exchange.
    pub leg: Leg,
    /// The private endpoint family by which it can go, with the component that calls.
    pub via: Option<Via>,
    /// What is known of it.
    pub facts: Facts,
    /// Why it is there.
    pub reason: Reason,
}

/// How a flow could go privately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Via {
    /// The component that opens the connection.
    pub caller: ComponentId,
    /// The endpoint family, such as `s3`.
    pub family: Arc<str>,
    /// The actions of the calls; none where nobody says.
    pub actions: Vec<String>,
    /// Patterns of the resources that they name, and whether each is known in full; none where nobody says.
    pub resources: Vec<(String, bool)>,
}

//! The data-flow graph: components joined by edges that give their reason, and where data classes spread.
//!
//! In: a [`Model`](crate::model::Model). Out: a [`Graph`], to which each pass only adds. Severities and output are not
//! known here.

mod builder;
mod encryption;
mod grants;
mod links;
mod mentions;
mod network;
mod propagate;
mod resolve;
mod starts;
mod words;

use std::fmt;
use std::sync::Arc;

use petgraph::graph::DiGraph;

use crate::knowledge::Knowledge;
use crate::model::{Component, ComponentId, Facts, Model};
use crate::source::Span;
use crate::syntax::{Cause, Guard};

pub(crate) use propagate::trace;
pub use propagate::{Step, Ways, after, moves};
pub use starts::{Seeds, Sweep, unmatched};
pub use words::Words;

/// The graph of a model: each pass adds to what the ones before it made.
pub fn build(model: &Model, knowledge: &Knowledge, seeds: &Seeds) -> Graph {
    let mut builder = builder::start(model, knowledge);
    links::join(&mut builder);
    mentions::follow(&mut builder);
    grants::follow(&mut builder);
    encryption::resolve_keys(&mut builder);
    network::find_private_ways(&mut builder);
    let mut graph = builder.graph;
    let starts = starts::find(&graph, knowledge, seeds);
    propagate::spread(&mut graph, starts, knowledge);
    graph
}

/// Sorts of data that rules tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DataClass {
    /// Protected health information.
    Phi,
    /// Health information without identifiers.
    Deidentified,
    /// Passwords, keys, tokens.
    Credential,
    /// Ids, keys, sizes, times.
    Metadata,
    /// Who accessed what.
    AccessLog,
    /// Metrics and alarms.
    Telemetry,
}

impl DataClass {
    /// All classes.
    pub const ALL: [DataClass; 6] = [
        DataClass::Phi,
        DataClass::Deidentified,
        DataClass::Credential,
        DataClass::Metadata,
        DataClass::AccessLog,
        DataClass::Telemetry,
    ];

    /// Its name in rules and reports.
    pub fn name(self) -> &'static str {
        match self {
            DataClass::Phi => "phi",
            DataClass::Deidentified => "deidentified",
            DataClass::Credential => "credential",
            DataClass::Metadata => "metadata",
            DataClass::AccessLog => "access_log",
            DataClass::Telemetry => "telemetry",
        }
    }

    /// The class of a name.
    pub fn named(name: &str) -> Option<DataClass> {
        DataClass::ALL
            .into_iter()
            .find(|class| class.name() == name)
    }
}

/// How sure it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is not.
    #[default]
    No,
    /// It can be.
    Possible,
    /// It is.
    Yes,
}

impl Level {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Level::No => "no",
            Level::Possible => "possible",
            Level::Yes => "yes",
        }
    }
}

/// What a flow carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payload {
    /// Records, objects, prompts: spreads as it is.
    Content,
    /// Text that code composes: as content, at most possible.
    Notice,
    /// Ids and keys: metadata only.
    Envelope,
    /// Who accessed what: access log only.
    AccessRecord,
    /// Metrics, alarms.
    Telemetry,
    /// Credentials: end at their reader.
    Secret,
    /// Nothing.
    None,
}

impl Payload {
    /// All payloads.
    pub const ALL: [Payload; 7] = [
        Payload::Content,
        Payload::Notice,
        Payload::Envelope,
        Payload::AccessRecord,
        Payload::Telemetry,
        Payload::Secret,
        Payload::None,
    ];

    /// Its name in catalog files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Payload::Content => "content",
            Payload::Notice => "notice",
            Payload::Envelope => "envelope",
            Payload::AccessRecord => "access_record",
            Payload::Telemetry => "telemetry",
            Payload::Secret => "secret",
            Payload::None => "none",
        }
    }

    /// The payload of a name.
    pub fn named(name: &str) -> Option<Payload> {
        Payload::ALL
            .into_iter()
            .find(|payload| payload.name() == name)
    }
}

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
}

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// Components and edges. Node indices are [`ComponentId`]s, edge indices [`EdgeId`]s: nothing is ever removed.
    pub inner: DiGraph<Component, Edge>,
    /// How far data classes spread.
    pub spread: Spread,
}

/// How far data classes spread, per component and class, and why.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// By component index: for each class of [`DataClass::ALL`], the level and the reason.
    pub carried: Vec<[Carried; 6]>,
    /// By edge index: for each class, the level at which the edge moves it.
    pub moved: Vec<[Level; 6]>,
    /// Whether stores were taken to hold PHI because nothing was marked.
    pub assumed: bool,
}

/// The level of a class at a component.
#[derive(Clone, Debug)]
pub struct Carried {
    /// How sure it is.
    pub level: Level,
    /// When it is so: all conditions on the way.
    pub when: Guard,
    /// Why.
    pub why: Why,
}

impl Default for Carried {
    fn default() -> Self {
        Self {
            level: Level::No,
            when: Guard::Always,
            why: Why::Nothing,
        }
    }
}

/// Why a component carries a class.
#[derive(Clone, Debug, Default)]
pub enum Why {
    /// It does not.
    #[default]
    Nothing,
    /// It starts here: a label, a tag, an assumption.
    Starts(Start),
    /// It came over this edge.
    Over(EdgeId),
    /// It must have gone out over this edge: a labelled store has a writer.
    WroteTo(EdgeId),
}

/// Where a class starts.
#[derive(Clone, Debug)]
pub struct Start {
    /// In words, such as ``tag `DataClassification` is `PHI` ``.
    pub text: String,
    /// Where it says so.
    pub span: Span,
}

impl Graph {
    /// A component.
    pub fn component(&self, id: ComponentId) -> &Component {
        &self.inner[petgraph::graph::NodeIndex::new(id.0 as usize)]
    }

    /// An edge.
    pub fn edge(&self, id: EdgeId) -> &Edge {
        &self.inner[petgraph::graph::EdgeIndex::new(id.0 as usize)]
    }

    /// The components that an edge joins: source, target.
    pub fn ends(&self, id: EdgeId) -> (ComponentId, ComponentId) {
        let (source, target) = self
            .inner
            .edge_endpoints(petgraph::graph::EdgeIndex::new(id.0 as usize))
            .expect("edges are never removed");
        (
            ComponentId(source.index() as u32),
            ComponentId(target.index() as u32),
        )
    }

    /// What a component carries of a class.
    pub fn carried(&self, id: ComponentId, class: DataClass) -> &Carried {
        &self.spread.carried[id.0 as usize][class as usize]
    }

    /// How sure it is that an edge moves a class.
    pub fn moved(&self, id: EdgeId, class: DataClass) -> Level {
        self.spread.moved[id.0 as usize][class as usize]
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

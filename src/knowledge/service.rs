//! Services: who operates them, what a BAA covers, which actions move which data, and where they are reached.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::{Level, Payload};

use super::{Citation, Endpoint, KindId};

/// Index of a service.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServiceId(pub u16);

/// Whether a BAA of the operator can cover a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Eligibility {
    /// `eligible`, `not_eligible` (a source says so), `unlisted` (absent from the list), `unclear`.
    pub status: Arc<str>,
    /// Limits and remarks.
    pub note: String,
    /// Where this comes from.
    pub citation: Citation,
}

/// A service.
#[derive(Clone, Debug)]
pub struct Service {
    /// Short name, such as `s3`.
    pub name: Arc<str>,
    /// Full name.
    pub title: String,
    /// Who operates it, such as `aws`.
    pub operator: Arc<str>,
    /// What a BAA can cover.
    pub eligibility: Eligibility,
    /// On whose infrastructure it runs, which is a fact of its own.
    pub infrastructure: Option<Infrastructure>,
    /// The route to a model that it is, such as `bedrock`.
    pub route: Option<Arc<str>>,
    /// Features that a BAA treats apart from the service as a whole, by name.
    pub features: BTreeMap<Arc<str>, Eligibility>,
    /// The kind of the component that stands for the service itself, if it can be a party to flows.
    pub kind: Option<KindId>,
    /// Beginnings of the types of its resources, such as `AWS::S3::`.
    pub types: Vec<String>,
    /// Actions, by `prefix:name` in lower case.
    pub actions: BTreeMap<String, Action>,
    /// Interface and gateway endpoints by which it is reached privately.
    pub endpoints: Vec<EndpointService>,
    /// Hosts that give it away.
    pub hosts: Vec<Host>,
    /// Environment variables whose presence gives it away.
    pub variables: Vec<Host>,
    /// Words of program code that give it away, such as the name of a client class.
    pub symbols: Vec<Host>,
    /// Names of stored credentials that give it away.
    pub secrets: Vec<Host>,
}

/// On whose infrastructure a service runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Infrastructure {
    /// `aws`, `vendor`, `own` or `mixed`.
    pub place: Arc<str>,
    /// Limits and remarks.
    pub note: String,
    /// Where this comes from.
    pub citation: Citation,
}

impl Service {
    /// Who operates it; `None` where the catalog says that nobody knows.
    pub fn known_operator(&self) -> Option<&str> {
        (&*self.operator != "unknown").then_some(&*self.operator)
    }
}

/// What an action does to data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    /// Its name with its prefix, as policies write it.
    pub name: String,
    /// The direction, seen from the principal: `Out` writes, `In` reads, `Call` both.
    pub direction: Option<Endpoint>,
    /// What it moves.
    pub payload: Payload,
    /// What it acts on.
    pub target: ActionTarget,
    /// The name of the endpoint family by which it is reached, such as `bedrock-runtime`.
    pub endpoint: Option<Arc<str>>,
    /// For a call of a model: what can bind it to a guardrail.
    pub model_call: Option<ModelCall>,
    /// The feature of its service that it uses.
    pub feature: Option<Arc<str>>,
}

/// What binds the call of a model to a guardrail.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModelCall {
    /// A condition on this key.
    Bound(Arc<str>),
    /// Nothing that a policy could say.
    Unbound,
}

/// What an action acts on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ActionTarget {
    /// A component of one of these kinds, named by the resource of the statement.
    Kinds(Vec<KindId>),
    /// The service itself: any resource of the statement means it.
    Service,
}

impl ActionTarget {
    /// Whether the action acts on components of a kind.
    pub fn is(&self, kind: KindId) -> bool {
        matches!(self, ActionTarget::Kinds(kinds) if kinds.contains(&kind))
    }
}

/// A private endpoint service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointService {
    /// Its family, such as `bedrock-runtime`.
    pub family: Arc<str>,
    /// Its service name with `{region}`, such as `com.amazonaws.{region}.bedrock-runtime`.
    pub service_name: String,
    /// Whether it is a gateway endpoint (else an interface endpoint).
    pub gateway: bool,
}

/// A host, an environment variable or another sign that gives a service away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// A pattern with `*`.
    pub pattern: String,
    /// How sure it is that data goes there.
    pub level: Level,
    /// The endpoint family it belongs to, if any.
    pub endpoint: Option<Arc<str>>,
    /// The same where it stands within a longer text, such as a script, if that is less sure.
    pub within: Option<Level>,
    /// Whether the value is an address, which decides where it has a host.
    pub address: bool,
    /// Variables of the same process that decide instead: by being set, or by their host where they are addresses.
    pub unless: Vec<String>,
    /// Actions whose grant to the process decides instead.
    pub unless_granted: Vec<String>,
    /// Where this comes from.
    pub citation: Citation,
}

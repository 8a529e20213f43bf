//! What the policies that apply to a request make of it, as AWS evaluates them.
//!
//! In: a [`Request`] and prepared policies by what they are for. Out: a [`Decision`] in three values, with the statements
//! and the causes it rests on. Where policies come from, and which of them belong to a caller, is not known here.

use crate::source::Span;
use crate::syntax::Cause;

use super::prepare::Prepared;
use super::request::Request;

/// Policies of one layer: one of them is enough to allow.
#[derive(Clone, Debug, Default)]
pub struct Layer<'p> {
    /// The policies that were read.
    pub policies: Vec<&'p Prepared>,
    /// Why there may be further policies; they could allow and deny.
    pub unread: Option<Cause>,
}

/// Whether access to a resource can be given without its own policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Authority {
    /// Within an account, the policy of the caller is enough, or that of the resource: most services.
    #[default]
    Shared,
    /// The policy of the resource must always allow, by naming the caller or by leaving it to the account: keys, trust
    /// policies of roles.
    Required,
}

/// Everything that has a say. A layer that is `None` does not exist for this request and limits nothing: to leave out what
/// may exist is an assumption of the caller, to say that it was not read is [`Layer::unread`].
#[derive(Clone, Debug, Default)]
pub struct Policies<'p> {
    /// Policies attached to the caller, directly or by groups.
    pub identity: Layer<'p>,
    /// The permissions boundary of the caller.
    pub boundary: Option<Layer<'p>>,
    /// Policies passed when the session began.
    pub session: Option<Layer<'p>>,
    /// The policy of the resource; empty where it has none.
    pub resource: Layer<'p>,
    /// Whether the policy of the resource must allow.
    pub authority: Authority,
    /// Service control policies, a layer for each level: root, units, account. Each level must allow.
    pub service_control: Vec<Layer<'p>>,
    /// Resource control policies of all levels: they only deny.
    pub resource_control: Layer<'p>,
    /// The policy of the VPC endpoint that the request passes.
    pub endpoint: Option<Layer<'p>>,
}

/// Which layer a statement belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerSort {
    /// Policies of the caller.
    Identity,
    /// Its permissions boundary.
    Boundary,
    /// Its session policies.
    Session,
    /// The policy of the resource.
    Resource,
    /// A level of service control policies, from 0 on.
    ServiceControl(usize),
    /// Resource control policies.
    ResourceControl,
    /// The policy of an endpoint.
    Endpoint,
}

/// A statement that has a say in a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its layer.
    pub layer: LayerSort,
    /// The index of its policy within the layer.
    pub policy: usize,
    /// The index of the statement within the policy.
    pub statement: usize,
    /// Where it is written.
    pub span: Span,
}

/// Whether a request succeeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It does, whatever is not known; on a part of its resources only, where the decision says so.
    Allowed,
    /// It may: it depends on the causes of the decision.
    May,
    /// It does not, whatever is not known.
    Denied,
}

/// How much of the resources of a request an outcome speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of them.
    Whole,
    /// Some of them; for the others nothing is said.
    Part,
}

/// What comes of a request.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Whether it succeeds.
    pub outcome: Outcome,
    /// Whether `Allowed` speaks of all resources of the request; `Whole` otherwise.
    pub extent: Extent,
    /// Statements that allow, or that may.
    pub by: Vec<Place>,
    /// Statements that deny, or that may.
    pub denied_by: Vec<Place>,
    /// Layers that do not allow, or that may not.
    pub limited_by: Vec<LayerSort>,
    /// What an outcome `May` depends on; no cause twice.
    pub causes: Vec<Cause>,
}

/// Decides a request.
pub fn decide(request: &Request<'_>, policies: &Policies<'_>) -> Decision {
    super::decide::decide(request, policies)
}

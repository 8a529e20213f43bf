//! What policies may let processes do whose text was not read.
//!
//! In: processes, each with a policy that was not read. Out: possible flows through one component of the deployment that
//! stands for all such permissions, so that there are as many flows as components and not as pairs of them.

use std::collections::BTreeMap;

use petgraph::graph::NodeIndex;

use super::super::builder::{Builder, Relation, configured};
use super::super::{Basis, Level, Payload};
use crate::knowledge::{Element, Endpoint};
use crate::model::{ComponentId, DeploymentId, Presence};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, quoted};

/// What stands for all that policies allow which were not read.
const HUB: &str = "whatever unread policies allow";

/// A process with a policy that was not read.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Opaque {
    /// The process.
    pub(in crate::graph) process: ComponentId,
    /// Why the policy was not read; its subject is the policy.
    pub(in crate::graph) cause: Cause,
    /// When the process has it.
    pub(in crate::graph) when: Guard,
    /// Where it is attached.
    pub(in crate::graph) span: Span,
    /// Whether it is written in the files read for this process alone, and only its text is not known.
    pub(in crate::graph) own: bool,
}

/// Draws what the policies that were not read may permit: any use of any component of the deployment.
pub(in crate::graph) fn open(builder: &mut Builder<'_>) {
    let mut by_deployment: BTreeMap<DeploymentId, Vec<Opaque>> = BTreeMap::new();
    for opaque in builder.opaque.clone() {
        let deployment = builder.graph.component(opaque.process).deployment;
        by_deployment.entry(deployment).or_default().push(opaque);
    }
    for (deployment, held) in by_deployment {
        around_hub(builder, deployment, &held);
    }
}

fn around_hub(builder: &mut Builder<'_>, deployment: DeploymentId, held: &[Opaque]) {
    let Some(first) = held.first() else { return };
    let within = components(builder, deployment);
    let hub = builder.unread(deployment, HUB, None, first.span);
    builder.explain(hub, cause_of(first));
    let mut readers: BTreeMap<ComponentId, (Guard, &Opaque)> = BTreeMap::new();
    for opaque in held {
        let relation = relation(opaque, opaque.when.clone());
        builder.flow(opaque.process, hub, Endpoint::Out, &relation);
        readers
            .entry(opaque.process)
            .and_modify(|(when, _)| {
                *when = Guard::any([when.clone(), opaque.when.clone()]);
            })
            .or_insert_with(|| (opaque.when.clone(), opaque));
    }
    let when = Guard::any(readers.values().map(|(when, _)| when.clone()));
    let shared = relation(first, when);
    for (id, element) in within {
        match element {
            // A store answers who asks it, and sends nothing elsewhere by itself.
            Element::DataStore => builder.flow(hub, id, Endpoint::Call, &shared),
            Element::Relay | Element::Process if !readers.contains_key(&id) => {
                builder.flow(hub, id, Endpoint::Out, &shared);
            }
            _ => {}
        }
    }
    for (process, (when, opaque)) in readers {
        builder.flow(hub, process, Endpoint::Out, &relation(opaque, when));
    }
}

/// What a policy can name in a deployment: what it declares, and what that implies.
fn components(builder: &Builder<'_>, deployment: DeploymentId) -> Vec<(ComponentId, Element)> {
    let all = builder.graph.inner.node_indices();
    let all = all.filter_map(|node: NodeIndex| {
        let component = &builder.graph.inner[node];
        let known = component.presence == Presence::Declared;
        (known && component.deployment == deployment).then_some((component.id, component.element))
    });
    all.collect()
}

fn cause_of(opaque: &Opaque) -> Cause {
    match opaque.cause.kind {
        // Where a property is of the wrong sort, there is nothing else to read.
        CauseKind::Malformed => opaque.cause.clone(),
        _ => Cause::new(CauseKind::OpaquePolicy, &opaque.cause.subject),
    }
}

/// A flow that a policy may permit.
fn relation(opaque: &Opaque, when: Guard) -> Relation {
    let holder = quoted(&opaque.cause.subject);
    let text = format!("the permissions of {holder} apply, and were not read");
    let mut relation = configured(Payload::Content, text, opaque.span);
    relation.reason.basis = Basis::Permitted;
    relation.level = Level::Possible;
    relation.doubt = Some(cause_of(opaque));
    relation.when = when;
    relation
}

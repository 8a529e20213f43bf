//! What the policies of a process let it do, and the flows that this permits.

mod attached;
mod audience;
mod expand;
mod features;
mod gates;
mod guardrail;
mod models;
mod named;
mod opaque;
mod permits;
mod reach;
mod weigh;

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::{Action, Element, Endpoint, ServiceId};
use crate::model::{AttachedPolicy, ComponentId, DeploymentId, Presence};
use crate::policy::{Effect, Policy, PrincipalSort, Statement};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term};

use super::access::Rights;
use super::builder::{Builder, configured};
use super::firewall::seen_from;
use super::resolve::{Named, resolve};
use super::statements::is_own_account;
use super::{Basis, Layer, Payload};

pub(super) use attached::{of_catalog, text_of};
pub(super) use expand::actions;
pub(super) use features::left_out;
pub(super) use models::{describe as describe_models, describe_elsewhere};
pub(super) use opaque::{Opaque, open};
pub(super) use permits::permits;
pub(super) use reach::may_cover;

/// A policy that speaks for a principal.
#[derive(Clone)]
struct Held<'k> {
    policy: Result<&'k Policy, Cause>,
    when: Guard,
    span: Span,
    /// The deployment in which its text is.
    written: DeploymentId,
    source: Text,
}

/// Where the text of a policy stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Text {
    /// In the files read.
    Files,
    /// In the catalog.
    Catalog,
    /// In neither.
    Elsewhere,
}

/// Follows the policies of every role to the processes that run with it.
pub(super) fn follow(builder: &mut Builder<'_>) {
    let by_role = processes_by_role(builder);
    let rights = Rights::of(&builder.graph, builder.model, builder.knowledge);
    for (role, processes) in &by_role {
        let policies = identity_policies(builder, *role);
        let always = policies.iter().filter(|held| held.when == Guard::Always);
        let denies: Vec<&Statement> = always
            .filter_map(|held| held.policy.as_ref().ok())
            .flat_map(|policy| &policy.statements)
            .filter(|statement| denies_always(statement))
            .collect();
        let (denied, denied_under): (Vec<_>, Vec<_>) = denies
            .into_iter()
            .partition(|statement| statement.conditions.is_empty());
        let allowed: Vec<&Statement> = policies
            .iter()
            .filter_map(|held| held.policy.as_ref().ok())
            .flat_map(|policy| &policy.statements)
            .collect();
        for &(process, ref runs_when) in processes {
            let shared = processes.len() > 1;
            let holder = builder.graph.component(*role);
            if holder.presence == Presence::Unread {
                let cause = Cause::new(CauseKind::OpaquePolicy, &holder.name);
                let at = (seen_from(builder, process, *role), false);
                opaque(builder, process, &cause, runs_when.clone(), at);
            }
            for held in &policies {
                let when = Guard::all([held.when.clone(), runs_when.clone()]);
                let own = held.source == Text::Files && !shared;
                match &held.policy {
                    Ok(policy) => {
                        for cause in &policy.opaque {
                            opaque(builder, process, cause, when.clone(), (policy.span, own));
                        }
                        let holder = expand::Holder {
                            process,
                            role: *role,
                            written: held.written,
                            shared,
                            when,
                            attached_at: (held.source == Text::Catalog).then_some(held.span),
                            denied: &denied,
                            denied_under: &denied_under,
                            allowed: &allowed,
                            rights: &rights,
                        };
                        expand::policy(builder, policy, &holder);
                    }
                    Err(cause) => opaque(builder, process, cause, when, (held.span, own)),
                }
            }
        }
    }
    resource_policies(builder, &by_role, &rights);
}

/// Whether a statement denies in every world of the template.
fn denies_always(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && statement.when == Guard::Always
        && !(statement.actions.inverted && statement.actions.patterns.iter().any(|one| !one.exact))
}

type Processes = BTreeMap<ComponentId, Vec<(ComponentId, Guard)>>;

fn processes_by_role(builder: &Builder<'_>) -> Processes {
    let mut by_role = Processes::new();
    for edge in builder
        .graph
        .inner
        .edge_references()
        .filter(|edge| edge.weight().layer == Layer::RunsAs)
    {
        let (process, named) = (
            ComponentId(edge.source().index() as u32),
            ComponentId(edge.target().index() as u32),
        );
        // A relay acts on data by its settings; what its role allows beyond them it never does. What stands for a role
        // does nothing itself.
        let element = builder.graph.component(process).element;
        if matches!(element, Element::Relay | Element::Support) {
            continue;
        }
        for (role, stands) in roles_behind(builder, named) {
            let when = Guard::all([edge.weight().when.clone(), stands]);
            let processes = by_role.entry(role).or_default();
            match processes.iter_mut().find(|(known, _)| *known == process) {
                Some((_, known)) => *known = Guard::any([known.clone(), when]),
                None => processes.push((process, when)),
            }
        }
    }
    by_role
}

/// The roles that a process gets from what it names: those of an instance profile, else the role itself.
fn roles_behind(builder: &Builder<'_>, named: ComponentId) -> Vec<(ComponentId, Guard)> {
    let edges = builder
        .graph
        .inner
        .edges_directed(NodeIndex::new(named.0 as usize), Direction::Outgoing)
        .filter(|edge| edge.weight().layer == Layer::RunsAs);
    let roles: Vec<(ComponentId, Guard)> = edges
        .map(|edge| {
            (
                ComponentId(edge.target().index() as u32),
                edge.weight().when.clone(),
            )
        })
        .collect();
    match roles.is_empty() {
        true => vec![(named, Guard::Always)],
        false => roles,
    }
}

/// The identity policies of a role: its own, and those attached to it.
fn identity_policies<'m>(builder: &Builder<'m>, role: ComponentId) -> Vec<Held<'m>> {
    let own = |holder: ComponentId, when: &Guard| -> Vec<Held<'m>> {
        let written = builder.graph.component(holder).deployment;
        let policies = builder.policies_of(holder, builder.words.identity_policy);
        let held = policies.map(|policy| Held {
            policy: policy.policy.as_ref().map_err(Clone::clone),
            when: Guard::all([policy.when.clone(), when.clone()]),
            span: policy.span,
            written,
            source: Text::Files,
        });
        held.collect()
    };
    let mut policies = own(role, &Guard::Always);
    for edge in builder
        .graph
        .inner
        .edges_directed(NodeIndex::new(role.0 as usize), Direction::Outgoing)
    {
        if edge.weight().layer != Layer::Grants {
            continue;
        }
        let attached = builder
            .graph
            .component(ComponentId(edge.target().index() as u32));
        let (when, span) = (&edge.weight().when, edge.weight().reason.spans[0]);
        match attached.presence {
            Presence::Unread => policies.push(attached::by_name(
                builder,
                (&attached.name, attached.deployment),
                when.clone(),
                span,
            )),
            _ => policies.extend(own(attached.id, when)),
        }
    }
    policies
}

/// Notes that a process has a policy whose text was not read.
fn opaque(
    builder: &mut Builder<'_>,
    process: ComponentId,
    cause: &Cause,
    when: Guard,
    (span, own): (Span, bool),
) {
    builder.opaque.push(Opaque {
        process,
        cause: cause.clone(),
        when,
        span,
        own,
    });
}

/// Policies on resources: what they let roles of the deployment do, and what anybody.
fn resource_policies(builder: &mut Builder<'_>, by_role: &Processes, rights: &Rights<'_>) {
    let model = builder.model;
    let word = builder.words.resource_policy;
    for attached in model
        .policies
        .iter()
        .filter(|attached| Some(attached.attribute) == word)
    {
        let policy = match &attached.policy {
            Ok(policy) => policy,
            Err(cause) => {
                open_to_others(builder, attached, &[], cause, attached.span);
                continue;
            }
        };
        for cause in &policy.opaque {
            open_to_others(builder, attached, &[], cause, policy.span);
        }
        let allowing = policy
            .statements
            .iter()
            .filter(|statement| statement.effect == Effect::Allow);
        for statement in allowing {
            for role in principals(builder, statement, attached.component) {
                to_role(builder, (by_role, rights), attached, statement, role);
            }
            if names_others(statement) {
                let name = builder.graph.component(attached.component).name.clone();
                let text = format!(
                    "the policy of {name} lets principals act that are not in the files read"
                );
                let cause = Cause::new(CauseKind::PossibleFlow, text);
                let actions = expand::actions(builder, statement);
                open_to_others(builder, attached, &actions, &cause, statement.span);
            }
        }
    }
}

fn to_role(
    builder: &mut Builder<'_>,
    (by_role, rights): (&Processes, &Rights<'_>),
    attached: &AttachedPolicy,
    statement: &Statement,
    role: ComponentId,
) {
    let processes = by_role.get(&role).cloned().unwrap_or_default();
    let shared = processes.len() > 1;
    for (process, runs_when) in processes {
        let when = Guard::all([attached.when.clone(), runs_when]);
        let holder = expand::Holder {
            process,
            role,
            written: builder.graph.component(attached.component).deployment,
            shared,
            when,
            attached_at: None,
            denied: &[],
            denied_under: &[],
            allowed: &[],
            rights,
        };
        expand::on_resource(builder, statement, attached.component, &holder);
    }
}

/// Whether a statement names anybody, or a principal by a text: another account, a role elsewhere.
fn names_others(statement: &Statement) -> bool {
    let list = statement
        .principals
        .as_ref()
        .map_or(&[][..], |principals| &principals.list);
    list.iter().any(|principal| match principal.sort {
        PrincipalSort::Anyone => true,
        PrincipalSort::Aws => {
            let value = &principal.value;
            !matches!(value.term, Term::Reference(_)) && !is_own_account(value)
        }
        _ => false,
    })
}

/// What a policy lets principals do that are not in the files read, or that it may let them do where its text is not known:
/// a flow to whoever that is, and to each process that knows of the resource.
fn open_to_others(
    builder: &mut Builder<'_>,
    attached: &AttachedPolicy,
    actions: &[(ServiceId, Action, Span)],
    cause: &Cause,
    span: Span,
) {
    let resource = builder.graph.component(attached.component);
    let (deployment, kind) = (resource.deployment, resource.kind);
    let reading = actions.iter().map(|(_, action, _)| action);
    let reading = reading.filter(|action| {
        let own = kind.is_some_and(|kind| action.target.is(kind));
        own && matches!(action.direction, Some(Endpoint::In | Endpoint::Both))
    });
    // The first of payloads says most; a policy whose text is not known may let them read all.
    let payload = match actions.is_empty() {
        true => Some(Payload::Content),
        false => reading.map(|action| action.payload).min(),
    };
    let Some(payload) = payload else {
        return;
    };
    let name = format!("whoever the policy of {} lets in", resource.name);
    let others = builder.unread(deployment, &name, None, span);
    let knowing = builder
        .refers
        .keys()
        .filter(|(_, to)| *to == attached.component);
    let mut readers: Vec<ComponentId> = knowing.map(|(from, _)| *from).collect();
    readers.retain(|id| builder.graph.component(*id).element == Element::Process);
    readers.push(others);
    let mut relation = configured(
        payload,
        "may be read under the resource's own policy".to_owned(),
        span,
    );
    relation.reason.basis = Basis::Permitted;
    relation.level = super::Level::Possible;
    relation.doubt = Some(cause.clone());
    relation.when = attached.when.clone();
    for reader in readers {
        builder.flow(reader, attached.component, Endpoint::In, &relation);
    }
}

/// The components that a statement names as principals.
fn principals(
    builder: &Builder<'_>,
    statement: &Statement,
    component: ComponentId,
) -> Vec<ComponentId> {
    let deployment = builder.graph.component(component).deployment;
    let Some(principals) = statement
        .principals
        .as_ref()
        .filter(|principals| !principals.inverted)
    else {
        return Vec::new();
    };
    let accounts = principals
        .list
        .iter()
        .filter(|principal| principal.sort == PrincipalSort::Aws);
    let meanings =
        accounts.flat_map(|principal| resolve(builder, &principal.value, deployment, &[]));
    let named = meanings.filter_map(|meaning| match meaning.named {
        Named::Component(id) => Some(id),
        Named::NotRead(..) => None,
    });
    named.collect()
}

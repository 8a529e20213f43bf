//! Stored credentials whose names speak of a service: a process that gets one may call that service.

use petgraph::graph::NodeIndex;

use crate::knowledge::{Endpoint, ServiceId};
use crate::model::{Component, ComponentId, FactValue};
use crate::policy::pattern;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term};
use crate::vocabulary::Literal;

use super::builder::{Builder, configured};
use super::resolve::branches;
use super::{Layer, Level, Payload};

/// A credential that a process gets.
struct Held {
    process: ComponentId,
    /// What is known of it: its names, and what it is for.
    texts: Vec<String>,
    at: Span,
    when: Guard,
}

/// Adds a possible call for each credential that speaks of a service.
pub(super) fn follow(builder: &mut Builder<'_>) {
    let mut all = read(builder);
    all.extend(resolved(builder));
    for held in all {
        for service in spoken_of(builder, &held) {
            call(builder, &held, service);
        }
    }
}

/// Credentials that flow from a store to a process.
fn read(builder: &Builder<'_>) -> Vec<Held> {
    let edges = builder.graph.inner.edge_weights();
    let secrets =
        edges.filter(|edge| edge.layer == Layer::Flows && edge.payload == Payload::Secret);
    let held = secrets.map(|edge| {
        let (store, process) = builder.graph.ends(edge.id);
        let store = builder.graph.component(store);
        Held {
            process,
            texts: texts(builder, store),
            at: edge.reason.spans.first().copied().unwrap_or(store.span),
            when: edge.when.clone(),
        }
    });
    held.collect()
}

fn texts(builder: &Builder<'_>, store: &Component) -> Vec<String> {
    let described = builder
        .words
        .secret_description
        .and_then(|word| store.facts.get(&word));
    let described = match described.map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Text(text))) => Some(text.to_string()),
        _ => None,
    };
    let names = store.names.iter().cloned().chain([store.name.clone()]);
    names.chain(described).collect()
}

/// Credentials that the deployment puts into a setting.
fn resolved(builder: &Builder<'_>) -> Vec<Held> {
    let mut held = Vec::new();
    for mention in &builder.model.mentions {
        for (value, when) in branches(&mention.value) {
            if let Term::Unknown(cause) = &value.term
                && cause.kind == CauseKind::DynamicReference
            {
                held.push(Held {
                    process: mention.component,
                    texts: vec![cause.subject.clone()],
                    at: value.span,
                    when: Guard::all([mention.when.clone(), when]),
                });
            }
        }
    }
    held
}

/// The services of which a credential speaks, and which its holder is not known to call anyway.
fn spoken_of(builder: &Builder<'_>, held: &Held) -> Vec<ServiceId> {
    let texts: Vec<String> = held.texts.iter().map(|text| text.to_lowercase()).collect();
    let all = builder.knowledge.services.iter().enumerate();
    let named = all.filter(|(_, service)| {
        let mut patterns = service.secrets.iter();
        patterns.any(|known| {
            texts
                .iter()
                .any(|text| pattern::matches(&known.pattern, text))
        })
    });
    let ids = named.map(|(index, _)| ServiceId(index as u16));
    ids.filter(|id| !calls(builder, held.process, *id))
        .collect()
}

fn calls(builder: &Builder<'_>, process: ComponentId, service: ServiceId) -> bool {
    let kind = builder.knowledge.service(service).kind;
    let mut targets = builder
        .graph
        .inner
        .neighbors(NodeIndex::new(process.0 as usize));
    targets.any(|target| {
        let target = &builder.graph.inner[target];
        target.service == Some(service) && target.kind == kind
    })
}

fn call(builder: &mut Builder<'_>, held: &Held, service: ServiceId) {
    let deployment = builder.graph.component(held.process).deployment;
    let title = &builder.knowledge.service(service).title;
    let reason = format!("gets a credential whose name speaks of {title}");
    let text = format!("a name of a credential does not say that data goes to {title}");
    let mut relation = configured(Payload::Content, reason, held.at);
    relation.level = Level::Possible;
    relation.doubt = Some(Cause::new(CauseKind::PossibleFlow, text));
    relation.when = held.when.clone();
    let target = builder.service(deployment, service, held.at);
    builder.flow(held.process, target, Endpoint::Call, &relation);
}

//! What the graph says of guardrails: whether those who use one answer from passages that they retrieve, and whom an
//! enforced one covers.
//!
//! In: the graph with its flows. Out: facts of guardrails, agents and flows. What a guardrail filters is not known here.

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::{Element, KindId};
use crate::model::{ComponentId, DeploymentId, Fact, FactValue, Origin};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::{Layer, Level};

/// Adds the facts.
pub(super) fn describe(builder: &mut Builder<'_>) {
    let guardrails = of_kind(builder, builder.knowledge.conventions.guardrail);
    for guardrail in guardrails {
        if let Some(word) = builder.words.retrieval {
            let value = retrieval(builder, guardrail);
            add(builder, guardrail, word, value);
        }
    }
    let enforcements = of_kind(builder, builder.knowledge.conventions.enforced_guardrail);
    let mut enforced: BTreeMap<DeploymentId, ComponentId> = BTreeMap::new();
    for id in enforcements {
        enforced
            .entry(builder.graph.component(id).deployment)
            .or_insert(id);
    }
    for (deployment, enforcement) in enforced {
        cover(builder, deployment, enforcement);
    }
}

fn of_kind(builder: &Builder<'_>, kind: Option<KindId>) -> Vec<ComponentId> {
    let components = builder.graph.inner.node_weights();
    components
        .filter(|component| component.kind.is_some() && component.kind == kind)
        .map(|component| component.id)
        .collect()
}

fn add(
    builder: &mut Builder<'_>,
    id: ComponentId,
    word: crate::vocabulary::AttributeId,
    value: FactValue,
) {
    let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
    let fact = Fact {
        value,
        origin: Origin::Derived(vec![component.span]),
        assumes: Vec::new(),
    };
    component.facts.insert(word, fact);
}

/// Whether a user of a guardrail gets passages from where they are retrieved.
fn retrieval(builder: &Builder<'_>, guardrail: ComponentId) -> FactValue {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let name = &builder.graph.component(guardrail).name;
    let users = users(builder, guardrail);
    let sources = users
        .iter()
        .filter_map(|user| passages(builder, *user))
        .max();
    let unknown = |text: String| FactValue::Unknown(Cause::new(CauseKind::PossibleFlow, text));
    match sources {
        Some(Level::Yes) => known(true),
        Some(_) => unknown(format!("whether who uses {name} retrieves passages")),
        // Whom an enforced guardrail covers is not in one template.
        None if users.is_empty() || is_enforced(builder, guardrail) => {
            let text = format!("who uses {name}, and whether it retrieves passages");
            FactValue::Unknown(Cause::new(CauseKind::NotRead, text))
        }
        None => known(false),
    }
}

/// The processes that name a guardrail, that it guards by their settings, or whose calls are bound to it.
fn users(builder: &Builder<'_>, guardrail: ComponentId) -> Vec<ComponentId> {
    let mut users: Vec<ComponentId> = builder
        .refers
        .keys()
        .filter(|(_, to)| *to == guardrail)
        .map(|(from, _)| *from)
        .collect();
    let bound = builder.bound.iter().filter(|(to, _)| *to == guardrail);
    users.extend(bound.map(|(_, process)| *process));
    users.retain(|id| builder.graph.component(*id).element == Element::Process);
    users.sort_unstable();
    users.dedup();
    users
}

fn is_enforced(builder: &Builder<'_>, guardrail: ComponentId) -> bool {
    let wanted = builder.knowledge.conventions.enforced_guardrail;
    let mut referring = builder.refers.keys().filter(|(_, to)| *to == guardrail);
    referring.any(|(from, _)| {
        let kind = builder.graph.component(*from).kind;
        kind.is_some() && kind == wanted
    })
}

/// How sure it is that a process gets passages.
fn passages(builder: &Builder<'_>, process: ComponentId) -> Option<Level> {
    let node = NodeIndex::new(process.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let flows = edges.filter(|edge| edge.weight().layer == Layer::Flows);
    let levels = flows.filter_map(|edge| {
        let source = builder
            .graph
            .component(ComponentId(edge.source().index() as u32));
        let retrieved = source
            .kind
            .is_some_and(|kind| builder.knowledge.conventions.retrieval.contains(&kind));
        retrieved.then_some(match edge.weight().when {
            Guard::Always => edge.weight().level,
            _ => Level::Possible,
        })
    });
    levels.max()
}

/// What names a guardrail by its settings is perhaps covered by one that is enforced beside it: of the calls that agents
/// and flows make by themselves no document read says so.
fn cover(builder: &mut Builder<'_>, deployment: DeploymentId, enforcement: ComponentId) {
    let Some(word) = builder.words.enforced else {
        return;
    };
    let name = builder.graph.component(enforcement).name.clone();
    let marks = [builder.words.attached, builder.words.unguarded_steps];
    let covered: Vec<ComponentId> = builder
        .graph
        .inner
        .node_weights()
        .filter(|component| component.deployment == deployment)
        .filter(|component| {
            let mut marks = marks.iter().flatten();
            marks.any(|word| component.facts.contains_key(word))
        })
        .map(|component| component.id)
        .collect();
    for id in covered {
        let own = &builder.graph.component(id).name;
        let text = format!("whether the guardrail that {name} enforces covers the calls of {own}");
        let value = FactValue::Unknown(Cause::new(CauseKind::Catalog, text));
        add(builder, id, word, value);
    }
}

//! What the graph says of guardrails: whether those who use one answer from passages that they retrieve, and whom an
//! enforced one covers.
//!
//! In: the graph with its flows. Out: facts of guardrails, agents and flows. What a guardrail filters is not known here.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

use crate::knowledge::{Element, KindId};
use crate::model::{ComponentId, DeploymentId, Fact, FactValue};
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::{AttributeId, Literal};

use super::builder::Builder;
use super::{Layer, Level};

/// Who uses a guardrail.
#[derive(Default)]
struct Use {
    /// The processes that name it, that it guards by their settings, or whose calls are bound to it.
    processes: BTreeSet<ComponentId>,
    /// Whether it is enforced for the account.
    enforced: bool,
}

/// Adds the facts.
pub(super) fn describe(builder: &mut Builder<'_>) {
    let conventions = &builder.knowledge.conventions;
    let (guardrail, enforcement) = (conventions.guardrail, conventions.enforced_guardrail);
    if let Some(word) = builder.words.retrieval {
        let uses = uses(builder, guardrail, enforcement);
        let mut known: BTreeMap<ComponentId, Option<Level>> = BTreeMap::new();
        for (guardrail, found) in &uses {
            let levels = found.processes.iter().filter_map(|process| {
                *known
                    .entry(*process)
                    .or_insert_with(|| passages(builder, *process))
            });
            let value = retrieval(builder, *guardrail, found, levels.max());
            add(builder, *guardrail, word, value);
        }
    }
    let mut enforced: BTreeMap<DeploymentId, ComponentId> = BTreeMap::new();
    for id in of_kind(builder, enforcement) {
        let deployment = builder.graph.component(id).deployment;
        enforced.entry(deployment).or_insert(id);
    }
    cover(builder, &enforced);
}

fn of_kind(builder: &Builder<'_>, kind: Option<KindId>) -> Vec<ComponentId> {
    let components = builder.graph.inner.node_weights();
    components
        .filter(|component| component.kind.is_some() && component.kind == kind)
        .map(|component| component.id)
        .collect()
}

fn add(builder: &mut Builder<'_>, id: ComponentId, word: AttributeId, value: FactValue) {
    let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
    let fact = Fact::derived(value, component.span);
    component.facts.insert(word, fact);
}

/// The guardrails, each with who uses it.
fn uses(
    builder: &Builder<'_>,
    guardrail: Option<KindId>,
    enforcement: Option<KindId>,
) -> BTreeMap<ComponentId, Use> {
    let guardrails = of_kind(builder, guardrail).into_iter();
    let mut uses: BTreeMap<ComponentId, Use> = guardrails.map(|id| (id, Use::default())).collect();
    for (from, to) in builder.refers.keys() {
        let Some(found) = uses.get_mut(to) else {
            continue;
        };
        let user = builder.graph.component(*from);
        found.enforced |= user.kind.is_some() && user.kind == enforcement;
        if user.element == Element::Process {
            found.processes.insert(*from);
        }
    }
    for (guardrail, process) in &builder.bound {
        if let Some(found) = uses.get_mut(guardrail) {
            found.processes.insert(*process);
        }
    }
    uses
}

/// Whether a user of a guardrail gets passages from where they are retrieved, and how sure that is.
fn retrieval(
    builder: &Builder<'_>,
    guardrail: ComponentId,
    found: &Use,
    level: Option<Level>,
) -> FactValue {
    let known = |truth| FactValue::Known(Literal::Boolean(truth));
    let name = &builder.graph.component(guardrail).name;
    let unknown = |kind, text: String| FactValue::Unknown(Cause::new(kind, text));
    match level {
        Some(Level::Yes) => known(true),
        Some(_) => {
            let text = format!("whether who uses {name} retrieves passages");
            unknown(CauseKind::PossibleFlow, text)
        }
        // Whom an enforced guardrail covers is not in one template.
        None if found.processes.is_empty() || found.enforced => {
            let text = format!("who uses {name}, and whether it retrieves passages");
            unknown(CauseKind::NotRead, text)
        }
        None => known(false),
    }
}

/// How sure it is that a process gets passages.
fn passages(builder: &Builder<'_>, process: ComponentId) -> Option<Level> {
    let retrieval = &builder.knowledge.conventions.retrieval;
    let node = NodeIndex::new(process.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let flows = edges.filter(|edge| edge.weight().layer == Layer::Flows);
    let levels = flows.filter_map(|edge| {
        let source = &builder.graph.inner[edge.source()];
        let retrieved = source.kind.is_some_and(|kind| retrieval.contains(&kind));
        retrieved.then_some(match edge.weight().when {
            Guard::Always => edge.weight().level,
            _ => Level::Possible,
        })
    });
    levels.max()
}

/// What names a guardrail by its settings is perhaps covered by one that is enforced beside it: of the calls that agents
/// and flows make by themselves no document read says so.
fn cover(builder: &mut Builder<'_>, enforced: &BTreeMap<DeploymentId, ComponentId>) {
    let Some(word) = builder.words.enforced else {
        return;
    };
    let marks = [builder.words.attached, builder.words.unguarded_steps];
    let mut covered = Vec::new();
    for component in builder.graph.inner.node_weights() {
        let mut marks = marks.iter().flatten();
        let settings = marks.any(|word| component.facts.contains_key(word));
        let Some(by) = enforced.get(&component.deployment).filter(|_| settings) else {
            continue;
        };
        let (by, own) = (&builder.graph.component(*by).name, &component.name);
        let text = format!("whether the guardrail that {by} enforces covers the calls of {own}");
        covered.push((component.id, Cause::new(CauseKind::Catalog, text)));
    }
    for (id, cause) in covered {
        add(builder, id, word, FactValue::Unknown(cause));
    }
}

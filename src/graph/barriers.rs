//! Barriers: what removes identifiers from what a component sends on, answers or logs.
//!
//! In: the barriers of the designs, with who vouches for them as of a day, and the grants of actions that find
//! identifiers. Out: on each flow behind one, how sure PHI can still be there. Only an attested, complete barrier ends a way.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use petgraph::Direction;
use petgraph::graph::{EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::knowledge::ServiceId;
use crate::model::design::{DesignBarrier, Position};
use crate::model::{ComponentId, Fact, FactValue, Facts};
use crate::policy::pattern;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::{AttributeId, Literal};

use super::builder::Builder;
use super::design::{Bound, ends, is_log};
use super::{Basis, DataClass, Edge, EdgeId, Layer, Leg, Level};

/// What stands on a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barrier {
    /// How sure PHI can be behind it.
    pub leaves: Level,
    /// What would settle it where PHI is possible behind it.
    pub doubt: Option<Cause>,
    /// Where it is declared, or what lets it be seen.
    pub span: Span,
}

/// How much a barrier counts, with the word that rules read.
struct Weight {
    leaves: Level,
    word: &'static str,
    doubt: Option<Cause>,
}

/// Puts every barrier on the flows behind it.
pub(super) fn stand(builder: &mut Builder<'_>, bound: &Bound, as_of: Option<Date>) {
    let model = builder.model;
    for (index, design) in model.designs.iter().enumerate() {
        for barrier in &design.barriers {
            let name = &design.parts[barrier.at].name;
            let weight = weight(barrier, name, as_of);
            for id in ends(builder, bound, (index, barrier.at)) {
                describe(builder, id, barrier, as_of);
            }
            for id in bound.of((index, barrier.at)) {
                let mut behind = behind(builder, *id, barrier.on);
                behind.retain(|edge| is_meant(builder, bound, (index, barrier), *edge));
                for edge in behind {
                    put(builder, edge, &weight, barrier.span);
                }
            }
        }
    }
    seen(builder);
}

/// Whether somebody vouches for a barrier on a day; `None` where the day is not known and matters.
fn vouched(barrier: &DesignBarrier, as_of: Option<Date>) -> Option<bool> {
    let Some(attested) = &barrier.attested else {
        return Some(false);
    };
    let today = as_of?;
    let ended = attested.until.is_some_and(|until| until.date <= today);
    Some(attested.on.date <= today && !ended)
}

fn weight(barrier: &DesignBarrier, name: &str, as_of: Option<Date>) -> Weight {
    let does = &barrier.does;
    let possible = |word, text: String| Weight {
        leaves: Level::Possible,
        word,
        doubt: Some(Cause::new(CauseKind::Attestation, text)),
    };
    if !barrier.by_expert {
        match &barrier.leaves {
            Some(left) if !left.is_empty() => {
                return Weight {
                    leaves: Level::Yes,
                    word: "partial",
                    doubt: None,
                };
            }
            Some(_) => {}
            None => {
                let text = format!("nothing says which identifiers the {does} at {name} removes");
                return possible("declared", text);
            }
        }
    }
    match vouched(barrier, as_of) {
        Some(true) => Weight {
            leaves: Level::No,
            word: "attested",
            doubt: None,
        },
        Some(false) => possible(
            "declared",
            format!("nobody vouches, on the day of the run, for the {does} at {name}"),
        ),
        None => possible(
            "declared",
            format!(
                "the {does} at {name} is vouched for from a day to a day, and the run has none"
            ),
        ),
    }
}

/// The flows behind a barrier at a component.
fn behind(builder: &Builder<'_>, id: ComponentId, on: Position) -> Vec<EdgeId> {
    let edges = builder.flows_from(id);
    let is_behind = |edge: &&Edge| {
        let logs = ends_in_log(builder, edge);
        match on {
            Position::Request => !logs && !matches!(edge.leg, Leg::Response(_)),
            Position::Response => matches!(edge.leg, Leg::Response(_)),
            Position::Log => logs,
        }
    };
    edges.filter(is_behind).map(|edge| edge.id).collect()
}

/// Whether a design has a flow, and without PHI. What goes to the service that finds identifiers still has them, and what the
/// code sends where the design has nothing was vouched for by nobody. Logs belong to their component without being declared.
fn is_meant(
    builder: &Builder<'_>,
    bound: &Bound,
    (design, barrier): (usize, &DesignBarrier),
    id: EdgeId,
) -> bool {
    let edge = builder.graph.edge(id);
    let target = builder.graph.ends(id).1;
    let answer = matches!(edge.leg, Leg::Response(_));
    let flows = builder.model.designs[design].flows.iter();
    let mut classes = flows.filter_map(|flow| {
        let (own, other, classes) = match answer {
            true => (flow.to, flow.from, flow.answers.unwrap_or(flow.carries)),
            false => (flow.from, flow.to, flow.carries),
        };
        let joins = own == barrier.at && bound.of((design, other)).contains(&target);
        joins.then_some(classes)
    });
    if edge.reason.basis != Basis::Declared && barrier.on != Position::Log {
        let all: Vec<_> = classes.collect();
        return !all.is_empty() && !all.iter().any(|one| one.has(DataClass::Phi));
    }
    !classes.any(|one| one.has(DataClass::Phi))
}

/// Whether a flow ends in a log.
fn ends_in_log(builder: &Builder<'_>, edge: &Edge) -> bool {
    let target = builder.graph.ends(edge.id).1;
    is_log(builder.graph.component(target), &builder.words)
}

/// Puts a barrier on a flow; of several the best counts.
fn put(builder: &mut Builder<'_>, id: EdgeId, weight: &Weight, span: Span) {
    let word = builder.words.barrier;
    let edge = &mut builder.graph.inner[EdgeIndex::new(id.0 as usize)];
    if edge
        .barrier
        .as_ref()
        .is_some_and(|known| known.leaves <= weight.leaves)
    {
        return;
    }
    edge.barrier = Some(Barrier {
        leaves: weight.leaves,
        doubt: weight.doubt.clone(),
        span,
    });
    if let Some(word) = word {
        edge.facts.insert(word, text_fact(weight.word, span));
    }
}

fn text_fact(text: &str, span: Span) -> Fact {
    fact(FactValue::Known(Literal::Text(text.into())), span)
}

fn fact(value: FactValue, span: Span) -> Fact {
    Fact::derived(value, span)
}

/// Says at the component what stands there.
fn describe(
    builder: &mut Builder<'_>,
    id: ComponentId,
    barrier: &DesignBarrier,
    as_of: Option<Date>,
) {
    let words = builder.words;
    let mut facts = Facts::new();
    let mut add = |word: Option<AttributeId>, fact: Fact| {
        facts.extend(word.map(|word| (word, fact)));
    };
    let span = barrier.span;
    if let Some(method) = &barrier.method {
        add(words.removal_method, text_fact(&method.text, method.span));
    }
    let attested = match vouched(barrier, as_of) {
        Some(truth) => FactValue::Known(Literal::Boolean(truth)),
        None => FactValue::Unknown(Cause::new(CauseKind::Attestation, "the run has no day")),
    };
    let attested_at = barrier.attested.as_ref().map_or(span, |one| one.by.span);
    add(words.removal_attested, fact(attested, attested_at));
    let left: Option<&Vec<Arc<str>>> = barrier.leaves.as_ref();
    let missing = match left {
        _ if barrier.by_expert => FactValue::Absent,
        Some(left) if left.is_empty() => FactValue::Absent,
        Some(left) => FactValue::Known(Literal::List(left.clone())),
        None => {
            let name = &builder.graph.component(id).name;
            let text = format!("nothing says which identifiers are removed at {name}");
            FactValue::Unknown(Cause::new(CauseKind::Attestation, text))
        }
    };
    add(words.removal_missing, fact(missing, span));
    let component = &mut builder.graph.inner[NodeIndex::new(id.0 as usize)];
    for (attribute, fact) in facts {
        component.facts.entry(attribute).or_insert(fact);
    }
}

/// What calls a service that finds identifiers may remove them, and so may what has a policy of its own whose text is not known:
/// behind it PHI is possible, and no more is known.
fn seen(builder: &mut Builder<'_>) {
    for (process, action, span) in finders(builder) {
        let name = builder.graph.component(process).name.clone();
        let weight = Weight {
            leaves: Level::Possible,
            word: "seen",
            doubt: Some(Cause::new(
                CauseKind::Attestation,
                format!("nothing shows that {name} removes what `{action}` finds"),
            )),
        };
        let detector = action.split(':').next().unwrap_or_default();
        let service = builder.knowledge.by_prefix.get(detector).copied();
        for edge in past(builder, process, service) {
            put(builder, edge, &weight, span);
        }
    }
    let own = builder.opaque.iter().filter(|opaque| opaque.own);
    for opaque in own.cloned().collect::<Vec<_>>() {
        let weight = Weight {
            leaves: Level::Possible,
            word: "seen",
            doubt: Some(Cause::new(CauseKind::OpaquePolicy, opaque.cause.subject)),
        };
        for edge in past(builder, opaque.process, None) {
            put(builder, edge, &weight, opaque.span);
        }
    }
}

/// What a process sends on and answers, but for what it sends to a service that finds identifiers. What a design says of a step
/// counts for more than what can be seen of it.
fn past(builder: &Builder<'_>, process: ComponentId, detector: Option<ServiceId>) -> Vec<EdgeId> {
    let mut edges = behind(builder, process, Position::Request);
    edges.extend(behind(builder, process, Position::Response));
    edges.retain(|id| {
        let target = builder.graph.ends(*id).1;
        let edge = builder.graph.edge(*id);
        let design = edge.stated.or(edge.meant);
        let said = edge.barrier.is_some() || design.is_some_and(|one| one.has(DataClass::Phi));
        let asks = detector.is_some() && builder.graph.component(target).service == detector;
        !asks && !said
    });
    edges
}

/// The processes that may find identifiers by a role of their own, with the action and the place that allows it.
fn finders(builder: &Builder<'_>) -> BTreeSet<(ComponentId, String, Span)> {
    let mut found = BTreeSet::new();
    for statement in &builder.graph.statements {
        let Some(action) = detection(builder, &statement.facts) else {
            continue;
        };
        for role in holders(builder, statement.component) {
            let runs = sources(builder, role, Layer::RunsAs);
            // Of several that share a role nobody knows which one looks for identifiers.
            if let [process] = runs.as_slice() {
                found.insert((*process, action.clone(), statement.span));
            }
        }
    }
    found
}

/// The action that finds identifiers which an allowing statement names, if it names one.
fn detection(builder: &Builder<'_>, facts: &Facts) -> Option<String> {
    let words = &builder.words;
    let text = |word: Option<AttributeId>| match &facts.get(&word?)?.value {
        FactValue::Known(Literal::Text(text)) => Some(Arc::clone(text)),
        _ => None,
    };
    let allows = text(words.effect).is_some_and(|effect| &*effect == "allow");
    let identity = text(words.policy_sort).is_some_and(|sort| &*sort == "identity");
    let actions = match &facts.get(&words.actions?)?.value {
        FactValue::Known(Literal::List(actions)) if allows && identity => actions,
        _ => return None,
    };
    let detections = &builder.knowledge.conventions.identifier_detection;
    let named = |detection: &&String| {
        let mut actions = actions.iter();
        actions.any(|action| {
            action.contains(':')
                && !action.starts_with('*')
                && pattern::matches_action(action, detection)
        })
    };
    detections.iter().find(named).cloned()
}

/// The roles for which a statement of a component speaks: itself, or those that have it attached.
fn holders(builder: &Builder<'_>, id: ComponentId) -> Vec<ComponentId> {
    let mut all = sources(builder, id, Layer::Grants);
    all.push(id);
    all
}

fn sources(builder: &Builder<'_>, id: ComponentId, layer: Layer) -> Vec<ComponentId> {
    let node = NodeIndex::new(id.0 as usize);
    let edges = builder
        .graph
        .inner
        .edges_directed(node, Direction::Incoming);
    let mut found: Vec<ComponentId> = edges
        .filter(|edge| edge.weight().layer == layer)
        .map(|edge| ComponentId(edge.source().index() as u32))
        .collect();
    found.sort();
    found.dedup();
    found
}

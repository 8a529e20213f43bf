//! What the routing policy of a design says of the flows to models, once data classes have spread.

use std::collections::BTreeMap;

use petgraph::graph::{EdgeIndex, NodeIndex};

use crate::model::design::{Design, Routing};
use crate::model::{ComponentId, Fact, FactValue, Model};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::super::{DataClass, EdgeId, Graph, Layer, Level, Words};
use super::Bound;

/// Classes of which a routing policy speaks, the most sensitive first.
const CLASSES: [DataClass; 2] = [DataClass::Phi, DataClass::Deidentified];

/// Notes on components whether their design has a routing policy, and on flows to models whether it lets them.
pub(in super::super) fn apply(graph: &mut Graph, model: &Model, bound: &Bound, words: &Words) {
    let mut designs: BTreeMap<ComponentId, usize> = BTreeMap::new();
    for (design, parts) in bound.parts.iter().enumerate() {
        for id in parts.iter().flatten() {
            designs.entry(*id).or_insert(design);
        }
    }
    for (id, design) in &designs {
        let design = &model.designs[*design];
        let component = &mut graph.inner[NodeIndex::new(id.0 as usize)];
        if let Some(word) = words.routing_stated {
            let value = FactValue::Known(Literal::Boolean(design.routing.is_some()));
            let fact = fact(value, design.span);
            component.facts.entry(word).or_insert(fact);
        }
    }
    let Some(word) = words.route_allowed else {
        return;
    };
    for index in 0..graph.inner.edge_count() {
        let id = EdgeId(index as u32);
        let (source, target) = graph.ends(id);
        let design = designs.get(&source).or(designs.get(&target));
        let Some(design) = design.map(|design| &model.designs[*design]) else {
            continue;
        };
        if graph.edge(id).layer != Layer::Flows {
            continue;
        }
        if let Some(fact) = allowed(graph, id, design, words) {
            graph.inner[EdgeIndex::new(index)].facts.insert(word, fact);
        }
    }
}

/// Whether a design lets a flow go by the route that its target is; `None` where it is none, or there is no policy.
fn allowed(graph: &Graph, id: EdgeId, design: &Design, words: &Words) -> Option<Fact> {
    let policy = design.routing.as_ref()?;
    let target = graph.component(graph.ends(id).1);
    let route = match &target.facts.get(&words.route?)?.value {
        FactValue::Known(Literal::Text(route)) => route,
        _ => return None,
    };
    let mut verdict: Option<Fact> = None;
    for class in CLASSES {
        let level = graph.moved(id, class);
        if level == Level::No {
            continue;
        }
        let found = of_class(policy, class, route, level, design.span);
        let worse = match (&verdict.as_ref().map(|one| &one.value), &found.value) {
            (None, _) => true,
            (Some(FactValue::Known(Literal::Boolean(false))), _) => false,
            (Some(_), FactValue::Known(Literal::Boolean(true))) => false,
            _ => true,
        };
        if worse {
            verdict = Some(found);
        }
    }
    verdict
}

fn of_class(policy: &[Routing], class: DataClass, route: &str, level: Level, at: Span) -> Fact {
    let own = policy.iter().find(|entry| entry.class == Some(class));
    let Some(entry) = own.or(policy.iter().find(|entry| entry.class.is_none())) else {
        let text = format!("the routing policy says nothing of {}", class.name());
        return fact(
            FactValue::Unknown(Cause::new(CauseKind::LeftOpen, text)),
            at,
        );
    };
    let listed = entry.routes.iter().any(|known| known == route);
    let value = match (listed, level) {
        (true, _) => FactValue::Known(Literal::Boolean(true)),
        (false, Level::Yes) => FactValue::Known(Literal::Boolean(false)),
        (false, _) => {
            let name = class.name();
            let text =
                format!("whether {name} goes to `{route}`, which the policy does not let it");
            FactValue::Unknown(Cause::new(CauseKind::PossibleFlow, text))
        }
    };
    fact(value, entry.span)
}

fn fact(value: FactValue, span: Span) -> Fact {
    Fact::derived(value, span)
}

//! Whether anything that was read stands behind a group of targets.
//!
//! In: the graph with its flows. Out: a fact of each component that sends requests on in a protocol of its own; where nothing
//! stands behind it, nobody knows what another stack registers there.

use petgraph::graph::NodeIndex;

use crate::model::{ComponentId, Fact, FactValue};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::builder::Builder;
use super::{Layer, Leg};

/// Adds the facts.
pub(super) fn describe(builder: &mut Builder<'_>) {
    let words = builder.words;
    let (Some(word), Some(protocols)) = (words.target_known, words.target_protocols) else {
        return;
    };
    for index in 0..builder.graph.inner.node_count() as u32 {
        let component = builder.graph.component(ComponentId(index));
        let kind = component.kind.map(|kind| builder.knowledge.kind(kind));
        let mut mappings = kind.into_iter().flat_map(|kind| &kind.attributes);
        if !mappings.any(|mapping| mapping.attribute == protocols) {
            continue;
        }
        let node = NodeIndex::new(index as usize);
        let mut edges = builder.graph.inner.edges(node).map(|edge| edge.weight());
        let is_known = edges.any(|edge| edge.layer == Layer::Flows && edge.leg == Leg::Request);
        let value = match is_known {
            true => FactValue::Known(Literal::Boolean(true)),
            false => {
                let text = format!("what stands behind {}", component.name);
                FactValue::Unknown(Cause::new(CauseKind::NotRead, text))
            }
        };
        let fact = Fact::derived(value, component.body);
        builder.graph.inner[node].facts.insert(word, fact);
    }
}

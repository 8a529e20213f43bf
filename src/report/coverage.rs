//! Counting what a run read, and what it did not.

use std::collections::BTreeSet;

use crate::graph::{DataClass, Graph, Layer, Level};
use crate::model::{Model, Presence};

use super::Coverage;

/// What was read: `files` are the documents, `others` the files that are none.
pub fn coverage(files: &[String], others: usize, model: &Model, graph: &Graph) -> Coverage {
    let mut coverage = Coverage {
        files: files.to_vec(),
        other_files: others,
        ..Coverage::default()
    };
    for component in graph.inner.node_weights() {
        *coverage
            .components
            .entry(component.presence.name())
            .or_default() += 1;
        let level = graph.carried(component.id, DataClass::Phi).level;
        if level > Level::No {
            *coverage.carriers.entry(level.name()).or_default() += 1;
        }
    }
    coverage.flows = graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows)
        .count();
    coverage.unmapped = model
        .unmapped
        .iter()
        .map(|((_, name), spans)| (name.clone(), spans.len(), spans[0]))
        .collect();
    coverage
        .unmapped
        .sort_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    let unread = graph.inner.node_weights().filter(|component| {
        component.presence == Presence::Unread && component.kind_name.is_empty()
    });
    coverage.unresolved = unread.count();
    let opaque = graph
        .inner
        .edge_weights()
        .filter_map(|edge| edge.doubt.as_ref())
        .filter(|doubt| doubt.kind == crate::syntax::CauseKind::OpaquePolicy);
    coverage.opaque_policies = opaque.collect::<BTreeSet<_>>().len();
    let aside = model.standing.iter();
    coverage.policies_set_aside = aside.filter(|one| one.component.is_none()).count();
    if !coverage.carriers.contains_key(Level::Yes.name()) && !files.is_empty() {
        let text = "nothing holds PHI in what was read, by label, by nature or by assumption: no PHI was traced, and \
                    rules about it had nothing to judge";
        coverage.assumptions.push(text.to_owned());
    }
    if graph.spread.assumed {
        coverage.assumptions.push(
            "nothing is marked as PHI, so every data store is judged as if it held PHI: label stores with a tag \
             `DataClassification: PHI`, or pass `--phi`"
                .to_owned(),
        );
    }
    coverage
}

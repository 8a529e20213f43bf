//! Where components are: what the configuration says of their deployment.
//!
//! In: the facts of deployments. Out: facts of the components in them where the files are silent. What belongs to others
//! or was not read can be elsewhere, and gets none.

use petgraph::graph::NodeIndex;

use crate::model::{FactValue, Presence};

use super::builder::Builder;

/// Adds the facts of each deployment to its components.
pub(super) fn state(builder: &mut Builder<'_>) {
    let deployments = &builder.model.deployments;
    for index in 0..builder.graph.inner.node_count() {
        let component = &mut builder.graph.inner[NodeIndex::new(index)];
        let elsewhere = matches!(component.presence, Presence::External | Presence::Unread);
        if elsewhere {
            continue;
        }
        for (attribute, fact) in &deployments[component.deployment.0 as usize].facts {
            let own = component.facts.get(attribute).map(|fact| &fact.value);
            if matches!(own, None | Some(FactValue::Unknown(_))) {
                component.facts.insert(*attribute, fact.clone());
            }
        }
    }
}

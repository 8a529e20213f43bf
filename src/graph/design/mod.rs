//! Designs laid over the code: what a manifest says beside what templates declare.
//!
//! In: the designs of the model and the graph of the templates. Out: components that only a design has, the flows that it
//! declares, facts that it adds, and how the two compare. Data classes have spread only when [`compare`] is called.

mod bind;
mod compare;
mod flows;
mod parts;
mod policies;
mod residency;
mod state;

use std::collections::BTreeMap;

use crate::model::design::PartId;
use crate::model::{Component, ComponentId, DeploymentId, FactValue};
use crate::source::Diagnostic;
use crate::vocabulary::{AttributeId, Literal};

use super::builder::Builder;
use super::{Edge, Words};

pub(super) use compare::{compare, is_log};
pub(super) use flows::ends;
pub(super) use policies::apply;
pub(super) use residency::reside;
pub(super) use state::state;

/// A component of a manifest: which design, and which of its parts.
pub(super) type Owner = (usize, PartId);

/// What the parts of the designs are in the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Bound {
    /// The components of each part, by design and part.
    pub(super) parts: Vec<Vec<Vec<ComponentId>>>,
    /// What comes along with what is bound, because it is a part of that, with the part of the design.
    pub(super) inner: BTreeMap<ComponentId, Owner>,
    /// The part that a component of the templates belongs to.
    pub(super) owners: BTreeMap<ComponentId, Owner>,
    /// The deployments of templates that each design speaks of.
    pub(super) covers: Vec<Vec<DeploymentId>>,
}

impl Bound {
    /// The components of a part.
    pub(super) fn of(&self, (design, part): Owner) -> &[ComponentId] {
        &self.parts[design][part]
    }

    /// The components of a part, with those that come along.
    pub(super) fn whole(&self, owner: Owner) -> Vec<ComponentId> {
        let inner = self.inner.iter().filter(|(_, own)| **own == owner);
        let inner = inner.map(|(id, _)| *id);
        self.of(owner).iter().copied().chain(inner).collect()
    }

    /// Whether a part is in the templates.
    pub(super) fn is_in_code(&self, owner: Owner) -> bool {
        self.of(owner)
            .iter()
            .any(|id| self.owners.get(id) == Some(&owner))
    }
}

/// How a flow compares between a design and the code; `None` where there is only one of them.
pub fn compared(edge: &Edge, words: &Words) -> Option<&'static str> {
    match &edge.facts.get(&words.design?)?.value {
        FactValue::Known(Literal::Text(text)) => COMPARED.into_iter().find(|one| *one == &**text),
        FactValue::Unknown(_) => Some("unsettled"),
        _ => None,
    }
}

/// The zone of a manifest that a component is in, and how far that is trusted where a manifest says it.
pub fn zone<'run>(
    component: &'run Component,
    words: &Words,
) -> Option<(&'run str, Option<&'run str>)> {
    let text = |word: Option<AttributeId>| match &component.facts.get(&word?)?.value {
        FactValue::Known(Literal::Text(text)) => Some(&**text),
        _ => None,
    };
    Some((text(words.zone)?, text(words.zone_trust)))
}

/// How a flow can compare, where that is known.
const COMPARED: [&str; 3] = ["declared", "missing", "undeclared"];

/// Adds what the designs have and the templates have not, and the flows that they declare.
pub(super) fn lay_over(builder: &mut Builder<'_>, faults: &mut Vec<Diagnostic>) -> Bound {
    let model = builder.model;
    let over_code = model.deployments.iter().any(|one| !one.is_design());
    let mut bound = Bound::default();
    for (index, design) in model.designs.iter().enumerate() {
        let found = bind::bind(builder, design, over_code, faults);
        bind::own(builder, index, &found, &mut bound, faults);
        let parts = found
            .into_iter()
            .enumerate()
            .map(|(part, ids)| match ids.is_empty() {
                true => vec![parts::add(builder, design, part)],
                false => ids,
            });
        let parts: Vec<_> = parts.collect();
        bound.parts.push(parts);
    }
    bind::along(builder, &mut bound);
    for (index, design) in model.designs.iter().enumerate() {
        parts::hold(builder, design, &bound.parts[index]);
        flows::draw(builder, index, &bound);
    }
    bound
}

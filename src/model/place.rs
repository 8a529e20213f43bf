//! Where deployments go: the account, Region and stage that the configuration says of them.
//!
//! In: a [`Model`] and what the configuration says by path. Out: facts of the deployments that were read. Whether the path
//! of another one is right is not known here.

use crate::config::Placement;
use crate::knowledge::Knowledge;
use crate::source::Diagnostic;

use super::Model;
use super::design::facts::known;

/// Adds to the deployments what the configuration says of them.
pub fn place(
    model: &mut Model,
    placements: &[Placement],
    knowledge: &Knowledge,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for placement in placements {
        let facts = known(&knowledge.vocabulary, &placement.facts, &mut faults);
        let mut deployments = model.deployments.iter_mut();
        let of_path = deployments.find(|one| one.path == placement.template.text);
        if let Some(deployment) = of_path {
            deployment.facts = facts;
        }
    }
    faults
}

//! Where deployments go: the account, Region and stage that the configuration says of them.
//!
//! In: a [`Model`] and what the configuration says by path. Out: facts of the deployments that were read. Whether the path
//! of another one is right is not known here.

use crate::config::Placement;
use crate::knowledge::Knowledge;
use crate::source::Diagnostic;
use crate::vocabulary::AttributeId;

use super::design::facts::known;
use super::{Deployment, Fact, FactValue, Model};

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
            faults.extend(
                facts
                    .iter()
                    .filter_map(|one| differs(one, deployment, knowledge)),
            );
            deployment.facts.extend(facts);
        }
    }
    faults
}

/// What the configuration says otherwise than the assembly that the template is a part of: it was synthesised for another place.
fn differs(
    (attribute, said): (&AttributeId, &Fact),
    deployment: &Deployment,
    knowledge: &Knowledge,
) -> Option<Diagnostic> {
    let known = deployment.facts.get(attribute)?;
    let (FactValue::Known(known_value), FactValue::Known(said_value)) = (&known.value, &said.value)
    else {
        return None;
    };
    let name = &knowledge.vocabulary.attribute(*attribute).name;
    let message = format!(
        "the configuration says that `{name}` of `{}` is `{said_value}`, the assembly that it is `{known_value}`",
        deployment.path
    );
    let at = said.origin.span().filter(|_| known_value != said_value)?;
    let fault = Diagnostic::warning("placement-differs", at, message);
    Some(fault.help("take it out of the configuration: the assembly says it"))
}

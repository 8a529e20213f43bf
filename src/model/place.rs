//! Where deployments go: the account, Region and stage that the configuration says of them.
//!
//! In: a [`Model`] and what the configuration says by path. Out: facts of the deployments that were read. Whether the path
//! of another one is right is not known here.

use std::collections::BTreeMap;

use crate::config::Placement;
use crate::frontend::stacks;
use crate::knowledge::Knowledge;
use crate::source::Diagnostic;
use crate::vocabulary::AttributeId;

use super::design::facts::known;
use super::{Deployment, DeploymentId, Fact, FactValue, Model};

/// Adds to the deployments what the configuration says of them.
pub fn place(
    model: &mut Model,
    placements: &[Placement],
    knowledge: &Knowledge,
) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for placement in placements {
        let facts = known(&knowledge.vocabulary, &placement.facts, &mut faults);
        let path = &placement.template.text;
        for deployment in &mut model.deployments {
            // What is nested is where the outermost stack is.
            if deployment.path == *path || deployment.within.as_ref() == Some(path) {
                let said = facts.iter();
                faults.extend(said.filter_map(|one| differs(one, deployment, knowledge)));
                deployment.facts.extend(facts.clone());
            }
        }
    }
    share(model, knowledge);
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

/// Lets deployments of one account and Region share what is said of either.
fn share(model: &mut Model, knowledge: &Knowledge) {
    for name in ["account", "region"] {
        let Some(word) = knowledge.vocabulary.id(name) else {
            continue;
        };
        let mut said: BTreeMap<DeploymentId, Fact> = BTreeMap::new();
        for deployment in &model.deployments {
            if let Some(fact) = deployment.facts.get(&word) {
                let first = model.first_of(deployment.id);
                said.entry(first).or_insert_with(|| fact.clone());
            }
        }
        for index in 0..model.deployments.len() {
            let first = model.first_of(model.deployments[index].id);
            if let Some(fact) = said.get(&first) {
                let facts = &mut model.deployments[index].facts;
                facts.entry(word).or_insert_with(|| fact.clone());
            }
        }
    }
}

/// What the configuration says of stacks, by path of the template.
pub fn places(placements: &[Placement]) -> BTreeMap<String, stacks::Place> {
    let each = placements.iter().map(|placement| {
        let fact = |name: &str| {
            let mut facts = placement.facts.iter();
            let fact = facts.find(|fact| fact.attribute.text == name)?;
            fact.values.first().map(|value| value.text.clone())
        };
        let place = stacks::Place {
            stack: placement.stack.as_ref().map(|stack| stack.text.clone()),
            account: fact("account"),
            region: fact("region"),
        };
        (placement.template.text.clone(), place)
    });
    each.collect()
}

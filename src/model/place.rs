//! Where deployments go: the account, Region and stage that the configuration says of them.
//!
//! In: a [`Model`] and what the configuration says by path. Out: facts of the deployments that were read. Whether the path
//! of another one is right is not known here.

use std::collections::BTreeMap;

use crate::config::Placement;
use crate::frontend::{Format, stacks};
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
    for (name, placement) in named(placements) {
        let facts = known(&knowledge.vocabulary, &placement.facts, &mut faults);
        let path = &placement.template.text;
        let alone = model.deployments.iter();
        let alone = alone.filter(|one| one.path == *path && one.format == Format::Terraform);
        if alone.count() > 0 && (name != *path || !placement.parameters.is_empty()) {
            faults.push(only_of_stacks(placement));
        }
        for deployment in &mut model.deployments {
            // What is nested is where the outermost stack is.
            if deployment.path == name || deployment.within.as_ref() == Some(&name) {
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

/// What is said of configurations of Terraform that are to be several.
fn only_of_stacks(placement: &Placement) -> Diagnostic {
    let path = &placement.template.text;
    let message = format!(
        "`{path}` is a configuration of Terraform, of which a run knows one deployment, with the values of the run"
    );
    let fault = Diagnostic::error("deployed-several-times", placement.template.span, message);
    fault.help("run phipath once for each, with `--config` or `--values`")
}

/// The deployments with what each is called: the path of its template, and where there are several of that, the stack too.
fn named(placements: &[Placement]) -> Vec<(String, &Placement)> {
    let mut by_path: BTreeMap<&str, Vec<&Placement>> = BTreeMap::new();
    for one in placements {
        by_path.entry(&one.template.text).or_default().push(one);
    }
    let mut all = Vec::new();
    for (path, several) in by_path {
        let stack = |one: &Placement| one.stack.as_ref().map(|stack| stack.text.clone());
        for (index, one) in several.iter().enumerate() {
            let own = stack(one).filter(|own| {
                let same = several
                    .iter()
                    .filter(|other| stack(other).as_ref() == Some(own));
                same.count() == 1
            });
            let name = match several.len() {
                1 => path.to_owned(),
                _ => stacks::one_of_several(path, &own.unwrap_or_else(|| (index + 1).to_string())),
            };
            all.push((name, *one));
        }
    }
    all
}

/// Adds what the configuration says of stacks.
pub fn places(placements: &[Placement], language: &mut stacks::Language) {
    for (name, placement) in named(placements) {
        let fact = |name: &str| {
            let mut facts = placement.facts.iter();
            let fact = facts.find(|fact| fact.attribute.text == name)?;
            fact.values.first().map(|value| value.text.clone())
        };
        let parameters = placement.parameters.iter();
        let parameters =
            parameters.map(|(name, value)| (name.text.clone(), (value.text.clone(), name.span)));
        let place = stacks::Place {
            stack: placement.stack.as_ref().map(|stack| stack.text.clone()),
            account: fact("account"),
            region: fact("region"),
            parameters: parameters.collect(),
        };
        let path = placement.template.text.clone();
        match name == path {
            true => drop(language.places.insert(path, place)),
            false => language
                .several
                .entry(path)
                .or_default()
                .push((name, place)),
        }
    }
}

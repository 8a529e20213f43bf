//! How people name a component: its address, a key for pictures, and the search for what somebody wrote.
//!
//! In: a graph with its deployments, and a text. Out: the one component that it means, or why it means none. Pictures are
//! not known here.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::model::{Component, ComponentId, Deployment};
use crate::source::closest_name;

use super::Graph;

/// Characters of a name that go into a key.
const LONGEST_STEM: usize = 40;

/// Why a text means no single component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unnamed {
    /// Nothing is named so; with the name that was probably meant.
    Unknown(Option<String>),
    /// Several are, each with what tells it apart from the others.
    Ambiguous(Vec<String>),
}

/// The address of a component within the run, such as `template.yaml#NotesBucket`.
pub fn address(component: &Component, deployments: &[Deployment]) -> String {
    let deployment = &deployments[component.deployment.0 as usize];
    format!("{}#{}", deployment.path, component.name)
}

/// A key for each component, by index: letters, digits and `_`, different for each, and the same in every run in which
/// the address is.
pub fn keys(graph: &Graph, deployments: &[Deployment]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let components = graph.inner.node_weights();
    let keys = components.map(|component| {
        let key = key(&component.name, &address(component, deployments));
        let times = seen.entry(key.clone()).or_default();
        *times += 1;
        match *times {
            1 => key,
            many => format!("{key}_{many}"),
        }
    });
    keys.collect()
}

/// What can be read of a name, and a hash of what makes it unique.
pub fn key(name: &str, address: &str) -> String {
    let plain = |character: char| match character.is_ascii_alphanumeric() {
        true => character,
        false => '_',
    };
    let stem: String = name.chars().map(plain).take(LONGEST_STEM).collect();
    let hash = Sha256::digest(address.as_bytes());
    let hash: String = hash
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{stem}_{hash}")
}

/// The component that a text means: by address, by name, by a name that its properties give it, or by key. The first of
/// these that fits any counts.
pub fn named(
    graph: &Graph,
    deployments: &[Deployment],
    text: &str,
) -> Result<ComponentId, Unnamed> {
    let all = || graph.inner.node_weights();
    let keys = keys(graph, deployments);
    let by_address = |one: &&Component| text.contains('#') && address(one, deployments) == text;
    let by_name = |one: &&Component| one.name == text;
    let by_property = |one: &&Component| one.names.iter().any(|name| name == text);
    let by_key = |one: &&Component| keys[one.id.0 as usize] == text;
    let tiers: [&dyn Fn(&&Component) -> bool; 4] = [&by_address, &by_name, &by_property, &by_key];
    for fits in tiers {
        let found: Vec<&Component> = all().filter(|one| fits(one)).collect();
        match found[..] {
            [] => {}
            [one] => return Ok(one.id),
            _ => return Err(Unnamed::Ambiguous(told_apart(&found, deployments, &keys))),
        }
    }
    let addresses: Vec<String> = match text.contains('#') {
        true => all().map(|one| address(one, deployments)).collect(),
        false => Vec::new(),
    };
    let names = all().flat_map(|one| {
        let given = one.names.iter().filter(|name| !name.contains('{'));
        given.chain([&one.name]).map(String::as_str)
    });
    let near = closest_name(text, names.chain(addresses.iter().map(String::as_str)));
    Err(Unnamed::Unknown(near.map(str::to_owned)))
}

/// The addresses of components; their keys where some of them share one.
fn told_apart(found: &[&Component], deployments: &[Deployment], keys: &[String]) -> Vec<String> {
    let mut addresses: Vec<String> = found.iter().map(|one| address(one, deployments)).collect();
    addresses.sort();
    addresses.dedup();
    match addresses.len() == found.len() {
        true => addresses,
        false => found
            .iter()
            .map(|one| keys[one.id.0 as usize].clone())
            .collect(),
    }
}

//! Names of resources after a plan: which there are, and what references to others mean now.
//!
//! In: the names of the plan, and the names of the sources that stand for several of them. Out: the one that is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::terraform::address::Address;

/// The resources that there are.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Their addresses.
    pub(super) present: BTreeSet<String>,
    /// What an address of the sources came to, where it stands for any number of instances.
    pub(super) instances: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// The resource that a reference means, from the resource that has the reference; `None` where it is not there.
    pub(super) fn meant(&self, to: &str, user: &str) -> Option<String> {
        if self.present.contains(to) {
            return Some(to.to_owned());
        }
        let all = self.instances.get(to)?;
        let user = Address::of(user)?;
        let of = |name: &String| {
            Address::of(name).map(|address| (address.module.to_owned(), address.key.to_owned()))
        };
        let near: Vec<&String> = all
            .iter()
            .filter(|name| of(name).is_some_and(|(module, _)| module == user.module))
            .collect();
        let near = match near.is_empty() {
            true => all.iter().collect(),
            false => near,
        };
        if let [only] = near.as_slice() {
            return Some((*only).clone());
        }
        let mut same = near.into_iter().filter(|name| {
            of(name).is_some_and(|(_, key)| !user.key.is_empty() && key == user.key)
        });
        match (same.next(), same.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    }
}

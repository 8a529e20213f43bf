//! Which instances of resources and modules a plan has.
//!
//! In: addresses. Out: the keys by block and by call. What an instance is like is not known here.

use std::collections::{BTreeSet, HashMap};

use crate::frontend::terraform::address::{Address, MODULE, calls, joined};

/// Keys of instances, with their brackets, empty for the only one of its kind; by the address without that key.
#[derive(Debug, Default)]
pub(super) struct Instances {
    resources: HashMap<String, BTreeSet<String>>,
    modules: HashMap<String, BTreeSet<String>>,
}

impl Instances {
    /// The instances that some addresses are of.
    pub(super) fn of<'t>(addresses: impl Iterator<Item = &'t str>) -> Self {
        let mut instances = Self::default();
        let mut last = String::new();
        for address in addresses.filter_map(Address::of) {
            let keys = instances
                .resources
                .entry(address.without_key())
                .or_default();
            keys.insert(address.key.to_owned());
            // Resources of one module mostly follow each other.
            if address.module == last {
                continue;
            }
            last = address.module.to_owned();
            for (caller, call) in calls(address.module) {
                let called = joined(caller, &format!("{MODULE}.{}", call.name));
                let keys = instances.modules.entry(called).or_default();
                keys.insert(call.key.to_owned());
            }
        }
        instances
    }

    /// The address of the instance that is meant by a resource's address without a key, from a place with a key.
    pub(super) fn resource(&self, base: &str, key: &str, user: &str) -> Option<String> {
        the_one(self.resources.get(base)?, base, key, user)
    }

    /// How many instances a resource has.
    pub(super) fn keys(&self, base: &str) -> impl Iterator<Item = &str> + Clone {
        self.resources
            .get(base)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// The path of the instance of a called module that is meant.
    pub(super) fn module(&self, base: &str, key: &str, user: &str) -> Option<String> {
        the_one(self.modules.get(base)?, base, key, user)
    }
}

/// The instance with the key that is written; else the one with the key of who refers to it; else the only one.
fn the_one(keys: &BTreeSet<String>, base: &str, key: &str, user: &str) -> Option<String> {
    let chosen = match key.is_empty() {
        false => keys.get(key)?,
        true if keys.len() == 1 => keys.first()?,
        true => keys.get("").or_else(|| keys.get(user))?,
    };
    Some(format!("{base}{chosen}"))
}

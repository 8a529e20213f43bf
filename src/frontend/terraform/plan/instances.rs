//! Which instances of resources and modules a plan has.
//!
//! In: addresses. Out: the keys by block and by call. What an instance is like is not known here.

use std::collections::HashMap;

use crate::frontend::terraform::address::{Address, MODULE, calls, joined};

/// Keys of instances, with their brackets, empty for the only one of its kind; by the address without that key. In order.
#[derive(Debug, Default)]
pub(super) struct Instances {
    resources: HashMap<String, Vec<String>>,
    modules: HashMap<String, Vec<String>>,
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
            keys.push(address.key.to_owned());
            // Resources of one module mostly follow each other.
            if address.module == last {
                continue;
            }
            last = address.module.to_owned();
            for (caller, call) in calls(address.module) {
                let called = joined(caller, &format!("{MODULE}.{}", call.name));
                let keys = instances.modules.entry(called).or_default();
                keys.push(call.key.to_owned());
            }
        }
        let all = instances.resources.values_mut();
        for keys in all.chain(instances.modules.values_mut()) {
            keys.sort_unstable();
            keys.dedup();
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
fn the_one(keys: &[String], base: &str, key: &str, user: &str) -> Option<String> {
    let find = |key: &str| keys.binary_search_by(|one| one.as_str().cmp(key)).ok();
    let chosen = match (key.is_empty(), keys) {
        (false, _) => &keys[find(key)?],
        (true, [only]) => only,
        (true, _) => &keys[find("").or_else(|| find(user))?],
    };
    Some(format!("{base}{chosen}"))
}

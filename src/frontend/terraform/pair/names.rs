//! Names of resources after a plan: which there are, and what references to others mean now.
//!
//! In: the names of the plan, and the names of the sources that stand for several of them. Out: the one that is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::frontend::terraform::address::{Address, quoted};
use crate::syntax::Reference;

/// The resources that there are.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Their addresses.
    pub(super) present: BTreeSet<String>,
    /// What an address of the sources came to, where it stands for any number of instances.
    pub(super) instances: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// A reference by the name that the plan has, from the resource that has the reference; unchanged where it is not there.
    pub(super) fn renamed(&self, reference: &Reference, user: &str) -> Reference {
        let mut renamed = reference.clone();
        if let Some((to, attribute)) = self.keyed(reference) {
            (renamed.to, renamed.attribute) = (to, attribute);
        } else if let Some(to) = self.meant(&reference.to, user) {
            renamed.to = to;
        }
        renamed
    }

    /// An instance by its key, which stands before the attribute where nobody knew that there are instances.
    fn keyed(&self, reference: &Reference) -> Option<(String, Option<String>)> {
        let all = self.instances.get(&reference.to)?;
        let attribute = reference.attribute.as_deref()?;
        let (key, rest) = attribute
            .split_once('.')
            .map_or((attribute, None), |(key, rest)| (key, Some(rest)));
        let bracketed = format!("[{}]", quoted(key));
        let mut fitting = all.iter().filter(|name| name.ends_with(&bracketed));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some((only.clone(), rest.map(str::to_owned))),
            _ => None,
        }
    }

    fn meant(&self, to: &str, user: &str) -> Option<String> {
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

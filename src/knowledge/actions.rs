//! Actions of the permission language of AWS: which there are, what each lets its holder do, and on what sort of resource.
//!
//! In: a file per prefix, parsed when something names the prefix. Out: actions by name and by pattern, and the forms of
//! names of resources. Which data an action moves is not known here; a service of the catalog says that.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::policy::pattern::matches_action;
use crate::source::closest_name;

use super::load;

/// What an action lets its holder do, as the provider classes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccessLevel {
    /// Read content or settings.
    Read,
    /// List names.
    List,
    /// Make, change or delete.
    Write,
    /// Change who may do what.
    Permissions,
    /// Change tags.
    Tagging,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionInfo {
    /// Its name without the prefix.
    pub name: String,
    /// What it lets its holder do; `None` where the source does not class it.
    pub level: Option<AccessLevel>,
    /// The types of resources that a statement can name for it; with none, only `*` is sure to have an effect.
    pub resource_types: Arc<[String]>,
}

/// The actions of one prefix.
#[derive(Clone, Debug, Default)]
pub struct PrefixActions {
    /// Actions by name in lower case.
    pub actions: BTreeMap<String, ActionInfo>,
    /// Forms of the names of resources, as patterns, by type; an empty list where they are not known.
    pub formats: BTreeMap<String, Vec<String>>,
    /// Id of the citation.
    pub citation: String,
}

impl PrefixActions {
    /// The action of a name, whatever its case.
    pub fn action(&self, name: &str) -> Option<&ActionInfo> {
        self.actions.get(&name.to_ascii_lowercase())
    }

    /// The actions whose names match a pattern without a prefix, such as `Get*`.
    pub fn matching<'a>(&'a self, pattern: &'a str) -> impl Iterator<Item = &'a ActionInfo> {
        let literal = pattern.find(['*', '?']).unwrap_or(pattern.len());
        let head = pattern[..literal].to_ascii_lowercase();
        let from = self.actions.range(head.clone()..);
        from.take_while(move |(name, _)| name.starts_with(&head))
            .map(|(_, action)| action)
            .filter(move |action| matches_action(pattern, &action.name))
    }

    /// The name that one which is not there was probably meant to be.
    pub fn closest(&self, name: &str) -> Option<&str> {
        closest_name(name, self.actions.values().map(|action| &*action.name))
    }
}

/// All prefixes.
#[derive(Debug, Default)]
pub struct Actions {
    prefixes: BTreeMap<String, Lazy>,
}

/// The actions of a prefix, and the text that they are read from.
#[derive(Debug)]
struct Lazy {
    path: &'static str,
    text: &'static str,
    read: OnceLock<PrefixActions>,
}

impl Lazy {
    fn get(&self) -> &PrefixActions {
        self.read
            .get_or_init(|| load::actions_of(self.path, self.text))
    }
}

impl Actions {
    /// Files of which each is parsed when its prefix is asked for; the name of a file is its prefix.
    pub(super) fn on_demand(files: &'static [(&'static str, &'static str)]) -> Self {
        let lazy = |&(path, text): &(&'static str, &'static str)| {
            let read = OnceLock::new();
            (load::stem(path).to_owned(), Lazy { path, text, read })
        };
        Self {
            prefixes: files.iter().map(lazy).collect(),
        }
    }

    /// Adds what was read.
    pub(super) fn add(&mut self, prefix: String, actions: PrefixActions) {
        let lazy = Lazy {
            path: "",
            text: "",
            read: OnceLock::from(actions),
        };
        self.prefixes.insert(prefix, lazy);
    }

    /// The actions of a prefix, which is written in lower case; `None` for a prefix that is not known.
    pub fn prefix(&self, prefix: &str) -> Option<&PrefixActions> {
        self.prefixes.get(prefix).map(Lazy::get)
    }

    /// Whether there is a prefix; costs no reading.
    pub fn knows(&self, prefix: &str) -> bool {
        self.prefixes.contains_key(prefix)
    }

    /// The names of all prefixes; costs no reading.
    pub fn prefixes(&self) -> impl Iterator<Item = &str> {
        self.prefixes.keys().map(String::as_str)
    }

    /// The prefix that one which is not there was probably meant to be.
    pub fn closest_prefix(&self, prefix: &str) -> Option<&str> {
        closest_name(prefix, self.prefixes())
    }

    /// An action by prefix and name, both whatever their case.
    pub fn action(&self, prefix: &str, name: &str) -> Option<&ActionInfo> {
        self.prefix(&prefix.to_ascii_lowercase())?.action(name)
    }

    /// The actions that match a pattern such as `s3:Get*`, with their prefix. A pattern with a wildcard in its prefix reads
    /// every prefix that this can mean.
    pub fn matching<'a>(
        &'a self,
        pattern: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a ActionInfo)> {
        let (prefix, name) = split(pattern);
        let one = self.prefixes.get_key_value(&prefix.to_ascii_lowercase());
        let is_one = !prefix.contains(['*', '?']);
        let many = self.prefixes.iter();
        let many = many.filter(move |(known, _)| !is_one && matches_action(prefix, known));
        one.filter(|_| is_one)
            .into_iter()
            .chain(many)
            .flat_map(move |(known, lazy)| {
                lazy.get()
                    .matching(name)
                    .map(move |action| (&**known, action))
            })
    }

    /// The forms of the names of a type of resource, as patterns; empty where they are not known.
    pub fn formats(&self, prefix: &str, resource_type: &str) -> &[String] {
        self.prefix(prefix)
            .and_then(|known| known.formats.get(resource_type))
            .map_or(&[], Vec::as_slice)
    }
}

/// Prefix and name of a pattern of actions; `*` alone means every action of every prefix.
pub fn split(pattern: &str) -> (&str, &str) {
    match pattern.split_once(':') {
        Some(parts) => parts,
        None if pattern == "*" => ("*", "*"),
        None => (pattern, ""),
    }
}

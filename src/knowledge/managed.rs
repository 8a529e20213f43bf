//! Policies that the provider manages, as statements.
//!
//! In: files of policies, each parsed when one of its policies is asked for. Out: a policy by its name. Who has one
//! attached is not known here.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::policy::Policy;
use crate::source::SourceFile;

use super::{Citation, load};

/// A managed policy, as a summary of its statements.
#[derive(Clone, Debug)]
pub struct ManagedPolicy {
    /// Its name.
    pub name: String,
    /// Its statements.
    pub policy: Policy,
    /// Where the text comes from.
    pub citation: Citation,
}

/// The policies of a file.
pub(super) type Policies = BTreeMap<String, ManagedPolicy>;

/// All managed policies of the catalog, by name.
#[derive(Debug, Default)]
pub struct ManagedPolicies {
    by_name: BTreeMap<Cow<'static, str>, usize>,
    files: Vec<PolicyFile>,
}

/// A file, and its policies once they were read.
#[derive(Debug)]
struct PolicyFile {
    /// Absent for what was read at once.
    file: Option<Arc<SourceFile>>,
    read: OnceLock<Policies>,
}

impl ManagedPolicies {
    /// Adds a file that is parsed when one of the names is asked for; the second of two files with a name has it.
    pub(super) fn on_demand(&mut self, file: Arc<SourceFile>, names: &'static [&'static str]) {
        let index = self.files.len();
        let named = names.iter().map(|name| (Cow::Borrowed(*name), index));
        self.by_name.extend(named);
        self.files.push(PolicyFile {
            file: Some(file),
            read: OnceLock::new(),
        });
    }

    /// Adds what was read; gives the names that were there before.
    pub(super) fn add(&mut self, policies: Policies) -> Vec<String> {
        let index = self.files.len();
        let named = policies.keys().cloned();
        let twice = named.filter_map(|name| {
            let known = self.by_name.insert(Cow::Owned(name.clone()), index);
            known.map(|_| name)
        });
        let twice = twice.collect();
        self.files.push(PolicyFile {
            file: None,
            read: OnceLock::from(policies),
        });
        twice
    }

    /// The policy of a name.
    pub(super) fn get(
        &self,
        name: &str,
        citations: &BTreeMap<Arc<str>, Citation>,
    ) -> Option<&ManagedPolicy> {
        let file = &self.files[*self.by_name.get(name)?];
        let read = || {
            let text = file.file.as_ref();
            text.map_or_else(Policies::new, |file| load::policies_of(file, citations))
        };
        file.read.get_or_init(read).get(name)
    }

    /// The names of all policies; costs no reading.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(|name| &**name)
    }
}

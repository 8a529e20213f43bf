//! What is known of a request beyond caller, action and resource: the values of condition keys.
//!
//! In: keys with what a caller of this module knows of them. Out: for any key its values, that it is absent, or why
//! neither is known. Which keys an action has, and where values come from, is not known here.

use std::collections::BTreeMap;

use crate::syntax::{Cause, CauseKind};

use super::text::PatternText;

/// What is known of one condition key in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// The request has the key with these values, and no others. A value that is known in part is a text that is not
    /// exact. Without values it counts as absent, as in a request.
    Values(Vec<PatternText>),
    /// The request does not have the key.
    Absent,
    /// The request has the key; its values are not known.
    Present(Cause),
    /// Nothing is known.
    Unknown(Cause),
}

impl Known {
    /// One literal value.
    pub fn value(text: &str) -> Self {
        Self::Values(vec![PatternText::literal(text)])
    }

    /// Literal values of a key that has several.
    pub fn values<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        Self::Values(texts.into_iter().map(PatternText::literal).collect())
    }
}

/// What is known of all condition keys in a request. Keys are compared without regard to case.
#[derive(Clone, Debug)]
pub struct Context {
    keys: BTreeMap<String, Known>,
    others: Others,
}

/// What holds of a key that was not named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Others {
    Unknown,
    Absent,
}

impl Context {
    /// A context in which every key that is not set is unknown: the one to start from for what is read in files.
    pub fn open() -> Self {
        Self {
            keys: BTreeMap::new(),
            others: Others::Unknown,
        }
    }

    /// A context in which every key that is not set is absent: a concrete request that is known in full.
    pub fn complete() -> Self {
        Self {
            keys: BTreeMap::new(),
            others: Others::Absent,
        }
    }

    /// The context with what is known of a key.
    #[must_use]
    pub fn with(mut self, key: &str, known: Known) -> Self {
        self.set(key, known);
        self
    }

    /// Sets what is known of a key.
    pub fn set(&mut self, key: &str, known: Known) {
        self.keys.insert(key.to_ascii_lowercase(), known);
    }

    /// What is known of a key. One that has no value is absent.
    pub fn get(&self, key: &str) -> Known {
        let known = match key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.keys.get(&key.to_ascii_lowercase()),
            false => self.keys.get(key),
        };
        match (known, self.others) {
            (Some(Known::Values(values)), _) if values.is_empty() => Known::Absent,
            (Some(known), _) => known.clone(),
            (None, Others::Absent) => Known::Absent,
            (None, Others::Unknown) => Known::Unknown(unknown_key(key)),
        }
    }
}

/// Why a condition on a key is not decided.
pub(super) fn unknown_key(key: &str) -> Cause {
    Cause::new(CauseKind::Condition, key)
}

//! What the catalog says that actions do to components, by kind.
//!
//! In: the knowledge. Out: the actions on each kind, with their prefixes. Whether anybody may do them is not known here.

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::actions::split;
use crate::knowledge::{Action, ActionTarget, KindId, Knowledge};

/// Actions on components of a kind.
#[derive(Default)]
pub(super) struct Catalogued<'m> {
    /// The actions.
    pub(super) actions: Vec<&'m Action>,
    /// Their prefixes, each once.
    pub(super) prefixes: BTreeSet<&'m str>,
}

impl<'m> Catalogued<'m> {
    /// Those of each kind.
    pub(super) fn by_kind(knowledge: &'m Knowledge) -> BTreeMap<KindId, Self> {
        let mut by_kind: BTreeMap<KindId, Self> = BTreeMap::new();
        let services = knowledge.services.iter();
        for action in services.flat_map(|one| one.actions.values()) {
            let ActionTarget::Kinds(kinds) = &action.target else {
                continue;
            };
            for kind in kinds {
                let of_kind = by_kind.entry(*kind).or_default();
                of_kind.actions.push(action);
                of_kind.prefixes.insert(split(&action.name).0);
            }
        }
        by_kind
    }
}

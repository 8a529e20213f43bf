//! What a block of public access leaves of a policy that lets everybody in.
//!
//! In: a component, and what somebody elsewhere may do there by its policy. Out: what is left of that. Whom the files declare
//! is of the same account, which a block does not keep out.

use crate::model::{Component, FactValue};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::{AttributeId, Literal};

use super::super::Level;
use super::principal::{Principal, StrangerSort};
use super::rights::Rights;
use super::who::Access;

impl Rights<'_> {
    /// What is left of an access: a block keeps out everybody, and where it is not stated, whom a public policy names too. What
    /// services may do stays.
    pub(super) fn behind_block(&self, component: &Component, mut access: Access) -> Option<Access> {
        let Principal::Elsewhere(stranger) = &access.principal else {
            return Some(access);
        };
        if stranger.sort == StrangerSort::Service || !self.has_block(component) {
            return Some(access);
        }
        let is_public = truth(component, self.words.public_policy);
        match truth(component, self.words.restrict_public) {
            Some(true) if stranger.sort == StrangerSort::Anybody => None,
            Some(false) => Some(access),
            None if is_public == Some(false) => Some(access),
            Some(true) if !self.names_anybody(component) => Some(access),
            stated => {
                let text = match stated {
                    None => format!("whether public access to {} is blocked", component.name),
                    // The block ends access of other accounts only where the policy is public.
                    Some(_) => format!("whether the policy of {} is public", component.name),
                };
                access.right.level = access.right.level.min(Level::Possible);
                access
                    .right
                    .depends
                    .push(Cause::new(CauseKind::Unstated, text));
                Some(access)
            }
        }
    }

    /// Whether a policy of a component names everybody, under a condition or not.
    fn names_anybody(&self, component: &Component) -> bool {
        let strangers = self.strangers(component);
        strangers
            .iter()
            .any(|one| one.sort == StrangerSort::Anybody)
    }

    /// Whether components of a kind can have a block at all.
    fn has_block(&self, component: &Component) -> bool {
        let kind = component.kind.map(|kind| self.knowledge.kind(kind));
        let mut mappings = kind.iter().flat_map(|kind| &kind.attributes);
        mappings.any(|mapping| Some(mapping.attribute) == self.words.restrict_public)
    }
}

/// Whether a fact holds; `None` where that is not known.
fn truth(component: &Component, word: Option<AttributeId>) -> Option<bool> {
    match component.facts.get(&word?).map(|fact| &fact.value) {
        Some(FactValue::Known(Literal::Boolean(value))) => Some(*value),
        _ => None,
    }
}

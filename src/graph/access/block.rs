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
    /// What is left of an access where the policy of the component is public: nothing where a block keeps it to its account,
    /// which services may act in all the same.
    pub(super) fn behind_block(&self, component: &Component, mut access: Access) -> Option<Access> {
        let is_elsewhere = match &access.principal {
            Principal::Declared(_) => false,
            Principal::Elsewhere(stranger) => stranger.sort != StrangerSort::Service,
        };
        let is_public = truth(component, self.words.public_policy);
        if !is_elsewhere || !self.has_block(component) || is_public == Some(false) {
            return Some(access);
        }
        match (truth(component, self.words.restrict_public), is_public) {
            (Some(false), _) => Some(access),
            (Some(true), Some(true)) => None,
            _ => {
                let text = format!("whether public access to {} is blocked", component.name);
                access.right.level = access.right.level.min(Level::Possible);
                access
                    .right
                    .depends
                    .push(Cause::new(CauseKind::Unstated, text));
                Some(access)
            }
        }
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

//! Whose policies have a say in an action, and whether that of the component has to allow it.
//!
//! In: an action and a component. Out: what counts of the policies on both sides. What they say is not known here.

use crate::model::Component;
use crate::policy::evaluate::Authority;

use super::rights::Rights;

impl Rights<'_> {
    /// Whether the policy of a component has a say in an action: that of a role says who may take it, and nothing else.
    pub(super) fn has_say(&self, action: &str, component: &Component) -> bool {
        let mut assume = self.knowledge.access.assume.iter();
        !self.is_role(component) || assume.any(|one| one.eq_ignore_ascii_case(action))
    }

    /// Keys are not used and roles not taken without a word of their own policy, and some actions only that gives.
    pub(super) fn authority(&self, action: &str, component: &Component) -> Authority {
        let kind = component.kind.map(|kind| self.knowledge.kind(kind));
        let mut mappings = kind.iter().flat_map(|kind| &kind.attributes);
        let is_key = mappings.any(|mapping| Some(mapping.attribute) == self.words.key_policy);
        let is_taken = self.is_role(component) && self.has_say(action, component);
        match is_key || is_taken || self.is_given_by_policy(action, component) {
            true => Authority::Required,
            false => Authority::Shared,
        }
    }

    fn is_given_by_policy(&self, action: &str, component: &Component) -> bool {
        let service = component.service.map(|id| self.knowledge.service(id));
        let known = service.and_then(|service| service.actions.get(&action.to_ascii_lowercase()));
        known.is_some_and(|known| known.needs.is_some())
    }
}

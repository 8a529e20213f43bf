//! What the policies of a component demand: the keys of the conditions of all their statements.
//!
//! In come the policies that are attached; out goes one list. What a condition compares with is not looked at.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Component, Fact, FactValue};
use crate::policy::Policy;
use crate::vocabulary::{AttributeId, Literal};

use super::super::builder::Builder;

/// The keys of all conditions in the policies of a component; not known as soon as one of its policies is not.
pub(super) fn condition_keys(
    builder: &Builder<'_>,
    component: &Component,
    attribute: Option<AttributeId>,
) -> Fact {
    let mut keys: BTreeSet<Arc<str>> = BTreeSet::new();
    let mut unsure = None;
    let mut place = component.body;
    for attached in builder.policies_of(component.id, attribute) {
        place = attached.span;
        let opaque = match &attached.policy {
            Ok(Policy { opaque, .. }) => opaque.first(),
            Err(cause) => Some(cause),
        };
        unsure = unsure.or_else(|| opaque.cloned());
        let statements = attached.policy.iter().flat_map(|one| &one.statements);
        let conditions = statements.flat_map(|one| &one.conditions);
        keys.extend(conditions.map(|one| Arc::from(&*one.key)));
    }
    let known = FactValue::Known(Literal::List(keys.into_iter().collect()));
    Fact::derived(unsure.map_or(known, FactValue::Unknown), place)
}

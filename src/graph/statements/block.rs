//! Whether a block of public access stands over the policy of a component.

use crate::model::{Component, Fact, FactValue};
use crate::vocabulary::Literal;

use super::super::builder::Builder;

/// That a block of public access leaves of the policy of a component what its account and services may do.
pub(super) fn is_blocked(builder: &Builder<'_>, component: &Component) -> Option<Fact> {
    let fact = component.facts.get(&builder.words.restrict_public?)?;
    match fact.value {
        FactValue::Known(Literal::Boolean(true)) => {
            let at = fact.origin.span().unwrap_or(component.span);
            Some(Fact::derived(FactValue::Known(Literal::Boolean(false)), at))
        }
        _ => None,
    }
}

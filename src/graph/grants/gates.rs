//! Actions that let in, and what the policy of a component lets do there.
//!
//! In: grants of an action without which others do nothing. Out: which of them give flows of their own, and what doubt there
//! is about what a component's own policy gives. Which services work like that the catalog says.

use crate::knowledge::{Action, ServiceId};
use crate::model::ComponentId;
use crate::syntax::{Cause, CauseKind, Guard};

use super::super::access::Principal;
use super::super::builder::Builder;
use super::expand::Holder;
use super::principals;
use super::reach::Reached;

/// What the grant of an action reaches by itself: where other actions need it, what is done with it the policy of the
/// component says, as far as there is one in the files.
pub(super) fn through(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    (service, action): (ServiceId, &Action),
    reached: Vec<Reached>,
) -> Vec<Reached> {
    let mut others = builder.knowledge.service(service).actions.values();
    if !others.any(|one| one.needs.as_deref() == Some(&*action.name)) {
        return reached;
    }
    let each = reached.into_iter();
    each.filter_map(|one| left(builder, holder, one)).collect()
}

/// What is left of a grant where the policy of a component speaks.
fn left(builder: &Builder<'_>, holder: &Holder<'_>, reached: Reached) -> Option<Reached> {
    let word = builder.words.resource_policy;
    let own: Vec<_> = builder.policies_of(reached.component, word).collect();
    if own.is_empty() {
        return Some(reached);
    }
    let name = &builder.graph.component(reached.component).name;
    let exists = &builder.graph.component(reached.component).when;
    let covered = Guard::any(own.iter().map(|one| one.when.clone()));
    let unread = own.iter().find_map(|one| match &one.policy {
        Ok(policy) => policy.opaque.first().cloned(),
        Err(cause) => Some(cause.clone()),
    });
    let mut statements = own
        .iter()
        .filter_map(|one| one.policy.as_ref().ok())
        .flat_map(|policy| &policy.statements);
    let why = match unread {
        Some(cause) => Some(format!(
            "what the policy of {name} lets do is not known: {cause}"
        )),
        // Who is let in and named nowhere is named elsewhere, or by a text: else letting it in would be for nothing.
        None if !statements
            .any(|one| principals(builder, one, reached.component).contains(&holder.role)) =>
        {
            let role = &builder.graph.component(holder.role).name;
            Some(format!(
                "no policy of {name} in the files read names {role}"
            ))
        }
        None if !covered.is_always() && covered != *exists => Some(format!(
            "the policy of {name} is there under a condition only"
        )),
        None => None,
    };
    let cause = Cause::new(CauseKind::PossibleFlow, why?);
    Some(Reached {
        doubt: reached.doubt.or(Some(cause)),
        ..reached
    })
}

/// Why it is not sure that who is let do something by the policy of a component is let in at all.
pub(super) fn closed(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    action: &Action,
    resource: ComponentId,
) -> Option<Cause> {
    let needed = action.needs.as_deref()?;
    let component = builder.graph.component(resource);
    let principal = Principal::Declared(holder.role);
    let name = needed.to_ascii_lowercase();
    let right = holder.rights.right(&principal, &name, component);
    let why = match right {
        None => format!(
            "{} also needs `{needed}`, which no policy in the files read gives",
            component.name
        ),
        Some(right) => match right.depends.into_iter().next() {
            None => return None,
            Some(cause) => format!("`{needed}` on {} is not certain: {cause}", component.name),
        },
    };
    Some(Cause::new(CauseKind::PossibleFlow, why))
}

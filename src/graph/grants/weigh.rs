//! What becomes of a grant when all policies are weighed, and why it is not sure that a process makes use of it.

use crate::knowledge::Action;
use crate::model::ComponentId;
use crate::policy::{Condition, Statement, pattern};
use crate::syntax::{Cause, CauseKind};

use super::super::Level;
use super::super::access::{Principal, Right};
use super::super::builder::Builder;
use super::expand::Holder;
use super::guardrail;

/// What all policies of the role and of a component decide on an action; `None` where it does not succeed. The inner value is
/// `None` where they cannot be weighed: the role is not in the files read, or nobody knows the ARN of the component.
pub(super) fn decided(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    action: &Action,
    target: ComponentId,
) -> Option<Option<Right>> {
    let component = builder.graph.component(target);
    if !holder
        .rights
        .can_weigh(builder.graph.component(holder.role), component)
    {
        return (!denies(holder, action)).then_some(None);
    }
    let principal = Principal::Declared(holder.role);
    let name = action.name.to_ascii_lowercase();
    holder.rights.right(&principal, &name, component).map(Some)
}

/// Whether the role is denied an action everywhere.
fn denies(holder: &Holder<'_>, action: &Action) -> bool {
    holder.denied.iter().any(|statement| {
        let everywhere = statement.resources.as_ref().is_some_and(|resources| {
            !resources.inverted
                && resources
                    .values
                    .iter()
                    .any(|value| value.as_text() == Some("*"))
        });
        let named = statement
            .actions
            .patterns
            .iter()
            .any(|one| one.exact && pattern::matches_action(&one.text, &action.name));
        everywhere && named != statement.actions.inverted
    })
}

/// Why it is not sure that the process makes use of the grant.
pub(super) fn doubt(
    builder: &Builder<'_>,
    holder: &Holder<'_>,
    statement: &Statement,
    action: &Action,
    target: ComponentId,
    right: Option<Right>,
) -> Option<Cause> {
    let name = &builder.graph.component(target).name;
    // That a call names a guardrail is up to the caller: it is no doubt that the call can be made.
    let binds = |condition: &&Condition| guardrail::is_key(action.model_call.as_ref(), condition);
    let mut unweighed = statement.conditions.iter().filter(|_| right.is_none());
    if let Some(condition) = unweighed.find(|one| !binds(one)) {
        let text = format!(
            "the grant on {name} holds only where `{}` fits",
            condition.key
        );
        return Some(Cause::new(CauseKind::PossibleFlow, text));
    }
    let open = right.filter(|right| right.level < Level::Yes);
    if let Some(cause) = open.and_then(|right| right.depends.into_iter().next()) {
        let text = format!("the grant on {name} is not certain: {cause}");
        return Some(Cause::new(CauseKind::PossibleFlow, text));
    }
    if holder.shared && !builder.refers.contains_key(&(holder.process, target)) {
        let role = &builder.graph.component(holder.role).name;
        let process = &builder.graph.component(holder.process).name;
        let text = format!("several processes run as {role}, and {process} does not name {name}");
        return Some(Cause::new(CauseKind::PossibleFlow, text));
    }
    None
}

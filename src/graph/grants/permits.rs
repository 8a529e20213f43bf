//! What the roles of a process are granted, asked before flows are made of it.

use crate::model::ComponentId;
use crate::policy::{Effect, pattern};

use super::super::builder::Builder;
use super::{expand, identity_policies, processes_by_role};

/// Whether a role of a process is granted one of some actions, by a statement that names it or its sort.
pub(in crate::graph) fn permits(
    builder: &Builder<'_>,
    process: ComponentId,
    actions: &[String],
) -> bool {
    if actions.is_empty() {
        return false;
    }
    let by_role = processes_by_role(builder);
    let mut roles = by_role
        .iter()
        .filter(|(_, all)| all.iter().any(|(one, _)| *one == process));
    roles.any(|(role, _)| {
        let policies = identity_policies(builder, *role);
        let mut statements = policies
            .iter()
            .filter_map(|held| held.policy.as_ref().ok())
            .flat_map(|policy| &policy.statements);
        statements.any(|statement| {
            statement.effect == Effect::Allow
                && !expand::everything(statement)
                && actions.iter().any(|action| {
                    let mut patterns = statement.actions.patterns.iter();
                    patterns.any(|one| pattern::matches_action(&one.text, action))
                })
        })
    })
}

//! Policies that are attached by a name: the catalog has those of the provider, files of their own may have others.

use crate::knowledge::{Knowledge, ManagedPolicy};
use crate::model::{DeploymentId, Model};
use crate::policy::Policy;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};

use super::super::builder::Builder;
use super::{Held, Text};

/// In names of all policies that are no bare name, and of those that the provider manages.
const ANY_POLICY: &str = ":policy/";
const OF_PROVIDER: &str = "::aws:policy/";

/// The policy of a name as something that is held.
pub(super) fn by_name<'m>(
    builder: &Builder<'m>,
    (name, written): (&str, DeploymentId),
    when: Guard,
    span: Span,
) -> Held<'m> {
    let (policy, source) = match text_of(builder.model, builder.knowledge, name) {
        Ok((policy, source)) => (Ok(policy), source),
        Err(cause) => (Err(cause), Text::Elsewhere),
    };
    Held {
        policy,
        when,
        span,
        written,
        source,
    }
}

/// The policy of a name, from wherever its text is known.
pub(in crate::graph) fn text_of<'m>(
    model: &'m Model,
    knowledge: &'m Knowledge,
    name: &str,
) -> Result<(&'m Policy, Text), Cause> {
    if let Some(managed) = of_catalog(knowledge, name) {
        return Ok((&managed.policy, Text::Catalog));
    }
    let short = short(name);
    let standing = model.standing.iter();
    let mut standing = standing.filter(|one| one.component.is_some() && one.name == short);
    match (standing.next(), standing.next()) {
        (Some(one), None) => match &one.policy {
            Ok(policy) => Ok((policy, Text::Files)),
            Err(cause) => Err(cause.clone()),
        },
        // Of two with the name nobody says which it is.
        _ => Err(Cause::new(CauseKind::OpaquePolicy, short)),
    }
}

/// The policy of the provider that a name means; one of somebody else may be called the same.
pub(in crate::graph) fn of_catalog<'k>(
    knowledge: &'k Knowledge,
    name: &str,
) -> Option<&'k ManagedPolicy> {
    let of_others = name.contains(ANY_POLICY) && !name.contains(OF_PROVIDER);
    match of_others {
        true => None,
        false => knowledge.managed_policy(short(name)),
    }
}

/// The last part of a name.
fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

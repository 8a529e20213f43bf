//! Whom a token is for that a statement lets a process get: a hint at a service that takes such tokens.

use crate::knowledge::Endpoint;
use crate::model::render;
use crate::policy::Statement;
use crate::syntax::{Cause, CauseKind, Guard};

use super::super::builder::{Builder, configured};
use super::super::hosts::service_at;
use super::super::resolve::branches;
use super::super::{Basis, Level, Payload};
use super::expand::Holder;

/// Adds a possible call of each service that a condition of a statement names as the audience of a token.
pub(super) fn hint(builder: &mut Builder<'_>, statement: &Statement, holder: &Holder<'_>) {
    let knowledge = builder.knowledge;
    // A policy of the provider lets its own service get tokens; that says nothing of the process.
    if holder.attached_at.is_some() {
        return;
    }
    let keys = &knowledge.conventions.audience_conditions;
    let named = statement
        .conditions
        .iter()
        .filter(|one| keys.iter().any(|key| key.eq_ignore_ascii_case(&one.key)));
    for value in named.flat_map(|condition| &condition.values) {
        for (value, when) in branches(value) {
            let service = render(value).and_then(|text| service_at(knowledge, &text));
            let Some((service, known)) = service else {
                continue;
            };
            let deployment = builder.graph.component(holder.process).deployment;
            let target = builder.service(deployment, service, value.span);
            let host = &known.pattern;
            let text = format!("may get tokens for `{host}`");
            let mut relation = configured(Payload::Content, text, value.span);
            relation.reason.basis = Basis::Permitted;
            relation.level = Level::Possible;
            let text = format!("a token for `{host}` does not say that data goes there");
            relation.doubt = Some(Cause::new(CauseKind::PossibleFlow, text));
            relation.when = Guard::all([holder.when.clone(), statement.when.clone(), when]);
            builder.flow(holder.process, target, Endpoint::Call, &relation);
        }
    }
}

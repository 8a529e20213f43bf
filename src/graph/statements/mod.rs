//! Statements of policies as subjects of rules, and what the policy of a component says as a whole.
//!
//! In: the policies of the model and what grants joined. Out: a list of [`Statement`]s with their facts and what each of
//! them reaches, and facts on components: whether everybody may act there, which services may for anybody, whether clear
//! text is refused. Rules are not known here.

mod accounts;
mod block;
mod breadth;
mod callers;
mod clear_text;
mod demands;
mod openness;
mod reach;
mod shape;

use crate::model::{ComponentId, Facts};
use crate::policy;
use crate::source::Span;
use crate::syntax::{Cause, Guard};

pub(super) use accounts::is_own_account;

use super::builder::Builder;
use super::grants;
use super::{Layer, Level};

/// Index of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementId(pub u32);

/// A statement of a policy, with whom it speaks for.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its index.
    pub id: StatementId,
    /// The role, user, group or managed policy that holds it, or the resource whose policy it stands in.
    pub component: ComponentId,
    /// `Sid`, if it has one.
    pub sid: Option<String>,
    /// What rules can ask of it.
    pub facts: Facts,
    /// The components whose content it lets read, or denies to read.
    pub reaches: Vec<Reach>,
    /// When it applies.
    pub when: Guard,
    /// Where it is written; of a policy of the provider, where that is attached.
    pub span: Span,
}

/// A component that a statement covers.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The component.
    pub component: ComponentId,
    /// Whether it is certain that the statement covers it.
    pub level: Level,
    /// What would settle it where it is only possible.
    pub doubt: Option<Cause>,
}

/// A statement on its way into the graph.
struct Found<'m> {
    component: ComponentId,
    attribute: crate::vocabulary::AttributeId,
    statement: &'m policy::Statement,
    when: Guard,
    /// Where to show it, if its own text is not in the files read.
    attached_at: Option<Span>,
}

/// Lists the statements of all policies, and settles what policies of components say as a whole.
pub(super) fn list(builder: &mut Builder<'_>) {
    let model = builder.model;
    for attached in &model.policies {
        let Ok(policy) = &attached.policy else {
            continue;
        };
        for statement in &policy.statements {
            let found = Found {
                component: attached.component,
                attribute: attached.attribute,
                statement,
                when: Guard::all([attached.when.clone(), statement.when.clone()]),
                attached_at: None,
            };
            add(builder, &found);
        }
    }
    provided(builder);
    let permissions = openness::permissions(builder);
    openness::settle(builder, &permissions);
    callers::settle(builder);
}

/// Statements of the provider's own policies, at the place where they are attached.
fn provided(builder: &mut Builder<'_>) {
    let Some(attribute) = builder.words.identity_policy else {
        return;
    };
    let knowledge = builder.knowledge;
    let attachments = builder.graph.inner.edge_weights();
    let attachments = attachments.filter(|edge| edge.layer == Layer::Grants);
    let attachments: Vec<_> = attachments
        .map(|edge| {
            let (holder, policy) = builder.graph.ends(edge.id);
            let name = builder.graph.component(policy).name.clone();
            (holder, name, edge.when.clone(), edge.reason.spans[0])
        })
        .collect();
    for (holder, name, when, span) in attachments {
        let Some(managed) = grants::of_catalog(knowledge, &name) else {
            continue;
        };
        for statement in &managed.policy.statements {
            let found = Found {
                component: holder,
                attribute,
                statement,
                when: when.clone(),
                attached_at: Some(span),
            };
            add(builder, &found);
        }
    }
}

fn add(builder: &mut Builder<'_>, found: &Found<'_>) {
    let id = StatementId(builder.graph.statements.len() as u32);
    let facts = shape::facts(builder, found);
    let reaches = reach::reaches(builder, found);
    builder.graph.statements.push(Statement {
        id,
        component: found.component,
        sid: found.statement.sid.clone(),
        facts,
        reaches,
        when: found.when.clone(),
        span: found.attached_at.unwrap_or(found.statement.span),
    });
}

//! Services that permissions let call a component for whoever makes them do so.
//!
//! In: permissions that resources give, and the components they name. Out: a fact on each component that a permission
//! names. What the component is, and whether it matters, is not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::model::{ComponentId, Fact, FactValue, Permit, render};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};
use crate::vocabulary::Literal;

use super::super::builder::Builder;
use super::super::resolve::{Named, branches, resolve};

/// What was found of a component.
#[derive(Default)]
struct Called {
    services: BTreeSet<String>,
    unsure: Option<Cause>,
    /// Where a service is named, else where some caller is.
    at: Option<Span>,
}

/// Adds to each component that a permission names the services that it lets in without saying for whom.
pub(super) fn settle(builder: &mut Builder<'_>) {
    let Some(word) = builder.words.services_for_anybody else {
        return;
    };
    let mut all: BTreeMap<ComponentId, Called> = BTreeMap::new();
    for permit in &builder.model.permits {
        for (component, when) in components(builder, permit) {
            let called = all.entry(component).or_default();
            let own = &builder.graph.component(component).when;
            for (value, named_when) in &permit.principals {
                let when = Guard::all([permit.when.clone(), when.clone(), named_when.clone()]);
                let certain = when == Guard::Always || when == *own;
                note(called, permit, value, (!certain).then_some(when));
            }
        }
    }
    for (id, called) in all {
        let node = NodeIndex::new(id.0 as usize);
        let at = called.at.unwrap_or(builder.graph.component(id).span);
        let names = called.services.into_iter().map(Arc::from).collect();
        let value = match called.unsure {
            Some(cause) => FactValue::Unknown(cause),
            None => FactValue::Known(Literal::List(names)),
        };
        let facts = &mut builder.graph.inner[node].facts;
        facts.insert(word, Fact::derived(value, at));
    }
}

/// The components that a permission is about.
fn components(builder: &Builder<'_>, permit: &Permit) -> Vec<(ComponentId, Guard)> {
    let mut found = Vec::new();
    for (resource, when) in &permit.resources {
        for meaning in resolve(builder, resource, permit.deployment, &[]) {
            if let Named::Component(id) = meaning.named {
                found.push((id, Guard::all([when.clone(), meaning.when])));
            }
        }
    }
    found
}

/// Adds a caller; `open` is the condition under which it is one, where that is not always.
fn note(called: &mut Called, permit: &Permit, value: &Value, open: Option<Guard>) {
    called.at = called.at.or(Some(value.span));
    if permit.narrowed {
        return;
    }
    for (branch, branch_when) in branches(value) {
        let when = Guard::all(open.clone().into_iter().chain([branch_when]));
        match &branch.term {
            Term::Parameter(one) => {
                called.unsure = Some(Cause::new(CauseKind::Parameter, &one.name));
            }
            Term::Unknown(cause) => called.unsure = Some(cause.clone()),
            _ => match (service(branch), when) {
                (None, _) => {}
                (Some(name), Guard::Always) => {
                    called.services.insert(name);
                    called.at = Some(branch.span);
                }
                (Some(_), when) => {
                    called.unsure = Some(Cause::new(CauseKind::Condition, when.to_string()));
                }
            },
        }
    }
}

/// The host name by which a service is named; nothing for an account, an ARN or a resource of the template.
fn service(value: &Value) -> Option<String> {
    let text = render(value)?;
    let is_host = text.contains('.') && !text.contains(':');
    (is_host && !matches!(value.term, Term::Reference(_))).then_some(text)
}

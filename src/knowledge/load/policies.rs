//! Managed policies as statements.
//!
//! In: a file below `catalog/policies/`. Out: its policies, built as if they had been read from a template. What an action
//! does, and what else there is in the catalog, is not known here, so that a file can be read at any time.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::managed::Policies;
use crate::knowledge::{Citation, ManagedPolicy};
use crate::policy::{
    ActionPattern, Actions, Condition, Effect, Places, Policy, Resources, Statement, Version,
};
use crate::source::{Diagnostic, SourceFile};
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{self, Guard, Limits, Node, Value};

use super::names;

/// The policies of an embedded file, which a test has found to be without faults.
pub(in crate::knowledge) fn policies_of(
    file: &Arc<SourceFile>,
    citations: &BTreeMap<Arc<str>, Citation>,
) -> Policies {
    let (tree, mut faults) = syntax::parse(file, &Limits::default());
    let read = tree.root().map(|root| read(root, citations, &mut faults));
    read.unwrap_or_default()
}

/// The policies of a file.
pub(super) fn read(
    root: Node<'_>,
    citations: &BTreeMap<Arc<str>, Citation>,
    faults: &mut Vec<Diagnostic>,
) -> Policies {
    let mut policies = Policies::new();
    let Some(file) = Fields::of(root, "a file of managed policies", &["policies"], faults) else {
        return policies;
    };
    for Field { name, at, value } in file.entries("policies", "policies by name", faults) {
        let Some(fields) = Fields::of(value, "a managed policy", &["cite", "statements"], faults)
        else {
            continue;
        };
        let citation = names::cited(&fields, citations, faults);
        fields.need("statements", faults);
        let nodes = fields.items("statements", faults);
        let statements = nodes
            .into_iter()
            .filter_map(|node| statement(node, faults))
            .collect();
        let Some((_, citation)) = citation else {
            continue;
        };
        let policy = policy(statements, value);
        let managed = ManagedPolicy {
            name: name.clone().into_owned(),
            policy,
            citation,
        };
        if policies.insert(managed.name.clone(), managed).is_some() {
            let message = format!("managed policy `{name}` is defined twice");
            faults.push(Diagnostic::error("duplicate-name", at, message));
        }
    }
    policies
}

fn policy(statements: Vec<Statement>, node: Node<'_>) -> Policy {
    Policy {
        statements,
        opaque: Vec::new(),
        missing: Vec::new(),
        span: node.span(),
    }
}

fn statement(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Statement> {
    let keys = [
        "sid",
        "effect",
        "actions",
        "not_actions",
        "resources",
        "not_resources",
        "conditions",
    ];
    let fields = Fields::of(node, "a statement", &keys, faults)?;
    fields.need("effect", faults);
    let effect = fields.choice(
        "effect",
        &[("Allow", Effect::Allow), ("Deny", Effect::Deny)],
        faults,
    )?;
    let (inverted, texts) = one_of(&fields, "actions", "not_actions", faults)?;
    let patterns = texts.into_iter().map(|(text, node)| ActionPattern {
        text: text.into_owned(),
        exact: true,
        span: node.span(),
    });
    let actions = Actions {
        inverted,
        patterns: patterns.collect(),
        unknown: None,
        unread: None,
    };
    let (inverted, texts) = one_of(&fields, "resources", "not_resources", faults)?;
    let values = texts
        .into_iter()
        .map(|(text, node)| Value::text(text.into_owned(), node.span()))
        .collect();
    Some(Statement {
        sid: fields
            .get("sid")
            .and_then(|node| fields::text(node, faults))
            .map(Into::into),
        effect,
        principals: None,
        actions,
        resources: Some(Resources { inverted, values }),
        conditions: conditions(&fields, faults),
        when: Guard::Always,
        version: Version::Current,
        places: Places::default(),
        span: node.span(),
    })
}

type Texts<'t> = Vec<(std::borrow::Cow<'t, str>, Node<'t>)>;

/// The texts of one of two keys, and whether it is the second; an error where there is neither.
fn one_of<'t>(
    fields: &Fields<'t>,
    plain: &str,
    inverted: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<(bool, Texts<'t>)> {
    if let Some(node) = fields.get(inverted) {
        return Some((true, fields::texts(node, faults)));
    }
    let node = fields.need(plain, faults)?;
    Some((false, fields::texts(node, faults)))
}

/// Conditions as IAM writes them: operator, key, values.
fn conditions(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Condition> {
    let mut list = Vec::new();
    for operator in fields.entries("conditions", "conditions by operator", faults) {
        for key in fields::entries(operator.value, "values by key", faults).unwrap_or_default() {
            let texts = fields::texts(key.value, faults);
            let values = texts
                .into_iter()
                .map(|(text, node)| Value::text(text.into_owned(), node.span()))
                .collect();
            let (name, operator_span) = (key.name.into_owned(), operator.at);
            let operator = operator.name.clone().into_owned();
            list.push(Condition {
                operator,
                key: name,
                values,
                span: key.at,
                operator_span,
            });
        }
    }
    list
}

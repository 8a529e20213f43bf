//! The attributes of a resource beside its properties: which there are, and what they may say.
//!
//! In: the entries of a resource or output. Out: an entry by its name, and diagnostics on those that CloudFormation would
//! refuse. What a property means is not known here.

use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Node, Shape, Term, Value};

use super::loops::Unrolled;
use super::scope::Scope;
use super::value::convert;

/// Attributes that a resource can have.
const ATTRIBUTES: [&str; 13] = [
    "Condition",
    "Connectors",
    "CreationPolicy",
    "DeletionPolicy",
    "DependsOn",
    "Description",
    "IgnoreGlobals",
    "Metadata",
    "Properties",
    "Type",
    "UpdatePolicy",
    "UpdateReplacePolicy",
    "Version",
];

/// What can become of a resource that is no longer wanted.
const POLICIES: [(&str, &[&str]); 2] = [
    (
        "DeletionPolicy",
        &["Delete", "Retain", "RetainExceptOnCreate", "Snapshot"],
    ),
    ("UpdateReplacePolicy", &["Delete", "Retain", "Snapshot"]),
];

/// Attributes that are mappings.
const MAPPINGS: [&str; 3] = ["CreationPolicy", "Metadata", "UpdatePolicy"];

/// The entries of a resource or output.
pub(super) struct Attributes<'t>(pub(super) Vec<Unrolled<'t>>);

impl<'t> Attributes<'t> {
    pub(super) fn get(&self, name: &str) -> Option<&Unrolled<'t>> {
        self.0.iter().find(|one| one.name == name)
    }

    /// The value of an attribute.
    pub(super) fn convert(&self, name: &str, scope: &mut Scope<'t>) -> Option<Value> {
        let one = self.get(name)?;
        scope.assumed.extend(one.assumes.iter().cloned());
        Some(scope.within(&one.bindings, |scope| convert(one.node, scope)))
    }
}

/// Names the attributes that resources do not have.
pub(super) fn check_attributes(name: &str, attributes: &Attributes<'_>, scope: &mut Scope<'_>) {
    for one in &attributes.0 {
        let (attribute, key) = (&one.name, one.key);
        if ATTRIBUTES.contains(&attribute.as_str()) || attribute.starts_with("Fn::") {
            continue;
        }
        let message = format!(
            "`{attribute}` of resource `{name}` is not an attribute of resources and is not read"
        );
        let mut diagnostic = Diagnostic::warning("unknown-resource-attribute", key.span(), message);
        diagnostic.help =
            closest_name(attribute, ATTRIBUTES).map(|known| format!("did you mean `{known}`?"));
        scope.diagnostics.push(diagnostic);
    }
}

/// Checks that what a resource depends on is there.
pub(super) fn check_dependencies<'t>(attributes: &Attributes<'t>, scope: &mut Scope<'t>) {
    let Some(one) = attributes.get("DependsOn") else {
        return;
    };
    let names: Vec<Node<'t>> = match one.node.shape() {
        Shape::Sequence if one.node.tag().is_none() => one.node.items().collect(),
        _ => vec![one.node],
    };
    for node in names {
        let text = scope.within(&one.bindings, |scope| scope.text_of(node));
        let Some(name) = text.filter(|_| node.tag().is_none()) else {
            let message = "`DependsOn` takes the name of a resource, or a list of names";
            scope.error("malformed-attribute", node.full_span(), message);
            continue;
        };
        if scope.resources.contains(&*name) || scope.open_names.is_some() {
            continue;
        }
        let message = format!("the template defines no resource `{name}`");
        let known = scope.resources.iter().map(String::as_str);
        let help = closest_name(&name, known).map(|name| format!("did you mean `{name}`?"));
        let mut error = Diagnostic::error("unknown-reference", node.span(), message);
        error.help = help;
        scope.diagnostics.push(error);
    }
}

/// Checks what is to become of a resource, and attributes that are mappings.
pub(super) fn check_policies<'t>(attributes: &Attributes<'t>, scope: &mut Scope<'t>) {
    for (name, allowed) in POLICIES {
        let Some(one) = attributes.get(name) else {
            continue;
        };
        if let Some(value) = attributes.convert(name, scope) {
            check_policy(name, allowed, &value, one.node.full_span(), scope);
        }
    }
    for name in MAPPINGS {
        let Some(one) = attributes.get(name) else {
            continue;
        };
        let is_mapping = matches!(one.node.shape(), Shape::Mapping | Shape::Null);
        if !is_mapping && one.node.tag().is_none() {
            let message = format!("`{name}` takes a mapping");
            scope.error("malformed-attribute", one.node.span(), message);
        }
    }
}

fn check_policy(name: &str, allowed: &[&str], value: &Value, span: Span, scope: &mut Scope<'_>) {
    let wrong = match &value.term {
        Term::Scalar(scalar) => match allowed.contains(&scalar.text.as_str()) {
            true => return,
            false => format!("`{}` is no value of `{name}`", scalar.text),
        },
        Term::Choice {
            then, otherwise, ..
        } => {
            check_policy(name, allowed, then, span, scope);
            return check_policy(name, allowed, otherwise, span, scope);
        }
        Term::List(_) | Term::Map(_) | Term::Null => format!("`{name}` takes one word"),
        _ => return,
    };
    let error = Diagnostic::error("malformed-attribute", span, wrong);
    let words = allowed.iter().map(|word| format!("`{word}`"));
    let help = format!("write one of {}", words.collect::<Vec<_>>().join(", "));
    scope.diagnostics.push(error.help(help));
}

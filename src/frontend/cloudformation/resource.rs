//! Resources and outputs.
//!
//! In: the sections `Resources` and `Outputs`. Out: the declarations with their values. A declaration that cannot be
//! understood is left out with an error; what a loop or macro would create is named in a warning.

use crate::frontend::{Output, Resource};
use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Cause, CauseKind, Entry, Guard, Node, Shape, Term, Value};

use super::condition;
use super::function::LOOP;
use super::scope::{Scope, unknown};
use super::value::convert;

/// How the types of modules end: a module adds resources whose names begin with its own.
const MODULE: &str = "::MODULE";

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

/// Collects the names that references can mean, before any value is read.
pub(super) fn collect_names<'t>(section: Node<'t>, scope: &mut Scope<'t>) {
    for (key, node) in section.entries() {
        let Some(name) = key.text() else { continue };
        if !name.starts_with("Fn::") {
            let type_name = node
                .get("Type")
                .and_then(|node| node.text())
                .unwrap_or_default();
            if type_name.ends_with(MODULE) {
                scope.open_names = Some(Cause::new(CauseKind::Transform, type_name));
            }
            scope.resources.insert(name.into_owned());
            continue;
        }
        let (code, kind, what) = match name.starts_with(LOOP) {
            true => ("not-evaluated", CauseKind::Function, "evaluated"),
            false => ("transform-not-applied", CauseKind::Transform, "applied"),
        };
        let message = format!("`{name}` is not {what}; the resources it creates are not checked");
        scope.warning(code, key.span(), message);
        scope.open_names = Some(Cause::new(kind, &*name));
    }
}

/// The resources of the section.
pub(super) fn read_resources<'t>(section: Node<'t>, scope: &mut Scope<'t>) -> Vec<Resource> {
    let mut resources = Vec::new();
    for (key, node) in section.entries() {
        match key.text() {
            Some(name) if !name.starts_with("Fn::") => {
                resources.extend(read_resource(&name, key, node, scope));
            }
            _ => {}
        }
    }
    resources
}

fn read_resource<'t>(
    name: &str,
    key: Node<'t>,
    node: Node<'t>,
    scope: &mut Scope<'t>,
) -> Option<Resource> {
    let type_node = node.get("Type");
    let type_name = type_node
        .filter(|node| node.tag().is_none())
        .and_then(|node| node.text())
        .filter(|text| !text.is_empty());
    let (Some(type_node), Some(type_name)) = (type_node, type_name) else {
        let place = type_node.map_or(key.span(), |node| node.full_span());
        let message = match type_node.is_some_and(|node| node.shape() != Shape::Null) {
            true => format!("`Type` of resource `{name}` is not a text: it is not checked"),
            false => format!("resource `{name}` has no `Type` and is not checked"),
        };
        scope.error("resource-without-type", place, message);
        return None;
    };
    check_attributes(name, node, scope);
    let when = read_condition(node, scope);
    let (properties_key, properties) = read_properties(key, node, scope);
    let metadata = node.get("Metadata").map(|node| convert(node, scope));
    Some(Resource {
        name: name.to_owned(),
        type_name: type_name.into_owned(),
        type_span: type_node.span(),
        properties,
        properties_key,
        when,
        metadata,
        span: key.span(),
        whole: key.span().to(node.full_span()),
    })
}

fn check_attributes(name: &str, node: Node<'_>, scope: &mut Scope<'_>) {
    for (key, _) in node.entries() {
        let Some(attribute) = key.text() else {
            continue;
        };
        if ATTRIBUTES.contains(&&*attribute) || attribute.starts_with("Fn::") {
            continue;
        }
        let message = format!(
            "`{attribute}` of resource `{name}` is not an attribute of resources and is not read"
        );
        let mut diagnostic = Diagnostic::warning("unknown-resource-attribute", key.span(), message);
        diagnostic.help =
            closest_name(&attribute, ATTRIBUTES).map(|known| format!("did you mean `{known}`?"));
        scope.diagnostics.push(diagnostic);
    }
}

fn read_condition<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Guard {
    let Some(node) = node.get("Condition") else {
        return Guard::Always;
    };
    match node.text() {
        Some(name) => condition::named(&name, node.span(), scope),
        None => {
            scope.error(
                "malformed-condition",
                node.span(),
                "expected the name of a condition",
            );
            scope.opaque_atom(&format!("at {}", node.span().start), "Condition")
        }
    }
}

fn read_properties<'t>(key: Node<'t>, node: Node<'t>, scope: &mut Scope<'t>) -> (Span, Value) {
    let empty = |span| Value {
        term: Term::Map(Vec::new()),
        span,
    };
    let Some((properties_key, properties)) = node.entry("Properties") else {
        return (key.span(), empty(key.span()));
    };
    let value = match properties.shape() {
        Shape::Null => empty(properties_key.span()),
        Shape::Scalar | Shape::Sequence if properties.tag().is_none() => {
            scope.error(
                "malformed-properties",
                properties.span(),
                "expected a mapping of properties",
            );
            unknown(CauseKind::Malformed, "`Properties`", properties.span())
        }
        _ => convert(properties, scope),
    };
    (properties_key.span(), value)
}

/// The outputs of the section.
pub(super) fn read_outputs<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) -> Vec<Output> {
    let mut outputs = Vec::new();
    for (key, node) in section.into_iter().flat_map(|section| section.entries()) {
        let Some(name) = key.text() else { continue };
        if name.starts_with("Fn::") {
            let message = format!("`{name}` is not evaluated; the outputs it creates are not read");
            scope.warning("not-evaluated", key.span(), message);
            continue;
        }
        let when = read_condition(node, scope);
        let value = match node.get("Value") {
            Some(value) => convert(value, scope),
            None => unknown(CauseKind::Malformed, format!("output `{name}`"), key.span()),
        };
        let export = node.get("Export").and_then(|export| export.get("Name"));
        let export = export.map(|name| convert(name, scope));
        let entry = Entry {
            key: name.into_owned(),
            key_span: key.span(),
            value,
        };
        outputs.push(Output {
            entry,
            export,
            when,
        });
    }
    outputs
}

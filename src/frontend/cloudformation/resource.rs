//! Resources and outputs.
//!
//! In: the sections `Resources` and `Outputs`. Out: the declarations with their values. A declaration that cannot be
//! understood is left out with an error; what a macro would create is named in a warning.

use std::collections::BTreeMap;

use crate::frontend::{Made, Output, Resource};
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Entry, Guard, Node, Shape, Term, Value};

use super::attributes::{Attributes, check_attributes, check_dependencies, check_policies};
use super::condition;
use super::loops::{self, Sort, Unrolled};
use super::scope::{Scope, check_name, unknown};
use super::value::convert;

/// Resources without a type beyond which a template names no more of them.
const MOST_UNREAD: usize = 8;

/// How the types of modules end: a module adds resources whose names begin with its own.
const MODULE: &str = "::MODULE";

/// Collects the resources, so that references can mean them, before any value is read.
pub(super) fn collect<'t>(section: Node<'t>, scope: &mut Scope<'t>) -> Vec<Unrolled<'t>> {
    let names = section.entries().filter_map(|(key, _)| key.text());
    let own = names.filter(|name| !name.starts_with("Fn::"));
    scope.resources.extend(own.map(|name| name.into_owned()));
    let entries = loops::entries(section, Sort::Resources, scope);
    for one in &entries.list {
        let Unrolled {
            key, name, node, ..
        } = one;
        if name.starts_with("Fn::") {
            let message =
                format!("`{name}` is not applied; the resources it creates are not checked");
            scope.warning("transform-not-applied", key.span(), message);
            scope.open_names = Some(Cause::new(CauseKind::Transform, name));
            continue;
        }
        let type_name = node.get("Type").and_then(|node| node.text());
        let type_name = type_name.unwrap_or_default();
        if type_name.ends_with(MODULE) {
            scope.open_names = Some(Cause::new(CauseKind::Transform, type_name));
        }
        if !one.is_made {
            check_name(name, "resource", key.span(), scope);
        }
        if scope.parameters.contains_key(name) {
            let message = format!("resource `{name}` has the name of a parameter");
            scope.error("duplicate-name", key.span(), message);
        }
        scope.resources.insert(name.clone());
    }
    scope.open_names = scope.open_names.take().or(entries.open);
    entries.list
}

/// The resources of the section, and what is to be said of those that have to do with loops.
pub(super) fn read_resources<'t>(
    declared: &[Unrolled<'t>],
    scope: &mut Scope<'t>,
) -> (Vec<Resource>, BTreeMap<String, Made>) {
    let (mut resources, mut made) = (Vec::new(), BTreeMap::new());
    for one in declared {
        if one.name.starts_with("Fn::") {
            continue;
        }
        scope.assumed = one.assumes.clone();
        let resource = scope.within(&one.bindings, |scope| read_resource(one, scope));
        let assumes = std::mem::take(&mut scope.assumed);
        let block = one.key.text().filter(|_| one.is_made);
        let block = block.map(|written| written.into_owned());
        if block.is_some() || !assumes.is_empty() {
            made.insert(one.name.clone(), Made { block, assumes });
        }
        resources.extend(resource);
    }
    (resources, made)
}

fn read_resource<'t>(one: &Unrolled<'t>, scope: &mut Scope<'t>) -> Option<Resource> {
    let Unrolled { key, name, .. } = one;
    let (key, node) = (*key, one.node);
    let attributes = Attributes(loops::entries(node, Sort::Properties, scope).list);
    let type_node = attributes.get("Type").map(|one| one.node);
    let type_name = type_node
        .filter(|node| node.tag().is_none())
        .and_then(|node| scope.text_of(node))
        .filter(|text| !text.is_empty());
    let (Some(type_node), Some(type_name)) = (type_node, type_name) else {
        let place = type_node.map_or(key.span(), |node| node.full_span());
        let message = match type_node.is_some_and(|node| node.shape() != Shape::Null) {
            true => format!("`Type` of resource `{name}` is not a text: it is not checked"),
            false => format!("resource `{name}` has no `Type` and is not checked"),
        };
        scope.error("resource-without-type", place, message);
        let what = format!("what resource `{name}` is");
        let cause = Cause::new(CauseKind::NotRead, what);
        match &mut scope.unread {
            Some(first) if first.also.len() < MOST_UNREAD => first.also.push(cause),
            Some(_) => {}
            none => *none = Some(cause),
        }
        return None;
    };
    check_attributes(name, &attributes, scope);
    check_dependencies(&attributes, scope);
    check_policies(&attributes, scope);
    let when = Guard::all([one.when.clone(), read_condition(&attributes, scope)]);
    let (properties_key, properties) = read_properties(key, &attributes, scope);
    let metadata = attributes.convert("Metadata", scope);
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

fn read_condition<'t>(attributes: &Attributes<'t>, scope: &mut Scope<'t>) -> Guard {
    match attributes.convert("Condition", scope) {
        Some(name) => named_by(&name, scope),
        None => Guard::Always,
    }
}

/// The guard of the condition that a value names; of none, as of a resource that exists always.
fn named_by(name: &Value, scope: &mut Scope<'_>) -> Guard {
    let span = name.span;
    match &name.term {
        Term::Scalar(scalar) => condition::named(&scalar.text, span, scope),
        Term::Absent => Guard::Always,
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let (then, otherwise) = (named_by(then, scope), named_by(otherwise, scope));
            Guard::any([
                Guard::all([when.clone(), then]),
                Guard::all([when.clone().negate(), otherwise]),
            ])
        }
        _ => {
            if !matches!(name.term, Term::Unknown(_) | Term::Parameter(_)) {
                let message = "expected the name of a condition";
                scope.error("malformed-condition", span, message);
            }
            scope.opaque_atom(&format!("at {}", span.start), "Condition")
        }
    }
}

fn read_properties<'t>(
    key: Node<'t>,
    attributes: &Attributes<'t>,
    scope: &mut Scope<'t>,
) -> (Span, Value) {
    let empty = |span| Value {
        term: Term::Map(Vec::new()),
        span,
    };
    let Some(written) = attributes.get("Properties") else {
        return (key.span(), empty(key.span()));
    };
    let (properties_key, properties) = (written.key, written.node);
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
        _ => scope.within(&written.bindings, |scope| convert(properties, scope)),
    };
    (properties_key.span(), value)
}

/// The outputs of the section.
pub(super) fn read_outputs<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) -> Vec<Output> {
    let Some(section) = section else {
        return Vec::new();
    };
    let mut outputs = Vec::new();
    for one in loops::entries(section, Sort::Outputs, scope).list {
        let name = &one.name;
        if name.starts_with("Fn::") {
            let message = format!("`{name}` is not evaluated; the outputs it creates are not read");
            scope.warning("not-evaluated", one.key.span(), message);
            continue;
        }
        outputs.push(scope.within(&one.bindings, |scope| read_output(&one, scope)));
    }
    outputs
}

fn read_output<'t>(one: &Unrolled<'t>, scope: &mut Scope<'t>) -> Output {
    if !one.is_made {
        check_name(&one.name, "output", one.key.span(), scope);
    }
    let attributes = Attributes(loops::entries(one.node, Sort::Properties, scope).list);
    let when = Guard::all([one.when.clone(), read_condition(&attributes, scope)]);
    let key_span = one.key.span();
    let missing = || format!("output `{}`", one.name);
    let value = attributes.convert("Value", scope);
    let value = value.unwrap_or_else(|| {
        let message = format!("output `{}` has no `Value`", one.name);
        scope.error("malformed-output", key_span, message);
        unknown(CauseKind::Malformed, missing(), key_span)
    });
    let export = attributes
        .get("Export")
        .and_then(|one| one.node.get("Name"));
    let export = export.map(|name| convert(name, scope));
    let entry = Entry {
        key: one.name.clone(),
        key_span,
        value,
    };
    Output {
        entry,
        export,
        when,
    }
}

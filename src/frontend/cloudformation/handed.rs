//! Parameters of a nested stack: what its parent hands down, else their defaults.
//!
//! In: the section `Parameters` and the values of the parent. Out: what a `Ref` to each parameter means. The parent decides
//! them all, so that a default is the value and no assumption.

use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{CauseKind, Node, Parameter, Term, Value};

use super::function::choose;
use super::parameter::{Declared, Form, allowed, check_allowed, stored};
use super::scope::{Scope, unknown};
use super::surroundings::{Surroundings, foreign, kept};
use super::value::literal;

/// Whether a pseudo parameter is the same for a nested stack as for its parent.
pub(super) fn is_shared(name: &str) -> bool {
    name.starts_with("AWS::") && !name.starts_with("AWS::Stack")
}

/// Reads the section into the scope.
pub(super) fn read_parameters<'t>(
    section: Option<Node<'t>>,
    surroundings: &Surroundings,
    scope: &mut Scope<'t>,
) {
    for (key, node) in section.into_iter().flat_map(|section| section.entries()) {
        let Some(name) = key.text() else { continue };
        if !scope.pay(key.span()) {
            return;
        }
        let has_default = node.get("Default").is_some();
        scope
            .wanted
            .parameters
            .insert(name.to_string(), has_default);
        let declared = read_parameter(&name, key.span(), node, surroundings, scope);
        scope
            .parameters
            .insert(name.into_owned(), Rc::new(declared));
    }
}

fn read_parameter<'t>(
    name: &str,
    at: Span,
    node: Node<'t>,
    surroundings: &Surroundings,
    scope: &mut Scope<'t>,
) -> Declared {
    let text = |key: &str| node.get(key).and_then(|node| node.text());
    let type_name = text("Type").unwrap_or_default();
    let form = Form::of(&type_name);
    let hidden = text("NoEcho").is_some_and(|text| text.eq_ignore_ascii_case("true"));
    let allowed = allowed(node);
    let default = node.get("Default").map(|default| literal(default, scope));
    let value = match surroundings.parameters.get(name) {
        Some(value) => Some(or_default(
            foreign(value, at, scope),
            default.as_ref(),
            name,
        )),
        None => default,
    };
    if let Some(text) = value.as_ref().and_then(Value::as_text) {
        check_allowed(name, text, node, allowed.as_deref(), scope);
    }
    let value = match value {
        // What lies in the parameter store, and what is hidden, is not known here.
        Some(value) if stored(&type_name) => {
            let stored = value
                .as_text()
                .map(|text| (name.to_owned(), text.to_owned()));
            let own = stored.as_ref().filter(|_| !hidden);
            let own = own.and_then(|(_, under)| kept(under, at, scope));
            scope.wanted.stored.extend(stored);
            own.map_or_else(
                || unknown(CauseKind::Parameter, name, at),
                |value| formed(form, value),
            )
        }
        Some(_) if hidden => unknown(CauseKind::Parameter, name, at),
        Some(value) => formed(form, value),
        None => unknown(CauseKind::Parameter, name, at),
    };
    Declared {
        value,
        allowed,
        is_list: form == Form::List,
    }
}

/// What is handed down; where that is nothing, the default.
fn or_default(value: Value, default: Option<&Value>, name: &str) -> Value {
    let span = value.span;
    match value.term {
        Term::Absent => {
            let otherwise = || unknown(CauseKind::Parameter, name, span);
            default.cloned().unwrap_or_else(otherwise)
        }
        Term::Choice {
            when,
            then,
            otherwise,
        } => {
            let then = or_default(*then, default, name);
            choose(when, then, or_default(*otherwise, default, name), span)
        }
        term => Value { term, span },
    }
}

/// A value in the form of a parameter: what is handed down as text with commas is a list where one is expected.
pub(super) fn formed(form: Form, value: Value) -> Value {
    let span = value.span;
    let term = match value.term {
        Term::Scalar(scalar) => return form.value(&scalar.text, span),
        Term::Text(parts) if form == Form::List => Term::List(items(parts, span)),
        Term::Parameter(Parameter {
            name,
            default,
            hidden,
            is_specific,
        }) => Term::Parameter(Parameter {
            name,
            default: default.map(|default| Box::new(formed(form, *default))),
            hidden,
            is_specific,
        }),
        Term::Choice {
            when,
            then,
            otherwise,
        } => return choose(when, formed(form, *then), formed(form, *otherwise), span),
        Term::Reference(_) | Term::Symbol(_) if form == Form::List => {
            let term = value.term;
            Term::List(vec![Value { term, span }])
        }
        term => term,
    };
    Value { term, span }
}

/// The items between the commas of a text with holes.
fn items(parts: Vec<Value>, span: Span) -> Vec<Value> {
    let mut items: Vec<Vec<Value>> = vec![Vec::new()];
    for part in parts {
        let Some(text) = part.as_text() else {
            items
                .last_mut()
                .into_iter()
                .for_each(|last| last.push(part.clone()));
            continue;
        };
        for (index, piece) in text.split(',').enumerate() {
            if index > 0 {
                items.push(Vec::new());
            }
            let piece = piece.trim();
            if !piece.is_empty() {
                let piece = Value::text(piece, span);
                items
                    .last_mut()
                    .into_iter()
                    .for_each(|last| last.push(piece.clone()));
            }
        }
    }
    let items = items.into_iter().filter(|parts| !parts.is_empty());
    items
        .map(|parts| super::text::assemble(parts, span))
        .collect()
}

//! `Ref` and `Fn::GetAtt`: parameters, pseudo parameters, resources and their attributes.
//!
//! In: a name. Out: what it stands for, or an unknown value with an error where the template defines nothing of the
//! name.

use std::rc::Rc;

use crate::source::{Diagnostic, Span};
use crate::syntax::{CauseKind, Node, Reference, Scalar, Symbol, Term, Value};

use super::binding;
use super::function::{Call, cause_of};
use super::scope::{Scope, unknown};
use super::surroundings;
use super::value::convert;

/// The value of a `Ref`.
pub(super) fn evaluate_ref<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    match name_argument(call, scope) {
        Ok(name) => named(&name, call.span, call.argument.span(), scope),
        Err(value) => value,
    }
}

/// What a name stands for. The value gets `span`, an error points at `name_span`.
pub(super) fn named(name: &str, span: Span, name_span: Span, scope: &mut Scope<'_>) -> Value {
    if let Some(text) = binding::bound(name, &scope.bindings) {
        return Value::text(text, span);
    }
    if let Some(value) = pseudo_parameter(name, span, scope) {
        return value;
    }
    if let Some(declared) = scope.parameters.get(name) {
        let declared = Rc::clone(declared);
        return scope.copy(&declared.value, span);
    }
    resource(name, None, span, name_span, scope)
}

/// A reference to a resource or its attribute, or an error where there is none.
pub(super) fn resource(
    name: &str,
    attribute: Option<&str>,
    span: Span,
    name_span: Span,
    scope: &mut Scope<'_>,
) -> Value {
    if let Some((to, attribute)) = scope.renamed(name, attribute) {
        return Value {
            term: Term::Reference(Reference { to, attribute }),
            span,
        };
    }
    if scope.resources.contains(name) {
        if let Some(value) = surroundings::output(name, attribute, span, scope) {
            return value;
        }
        let attribute = attribute.map(str::to_owned);
        let reference = Reference {
            to: name.to_owned(),
            attribute,
        };
        return Value {
            term: Term::Reference(reference),
            span,
        };
    }
    if let Some(cause) = &scope.open_names {
        return Value {
            term: Term::Unknown(cause.clone()),
            span,
        };
    }
    let what = match attribute {
        Some(_) => "resource",
        None => "resource, parameter or pseudo parameter",
    };
    let message = format!("the template defines no {what} `{name}`");
    let mut diagnostic = Diagnostic::error("unknown-reference", name_span, message);
    diagnostic.help = scope
        .closest_reference(name)
        .map(|name| format!("did you mean `{name}`?"));
    scope.diagnostics.push(diagnostic);
    unknown(CauseKind::Dangling, name, span)
}

/// The value of a `Fn::GetAtt`.
pub(super) fn evaluate_get_att<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    if let Some(arguments) = call.arguments() {
        return match <[Node<'t>; 2]>::try_from(arguments) {
            Ok([name, attribute]) => get_att_of_list(call, name, attribute, scope),
            Err(_) => call.malformed("a resource and an attribute", scope),
        };
    }
    let name = match name_argument(call, scope) {
        Ok(name) => name,
        Err(value) => return value,
    };
    match name.split_once('.') {
        Some((name, attribute)) => resource(
            name,
            Some(attribute),
            call.span,
            call.argument.span(),
            scope,
        ),
        None => call.malformed("a resource and an attribute, as in `Name.Attribute`", scope),
    }
}

fn get_att_of_list<'t>(
    call: &Call<'t>,
    name: Node<'t>,
    attribute: Node<'t>,
    scope: &mut Scope<'t>,
) -> Value {
    let name_value = convert(name, scope);
    let attribute = convert(attribute, scope);
    let Some(name_text) = name_value.as_text() else {
        return call.open(cause_of(&name_value, &call.name), &[&name_value]);
    };
    let Some(text) = attribute.as_text() else {
        // The resource is certain even if the attribute is not: keep the link.
        let reference = resource(name_text, Some(""), call.span, name.span(), scope);
        let cause = cause_of(&attribute, &call.name);
        return match &reference.term {
            Term::Reference(reference) => {
                let to = Reference {
                    to: reference.to.clone(),
                    attribute: None,
                };
                let whole = Value {
                    term: Term::Reference(to),
                    span: name.span(),
                };
                call.open(cause, &[&whole])
            }
            _ => reference,
        };
    };
    resource(name_text, Some(text), call.span, name.span(), scope)
}

/// The literal name that a call is about, or the value that stands for the call.
fn name_argument<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Result<String, Value> {
    let value = call.value(scope);
    match &value.term {
        Term::Scalar(scalar) => Ok(scalar.text.clone()),
        Term::Null | Term::List(_) | Term::Map(_) => {
            Err(call.malformed("the name of something in the template", scope))
        }
        _ => Err(call.open(cause_of(&value, &call.name), &[&value])),
    }
}

fn pseudo_parameter(name: &str, span: Span, scope: &Scope<'_>) -> Option<Value> {
    if !name.starts_with("AWS::") {
        return None;
    }
    if let Some(text) = scope.given.get(name) {
        let scalar = Scalar {
            text: text.clone(),
            plain: true,
        };
        return Some(Value {
            term: Term::Scalar(scalar),
            span,
        });
    }
    if let Some(stack) = scope.surroundings.stack.as_ref()
        && name == "AWS::StackName"
    {
        return Some(Value::text(stack, span));
    }
    let symbol = match name {
        "AWS::AccountId" => Symbol::Account,
        "AWS::Region" => Symbol::Region,
        "AWS::Partition" => Symbol::Partition,
        "AWS::URLSuffix" => Symbol::UrlSuffix,
        "AWS::StackName" => Symbol::StackName,
        "AWS::StackId" => Symbol::StackId,
        "AWS::NotificationARNs" => Symbol::NotificationArns,
        "AWS::NoValue" => {
            return Some(Value {
                term: Term::Absent,
                span,
            });
        }
        _ => return None,
    };
    Some(Value {
        term: Term::Symbol(symbol),
        span,
    })
}

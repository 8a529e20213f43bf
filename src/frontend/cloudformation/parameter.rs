//! Parameters: declared, defaulted and given.
//!
//! In: the section `Parameters` and the values given for a run. Out: what a `Ref` to each parameter means.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use regex_syntax::hir::{Class, Hir, HirKind, Look};

use crate::source::{Diagnostic, Place, Severity, Span, closest_name};
use crate::syntax::{Cause, CauseKind, Node, Parameter, Scalar, Shape, Term, Value};

use super::handed;
use super::scope::{Scope, check_name};
use super::surroundings::kept;
use super::value::{call, literal};

/// A parameter of the template.
pub(super) struct Declared {
    /// What a `Ref` to it means, with the span of its default or declaration.
    pub(super) value: Value,
    /// The texts it can take, where they are listed.
    pub(super) allowed: Option<Vec<String>>,
    /// Whether its value is a list, of which each item is an allowed text.
    pub(super) is_list: bool,
}

/// Reads the section into the scope.
pub(super) fn read_parameters<'t>(
    section: Option<Node<'t>>,
    given: &BTreeMap<String, String>,
    scope: &mut Scope<'t>,
) {
    let surroundings = Arc::clone(&scope.surroundings);
    if surroundings.nested {
        handed::read_parameters(section, &surroundings, scope);
        let pseudo = given.iter().filter(|(name, _)| handed::is_shared(name));
        let pseudo = pseudo.map(|(name, value)| (name.clone(), value.clone()));
        scope.given.extend(pseudo);
        return;
    }
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
        check_name(&name, "parameter", key.span(), scope);
        check_shape(&name, key, node, scope);
        let declared = read_parameter(&name, key.span(), node, given.get(&*name), scope);
        scope
            .parameters
            .insert(name.into_owned(), Rc::new(declared));
    }
    for (name, value) in given {
        if name.starts_with("AWS::") {
            scope.given.insert(name.clone(), value.clone());
        } else if !scope.parameters.contains_key(name) {
            let known = scope.parameters.keys().map(String::as_str);
            let closest = closest_name(name, known).map(|name| format!("did you mean `{name}`?"));
            let message = format!("`{name}` is set, but the template has no such parameter");
            let place = section.map_or(Place::Run, |section| Place::Span(section.span()));
            let mut diagnostic =
                Diagnostic::new("unknown-parameter", Severity::Warning, place, message);
            diagnostic.help = closest;
            scope.diagnostics.push(diagnostic);
        }
    }
}

/// Types of parameters that are not types of a service.
const TYPES: [&str; 5] = [
    "CommaDelimitedList",
    "List<Number>",
    "List<String>",
    "Number",
    "String",
];

/// Says what CloudFormation would refuse of a declaration.
fn check_shape(name: &str, key: Node<'_>, node: Node<'_>, scope: &mut Scope<'_>) {
    let mut fault = |span: Span, what: String, known: Option<&str>| {
        let mut error = Diagnostic::error("malformed-parameter", span, what);
        error.help = known.map(|known| format!("did you mean `{known}`?"));
        scope.diagnostics.push(error);
    };
    for (key, value) in node.entries() {
        if let Some(call) = call(value) {
            let what = format!("`{}` is not allowed in `Parameters`", call.name);
            let place = key.text().unwrap_or_default();
            fault(call.span, format!("{what}: `{place}` of `{name}`"), None);
        }
    }
    match node.get("Type").map(|node| (node, node.text())) {
        Some((node, Some(text))) if node.tag().is_none() => {
            let bare = text.strip_prefix("List<").unwrap_or(&text);
            if !TYPES.contains(&&*text) && !bare.starts_with("AWS::") {
                let what = format!("`{text}` is no type of parameters");
                fault(node.span(), what, closest_name(&text, TYPES));
            }
        }
        Some((node, _)) if call(node).is_some() => {}
        other => {
            let span = other.map_or(key.span(), |(node, _)| node.span());
            fault(span, format!("parameter `{name}` has no `Type`"), None);
        }
    }
    if let Some(list) = node
        .get("AllowedValues")
        .filter(|node| call(*node).is_none())
    {
        let is_texts = list.shape() == Shape::Sequence
            && list.items().all(|item| item.shape() == Shape::Scalar);
        if !is_texts {
            let what = format!("`AllowedValues` of parameter `{name}` is not a list of texts");
            fault(list.span(), what, None);
        }
    }
}

fn read_parameter<'t>(
    name: &str,
    key_span: Span,
    node: Node<'t>,
    given: Option<&String>,
    scope: &mut Scope<'t>,
) -> Declared {
    let type_name = node
        .get("Type")
        .and_then(|node| node.text())
        .unwrap_or_default();
    let form = Form::of(&type_name);
    let is_list = matches!(form, Form::List);
    let allowed = allowed(node);
    let hidden = node
        .get("NoEcho")
        .and_then(|node| node.text())
        .is_some_and(|text| text.eq_ignore_ascii_case("true"));
    if let Some(text) = given {
        check_allowed(name, text, node, allowed.as_deref(), scope);
    }
    // A hidden value stays hidden, also where the run is given one.
    if let Some(text) = given.filter(|_| !hidden) {
        return declared(form.value(text, key_span), allowed, is_list);
    }
    // The default of such a parameter is a name in the parameter store, not the value.
    if stored(&type_name) {
        let under = note_stored(name, node, given, scope);
        let own = under.filter(|_| !hidden);
        if let Some(value) = own.and_then(|under| kept(&under, key_span, scope)) {
            let value = handed::formed(form, value);
            return declared(value, allowed, is_list);
        }
    }
    let term = if stored(&type_name) || given.is_some() {
        Term::Unknown(Cause::new(CauseKind::Parameter, name))
    } else {
        let default = node.get("Default").map(|default| {
            let value = literal(default, scope);
            Box::new(match value.as_text() {
                Some(text) => form.value(text, value.span),
                None => value,
            })
        });
        Term::Parameter(Parameter {
            name: name.to_owned(),
            default,
            hidden,
            is_specific: is_specific(node),
        })
    };
    declared(at(term, key_span), allowed, is_list)
}

fn at(term: Term, span: Span) -> Value {
    Value { term, span }
}

fn declared(value: Value, allowed: Option<Vec<String>>, is_list: bool) -> Declared {
    Declared {
        value,
        allowed,
        is_list,
    }
}

/// The texts that a parameter can take, where they are listed.
pub(super) fn allowed(node: Node<'_>) -> Option<Vec<String>> {
    let list = node.get("AllowedValues")?;
    let texts = list.items().filter_map(|item| item.text());
    Some(texts.map(String::from).collect())
}

/// Whether no name with a wildcard can be given for a parameter: by its listed values, or by a pattern that fits the whole of each value.
fn is_specific(node: Node<'_>) -> bool {
    if let Some(allowed) = allowed(node) {
        return allowed.iter().all(|text| !text.contains(WILDCARDS));
    }
    let pattern = node.get("AllowedPattern").and_then(|node| node.text());
    pattern.is_some_and(|text| fits_no_wildcard(&text))
}

/// What stands for other characters in a policy.
const WILDCARDS: [char; 2] = ['*', '?'];

/// Whether a pattern begins and ends with the text it fits, and has no part that fits a wildcard.
fn fits_no_wildcard(pattern: &str) -> bool {
    let Ok(pattern) = regex_syntax::parse(pattern) else {
        return false;
    };
    let ends = pattern.properties();
    ends.look_set_prefix().contains(Look::Start)
        && ends.look_set_suffix().contains(Look::End)
        && has_no_wildcard(&pattern)
}

fn has_no_wildcard(part: &Hir) -> bool {
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(text) => !WILDCARDS.iter().any(|one| text.0.contains(&(*one as u8))),
        HirKind::Class(Class::Unicode(class)) => class.iter().all(|range| {
            let has = |one: &char| (range.start()..=range.end()).contains(one);
            !WILDCARDS.iter().any(has)
        }),
        HirKind::Class(Class::Bytes(_)) => false,
        HirKind::Repetition(repeated) => has_no_wildcard(&repeated.sub),
        HirKind::Capture(group) => has_no_wildcard(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().all(has_no_wildcard),
    }
}

/// Notes under which name the value of a parameter is stored, and gives it.
fn note_stored(
    name: &str,
    node: Node<'_>,
    given: Option<&String>,
    scope: &mut Scope<'_>,
) -> Option<String> {
    let default = node.get("Default").and_then(|node| node.text());
    let under = given.cloned().or(default.map(String::from))?;
    scope.wanted.stored.insert(name.to_owned(), under.clone());
    Some(under)
}

pub(super) fn check_allowed(
    name: &str,
    text: &str,
    node: Node<'_>,
    allowed: Option<&[String]>,
    scope: &mut Scope<'_>,
) {
    let Some(allowed) = allowed else { return };
    if allowed.iter().any(|value| value == text) {
        return;
    }
    let span = node
        .get("AllowedValues")
        .map_or(node.span(), |list| list.span());
    let message = format!("`{text}` is not an allowed value of parameter `{name}`");
    let mut diagnostic = Diagnostic::warning("value-not-allowed", span, message);
    diagnostic.help = closest_name(text, allowed.iter().map(String::as_str))
        .map(|value| format!("did you mean `{value}`?"));
    scope.diagnostics.push(diagnostic);
}

/// Whether the value lies in the parameter store until deployment.
pub(super) fn stored(type_name: &str) -> bool {
    type_name
        .strip_prefix("AWS::")
        .is_some_and(|rest| rest.starts_with("SSM::Parameter::Value<"))
}

/// How the text of a parameter is understood.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    List,
}

impl Form {
    pub(super) fn of(type_name: &str) -> Form {
        let list = type_name == "CommaDelimitedList" || type_name.contains("List<");
        if list || type_name.ends_with("<CommaDelimitedList>") {
            Form::List
        } else {
            Form::Text
        }
    }

    /// A text in this form. It counts as written without quotes: a parameter may give a boolean or number.
    pub(super) fn value(self, text: &str, span: Span) -> Value {
        let scalar = |text: &str| {
            Term::Scalar(Scalar {
                text: text.to_owned(),
                plain: true,
            })
        };
        match self {
            Form::Text => Value {
                term: scalar(text),
                span,
            },
            Form::List if text.is_empty() => Value {
                term: Term::List(Vec::new()),
                span,
            },
            Form::List => {
                let items = text.split(',').map(|item| Value {
                    term: scalar(item.trim()),
                    span,
                });
                Value {
                    term: Term::List(items.collect()),
                    span,
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fits_no_wildcard;

    #[test]
    fn a_pattern_is_weighed_by_all_that_it_fits() {
        let cases = [
            ("^[0-9]{12}$", true),
            ("^(\\d{12}|arn:aws:iam::[0-9]+:root)$", true),
            ("^([a-z]|$)$", true),
            ("^.*$", false),
            ("[0-9]{12}", false),
            ("^[0-9]{12}", false),
            ("^[0-9]+$|.*", false),
            ("^arn:aws:s3:::\\*$", false),
            ("^[^a-z]$", false),
            ("^\\S+$", false),
            ("^[!-/]$", false),
            ("^(", false),
        ];
        for (pattern, expected) in cases {
            assert_eq!(fits_no_wildcard(pattern), expected, "{pattern}");
        }
    }
}

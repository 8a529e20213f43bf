//! Nodes as values: what is written, with the functions evaluated as far as they can be.
//!
//! In: a node of the template and its [`Scope`]. Out: a [`Value`]. Recursion is limited by the scope's depth, cost by its
//! budget; beyond either a value is unknown and a diagnostic says so.

use crate::source::Span;
use crate::syntax::{CauseKind, Entry, Node, Scalar, Shape, Term, Value};

use super::function::{self, Call, Form};
use super::loops::{self, Sort};
use super::scope::{Scope, limit_reached, unknown};
use super::text;

/// The value of a node.
pub(super) fn convert<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
    match call(node) {
        Some(call) => guarded(node, scope, |scope| function::evaluate(&call, scope)),
        None => convert_untagged(node, scope),
    }
}

/// The value of a node whose tag belongs to somebody else: the argument of a short function.
pub(super) fn convert_untagged<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
    if let Some(call) = long_call(node) {
        return guarded(node, scope, |scope| function::evaluate(&call, scope));
    }
    guarded(node, scope, |scope| match node.shape() {
        Shape::Null => Value {
            term: Term::Null,
            span: node.span(),
        },
        Shape::Scalar => text::scalar(node, scope),
        Shape::Sequence => {
            let items = node.items().map(|item| convert(item, scope)).collect();
            Value {
                term: Term::List(items),
                span: node.span(),
            }
        }
        Shape::Mapping => mapping(node, scope),
    })
}

/// The value of a node where functions mean nothing: defaults, mappings, the template's metadata.
pub(super) fn literal<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
    guarded(node, scope, |scope| {
        let term = match node.shape() {
            Shape::Null => Term::Null,
            Shape::Scalar => Term::Scalar(Scalar {
                text: node.text().unwrap_or_default().into_owned(),
                plain: node.is_plain(),
            }),
            Shape::Sequence => Term::List(node.items().map(|item| literal(item, scope)).collect()),
            Shape::Mapping => Term::Map(
                node.entries()
                    .filter_map(|(key, value)| entry(key, literal(value, scope)))
                    .collect(),
            ),
        };
        Value {
            term,
            span: node.span(),
        }
    })
}

/// The function that a node calls, if it does.
pub(super) fn call<'t>(node: Node<'t>) -> Option<Call<'t>> {
    if let Some(tag) = node.tag() {
        let name = match tag {
            "Ref" | "Condition" => tag.to_owned(),
            _ => format!("Fn::{tag}"),
        };
        let name_span = node.tag_span().unwrap_or(node.span());
        let span = node.full_span();
        return Some(Call {
            name,
            name_span,
            argument: node,
            form: Form::Short,
            span,
        });
    }
    long_call(node)
}

/// The function that a mapping with one key calls, if it does.
fn long_call<'t>(node: Node<'t>) -> Option<Call<'t>> {
    if node.shape() != Shape::Mapping {
        return None;
    }
    let mut entries = node.entries();
    let (key, argument) = entries.next()?;
    if entries.next().is_some() {
        return None;
    }
    let name = key.text()?;
    let is_function = name == "Ref" || name.starts_with("Fn::");
    if !is_function || name.starts_with(function::LOOP) {
        return None;
    }
    let name = name.into_owned();
    Some(Call {
        name,
        name_span: key.span(),
        argument,
        form: Form::Long,
        span: node.span(),
    })
}

/// An entry of a mapping; `None` where the key is not text.
pub(super) fn entry(key: Node<'_>, value: Value) -> Option<Entry> {
    Some(Entry {
        key: key.text()?.into_owned(),
        key_span: key.span(),
        value,
    })
}

/// Reads one level deeper, within depth and budget.
fn guarded<'t>(
    node: Node<'t>,
    scope: &mut Scope<'t>,
    read: impl FnOnce(&mut Scope<'t>) -> Value,
) -> Value {
    let span = node.span();
    if !scope.pay(span) {
        return limit_reached(span);
    }
    if !scope.enter(span) {
        return unknown(CauseKind::Limit, "the depth of the template", span);
    }
    let value = read(scope);
    scope.depth -= 1;
    value
}

fn mapping<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
    if loops::has_loop(node) {
        return unrolled(node, scope);
    }
    let mut entries = Vec::new();
    let mut rewritten = None;
    for (key, value) in node.entries() {
        let name = scope.text_of(key).unwrap_or_default();
        if let Some(value) = sibling_function(&name, key.span(), value, scope) {
            rewritten.get_or_insert(value);
            continue;
        }
        let value = convert(value, scope);
        entries.push(Entry {
            key: name.into_owned(),
            key_span: key.span(),
            value,
        });
    }
    // What a macro adds beside the written entries is not known, so neither is what is absent.
    rewritten.unwrap_or(Value {
        term: Term::Map(entries),
        span: node.span(),
    })
}

/// A mapping with loops among its keys.
fn unrolled<'t>(node: Node<'t>, scope: &mut Scope<'t>) -> Value {
    let all = loops::entries(node, Sort::Properties, scope);
    let mut entries = Vec::new();
    let mut rewritten = all.open.map(|cause| Value {
        term: Term::Unknown(cause),
        span: node.span(),
    });
    for one in all.list {
        let key_span = one.key.span();
        let value = scope.within(&one.bindings, |scope| {
            match sibling_function(&one.name, key_span, one.node, scope) {
                Some(value) => Err(value),
                None => Ok(convert(one.node, scope)),
            }
        });
        scope.assumed.extend(one.assumes);
        match value {
            Err(value) => {
                rewritten.get_or_insert(value);
            }
            Ok(value) => {
                let absent = Value {
                    term: Term::Absent,
                    span: key_span,
                };
                let span = value.span;
                entries.push(Entry {
                    key: one.name,
                    key_span,
                    value: function::choose(one.when, value, absent, span),
                });
            }
        }
    }
    // What a loop over an unknown list adds is not known, so neither is what is absent.
    rewritten.unwrap_or(Value {
        term: Term::Map(entries),
        span: node.span(),
    })
}

/// What stands for a mapping that a function beside other keys completes; `None` where the key is an ordinary one.
fn sibling_function<'t>(
    name: &str,
    span: Span,
    argument: Node<'t>,
    scope: &mut Scope<'t>,
) -> Option<Value> {
    if name == "Fn::Transform" {
        let form = Form::Long;
        let call = Call {
            name: name.to_owned(),
            name_span: span,
            argument,
            form,
            span,
        };
        return Some(function::evaluate(&call, scope));
    }
    if name.starts_with("Fn::") {
        let message =
            format!("`{name}` is not evaluated: a function must be the only key of its mapping");
        scope.warning("misplaced-function", span, message);
        return Some(unknown(CauseKind::Function, name, span));
    }
    None
}

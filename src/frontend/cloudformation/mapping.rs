//! `Mappings` and `Fn::FindInMap`.
//!
//! In: the section, and a call. Out: the value found; a choice over the keys where a parameter selects one; unknown where
//! the key is open and the values differ.

use std::collections::BTreeMap;

use crate::source::{Diagnostic, closest_name};
use crate::syntax::{Cause, CauseKind, Guard, Node, Shape, Term, Value};

use super::function::{Call, cause_of, choose};
use super::print::symbol_name;
use super::scope::{Mapping, Scope, unknown};
use super::value::{convert, literal};

/// Most different values over which a parameter may choose.
const MOST_VALUES: usize = 8;

/// Reads the section into the scope.
pub(super) fn read_mappings<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) {
    for (name, node) in section.into_iter().flat_map(|section| section.entries()) {
        let mut mapping: Mapping<'t> = BTreeMap::new();
        for (top, node) in node.entries() {
            let mut values = BTreeMap::new();
            for (second, value) in node.entries() {
                if !scope.pay(second.span()) {
                    return;
                }
                values.extend(second.text().map(|key| (key.into_owned(), value)));
            }
            mapping.extend(top.text().map(|key| (key.into_owned(), values)));
        }
        scope.mappings.extend(name.text().map(|name| (name.into_owned(), mapping)));
    }
}

/// The value of a `Fn::FindInMap`.
pub(super) fn evaluate_find_in_map<'t>(call: &Call<'t>, scope: &mut Scope<'t>) -> Value {
    let arguments = call.arguments().unwrap_or_default();
    let (keys, default) = match arguments.as_slice() {
        [name, top, second] => ([*name, *top, *second], None),
        [name, top, second, options] if options.shape() == Shape::Mapping => {
            ([*name, *top, *second], options.get("DefaultValue"))
        }
        _ => return call.malformed("a mapping and two keys", scope),
    };
    let default = default.map(|node| convert(node, scope));
    let [name, top, second] = keys.map(|node| convert(node, scope));
    let inputs = [&name, &top, &second];
    let (Some(name_text), Some(second_text)) = (name.as_text(), second.as_text()) else {
        let open = if name.as_text().is_none() { &name } else { &second };
        return call.open(cause_of(open, &call.name), &inputs);
    };
    if !scope.mappings.contains_key(name_text) {
        let message = format!("the template defines no mapping `{name_text}`");
        let mut diagnostic = Diagnostic::error("unknown-mapping", keys[0].span(), message);
        diagnostic.help = closest_name(name_text, scope.mappings.keys().map(String::as_str))
            .map(|name| format!("did you mean `{name}`?"));
        scope.diagnostics.push(diagnostic);
        return default.unwrap_or_else(|| unknown(CauseKind::Dangling, name_text, call.span));
    }
    let place = Lookup { call, mapping: name_text, second: second_text, default };
    match &top.term {
        Term::Scalar(scalar) => place.find(&scalar.text, keys[1], scope),
        Term::Symbol(symbol) => place.agreed(symbol_name(*symbol), scope),
        Term::Parameter(parameter) => place.chosen(&parameter.name, scope),
        Term::Choice { when, then, otherwise } => match (then.as_text(), otherwise.as_text()) {
            (Some(then), Some(otherwise)) => {
                let then = place.find(then, keys[1], scope);
                let otherwise = place.find(otherwise, keys[1], scope);
                choose(when.clone(), then, otherwise, call.span)
            }
            _ => call.open(cause_of(&top, &call.name), &inputs),
        },
        _ => call.open(cause_of(&top, &call.name), &inputs),
    }
}

/// A call whose mapping and second key are known.
struct Lookup<'c, 't> {
    call: &'c Call<'t>,
    mapping: &'c str,
    second: &'c str,
    default: Option<Value>,
}

impl<'t> Lookup<'_, 't> {
    /// The value under a known key.
    fn find(&self, top: &str, top_node: Node<'t>, scope: &mut Scope<'t>) -> Value {
        let span = self.call.span;
        let mapping = scope.mappings.get(self.mapping);
        let values = mapping.and_then(|mapping| mapping.get(top));
        if let Some(node) = values.and_then(|values| values.get(self.second)).copied() {
            return Value { span, ..literal(node, scope) };
        }
        if let Some(default) = &self.default {
            return scope.copy(default, span);
        }
        let (missing, closest) = match values {
            Some(values) => (self.second, closest_name(self.second, values.keys().map(String::as_str))),
            None => {
                let keys = mapping.into_iter().flat_map(|mapping| mapping.keys());
                (top, closest_name(top, keys.map(String::as_str)))
            }
        };
        let message = format!("mapping `{}` has no key `{missing}`", self.mapping);
        let mut diagnostic = Diagnostic::error("unknown-mapping-key", top_node.span(), message);
        diagnostic.help = closest.map(|name| format!("did you mean `{name}`?"));
        scope.diagnostics.push(diagnostic);
        unknown(CauseKind::Dangling, format!("{}.{top}.{}", self.mapping, self.second), span)
    }

    /// The values under all keys, equal ones together, with their keys; `None` where there are too many.
    fn values(&self, name: &str, scope: &mut Scope<'t>) -> Option<Vec<(Value, Vec<String>)>> {
        let allowed = scope.parameters.get(name).and_then(|declared| declared.allowed.clone());
        let mapping = scope.mappings.get(self.mapping)?;
        let found: Vec<(String, Option<Node<'t>>)> = mapping
            .iter()
            .filter(|(top, _)| allowed.as_ref().is_none_or(|allowed| allowed.contains(top)))
            .map(|(top, values)| (top.clone(), values.get(self.second).copied()))
            .collect();
        let mut groups: Vec<(Value, Vec<String>)> = Vec::new();
        for (top, node) in found {
            let value = match (node, &self.default) {
                (Some(node), _) => literal(node, scope),
                (None, Some(default)) => scope.copy(default, self.call.span),
                (None, None) => continue,
            };
            match groups.iter().position(|(known, _)| is_same_text(known, &value)) {
                Some(index) => groups[index].1.push(top),
                None if groups.len() == MOST_VALUES => return None,
                None => groups.push((value, vec![top])),
            }
        }
        Some(groups)
    }

    /// The value on which all keys agree.
    fn agreed(&self, name: &str, scope: &mut Scope<'t>) -> Value {
        match self.values(name, scope).as_deref() {
            Some([(value, _)]) => Value { term: value.term.clone(), span: self.call.span },
            _ => self.call.open(Cause::new(CauseKind::Parameter, name), &[]),
        }
    }

    /// The value that a parameter chooses. A default decides nothing, as in conditions.
    fn chosen(&self, name: &str, scope: &mut Scope<'t>) -> Value {
        let span = self.call.span;
        let open = self.call.open(Cause::new(CauseKind::Parameter, name), &[]);
        let Some(groups) = self.values(name, scope) else { return open };
        let allowed = scope.parameters.get(name).and_then(|declared| declared.allowed.clone());
        let listed: usize = groups.iter().map(|(_, keys)| keys.len()).sum();
        let is_complete = allowed.is_some_and(|allowed| allowed.len() == listed);
        let mut groups = groups.into_iter().rev().map(|(value, keys)| (Value { span, ..value }, keys));
        let mut result = match is_complete {
            true => groups.next().map_or(open, |(value, _)| value),
            false => open,
        };
        for (value, keys) in groups {
            let equals = keys.iter().map(|key| scope.atom(name, key, None)).collect::<Vec<_>>();
            result = choose(Guard::any(equals), value, result, span);
        }
        result
    }
}

/// Whether two values are the same text.
fn is_same_text(left: &Value, right: &Value) -> bool {
    left.as_text().is_some_and(|text| right.as_text() == Some(text))
}

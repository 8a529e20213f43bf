//! `Mappings` and `Fn::FindInMap`.
//!
//! In: the section, and a call. Out: the value found; a choice over the keys where a parameter selects one; unknown where
//! the key is open and the values differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::{Diagnostic, closest_name};
use crate::syntax::{Cause, CauseKind, Guard, Node, Shape, Term, Value};

use super::function::{Call, cause_of, choose};
use super::print::symbol_name;
use super::scope::{Mapping, Scope, check_name, unknown};
use super::value::{call as call_of, convert, literal};

/// Most different values over which a parameter may choose.
const MOST_VALUES: usize = 8;

/// Reads the section into the scope.
pub(super) fn read_mappings<'t>(section: Option<Node<'t>>, scope: &mut Scope<'t>) {
    for (name, node) in section.into_iter().flat_map(|section| section.entries()) {
        let text = name.text().unwrap_or_default();
        if !text.starts_with("Fn::") {
            check_name(&text, "mapping", name.span(), scope);
        }
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
        scope
            .mappings
            .extend(name.text().map(|name| (name.into_owned(), mapping)));
    }
}

/// So many texts are noted of which the Region chooses one: more than there are Regions.
const MOST_ALTERNATIVES: usize = 64;

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
    let values = keys.map(|node| convert(node, scope));
    let [name, top, second] = &values;
    let lookup = Lookups {
        call,
        keys,
        default,
    };
    lookup.resolve([name, top, second], scope)
}

/// A call with its keys as written.
struct Lookups<'c, 't> {
    call: &'c Call<'t>,
    keys: [Node<'t>; 3],
    default: Option<Value>,
}

impl<'t> Lookups<'_, 't> {
    /// What these keys lead to: the name of the mapping, the first and the second level.
    fn resolve(&self, keys: [&Value; 3], scope: &mut Scope<'t>) -> Value {
        let span = self.call.span;
        if !scope.pay(span) || !scope.enter(span) {
            return super::scope::limit_reached(span);
        }
        let value = self.resolved(keys, scope);
        scope.depth -= 1;
        value
    }

    fn resolved(&self, keys: [&Value; 3], scope: &mut Scope<'t>) -> Value {
        if let Some(chosen) = self.branches(keys, scope) {
            return chosen;
        }
        let name = match &keys[0].term {
            Term::Parameter(parameter) => {
                let names = scope.mappings.keys().cloned().collect();
                return self.over(0, &parameter.name, names, keys, scope);
            }
            Term::Scalar(scalar) => &scalar.text,
            _ => return self.open(keys[0], keys),
        };
        let Some(mapping) = scope.mappings.get(name) else {
            return self.no_mapping(name, scope);
        };
        let second = match &keys[2].term {
            Term::Parameter(parameter) => {
                let all = mapping.values().flat_map(|values| values.keys());
                let seconds: BTreeSet<String> = all.cloned().collect();
                return self.over(2, &parameter.name, seconds, keys, scope);
            }
            Term::Scalar(scalar) => &scalar.text,
            _ => return self.open(keys[2], keys),
        };
        let place = Lookup {
            call: self.call,
            mapping: name,
            second,
            default: self.default.as_ref(),
        };
        match &keys[1].term {
            Term::Scalar(scalar) => place.find(&scalar.text, self.keys[1], scope),
            Term::Symbol(symbol) => place.agreed(symbol_name(*symbol), scope),
            Term::Parameter(parameter) => place.chosen(&parameter.name, scope),
            _ => self.open(keys[1], keys),
        }
    }

    /// The values of both branches, where a condition chooses a key.
    fn branches(&self, keys: [&Value; 3], scope: &mut Scope<'t>) -> Option<Value> {
        let chosen = |value: &&Value| matches!(value.term, Term::Choice { .. });
        let index = keys.iter().position(chosen)?;
        let Term::Choice {
            when,
            then,
            otherwise,
        } = &keys[index].term
        else {
            return None;
        };
        let mut with = |branch| {
            let mut keys = keys;
            keys[index] = branch;
            self.resolve(keys, scope)
        };
        let (then, otherwise) = (with(then), with(otherwise));
        Some(choose(when.clone(), then, otherwise, self.call.span))
    }

    /// The values under all keys that a parameter can choose. A default of it decides nothing, as in conditions.
    fn over(
        &self,
        index: usize,
        parameter: &str,
        candidates: BTreeSet<String>,
        keys: [&Value; 3],
        scope: &mut Scope<'t>,
    ) -> Value {
        let allowed = scope.parameters.get(parameter);
        let allowed = allowed.and_then(|declared| declared.allowed.clone());
        let is_allowed = |key: &String| allowed.as_ref().is_none_or(|all| all.contains(key));
        let candidates: Vec<String> = candidates.into_iter().filter(is_allowed).collect();
        if candidates.len() > MOST_VALUES {
            return self.open(keys[index], keys);
        }
        let is_complete = allowed.is_some_and(|allowed| allowed.len() == candidates.len());
        let mut result = match &self.default {
            _ if is_complete => None,
            Some(default) => Some(scope.copy(default, self.call.span)),
            None => Some(self.open(keys[index], keys)),
        };
        for key in candidates.into_iter().rev() {
            let literal = Value::text(key.clone(), keys[index].span);
            let mut keys = keys;
            keys[index] = &literal;
            let value = self.resolve(keys, scope);
            result = Some(match result {
                None => value,
                Some(rest) => {
                    let when = scope.atom(parameter, &key, None);
                    choose(when, value, rest, self.call.span)
                }
            });
        }
        result.unwrap_or_else(|| self.open(keys[index], keys))
    }

    fn open(&self, key: &Value, keys: [&Value; 3]) -> Value {
        self.call.open(cause_of(key, &self.call.name), &keys)
    }

    fn no_mapping(&self, name: &str, scope: &mut Scope<'t>) -> Value {
        if let Some(default) = &self.default {
            return scope.copy(default, self.call.span);
        }
        // Of names that a condition or parameter chooses among, some may never be chosen.
        if call_of(self.keys[0]).is_some() {
            return unknown(CauseKind::Dangling, name, self.call.span);
        }
        let message = format!("the template defines no mapping `{name}`");
        let mut diagnostic = Diagnostic::error("unknown-mapping", self.keys[0].span(), message);
        diagnostic.help = closest_name(name, scope.mappings.keys().map(String::as_str))
            .map(|name| format!("did you mean `{name}`?"));
        scope.diagnostics.push(diagnostic);
        unknown(CauseKind::Dangling, name, self.call.span)
    }
}

/// A call whose mapping and second key are known.
struct Lookup<'c, 't> {
    call: &'c Call<'t>,
    mapping: &'c str,
    second: &'c str,
    default: Option<&'c Value>,
}

impl<'t> Lookup<'_, 't> {
    /// The value under a known key.
    fn find(&self, top: &str, top_node: Node<'t>, scope: &mut Scope<'t>) -> Value {
        let span = self.call.span;
        let mapping = scope.mappings.get(self.mapping);
        let values = mapping.and_then(|mapping| mapping.get(top));
        if let Some(node) = values.and_then(|values| values.get(self.second)).copied() {
            return Value {
                span,
                ..literal(node, scope)
            };
        }
        if let Some(default) = self.default {
            return scope.copy(default, span);
        }
        let (missing, closest) = match values {
            Some(values) => (
                self.second,
                closest_name(self.second, values.keys().map(String::as_str)),
            ),
            None => {
                let keys = mapping.into_iter().flat_map(|mapping| mapping.keys());
                (top, closest_name(top, keys.map(String::as_str)))
            }
        };
        let message = format!("mapping `{}` has no key `{missing}`", self.mapping);
        let mut diagnostic = Diagnostic::error("unknown-mapping-key", top_node.span(), message);
        diagnostic.help = closest.map(|name| format!("did you mean `{name}`?"));
        scope.diagnostics.push(diagnostic);
        unknown(
            CauseKind::Dangling,
            format!("{}.{top}.{}", self.mapping, self.second),
            span,
        )
    }

    /// The values under all keys, equal ones together, with their keys; `None` where there are too many.
    fn values(&self, name: &str, scope: &mut Scope<'t>) -> Option<Vec<(Value, Vec<String>)>> {
        let allowed = scope
            .parameters
            .get(name)
            .and_then(|declared| declared.allowed.clone());
        let mapping = scope.mappings.get(self.mapping)?;
        let found: Vec<(String, Option<Node<'t>>)> = mapping
            .iter()
            .filter(|(top, _)| allowed.as_ref().is_none_or(|allowed| allowed.contains(top)))
            .map(|(top, values)| (top.clone(), values.get(self.second).copied()))
            .collect();
        let mut groups: Vec<(Value, Vec<String>)> = Vec::new();
        for (top, node) in found {
            let value = match (node, self.default) {
                (Some(node), _) => literal(node, scope),
                (None, Some(default)) => scope.copy(default, self.call.span),
                (None, None) => continue,
            };
            match groups
                .iter()
                .position(|(known, _)| is_same_text(known, &value))
            {
                Some(index) => groups[index].1.push(top),
                None if groups.len() == MOST_VALUES => return None,
                None => groups.push((value, vec![top])),
            }
        }
        Some(groups)
    }

    /// The value on which all keys agree.
    fn agreed(&self, name: &str, scope: &mut Scope<'t>) -> Value {
        let groups = self.values(name, scope);
        let agrees = |value: &Value| self.default.is_none_or(|one| is_same_text(value, one));
        match groups.as_deref() {
            Some([(value, _)]) if agrees(value) => Value {
                term: value.term.clone(),
                span: self.call.span,
            },
            _ => {
                self.note_alternatives(scope);
                self.call.open(Cause::new(CauseKind::Parameter, name), &[])
            }
        }
    }

    /// Notes what the value can be under all keys. A default counts where no key fits, and can be anything.
    fn note_alternatives(&self, scope: &mut Scope<'t>) {
        let Some(mapping) = scope.mappings.get(self.mapping) else {
            return;
        };
        let texts = mapping
            .values()
            .filter_map(|values| values.get(self.second));
        let texts = texts.map(|node| node.text().map(String::from));
        let texts = texts
            .take(MOST_ALTERNATIVES + 1)
            .collect::<Option<Vec<_>>>();
        let few = |all: &Vec<String>| !all.is_empty() && all.len() <= MOST_ALTERNATIVES;
        if let Some(texts) = texts.filter(|all| few(all) && self.default.is_none()) {
            scope.alternatives.insert(self.call.span, texts);
        }
    }

    /// The value that a parameter chooses. A default decides nothing, as in conditions.
    fn chosen(&self, name: &str, scope: &mut Scope<'t>) -> Value {
        let span = self.call.span;
        let open = self.call.open(Cause::new(CauseKind::Parameter, name), &[]);
        let Some(groups) = self.values(name, scope) else {
            return open;
        };
        let allowed = scope
            .parameters
            .get(name)
            .and_then(|declared| declared.allowed.clone());
        let listed: usize = groups.iter().map(|(_, keys)| keys.len()).sum();
        let is_complete = allowed.is_some_and(|allowed| allowed.len() == listed);
        let mut groups = groups
            .into_iter()
            .rev()
            .map(|(value, keys)| (Value { span, ..value }, keys));
        let mut result = match (is_complete, self.default) {
            (true, _) => groups.next().map_or(open, |(value, _)| value),
            (false, Some(default)) => scope.copy(default, span),
            (false, None) => open,
        };
        for (value, keys) in groups {
            let equals = keys
                .iter()
                .map(|key| scope.atom(name, key, None))
                .collect::<Vec<_>>();
            result = choose(Guard::any(equals), value, result, span);
        }
        result
    }
}

/// Whether two values are the same text.
fn is_same_text(left: &Value, right: &Value) -> bool {
    left.as_text()
        .is_some_and(|text| right.as_text() == Some(text))
}

//! Policy documents that are written as blocks.
//!
//! In: the properties of such a data source. Out: the policy, as a mapping in the language of policies, with the places of
//! the blocks.

use crate::syntax::{Cause, CauseKind, Entry, Term, Value};

use super::data::made;
use super::functions;
use super::program::at;

/// What is written in blocks, and what policies call it.
const ELEMENTS: [(&str, &str); 6] = [
    ("sid", "Sid"),
    ("effect", "Effect"),
    ("actions", "Action"),
    ("not_actions", "NotAction"),
    ("resources", "Resource"),
    ("not_resources", "NotResource"),
];

const PRINCIPALS: [(&str, &str); 2] = [
    ("principals", "Principal"),
    ("not_principals", "NotPrincipal"),
];

/// The version that documents have where none is written.
const VERSION: &str = "2012-10-17";

/// The policy of a document's properties.
pub(super) fn policy(body: &Value) -> Value {
    let span = body.span;
    let mut statements: Vec<Value> = Vec::new();
    for source in lists(body, &["source_json", "source_policy_documents"]) {
        take(source, &mut statements, false);
    }
    for block in items(body, "statement") {
        statements.push(statement(block));
    }
    for source in lists(body, &["override_json", "override_policy_documents"]) {
        take(source, &mut statements, true);
    }
    let version = body.get("version").cloned();
    let version = version.unwrap_or_else(|| Value::text(VERSION, span));
    let mut entries = vec![made("Version", version)];
    entries.extend(body.get("policy_id").cloned().map(|id| made("Id", id)));
    entries.push(made("Statement", at(Term::List(statements), span)));
    at(Term::Map(entries), span)
}

/// What stands in nested blocks of a kind.
fn items<'v>(body: &'v Value, name: &str) -> &'v [Value] {
    body.get(name).map_or(&[], Value::items)
}

/// The documents under some names, one by one.
fn lists<'v>(body: &'v Value, names: &[&str]) -> Vec<&'v Value> {
    let each = names.iter().filter_map(|name| body.get(name));
    each.flat_map(Value::items).collect()
}

/// Adds the statements of another document. One that overrides takes the place of those with its id.
fn take(document: &Value, into: &mut Vec<Value>, overrides: bool) {
    let parsed = match &document.term {
        Term::Scalar(_) | Term::Text(_) => {
            functions::call("jsondecode", std::slice::from_ref(document), document.span)
        }
        _ => None,
    };
    let read = parsed.as_ref().unwrap_or(document);
    match (&read.term, read.get("Statement")) {
        (Term::Null | Term::Absent, _) => {}
        (Term::Map(_), Some(statements)) => {
            for one in statements.items() {
                let id = one
                    .get("Sid")
                    .and_then(Value::as_text)
                    .filter(|id| !id.is_empty());
                if overrides && id.is_some() {
                    into.retain(|seen| seen.get("Sid").and_then(Value::as_text) != id);
                }
                into.push(one.clone());
            }
        }
        (Term::Scalar(scalar), _) if scalar.text.is_empty() => {}
        (
            Term::Choice {
                when,
                then,
                otherwise,
            },
            _,
        ) => {
            let branch = |value: &Value| {
                let mut own = Vec::new();
                take(value, &mut own, overrides);
                at(Term::List(own), value.span)
            };
            let term = Term::Choice {
                when: when.clone(),
                then: Box::new(branch(then)),
                otherwise: Box::new(branch(otherwise)),
            };
            into.push(at(term, read.span));
        }
        _ => into.push(at(Term::Unknown(super::text::cause_of(read)), read.span)),
    }
}

/// A block as a statement.
fn statement(block: &Value) -> Value {
    if let Term::Choice {
        when,
        then,
        otherwise,
    } = &block.term
    {
        let term = Term::Choice {
            when: when.clone(),
            then: Box::new(statement(then)),
            otherwise: Box::new(statement(otherwise)),
        };
        return at(term, block.span);
    }
    if !matches!(block.term, Term::Map(_)) {
        return block.clone();
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (own, element) in ELEMENTS {
        match block.entry(own) {
            Some(one) if one.value.term != Term::Null => entries.push(Entry {
                key: element.to_owned(),
                key_span: one.key_span,
                value: with_variables(&one.value),
            }),
            _ if own == "effect" => entries.push(made(element, Value::text("Allow", block.span))),
            _ => {}
        }
    }
    for (own, element) in PRINCIPALS {
        let blocks = items(block, own);
        if !blocks.is_empty() {
            entries.push(made(element, principals(blocks)));
        }
    }
    let conditions = items(block, "condition");
    if !conditions.is_empty() {
        entries.push(made("Condition", self::conditions(conditions)));
    }
    at(Term::Map(entries), block.span)
}

/// Policy variables, which documents write with `&` so that nobody takes them for interpolations.
fn with_variables(value: &Value) -> Value {
    let term = match &value.term {
        Term::Scalar(scalar) if scalar.text.contains("&{") => {
            let mut scalar = scalar.clone();
            scalar.text = scalar.text.replace("&{", "${");
            Term::Scalar(scalar)
        }
        Term::Text(parts) => Term::Text(parts.iter().map(with_variables).collect()),
        Term::List(parts) => Term::List(parts.iter().map(with_variables).collect()),
        term => term.clone(),
    };
    at(term, value.span)
}

/// Blocks of principals: identifiers by sort; everybody is a text of its own.
fn principals(blocks: &[Value]) -> Value {
    let span = blocks[0].span;
    let mut entries: Vec<Entry> = Vec::new();
    for block in blocks {
        let (Some(sort), Some(identifiers)) = (block.get("type"), block.get("identifiers")) else {
            return opaque(block, "a principal");
        };
        let Some(name) = sort.as_text() else {
            return at(Term::Unknown(super::text::cause_of(sort)), sort.span);
        };
        if name == "*" {
            return Value::text(
                "*",
                identifiers.items().first().map_or(span, |one| one.span),
            );
        }
        push(&mut entries, name, block, with_variables(identifiers));
    }
    at(Term::Map(entries), span)
}

/// Blocks of conditions: values by operator and key.
fn conditions(blocks: &[Value]) -> Value {
    let span = blocks[0].span;
    let mut operators: Vec<Entry> = Vec::new();
    for block in blocks {
        let (Some(test), Some(key), Some(values)) = (
            block.get("test"),
            block.get("variable"),
            block.get("values"),
        ) else {
            return opaque(block, "a condition");
        };
        let (Some(test), Some(key)) = (test.as_text(), key.as_text()) else {
            return opaque(block, "the key of a condition");
        };
        let values = with_variables(values);
        match operators.iter_mut().find(|one| one.key == test) {
            Some(Entry {
                value:
                    Value {
                        term: Term::Map(keys),
                        ..
                    },
                ..
            }) => push(keys, key, block, values),
            _ => {
                let mut keys = Vec::new();
                push(&mut keys, key, block, values);
                operators.push(Entry {
                    key: test.to_owned(),
                    key_span: block.span,
                    value: at(Term::Map(keys), block.span),
                });
            }
        }
    }
    at(Term::Map(operators), span)
}

/// What cannot be read as a part of a statement.
fn opaque(block: &Value, what: &str) -> Value {
    let cause = match &block.term {
        Term::Map(_) => Cause::new(CauseKind::Malformed, what),
        _ => super::text::cause_of(block),
    };
    at(Term::Unknown(cause), block.span)
}

/// Adds values under a key, to those that are there.
fn push(entries: &mut Vec<Entry>, key: &str, block: &Value, values: Value) {
    match entries.iter_mut().find(|one| one.key == key) {
        Some(seen) => {
            let all = seen
                .value
                .items()
                .iter()
                .chain(values.items())
                .cloned()
                .collect();
            seen.value = at(Term::List(all), seen.value.span);
        }
        None => entries.push(Entry {
            key: key.to_owned(),
            key_span: block.span,
            value: values,
        }),
    }
}

//! JSON Schemas of the files that people write: manifests and the configuration, rules, packs, kinds and controls.
//!
//! In: the tables of keys, and the names that the catalog knows. Out: JSON Schemas, draft 2020-12. How the files are read
//! is not known here.

mod authored;
mod kinds;

use serde_json::{Map, Value, json};

use crate::config;
use crate::frontend::manifest::keys::{self, Holds, Key};
use crate::graph::DataClass;
use crate::knowledge::Knowledge;
use crate::vocabulary::{Attribute, Type};

pub use authored::{controls, pack, rule};
pub use kinds::kinds;

/// The schema of architecture manifests.
pub fn manifest(knowledge: &Knowledge) -> Value {
    document(
        "phipath architecture manifest",
        "What people say about a system that no template can.",
        keys::MANIFEST,
        knowledge,
    )
}

/// The schema of the configuration.
pub fn config(knowledge: &Knowledge) -> Value {
    document(
        "phipath configuration",
        "What a person would otherwise say on every command line.",
        config::keys::CONFIG,
        knowledge,
    )
}

fn document(title: &str, what: &str, keys: &[Key], knowledge: &Knowledge) -> Value {
    let mut schema = mapping(keys, knowledge);
    let head = [
        ("$schema", "https://json-schema.org/draft/2020-12/schema"),
        ("title", title),
        ("description", what),
    ];
    schema.extend(head.map(|(key, value)| (key.to_owned(), value.into())));
    let shared = [
        ("text", text()),
        ("texts", one_or_more(text())),
        ("class", classes()),
        ("classes", one_or_more(shared("class"))),
        ("kind", choice(knowledge.by_kind.keys())),
        ("service", choice(knowledge.by_service.keys())),
        ("facts", facts(knowledge)),
    ];
    let used = Value::Object(schema.clone()).to_string();
    let mut defs = Map::new();
    // Those that others use come last, so that what they refer to is taken with them.
    for (name, value) in shared.into_iter().rev() {
        let refers = format!("\"#/$defs/{name}\"");
        let by_others = Value::Object(defs.clone()).to_string();
        if used.contains(&refers) || by_others.contains(&refers) {
            defs.insert(name.to_owned(), value);
        }
    }
    schema.insert("$defs".to_owned(), Value::Object(defs));
    Value::Object(schema)
}

/// A whole schema with its title.
fn document_of(title: &str, what: &str, mut schema: Map<String, Value>) -> Value {
    let head = [
        ("$schema", "https://json-schema.org/draft/2020-12/schema"),
        ("title", title),
        ("description", what),
    ];
    schema.extend(head.map(|(key, value)| (key.to_owned(), value.into())));
    Value::Object(schema)
}

/// A mapping with the keys of a reader and no others; `of` gives what stands under a key and what it means. A key that it
/// does not know may hold anything.
fn of_keys(
    keys: &[&str],
    needed: &[&str],
    of: &dyn Fn(&str) -> Option<(Value, &'static str)>,
) -> Map<String, Value> {
    let properties = keys.iter().map(|key| {
        let (schema, what) = of(key).unwrap_or((json!({}), ""));
        let mut schema = object(schema);
        schema.insert("description".to_owned(), what.into());
        ((*key).to_owned(), Value::Object(schema))
    });
    let mut schema = object(json!({"type": "object", "additionalProperties": false}));
    schema.insert("properties".to_owned(), Value::Object(properties.collect()));
    if !needed.is_empty() {
        schema.insert("required".to_owned(), needed.into());
    }
    schema
}

/// A mapping with these keys and no others.
fn mapping(keys: &[Key], knowledge: &Knowledge) -> Map<String, Value> {
    let properties = keys.iter().map(|key| {
        let mut value = held(key.holds, knowledge);
        value.insert("description".to_owned(), key.what.into());
        (key.name.to_owned(), Value::Object(value))
    });
    let needed: Vec<&str> = keys
        .iter()
        .filter(|key| key.required)
        .map(|key| key.name)
        .collect();
    let mut schema = object(json!({"type": "object", "additionalProperties": false}));
    schema.insert("properties".to_owned(), Value::Object(properties.collect()));
    if !needed.is_empty() {
        schema.insert("required".to_owned(), needed.into());
    }
    let says_what = |name: &&str| keys.iter().any(|key| key.name == *name);
    if keys::SAYS_WHAT.iter().all(says_what) {
        let one = keys::SAYS_WHAT.map(|name| json!({"required": [name]}));
        schema.insert("anyOf".to_owned(), one.to_vec().into());
    }
    schema
}

fn held(holds: Holds, knowledge: &Knowledge) -> Map<String, Value> {
    let schema = match holds {
        Holds::Text | Holds::Component => shared("text"),
        Holds::Texts => shared("texts"),
        Holds::Words(words) => one_or_more(choice(words)),
        Holds::Number => json!({"type": "integer", "minimum": 0}),
        Holds::Boolean => json!({"type": "boolean"}),
        Holds::Date => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        Holds::Choice(words) => choice(words),
        Holds::Value(name) => of_attribute(name, knowledge),
        Holds::Classes => shared("classes"),
        Holds::Kind => shared("kind"),
        Holds::Service => shared("service"),
        Holds::Services => {
            one_or_more(json!({"anyOf": [{"const": keys::ELIGIBLE}, shared("service")]}))
        }
        Holds::Workload => workloads(knowledge),
        Holds::Facts => shared("facts"),
        Holds::Mapping(keys) => Value::Object(mapping(keys, knowledge)),
        Holds::Named(keys) => {
            json!({"type": "object", "additionalProperties": mapping(keys, knowledge)})
        }
        Holds::List(keys) => json!({"type": "array", "items": mapping(keys, knowledge)}),
        Holds::Routes => routes(),
        Holds::Values => json!({"type": "object", "additionalProperties": text()}),
    };
    object(schema)
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// What stands once under `$defs`.
fn shared(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// Any scalar: without quotes, a text can look like a number.
fn text() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

fn one_or_more(one: Value) -> Value {
    json!({"anyOf": [one.clone(), {"type": "array", "items": one}]})
}

fn choice<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> Value {
    let words: Vec<Value> = words.into_iter().map(|word| word.as_ref().into()).collect();
    json!({"enum": words})
}

fn classes() -> Value {
    let names = DataClass::ALL.map(DataClass::name);
    choice(names.into_iter().chain([keys::UNCLASSIFIED]))
}

/// Workloads, each with its title.
fn workloads(knowledge: &Knowledge) -> Value {
    let each = knowledge.workloads.iter();
    let each = each.map(|(name, workload)| json!({"const": name, "description": workload.title}));
    json!({"anyOf": each.collect::<Vec<_>>()})
}

/// Lists of routes by data class.
fn routes() -> Value {
    let names = DataClass::ALL.map(DataClass::name).into_iter();
    let names = names.chain([keys::ANY_CLASS]);
    let each = names.map(|name| (name.to_owned(), shared("texts")));
    json!({"type": "object", "additionalProperties": false, "properties": each.collect::<Map<_, _>>()})
}

/// Every attribute that can be stated.
fn facts(knowledge: &Knowledge) -> Value {
    let each = knowledge.vocabulary.iter().filter_map(|(_, attribute)| {
        let mut schema = object(value(attribute)?);
        schema.insert("description".to_owned(), attribute.meaning.trim().into());
        Some((attribute.name.to_string(), Value::Object(schema)))
    });
    json!({"type": "object", "additionalProperties": false, "properties": each.collect::<Map<_, _>>()})
}

fn of_attribute(name: &str, knowledge: &Knowledge) -> Value {
    let vocabulary = &knowledge.vocabulary;
    let known = vocabulary.id(name).map(|id| vocabulary.attribute(id));
    known.and_then(value).unwrap_or_else(text)
}

/// What an attribute can be; `None` for what nobody can state.
fn value(attribute: &Attribute) -> Option<Value> {
    match attribute.predicate_type() {
        Type::Boolean => Some(json!({"type": "boolean"})),
        Type::Integer => Some(json!({"type": "integer"})),
        Type::Text if attribute.values.is_empty() => Some(text()),
        Type::Text => Some(choice(&attribute.values)),
        Type::List => Some(one_or_more(text())),
        Type::Opaque => None,
    }
}

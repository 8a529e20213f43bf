//! Plans of configurations, as Terraform would print them before anything exists.
//!
//! In: the files of a configuration. Out: the text of a plan in JSON. What only the deployment gives is not known in it, and
//! neither is any document that mentions such a value, as in a plan of Terraform's own; the configuration part has the
//! references that each expression has.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::visit::{Visit, visit_traversal};
use phipath::frontend::{Document, Resource};
use phipath::source::{Encoding, Sources};
use phipath::syntax::{Symbol, Term, Value as Known};
use phipath::{Input, Role, frontend, model};
use serde_json::{Map, Value, json};

use crate::support::all_rules;

/// Arguments that hold a document as text.
const DOCUMENTS: [&str; 14] = [
    "policy",
    "assume_role_policy",
    "access_policies",
    "access_policy",
    "container_definitions",
    "definition",
    "dashboard_body",
    "event_pattern",
    "pattern",
    "inline_policy",
    "key_policy",
    "policy_document",
    "resource_policy",
    "redrive_policy",
];

/// A plan of the files of a configuration, by path.
pub(crate) fn of_files(files: &[(String, String)]) -> String {
    let resources = resources(files);
    let changes: Vec<Value> = resources.iter().filter_map(change).collect();
    let plan = json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {"root_module": {}},
        "resource_changes": changes,
        "configuration": {"root_module": module(files, "")},
    });
    let mut text = serde_json::to_string(&plan).expect("it is JSON");
    text.push('\n');
    text
}

/// The resources that the configuration comes to.
fn resources(files: &[(String, String)]) -> Vec<Resource> {
    let loaded = all_rules();
    let mut sources = Sources::default();
    let inputs = files.iter().map(|(path, text)| Input {
        path: path.clone(),
        text: text.clone(),
        encoding: Encoding::Utf8,
        role: if path.contains('/') {
            Role::Found
        } else {
            Role::Named
        },
    });
    let language = model::language(&loaded.knowledge);
    let read = frontend::read(
        inputs.collect(),
        &mut sources,
        &Default::default(),
        &language,
    );
    let templates = read
        .documents
        .into_iter()
        .filter_map(|document| match document {
            Document::Template(template) => Some(template.resources),
            _ => None,
        });
    templates.flatten().collect()
}

fn change(resource: &Resource) -> Option<Value> {
    // What stands for a module that was not read is no resource.
    if !resource.type_name.contains('_') || resource.name.ends_with("[*]") {
        return None;
    }
    let (module, rest) = match resource
        .name
        .rfind(".aws")
        .or(resource.name.rfind(".google"))
        .or(resource.name.rfind(".azurerm"))
    {
        Some(at) if resource.name.starts_with("module.") => {
            (Some(&resource.name[..at]), &resource.name[at + 1..])
        }
        _ => (None, resource.name.as_str()),
    };
    let (_, name) = rest.split_once('.')?;
    let (name, key) = match name.split_once('[') {
        Some((name, key)) => (name, Some(key.trim_end_matches(']'))),
        None => (name, None),
    };
    let mut after = Map::new();
    let mut unknown = Map::new();
    for entry in resource.properties.entries() {
        let value = match DOCUMENTS.contains(&entry.key.as_str()) {
            true => document(&entry.value),
            false => known(&entry.value),
        };
        insert(&mut after, &mut unknown, &entry.key, value);
    }
    unknown.insert("id".to_owned(), json!(true));
    unknown.insert("arn".to_owned(), json!(true));
    let mut out = json!({
        "address": resource.name,
        "mode": "managed",
        "type": resource.type_name,
        "name": name,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": ["create"],
            "before": null,
            "after": after,
            "after_unknown": unknown,
            "before_sensitive": false,
            "after_sensitive": {},
        },
    });
    if let Some(module) = module {
        out["module_address"] = json!(module);
    }
    if let Some(key) = key {
        out["index"] = serde_json::from_str(key).expect("a key is JSON");
    }
    Some(out)
}

/// A value with what is not known of it.
enum Part {
    Known(Value),
    Unknown,
    /// Known in part: the value without the rest, and where the rest would be.
    Mixed(Value, Value),
}

fn insert(after: &mut Map<String, Value>, unknown: &mut Map<String, Value>, key: &str, part: Part) {
    match part {
        Part::Known(value) => {
            after.insert(key.to_owned(), value);
        }
        Part::Unknown => {
            unknown.insert(key.to_owned(), json!(true));
        }
        Part::Mixed(value, rest) => {
            after.insert(key.to_owned(), value);
            unknown.insert(key.to_owned(), rest);
        }
    }
}

fn known(value: &Known) -> Part {
    match &value.term {
        Term::Null | Term::Absent => Part::Known(Value::Null),
        Term::Scalar(scalar) if scalar.plain => match serde_json::from_str(&scalar.text) {
            Ok(plain) => Part::Known(plain),
            Err(_) => Part::Known(json!(scalar.text)),
        },
        Term::Scalar(scalar) => Part::Known(json!(scalar.text)),
        Term::Symbol(_) | Term::Text(_) => match text(value) {
            Some(text) => Part::Known(json!(text)),
            None => Part::Unknown,
        },
        Term::Parameter(parameter) => match &parameter.default {
            Some(default) => known(default),
            None => Part::Unknown,
        },
        Term::List(items) => {
            let items = items.iter().filter(|item| item.term != Term::Absent);
            let (mut out, mut rest, mut open) = (Vec::new(), Vec::new(), false);
            for item in items {
                let (value, missing) = match known(item) {
                    Part::Known(value) => (value, json!(false)),
                    Part::Unknown => (Value::Null, json!(true)),
                    Part::Mixed(value, missing) => (value, missing),
                };
                open |= missing != json!(false);
                out.push(value);
                rest.push(missing);
            }
            match open {
                true => Part::Mixed(Value::Array(out), Value::Array(rest)),
                false => Part::Known(Value::Array(out)),
            }
        }
        Term::Map(entries) => {
            let (mut after, mut unknown) = (Map::new(), Map::new());
            for entry in entries {
                insert(&mut after, &mut unknown, &entry.key, known(&entry.value));
            }
            match unknown.is_empty() {
                true => Part::Known(Value::Object(after)),
                false => Part::Mixed(Value::Object(after), Value::Object(unknown)),
            }
        }
        Term::Reference(_) | Term::Choice { .. } | Term::Unknown(_) => Part::Unknown,
    }
}

/// A text that is known before the deployment: what is the same throughout it has been looked up.
fn text(value: &Known) -> Option<String> {
    match &value.term {
        Term::Scalar(scalar) => Some(scalar.text.clone()),
        Term::Symbol(symbol) => Some(
            match symbol {
                Symbol::Account => "111122223333",
                Symbol::Region => "us-east-1",
                Symbol::Partition => "aws",
                Symbol::UrlSuffix => "amazonaws.com",
                _ => return None,
            }
            .to_owned(),
        ),
        Term::Parameter(parameter) => text(parameter.default.as_deref()?),
        Term::Text(parts) => parts.iter().map(text).collect(),
        _ => None,
    }
}

/// A document: one text, known as a whole or not at all.
fn document(value: &Known) -> Part {
    match &value.term {
        Term::Map(_) | Term::List(_) => match known(value) {
            Part::Known(value) => Part::Known(json!(value.to_string())),
            _ => Part::Unknown,
        },
        _ => known(value),
    }
}

/// The configuration of a module: its resources with the references of their expressions, and what it calls.
fn module(files: &[(String, String)], folder: &str) -> Value {
    let own = |path: &str| path.rsplit_once('/').map_or("", |(folder, _)| folder) == folder;
    let mut resources = Vec::new();
    let (mut outputs, mut calls) = (Map::new(), Map::new());
    for (path, text) in files
        .iter()
        .filter(|(path, _)| own(path) && path.ends_with(".tf"))
    {
        let body =
            hcl_edit::parser::parse_body(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for structure in body.iter() {
            let Structure::Block(block) = structure else {
                continue;
            };
            let label = |at: usize| block.labels.get(at).map_or("", |label| label.as_str());
            match block.ident.as_str() {
                kind @ ("resource" | "data") => resources.push(json!({
                    "address": match kind {
                        "data" => format!("data.{}.{}", label(0), label(1)),
                        _ => format!("{}.{}", label(0), label(1)),
                    },
                    "mode": if kind == "data" { "data" } else { "managed" },
                    "type": label(0),
                    "name": label(1),
                    "expressions": expressions(&block.body),
                })),
                "output" => {
                    let all = expressions(&block.body);
                    outputs.insert(label(0).to_owned(), json!({"expression": all["value"]}));
                }
                "module" => {
                    let (name, call) = call(files, folder, block);
                    calls.insert(name, call);
                }
                _ => {}
            }
        }
    }
    json!({"resources": resources, "outputs": outputs, "module_calls": calls})
}

fn call(files: &[(String, String)], folder: &str, block: &Block) -> (String, Value) {
    let source = block.body.get_attribute("source").map(|one| &one.value);
    let Some(Expression::String(source)) = source else {
        panic!("a module has a source")
    };
    let inner = phipath::source::joined(folder, source);
    let mut all = expressions(&block.body);
    all.as_object_mut()
        .expect("expressions are an object")
        .remove("source");
    let call = json!({
        "source": source.as_str(),
        "expressions": all,
        "module": module(files, &inner),
    });
    (block.labels[0].as_str().to_owned(), call)
}

/// The arguments of a body, each with its references or its value.
fn expressions(body: &Body) -> Value {
    let mut out: BTreeMap<String, Value> = BTreeMap::new();
    for structure in body.iter() {
        match structure {
            Structure::Attribute(attribute) => {
                let references = references(&attribute.value);
                let own = match references.is_empty() {
                    true => json!({"constant_value": constant(&attribute.value)}),
                    false => json!({"references": references}),
                };
                out.insert(attribute.key.to_string(), own);
            }
            Structure::Block(block) if matches!(block.ident.as_str(), "dynamic" | "lifecycle") => {}
            Structure::Block(block) => {
                let all = out
                    .entry(block.ident.to_string())
                    .or_insert_with(|| json!([]));
                let Value::Array(all) = all else {
                    panic!("blocks are a list")
                };
                all.push(expressions(&block.body));
            }
        }
    }
    json!(out)
}

/// What a literal is; nothing where it is made by functions.
fn constant(value: &Expression) -> Value {
    match value {
        Expression::Bool(truth) => json!(**truth),
        Expression::String(text) => json!(text.as_str()),
        Expression::Number(number) => json!(number.value().as_f64()),
        _ => Value::Null,
    }
}

/// The references of an expression as a plan lists them: each, and the thing that it is of.
fn references(value: &Expression) -> Vec<String> {
    struct Found(Vec<String>);
    impl Visit for Found {
        fn visit_traversal(&mut self, node: &Traversal) {
            if let Expression::Variable(first) = &node.expr {
                let mut names = vec![first.to_string()];
                let attributes = node
                    .operators
                    .iter()
                    .take_while(|one| matches!(one.value(), TraversalOperator::GetAttr(_)));
                names.extend(attributes.filter_map(|one| match one.value() {
                    TraversalOperator::GetAttr(name) => Some(name.to_string()),
                    _ => None,
                }));
                let own = match first.as_str() {
                    "data" => 3,
                    "var" | "local" | "each" | "count" | "path" => 2,
                    _ => 2,
                };
                if names.len() > own {
                    self.0.push(names.join("."));
                }
                self.0.push(names[..own.min(names.len())].join("."));
            }
            visit_traversal(self, node);
        }
    }
    let mut found = Found(Vec::new());
    found.visit_expr(value);
    let mut seen = BTreeSet::new();
    found.0.retain(|one| seen.insert(one.clone()));
    found.0
}

//! The JSON form of a configuration, made of its HCL.
//!
//! In: the files of a folder. Out: the text of one `.tf.json`. What is no literal becomes a text with the expression as it is
//! written, so that nothing is evaluated on the way.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use serde_json::{Map, Value, json};

/// How many labels a kind of block has at the top of a file.
pub(super) fn labels_of(kind: &str) -> usize {
    match kind {
        "resource" | "data" | "ephemeral" => 2,
        "module" | "variable" | "output" | "provider" => 1,
        _ => 0,
    }
}

/// The JSON of the files of one folder, in their order.
pub(crate) fn of_files(texts: &[&str]) -> String {
    let mut out = Map::new();
    for text in texts {
        let body = hcl_edit::parser::parse_body(text).expect("the file is HCL");
        for structure in body.iter() {
            let Structure::Block(block) = structure else {
                panic!("a file has blocks only");
            };
            let kind = block.ident.as_str();
            let inner = object(&block.body, text);
            let mut place = out.entry(kind).or_insert_with(|| json!({}));
            assert_eq!(block.labels.len(), labels_of(kind), "{kind}");
            for label in &block.labels {
                let Value::Object(map) = place else {
                    panic!("labels make objects")
                };
                place = map.entry(label.as_str()).or_insert_with(|| json!({}));
            }
            add_all(place, inner);
        }
    }
    let mut text = serde_json::to_string_pretty(&Value::Object(out)).expect("it is JSON");
    text.push('\n');
    text
}

/// Blocks without labels, such as `locals`, add up.
fn add_all(place: &mut Value, inner: Map<String, Value>) {
    match place {
        Value::Object(map) => map.extend(inner),
        _ => panic!("a block is an object"),
    }
}

fn object(body: &Body, text: &str) -> Map<String, Value> {
    let mut out = Map::new();
    for structure in body.iter() {
        match structure {
            Structure::Attribute(attribute) => {
                let name = attribute.key.to_string();
                out.insert(name.clone(), argument(&name, &attribute.value, text));
            }
            Structure::Block(block) if block.ident.as_str() == "dynamic" => {
                let label = block.labels[0].as_str();
                let dynamic = out.entry("dynamic").or_insert_with(|| json!({}));
                let Value::Object(dynamic) = dynamic else {
                    panic!("dynamic is an object")
                };
                let all = dynamic.entry(label).or_insert_with(|| json!([]));
                push(all, block, text);
            }
            Structure::Block(block) => {
                let all = out.entry(block.ident.as_str()).or_insert_with(|| json!([]));
                push(all, block, text);
            }
        }
    }
    out
}

fn push(all: &mut Value, block: &Block, text: &str) {
    let mut inner = object(&block.body, text);
    // The content of a dynamic block stands alone.
    if let Some(Value::Array(content)) = inner.get_mut("content") {
        let first = content.remove(0);
        inner.insert("content".to_owned(), first);
    }
    let Value::Array(all) = all else {
        panic!("blocks are a list")
    };
    all.push(Value::Object(inner));
}

/// An argument: what is a name of something in HCL is a plain text in JSON.
fn argument(name: &str, value: &Expression, text: &str) -> Value {
    match (name, value) {
        ("type", Expression::Variable(_) | Expression::FuncCall(_)) => json!(slice(value, text)),
        ("provider" | "iterator", _) => json!(slice(value, text)),
        ("depends_on" | "ignore_changes", Expression::Array(items)) => {
            Value::Array(items.iter().map(|item| json!(slice(item, text))).collect())
        }
        _ => of_expression(value, text),
    }
}

fn of_expression(value: &Expression, text: &str) -> Value {
    match value {
        Expression::Null(_) => Value::Null,
        Expression::Bool(truth) => json!(**truth),
        Expression::Number(_) => serde_json::from_str(slice(value, text)).expect("a number"),
        Expression::String(literal) => json!(literal.replace("${", "$${").replace("%{", "%%{")),
        Expression::Array(items) => items.iter().map(|item| of_expression(item, text)).collect(),
        Expression::Object(entries) => {
            let each = entries.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => name.to_string(),
                    ObjectKey::Expression(Expression::String(name)) => name.to_string(),
                    ObjectKey::Expression(Expression::Variable(name)) => name.to_string(),
                    ObjectKey::Expression(computed) => format!("${{{}}}", slice(computed, text)),
                };
                (key, of_expression(value.expr(), text))
            });
            Value::Object(each.collect())
        }
        other => json!(format!("${{{}}}", slice(other, text))),
    }
}

fn slice<'t>(value: &Expression, text: &'t str) -> &'t str {
    &text[value.span().expect("what is parsed has a place")]
}

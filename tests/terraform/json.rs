//! The JSON form of a configuration, made of its HCL.
//!
//! In: the files of a folder. Out: the text of one `.tf.json`. What is no literal becomes a text with the expression as it is
//! written, so that nothing is evaluated on the way.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body, Structure};
use serde::{Serialize, Serializer};

/// JSON whose objects keep the order in which they were written, as resources do.
enum Json {
    Plain(serde_json::Value),
    List(Vec<Json>),
    Object(Object),
}

type Object = Vec<(String, Json)>;

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Plain(value) => value.serialize(serializer),
            Json::List(items) => serializer.collect_seq(items),
            Json::Object(entries) => {
                serializer.collect_map(entries.iter().map(|(key, value)| (key, value)))
            }
        }
    }
}

fn text(text: impl Into<String>) -> Json {
    Json::Plain(serde_json::Value::String(text.into()))
}

/// What stands under a key, which is made where it is not there.
fn at<'o>(object: &'o mut Object, key: &str, new: fn() -> Json) -> &'o mut Json {
    let place = object.iter().position(|(own, _)| own == key);
    let place = place.unwrap_or_else(|| {
        object.push((key.to_owned(), new()));
        object.len() - 1
    });
    &mut object[place].1
}

fn entries(json: &mut Json) -> &mut Object {
    let Json::Object(entries) = json else {
        panic!("blocks make objects")
    };
    entries
}

fn no_entries() -> Json {
    Json::Object(Vec::new())
}

fn no_items() -> Json {
    Json::List(Vec::new())
}

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
    let mut out = Object::new();
    for source in texts {
        let body = hcl_edit::parser::parse_body(source).expect("the file is HCL");
        for structure in body.iter() {
            let Structure::Block(block) = structure else {
                panic!("a file has blocks only");
            };
            let kind = block.ident.as_str();
            let inner = object(&block.body, source);
            let mut place = at(&mut out, kind, no_entries);
            assert_eq!(block.labels.len(), labels_of(kind), "{kind}");
            for label in &block.labels {
                place = at(entries(place), label.as_str(), no_entries);
            }
            // Blocks without labels, such as `locals`, add up.
            entries(place).extend(inner);
        }
    }
    let mut text = serde_json::to_string_pretty(&Json::Object(out)).expect("it is JSON");
    text.push('\n');
    text
}

fn object(body: &Body, source: &str) -> Object {
    let mut out = Object::new();
    for structure in body.iter() {
        match structure {
            Structure::Attribute(attribute) => {
                let name = attribute.key.to_string();
                let value = argument(&name, &attribute.value, source);
                out.push((name, value));
            }
            Structure::Block(block) if block.ident.as_str() == "dynamic" => {
                let label = block.labels[0].as_str();
                let dynamic = entries(at(&mut out, "dynamic", no_entries));
                push(at(dynamic, label, no_items), block, source);
            }
            Structure::Block(block) => {
                push(at(&mut out, block.ident.as_str(), no_items), block, source);
            }
        }
    }
    out
}

fn push(all: &mut Json, block: &Block, source: &str) {
    let mut inner = object(&block.body, source);
    // The content of a dynamic block stands alone.
    for (_, value) in inner.iter_mut().filter(|(key, _)| key == "content") {
        if let Json::List(items) = value {
            *value = items.remove(0);
        }
    }
    let Json::List(all) = all else {
        panic!("blocks are a list")
    };
    all.push(Json::Object(inner));
}

/// An argument: what is a name of something in HCL is a plain text in JSON.
fn argument(name: &str, value: &Expression, source: &str) -> Json {
    match (name, value) {
        ("type", Expression::Variable(_) | Expression::FuncCall(_)) => text(slice(value, source)),
        ("provider" | "iterator", _) => text(slice(value, source)),
        ("depends_on" | "ignore_changes", Expression::Array(items)) => {
            Json::List(items.iter().map(|item| text(slice(item, source))).collect())
        }
        _ => of_expression(value, source),
    }
}

fn of_expression(value: &Expression, source: &str) -> Json {
    match value {
        Expression::Null(_) => Json::Plain(serde_json::Value::Null),
        Expression::Bool(truth) => Json::Plain((**truth).into()),
        Expression::Number(_) => {
            Json::Plain(serde_json::from_str(slice(value, source)).expect("a number"))
        }
        Expression::String(literal) => text(literal.replace("${", "$${").replace("%{", "%%{")),
        Expression::Array(items) => Json::List(
            items
                .iter()
                .map(|item| of_expression(item, source))
                .collect(),
        ),
        Expression::Object(entries) => {
            let each = entries.iter().map(|(key, value)| {
                let key = match key {
                    ObjectKey::Ident(name) => name.to_string(),
                    ObjectKey::Expression(Expression::String(name)) => name.to_string(),
                    ObjectKey::Expression(Expression::Variable(name)) => name.to_string(),
                    ObjectKey::Expression(computed) => format!("${{{}}}", slice(computed, source)),
                };
                (key, of_expression(value.expr(), source))
            });
            Json::Object(each.collect())
        }
        other => text(format!("${{{}}}", slice(other, source))),
    }
}

fn slice<'t>(value: &Expression, source: &'t str) -> &'t str {
    &source[value.span().expect("what is parsed has a place")]
}

//! The JSON Schema of files of kinds.
//!
//! In: the keys that the reader takes, and the names that the catalog knows. Out: a JSON Schema. Every key of the reader has
//! an entry here; a test finds one that has none. What paths lead to is not known here.

use serde_json::{Value, json};

use crate::graph::{Layer, Payload};
use crate::knowledge::{Knowledge, keys};

use super::authored::{by_name, example};
use super::{choice, document_of, of_keys, one_or_more, text};

/// The schema of a file of kinds.
pub fn kinds(knowledge: &Knowledge) -> Value {
    let kind = of_keys(&keys::KIND, &["kind", "service"], &|key| {
        kind_key(key, knowledge)
    });
    let schema = of_keys(&keys::KINDS, &[], &|key| {
        Some(match key {
            "kinds" => (
                json!({"type": "array", "items": kind}),
                "Kinds, in any order.",
            ),
            "ignored" => (
                by_name(text()),
                "Types that bear on nothing, each with the reason.",
            ),
            _ => return None,
        })
    });
    document_of("phipath kinds", "What resource types become.", schema)
}

fn kind_key(key: &str, knowledge: &Knowledge) -> Option<(Value, &'static str)> {
    let elements = [
        "external_entity",
        "process",
        "relay",
        "data_store",
        "support",
    ];
    let boolean = json!({"type": "boolean"});
    Some(match key {
        "kind" => (text(), "Its name, `provider.service.thing`."),
        "arns" => (texts(), "The ARNs that policies mean it by, its own first."),
        "element" => (choice(elements), "What it is in a data-flow diagram."),
        "service" => (services(knowledge), "Service of the catalog."),
        "per_call" => (boolean, "An answer has the classes of its own request."),
        "network_clients" => (boolean, "Clients have credentials of its own."),
        "key_of_caller" => (
            closed(&[("read", texts()), ("write", texts())]),
            "Actions that who reads or writes has to be allowed on the key.",
        ),
        "sources" => (by_format(&source()), "Types by format."),
        "attributes" => (attributes(knowledge), "Where its attributes come from."),
        "relations" => (by_name(relation(knowledge)), "Components it relates to."),
        "examples" => (list(example()), "Templates, and facts that must hold."),
        key => return further_key(key, knowledge),
    })
}

fn further_key(key: &str, knowledge: &Knowledge) -> Option<(Value, &'static str)> {
    Some(match key {
        "connector" => (connector(), "It joins two components and is none itself."),
        "grants" => (list(grant()), "It lets a principal do something."),
        "stands_for" => (paths_by_format(), "What a reference to it means."),
        "implies" => (list(implication(knowledge)), "What exists because it does."),
        "texts" => (by_format(&loose()), "Documents in another language."),
        "calls" => (list(call()), "What its definition calls."),
        "operations" => (by_format(&loose()), "Operations that are resources."),
        _ => return None,
    })
}

fn source() -> Value {
    closed(&[
        ("type", one_or_more(text())),
        ("identity", one_or_more(text())),
        (
            "satellites",
            by_name(json!({"anyOf": [texts(), list(fitting())]})),
        ),
    ])
}

/// A satellite that says by patterns of names where it belongs.
fn fitting() -> Value {
    let needed = ["name", "each", "patterns", "forms"];
    Value::Object(of_keys(&keys::FITTING, &needed, &|key| {
        Some(match key {
            "name" => (text(), "What paths call it."),
            "only" => (tests(), "What must hold of the resource."),
            "each" => (paths(), "The items."),
            "patterns" => (paths(), "Where the patterns stand in an item."),
            "forms" => (texts(), "What a pattern has to fit."),
            "closest" => (
                json!({"type": "boolean"}),
                "Whether the item with the closest pattern counts alone.",
            ),
            _ => return None,
        })
    }))
}

/// The mappings of attributes; only those of the vocabulary.
fn attributes(knowledge: &Knowledge) -> Value {
    let names = knowledge
        .vocabulary
        .iter()
        .map(|(_, one)| one.name.to_string());
    let names: Vec<String> = names.collect();
    json!({"type": "object", "propertyNames": choice(&names), "additionalProperties": attribute()})
}

fn attribute() -> Value {
    let variant = Value::Object(of_keys(&keys::VARIANT, &[], &mapping_key));
    let either = json!({"anyOf": [paths(), variant]});
    Value::Object(of_keys(&keys::ATTRIBUTE, &[], &|key| match key {
        "cloudformation" | "terraform" => {
            Some((either.clone(), "Paths, or what holds for the format alone."))
        }
        key => mapping_key(key),
    }))
}

fn mapping_key(key: &str) -> Option<(Value, &'static str)> {
    Some(match key {
        "path" => (paths(), "Where it is written."),
        "value" => (any(), "Always this."),
        "present" => (
            json!({"type": "boolean"}),
            "What is so where something is written there; the opposite where nothing is.",
        ),
        "values" => (
            by_name(any()),
            "Words that are written, to words of the vocabulary.",
        ),
        "references" => (
            by_name(any()),
            "What a reference to a resource of a type reads as.",
        ),
        "default" => (default(), "What holds where nothing is written."),
        "each" => (
            json!({"anyOf": [paths(), paths_by_format()]}),
            "Lists whose items are read one by one.",
        ),
        "only" => (tests(), "What must hold of an item."),
        "recognises" => (
            one_or_more(text()),
            "Groups of words by which texts are recognised.",
        ),
        "parts" => (by_name(paths_by_format()), "Parts of a record."),
        "through" => (
            one_or_more(text()),
            "Relations to the component that has it.",
        ),
        "beside" => (
            paths(),
            "Paths of which one must be present for the default to count.",
        ),
        "nothing" => (one_or_more(text()), "Texts by which nothing is said."),
        "default_by" => (
            paths_by_format(),
            "The property that decides, through `values`, what holds where nothing is written.",
        ),
        "asks_for" => (
            paths_by_format(),
            "The property to name where nothing is written.",
        ),
        "statement" => (
            closed(&[
                ("principals", paths_by_format()),
                ("actions", paths_by_format()),
            ]),
            "Items that read as statements of a policy.",
        ),
        _ => return None,
    })
}

fn tests() -> Value {
    let test = of_keys(&keys::TEST, &[], &|key| {
        Some(match key {
            "cloudformation" | "terraform" => (paths(), "Where it is written."),
            "is" => (one_or_more(text()), "One of these."),
            "present" => (
                json!({"type": "boolean"}),
                "Whether something is written there.",
            ),
            "default" => (default(), "What counts where nothing is written."),
            _ => return None,
        })
    });
    json!({"type": "array", "items": test})
}

fn relation(knowledge: &Knowledge) -> Value {
    Value::Object(of_keys(&keys::RELATION, &["layer"], &|key| {
        Some(match key {
            "cloudformation" | "terraform" => (paths(), "What names the other component."),
            "each" => (paths_by_format(), "Lists whose items are read one by one."),
            "only" => (tests(), "What must hold of an item."),
            "to" => (paths_by_format(), "The path within an item."),
            "facts" => (attributes(knowledge), "Facts of the edge."),
            "kinds" => (
                one_or_more(choice(knowledge.by_kind.keys())),
                "Which kinds the other can have.",
            ),
            "service" => (
                choice(knowledge.by_service.keys()),
                "The service at the other end.",
            ),
            "part" => (
                json!({"type": "boolean"}),
                "Whether it is a part of the other component.",
            ),
            "marks" => (
                attribute_with_value(),
                "What it says of the other component: that an attribute has a value.",
            ),
            key => return movement(key),
        })
    }))
}

fn attribute_with_value() -> Value {
    closed(&[("attribute", text()), ("value", any())])
}

fn movement(key: &str) -> Option<(Value, &'static str)> {
    let payloads = Payload::ALL.map(Payload::name);
    let by_attribute = closed(&[("attribute", text()), ("otherwise", choice(payloads))]);
    let directions = ["out", "in", "call", "called_by", "both"];
    Some(match key {
        "layer" => (
            choice(Layer::ALL.map(Layer::name)),
            "Which layer of the graph.",
        ),
        "direction" => (choice(directions), "Where the data goes."),
        "payload" => (
            json!({"anyOf": [choice(payloads), by_attribute]}),
            "What of the data goes.",
        ),
        "when" => (
            attribute_with_value(),
            "Only where an attribute has a value.",
        ),
        _ => return None,
    })
}

fn connector() -> Value {
    Value::Object(of_keys(&keys::CONNECTOR, &["from", "to", "name"], &|key| {
        Some(match key {
            "from" | "to" => (paths_by_format(), "An end."),
            "name" => (text(), "What it is called in reasons."),
            key => return movement(key),
        })
    }))
}

fn grant() -> Value {
    let needed = ["principal", "action", "resource"];
    Value::Object(of_keys(&keys::GRANT, &needed, &|_| {
        Some((paths_by_format(), "Where it is written."))
    }))
}

fn implication(knowledge: &Knowledge) -> Value {
    let needed = ["kind", "relation", "name"];
    Value::Object(of_keys(&keys::IMPLICATION, &needed, &|key| {
        Some(match key {
            "kind" => (choice(knowledge.by_kind.keys()), "What exists."),
            "relation" => (text(), "What the edge is called."),
            "name" => (text(), "Its name; `{name}` is that of the resource."),
            "unless" => (paths_by_format(), "Not where this is written."),
            key => return movement(key),
        })
    }))
}

fn call() -> Value {
    Value::Object(of_keys(
        &keys::CALL,
        &["name", "each", "what", "payload"],
        &|key| {
            Some(match key {
                "name" => (text(), "What an item is called in reasons."),
                "each" | "elsewhere" => (paths_by_format(), "Where it is written."),
                "only" => (tests(), "What must hold of an item."),
                "what" => (text(), "What is called."),
                "forms" => (one_or_more(text()), "How an action is written."),
                "prefixes" | "actions" => (by_name(text()), "What is written in another way."),
                "addresses" => (one_or_more(text()), "Actions that call a web address."),
                "on" => (one_or_more(text()), "What an action is used on."),
                "computed" => (
                    one_or_more(text()),
                    "Texts that are worked out at run time.",
                ),
                key => return movement(key),
            })
        },
    ))
}

fn default() -> Value {
    let mut schema = closed(&[("value", any()), ("cite", text())]);
    schema["required"] = json!(["value", "cite"]);
    schema
}

/// A path, or several.
fn paths() -> Value {
    one_or_more(text())
}

fn paths_by_format() -> Value {
    by_format(&paths())
}

fn by_format(value: &Value) -> Value {
    closed(&[
        ("cloudformation", value.clone()),
        ("terraform", value.clone()),
    ])
}

/// A mapping with these keys and no others.
fn closed(keys: &[(&str, Value)]) -> Value {
    let properties = keys
        .iter()
        .map(|(key, value)| ((*key).to_owned(), value.clone()));
    let properties: serde_json::Map<_, _> = properties.collect();
    json!({"type": "object", "additionalProperties": false, "properties": properties})
}

fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

fn texts() -> Value {
    one_or_more(text())
}

fn services(knowledge: &Knowledge) -> Value {
    choice(knowledge.by_service.keys())
}

/// A mapping of any keys.
fn loose() -> Value {
    json!({"type": "object"})
}

/// A text, or a list of texts.
fn any() -> Value {
    one_or_more(text())
}

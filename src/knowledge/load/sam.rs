//! What the SAM transform makes.
//!
//! In: a parsed file below `catalog/sam/`. Out: a part of [`Sam`]. Templates are not known here.

use std::collections::BTreeMap;

use crate::knowledge::sam::{Connection, PolicyTemplate, Sam, Shape, Sorts};
use crate::source::Diagnostic;
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Entry, Node, Scalar, Shape as Form, Term, Value};

use super::catalog::owned;
use super::names::Names;

/// The sorts of values that properties take.
const SORTS: [&str; 6] = ["any", "flag", "list", "map", "number", "text"];

/// The permissions that connectors can ask for, with their key in the file.
const PERMISSIONS: [(&str, &str); 2] = [("read", "Read"), ("write", "Write")];

/// Reads a file into what is known already.
pub(super) fn read(sam: &mut Sam, root: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) {
    const KEYS: [&str; 10] = [
        "cite",
        "connectors",
        "ends",
        "function_events",
        "resources",
        "shapes",
        "state_machine_events",
        "templates",
        "words",
        "written_as",
    ];
    let Some(file) = Fields::of(root, "a file on SAM", &KEYS, faults) else {
        return;
    };
    names.citation(&file, faults);
    for Field { name, value, .. } in file.entries("words", "words", faults) {
        let text = fields::text(value, faults).unwrap_or_default();
        sam.words.insert(name.into_owned(), text.into_owned());
    }
    for Field { name, value, .. } in file.entries("shapes", "shapes", faults) {
        let shape = shape(value, faults);
        sam.shapes
            .extend(shape.map(|shape| (name.into_owned(), shape)));
    }
    sam.resources.extend(sorts(&file, "resources", faults));
    let (functions, machines) = ("function_events", "state_machine_events");
    sam.function_events.extend(sorts(&file, functions, faults));
    sam.state_machine_events
        .extend(sorts(&file, machines, faults));
    for Field { name, value, .. } in file.entries("templates", "policy templates", faults) {
        let template = template(value, faults);
        sam.templates
            .extend(template.map(|one| (name.into_owned(), one)));
    }
    sam.ends
        .extend(by_type(&file, "ends", "ends of connectors", faults));
    let renamed = by_type(&file, "written_as", "names of properties", faults);
    sam.written_as.extend(renamed);
    for node in file.items("connectors", faults) {
        sam.connectors.extend(connection(node, faults));
    }
}

/// Mappings of texts, by type.
fn by_type(
    file: &Fields<'_>,
    key: &str,
    what: &str,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for Field { name, value, .. } in file.entries(key, what, faults) {
        let texts = fields::entries(value, "texts", faults).unwrap_or_default();
        let texts = texts.into_iter().map(|field| {
            let text = field.value.text().unwrap_or_default();
            (field.name.into_owned(), text.into_owned())
        });
        found.insert(name.into_owned(), texts.collect());
    }
    found
}

fn shape(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Shape> {
    let fields = Fields::of(node, "a shape", &["type", "value"], faults)?;
    Some(Shape {
        type_name: fields.text("type", faults).into_owned(),
        value: value_of(fields.need("value", faults)?),
    })
}

fn sorts(file: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, Sorts> {
    const KEYS: [&str; 8] = [
        "any", "flag", "globals", "list", "map", "number", "required", "text",
    ];
    let mut found = BTreeMap::new();
    for Field { name, value, .. } in file.entries(key, "properties by type", faults) {
        let Some(fields) = Fields::of(value, "properties by sort", &KEYS, faults) else {
            continue;
        };
        let mut sorts = Sorts {
            required: owned(fields.texts("required", faults)),
            globals: owned(fields.texts("globals", faults)),
            ..Sorts::default()
        };
        for sort in SORTS {
            let properties = owned(fields.texts(sort, faults)).into_iter();
            sorts.properties.extend(properties.map(|name| (name, sort)));
        }
        found.insert(name.into_owned(), sorts);
    }
    found
}

fn template(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<PolicyTemplate> {
    let fields = Fields::of(
        node,
        "a policy template",
        &["parameters", "statements"],
        faults,
    )?;
    Some(PolicyTemplate {
        parameters: owned(fields.texts("parameters", faults)),
        statements: value_of(fields.need("statements", faults)?),
    })
}

fn connection(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Connection> {
    const KEYS: [&str; 8] = [
        "depended_by",
        "destination",
        "form",
        "of",
        "read",
        "source",
        "together",
        "write",
    ];
    let fields = Fields::of(node, "a connector", &KEYS, faults)?;
    let source = fields.need_text("source", faults)?.into_owned();
    let destination = fields.need_text("destination", faults)?.into_owned();
    let form = fields.need_text("form", faults)?.into_owned();
    let mut together = Vec::new();
    for list in fields.items("together", faults) {
        together.push(owned(fields::texts(list, faults)));
    }
    let permissions = PERMISSIONS.iter().filter_map(|(key, name)| {
        let value = value_of(fields.get(key)?);
        Some(((*name).to_owned(), value))
    });
    Some(Connection {
        of_source: fields.text("of", faults) == "source",
        permissions: permissions.collect(),
        source,
        destination,
        form,
        together,
    })
}

/// What is written, as a value.
fn value_of(node: Node<'_>) -> Value {
    let term = match node.shape() {
        Form::Null => Term::Null,
        Form::Scalar => {
            let text = node.text().unwrap_or_default().into_owned();
            // How the file spells it says nothing: the embedded one is JSON.
            let plain = matches!(&*text, "true" | "false");
            Term::Scalar(Scalar { text, plain })
        }
        Form::Sequence => Term::List(node.items().map(value_of).collect()),
        Form::Mapping => Term::Map(
            node.entries()
                .filter_map(|(key, value)| {
                    Some(Entry {
                        key: key.text()?.into_owned(),
                        key_span: key.span(),
                        value: value_of(value),
                    })
                })
                .collect(),
        ),
    };
    let span = node.span();
    Value { term, span }
}

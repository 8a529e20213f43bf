//! The vocabulary from its YAML file.

use std::sync::Arc;

use crate::source::Diagnostic;
use crate::syntax::fields::{self, Fields, unknown_name, wrong_shape};
use crate::syntax::{Node, Shape};

use super::{Absence, Attribute, Literal, Reader, Type, Vocabulary};

const READERS: [(&str, Reader); 12] = [
    ("boolean", Reader::Boolean),
    ("integer", Reader::Integer),
    ("text", Reader::Text),
    ("list", Reader::List),
    ("key", Reader::Key),
    ("policy", Reader::Policy),
    ("environment", Reader::Environment),
    ("tags", Reader::Tags),
    ("event_pattern", Reader::EventPattern),
    ("credential", Reader::Credential),
    ("recognised", Reader::Recognised),
    ("records", Reader::Records),
];

/// The vocabulary that a file describes. `is_citation` tells which citations there are. Attributes with errors are left
/// out.
pub fn read(
    root: Node<'_>,
    is_citation: &dyn Fn(&str) -> bool,
    faults: &mut Vec<Diagnostic>,
) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let Some(file) = Fields::of(root, "the vocabulary", &["attributes"], faults) else {
        return vocabulary;
    };
    for field in file.entries("attributes", "attributes", faults) {
        let Some(attribute) = attribute(&field.name, field.value, is_citation, faults) else {
            continue;
        };
        if vocabulary.add(attribute).is_none() {
            let message = format!(
                "attribute `{}` is defined twice, or there are too many",
                field.name
            );
            faults.push(Diagnostic::error("duplicate-name", field.at, message));
        }
    }
    vocabulary
}

fn attribute(
    name: &str,
    node: Node<'_>,
    is_citation: &dyn Fn(&str) -> bool,
    faults: &mut Vec<Diagnostic>,
) -> Option<Attribute> {
    let fields = Fields::of(
        node,
        "an attribute",
        &["type", "values", "parts", "absent", "of_files", "meaning"],
        faults,
    )?;
    let reader = fields
        .need("type", faults)
        .and_then(|node| fields::choice(node, "type", &READERS, faults))?;
    let mut texts = |key: &str| -> Vec<Arc<str>> {
        let texts = fields.texts(key, faults).into_iter();
        texts.map(|(text, _)| Arc::from(&*text)).collect()
    };
    let (values, parts) = (texts("values"), texts("parts"));
    let meaning = fields.need_text("meaning", faults)?.into_owned();
    let mut attribute = Attribute {
        name: Arc::from(name),
        reader,
        values,
        parts,
        absence: Absence::Unknown,
        of_files: fields.is_set("of_files", faults),
        meaning,
    };
    let closed = matches!(attribute.predicate_type(), Type::Text | Type::List);
    if !attribute.values.is_empty() && !closed {
        let message = format!("attribute `{name}` lists values, but its type is not one of texts");
        faults.push(Diagnostic::error("wrong-type", fields.span(), message));
    }
    if (attribute.reader == Reader::Records) == attribute.parts.is_empty() {
        let message = format!("attribute `{name}`: `parts` goes with the type `records`");
        faults.push(Diagnostic::error("contradiction", fields.span(), message));
    }
    if let Some(node) = fields.get("absent") {
        attribute.absence = absence(&attribute, node, is_citation, faults)?;
    }
    Some(attribute)
}

fn absence(
    attribute: &Attribute,
    node: Node<'_>,
    is_citation: &dyn Fn(&str) -> bool,
    faults: &mut Vec<Diagnostic>,
) -> Option<Absence> {
    if node.shape() != Shape::Mapping {
        let index = fields::choice(
            node,
            "absence",
            &[("unknown", 0), ("meaningful", 1)],
            faults,
        )?;
        return Some(if index == 0 {
            Absence::Unknown
        } else {
            Absence::Meaningful
        });
    }
    let fields = Fields::of(node, "an absence", &["value", "cite"], faults)?;
    let value = literal(attribute, fields.need("value", faults)?, faults);
    let cite = fields.need("cite", faults)?;
    let citation = fields::text(cite, faults)?;
    if !is_citation(&citation) {
        faults.push(unknown_name("citation", &citation, cite.span(), []));
    }
    Some(Absence::Value(value?, Arc::from(&*citation)))
}

/// The value that a node gives to an attribute; an error where it is not of the attribute's type or not in its set.
pub fn literal(
    attribute: &Attribute,
    node: Node<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Literal> {
    match attribute.predicate_type() {
        Type::Boolean => fields::boolean(node, faults).map(Literal::Boolean),
        Type::Integer => {
            let value = node.text().and_then(|text| text.parse().ok());
            if value.is_none() {
                faults.push(wrong_shape(node, "a whole number"));
            }
            value.map(Literal::Integer)
        }
        Type::Text => {
            let value = fields::text(node, faults)?;
            fits(attribute, &value, node, faults).then(|| Literal::Text(Arc::from(&*value)))
        }
        Type::List => {
            let texts = fields::texts(node, faults);
            let all = texts
                .iter()
                .all(|(text, node)| fits(attribute, text, *node, faults));
            all.then(|| Literal::List(texts.iter().map(|(text, _)| Arc::from(&**text)).collect()))
        }
        Type::Opaque => {
            let message = format!(
                "attribute `{}` is of a type that cannot be written as a value",
                attribute.name
            );
            faults.push(Diagnostic::error("wrong-type", node.span(), message));
            None
        }
    }
}

/// Whether a text is in the closed set of an attribute, if it has one; an error where it is not.
pub fn fits(
    attribute: &Attribute,
    text: &str,
    node: Node<'_>,
    faults: &mut Vec<Diagnostic>,
) -> bool {
    let fits = attribute.values.is_empty() || attribute.values.iter().any(|value| &**value == text);
    if !fits {
        let mut fault = unknown_name(
            "value",
            text,
            node.span(),
            attribute.values.iter().map(|value| &**value),
        );
        fault.message = format!("`{text}` is no value of `{}`", attribute.name);
        faults.push(fault);
    }
    fits
}

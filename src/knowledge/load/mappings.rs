//! How attributes are read from values.
//!
//! In: nodes of kind files. Out: [`AttributeMapping`]s, checked against the vocabulary. What their paths find is not known
//! here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::frontend::Format;
use crate::graph::Payload;
use crate::knowledge::{AttributeMapping, ItemTest, PartMapping, Wanted};
use crate::source::Diagnostic;
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Node, Shape};
use crate::vocabulary::read::{fits, literal};
use crate::vocabulary::{Attribute, AttributeId, Literal, Reader, Type};

use super::catalog;
use super::names::{FORMATS, Names};
use super::paths::{self, KindSources, paths, paths_of};
use super::satellites;

/// The keys of a mapping from paths to an attribute.
pub const ATTRIBUTE_KEYS: [&str; 15] = [
    "cloudformation",
    "terraform",
    "value",
    "present",
    "values",
    "references",
    "default",
    "each",
    "only",
    "recognises",
    "parts",
    "statement",
    "through",
    "asks_for",
    "default_by",
];

/// The keys of what a mapping says for one format alone.
pub const VARIANT_KEYS: [&str; 10] = [
    "path",
    "value",
    "present",
    "values",
    "references",
    "default",
    "each",
    "only",
    "beside",
    "nothing",
];

/// The keys of a test of an item.
pub const TEST_KEYS: [&str; 5] = ["cloudformation", "terraform", "is", "present", "default"];

/// The attributes that a field of a kind or relation maps.
pub(super) fn attributes(
    fields: &Fields<'_>,
    key: &str,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<AttributeMapping> {
    let mut list: Vec<AttributeMapping> = Vec::new();
    for Field { name, at, value } in fields.entries(key, "attributes", faults) {
        let Some(attribute) = names.attribute(&name, at, faults) else {
            continue;
        };
        list.extend(attribute_mapping(attribute, value, sources, names, faults));
    }
    list
}

fn attribute_mapping(
    id: AttributeId,
    node: Node<'_>,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<AttributeMapping> {
    let attribute = names.vocabulary.attribute(id);
    let fields = Fields::of(node, "an attribute's mapping", &ATTRIBUTE_KEYS, faults)?;
    let mut paths = BTreeMap::new();
    let mut variants = BTreeMap::new();
    for format in FORMATS {
        let Some(node) = fields.get(format.name()) else {
            continue;
        };
        if node.shape() == Shape::Mapping {
            let apart = variant(id, node, format, sources, names, faults);
            variants.extend(apart.map(|mapping| (format, mapping)));
        } else {
            paths.insert(format, paths::at(node, format, sources, faults));
        }
    }
    let mapping = AttributeMapping {
        paths,
        variants,
        each: paths_of(&fields, "each", sources, faults),
        only: tests(&fields, names, faults),
        recognises: recognises(attribute, &fields, names, faults),
        parts: parts(attribute, &fields, faults),
        statement: satellites::statement(&fields, faults),
        through: through(&fields, faults),
        asks_for: paths_of(&fields, "asks_for", sources, faults),
        default_by: paths_of(&fields, "default_by", sources, faults),
        ..settled(id, &fields, names, faults)
    };
    complete(attribute, &mapping, &fields, faults);
    Some(mapping)
}

/// What a mapping says for one format apart from the other.
fn variant(
    id: AttributeId,
    node: Node<'_>,
    format: Format,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<AttributeMapping> {
    let fields = Fields::of(node, "a mapping for one format", &VARIANT_KEYS, faults)?;
    let at = |key: &str, faults: &mut Vec<Diagnostic>| {
        let node = fields.get(key)?;
        Some((format, paths::at(node, format, sources, faults)))
    };
    let (found, each) = (at("path", faults), at("each", faults));
    let beside = at("beside", faults);
    if found.is_some() == fields.get("value").is_some() {
        let message = "a mapping for one format needs either `path` or `value`";
        faults.push(Diagnostic::error("contradiction", fields.span(), message));
    }
    Some(AttributeMapping {
        paths: found.into_iter().collect(),
        each: each.into_iter().collect(),
        only: tests(&fields, names, faults),
        beside: beside.map_or_else(Vec::new, |(_, paths)| paths),
        nothing: catalog::owned(fields.texts("nothing", faults)),
        ..settled(id, &fields, names, faults)
    })
}

/// What a mapping says of values, without its paths.
fn settled(
    id: AttributeId,
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> AttributeMapping {
    let attribute = names.vocabulary.attribute(id);
    let present = fields.get("present");
    let present = present.and_then(|node| fields::boolean(node, faults));
    if present.is_some() && attribute.predicate_type() != Type::Boolean {
        let message = format!(
            "`present` needs a boolean, and `{}` is none",
            attribute.name
        );
        faults.push(Diagnostic::error("wrong-type", fields.span(), message));
    }
    AttributeMapping {
        attribute: id,
        paths: BTreeMap::new(),
        variants: BTreeMap::new(),
        constant: fields
            .get("value")
            .and_then(|node| literal(attribute, node, faults)),
        present,
        values: values(attribute, "values", fields, faults),
        references: values(attribute, "references", fields, faults),
        default: fields
            .get("default")
            .and_then(|node| default(attribute, node, names, faults)),
        each: BTreeMap::new(),
        only: Vec::new(),
        recognises: Vec::new(),
        parts: Vec::new(),
        statement: None,
        through: Vec::new(),
        beside: Vec::new(),
        nothing: Vec::new(),
        asks_for: BTreeMap::new(),
        default_by: BTreeMap::new(),
    }
}

/// Whether a mapping has what its attribute needs, and nothing else.
fn complete(
    attribute: &Attribute,
    mapping: &AttributeMapping,
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let mut fault = |code, message| faults.push(Diagnostic::error(code, fields.span(), message));
    let of_items = !mapping.each.is_empty() || !mapping.only.is_empty();
    let has_no_items = match attribute.reader {
        Reader::Key | Reader::Environment | Reader::Tags | Reader::Credential => true,
        Reader::Policy => mapping.statement.is_none(),
        _ => false,
    };
    if of_items && has_no_items {
        let message = format!(
            "`each` and `only` need texts, numbers, lists or records, and `{}` is none of them",
            attribute.name
        );
        fault("wrong-type", message);
    }
    let is_constant = fields.get("value").is_some();
    let is_read = !mapping.paths.is_empty() || !mapping.variants.is_empty();
    let sources = [is_constant, is_read];
    let others = sources.contains(&true) || !mapping.through.is_empty();
    if attribute.reader == Reader::Records {
        if others || mapping.each.is_empty() {
            let message = format!("`{}` needs `each` and `parts`", attribute.name);
            fault("contradiction", message);
        }
    } else if mapping.statement.is_some() {
        if attribute.reader != Reader::Policy || others || mapping.each.is_empty() {
            let message = "`statement` goes with `each`, for attributes of the type `policy`";
            fault("contradiction", message.to_owned());
        }
    } else if sources == [true, true] || sources == [false, false] && mapping.through.is_empty() {
        let message = format!(
            "`{}` needs either paths by format or `value` or `through`",
            attribute.name
        );
        fault("contradiction", message);
    }
}

/// The names of relations through which an attribute is taken.
fn through(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Arc<str>> {
    let texts = fields.texts("through", faults).into_iter();
    texts.map(|(text, _)| Arc::from(&*text)).collect()
}

/// Texts as written, or types of resources that are referred to, by texts of the vocabulary.
fn values(
    attribute: &Attribute,
    key: &str,
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for Field { name, value, .. } in fields.entries(key, "values by text", faults) {
        let Some(text) = fields::text(value, faults) else {
            continue;
        };
        let fits = match attribute.reader {
            Reader::EventPattern if Payload::named(&text).is_some() => true,
            Reader::Boolean => fields::boolean(value, faults).is_some(),
            Reader::Integer => literal(attribute, value, faults).is_some(),
            _ => fits(attribute, &text, value, faults),
        };
        if fits {
            values.insert(name.into_owned(), text.into_owned());
        }
    }
    values
}

/// What must hold of the items of a list.
pub(super) fn tests(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ItemTest> {
    let items = fields.items("only", faults);
    let each = items.into_iter();
    each.filter_map(|node| test(node, names, faults)).collect()
}

fn test(node: Node<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Option<ItemTest> {
    let fields = Fields::of(node, "a test of an item", &TEST_KEYS, faults)?;
    let (is, present) = (fields.get("is"), fields.get("present"));
    let wanted = match (is, present) {
        (Some(_), None) => {
            let texts = fields.texts("is", faults).into_iter();
            Wanted::OneOf(texts.map(|(text, _)| text.into_owned()).collect())
        }
        (None, Some(node)) => match fields::boolean(node, faults)? {
            true => Wanted::Something,
            false => Wanted::Nothing,
        },
        _ => {
            let message = "a test of an item needs either `is` or `present`";
            faults.push(Diagnostic::error("contradiction", fields.span(), message));
            return None;
        }
    };
    let default = fields.get("default").and_then(|node| {
        let fields = Fields::of(node, "a default", &["value", "cite"], faults)?;
        let value = fields.need_text("value", faults)?.into_owned();
        let (citation, _) = names.citation(&fields, faults)?;
        Some((value, citation))
    });
    Some(ItemTest {
        paths: paths(&fields, &KindSources::new(), faults),
        wanted,
        default,
    })
}

/// The groups of words by which texts are recognised; an attribute that is `recognised` needs them.
fn recognises(
    attribute: &Attribute,
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let texts = fields.texts("recognises", faults);
    if (attribute.reader == Reader::Recognised) == texts.is_empty() {
        let message = "`recognises` goes with attributes of the type `recognised`";
        faults.push(Diagnostic::error("contradiction", fields.span(), message));
    }
    for (text, node) in &texts {
        if !names.recognised.contains_key(&**text) {
            let known = names.recognised.keys().map(String::as_str);
            faults.push(fields::unknown_name(
                "group of words",
                text,
                node.span(),
                known,
            ));
        }
    }
    texts
        .into_iter()
        .map(|(text, _)| text.into_owned())
        .collect()
}

/// Where the parts of records stand.
fn parts(
    attribute: &Attribute,
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<PartMapping> {
    let mut list = Vec::new();
    for Field { name, at, value } in fields.entries("parts", "parts by name", faults) {
        let Some(known) = attribute.parts.iter().find(|part| ***part == *name) else {
            let known = attribute.parts.iter().map(|part| &**part);
            faults.push(fields::unknown_name("part", &name, at, known));
            continue;
        };
        let formats = FORMATS.map(Format::name);
        if let Some(inner) = Fields::of(value, "paths by format", &formats, faults) {
            list.push(PartMapping {
                name: Arc::clone(known),
                paths: paths(&inner, &KindSources::new(), faults),
            });
        }
    }
    list
}

fn default(
    attribute: &Attribute,
    node: Node<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(Literal, Arc<str>)> {
    let fields = Fields::of(node, "a default", &["value", "cite"], faults)?;
    let value = fields
        .need("value", faults)
        .and_then(|node| literal(attribute, node, faults));
    let (citation, _) = names.citation(&fields, faults)?;
    Some((value?, citation))
}

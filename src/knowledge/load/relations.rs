//! How kinds relate: relations, connectors, grants and implied components.
//!
//! In: nodes of kind files. Out: the mappings that make edges. Which components there are is not known here.

use std::sync::Arc;

use crate::graph::{Layer, Payload};
use crate::knowledge::{
    Connector, Endpoint, GrantMapping, Implication, PayloadChoice, RelationMapping,
};
use crate::source::Diagnostic;
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Node, Shape};
use crate::vocabulary::read::literal;
use crate::vocabulary::{AttributeId, Literal};

use super::mappings::{attributes, tests};
use super::names::{DIRECTIONS, Names, layer, payload};
use super::paths::{KindSources, paths, paths_of};

/// Keys of a relation.
pub const RELATION_KEYS: [&str; 14] = [
    "cloudformation",
    "terraform",
    "each",
    "only",
    "to",
    "layer",
    "direction",
    "payload",
    "facts",
    "when",
    "marks",
    "kinds",
    "service",
    "part",
];
/// Keys of a connector.
pub const CONNECTOR_KEYS: [&str; 6] = ["from", "to", "layer", "direction", "payload", "name"];
/// Keys of a grant.
pub const GRANT_KEYS: [&str; 5] = ["principal", "action", "resource", "source", "narrowed_by"];
/// Keys of an implied component.
pub const IMPLICATION_KEYS: [&str; 8] = [
    "kind",
    "relation",
    "name",
    "unless",
    "when",
    "layer",
    "direction",
    "payload",
];

/// The relations of a kind.
pub(super) fn relations(
    fields: &Fields<'_>,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<RelationMapping> {
    let mut list = Vec::new();
    for Field { name, value, .. } in fields.entries("relations", "relations", faults) {
        let Some(fields) = Fields::of(value, "a relation", &RELATION_KEYS, faults) else {
            continue;
        };
        let Some((layer, direction, payload)) = movement(&fields, names, faults) else {
            continue;
        };
        let mut to = paths(&fields, sources, faults);
        to.extend(paths_of(&fields, "to", sources, faults));
        if to.is_empty() {
            let message = format!("relation `{name}` needs a path to its target");
            faults.push(Diagnostic::error("missing-key", fields.span(), message));
        }
        list.push(RelationMapping {
            name: Arc::from(&*name),
            to,
            each: paths_of(&fields, "each", sources, faults),
            only: tests(&fields, names, faults),
            part: fields.is_set("part", faults),
            layer,
            direction,
            payload,
            facts: attributes(&fields, "facts", sources, names, faults),
            when: attribute_with_value("when", &fields, names, faults),
            marks: attribute_with_value("marks", &fields, names, faults),
            kinds: kinds(&fields, names, faults),
            service: fields
                .get("service")
                .and_then(|node| names.service(node, faults)),
        });
    }
    list
}

fn kinds(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<crate::knowledge::KindId> {
    fields
        .texts("kinds", faults)
        .into_iter()
        .filter_map(|(_, node)| names.kind(node, faults))
        .collect()
}

/// The connector that a node describes.
pub(super) fn connector(
    node: Node<'_>,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Connector> {
    let fields = Fields::of(node, "a connector", &CONNECTOR_KEYS, faults)?;
    fields.need("from", faults);
    fields.need("to", faults);
    let name = fields.need_text("name", faults);
    let (layer, direction, payload) = movement(&fields, names, faults)?;
    Some(Connector {
        from: paths_of(&fields, "from", sources, faults),
        to: paths_of(&fields, "to", sources, faults),
        layer,
        direction,
        payload,
        name: Arc::from(name?),
    })
}

/// The permissions that a kind gives.
pub(super) fn grants(
    fields: &Fields<'_>,
    sources: &KindSources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<GrantMapping> {
    let items = fields.items("grants", faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(node, "a grant", &GRANT_KEYS, faults)?;
        for key in ["principal", "action", "resource"] {
            fields.need(key, faults);
        }
        Some(GrantMapping {
            principal: paths_of(&fields, "principal", sources, faults),
            source: paths_of(&fields, "source", sources, faults),
            narrowed_by: paths_of(&fields, "narrowed_by", sources, faults),
            resource: paths_of(&fields, "resource", sources, faults),
            action: paths_of(&fields, "action", sources, faults),
        })
    });
    read.collect()
}

/// The components that exist because one of a kind does.
pub(super) fn implications(
    fields: &Fields<'_>,
    sources: &KindSources,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Implication> {
    let items = fields.items("implies", faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(node, "an implication", &IMPLICATION_KEYS, faults)?;
        let kind = fields
            .need("kind", faults)
            .and_then(|node| names.kind(node, faults));
        let name = fields.need_text("name", faults);
        let relation = fields.need_text("relation", faults);
        let (layer, direction, payload) = movement(&fields, names, faults)?;
        Some(Implication {
            kind: kind?,
            name: name?.into_owned(),
            unless: paths_of(&fields, "unless", sources, faults),
            when: attribute_with_value("when", &fields, names, faults),
            layer,
            direction,
            payload,
            relation: Arc::from(relation?),
        })
    });
    read.collect()
}

/// Layer, direction and payload. A flow must state all; on other layers nothing moves.
fn movement(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(Layer, Endpoint, PayloadChoice)> {
    let layer = fields
        .need("layer", faults)
        .and_then(|node| layer(node, faults))?;
    if layer == Layer::Flows {
        fields.need("direction", faults);
        fields.need("payload", faults);
    }
    let direction = fields
        .choice("direction", &DIRECTIONS, faults)
        .unwrap_or(Endpoint::Out);
    let payload = match fields.get("payload") {
        Some(node) => payload_choice(node, names, faults)?,
        None => PayloadChoice::Fixed(Payload::None),
    };
    Some((layer, direction, payload))
}

fn payload_choice(
    node: Node<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<PayloadChoice> {
    if node.shape() != Shape::Mapping {
        return payload(node, faults).map(PayloadChoice::Fixed);
    }
    let fields = Fields::of(node, "a payload", &["attribute", "otherwise"], faults)?;
    let attribute = attribute(&fields, names, faults);
    let otherwise = fields
        .need("otherwise", faults)
        .and_then(|node| payload(node, faults))?;
    Some(PayloadChoice::Attribute {
        attribute: attribute?,
        otherwise,
    })
}

/// The attribute and the value that a key names: what something depends on, or what it says.
fn attribute_with_value(
    key: &str,
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(AttributeId, Literal)> {
    let fields = Fields::of(
        fields.get(key)?,
        "an attribute with its value",
        &["attribute", "value"],
        faults,
    )?;
    let attribute = attribute(&fields, names, faults);
    let value = fields.need("value", faults)?;
    let attribute = attribute?;
    Some((
        attribute,
        literal(names.vocabulary.attribute(attribute), value, faults)?,
    ))
}

fn attribute(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<AttributeId> {
    let node = fields.need("attribute", faults)?;
    names.attribute(&fields::text(node, faults)?, node.span(), faults)
}

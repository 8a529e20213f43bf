//! Kinds: what resource types become.
//!
//! In: the parsed files below `catalog/kinds/`. Out: the kinds of [`Knowledge`] and its indexes by type. Documents are
//! not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::frontend::Format;
use crate::knowledge::{Element, KeyOfCaller, Kind, KindId, Knowledge, ServiceId, SourceSpec};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};

use super::names::{FORMATS, Names};
use super::{Parsed, arns, calls, catalog, mappings, paths, relations, satellites};

/// Keys of a file of kinds.
pub const FILE_KEYS: [&str; 2] = ["kinds", "ignored"];
/// Keys of a kind.
pub const KIND_KEYS: [&str; 18] = [
    "kind",
    "arns",
    "element",
    "service",
    "per_call",
    "network_clients",
    "key_of_caller",
    "sources",
    "attributes",
    "relations",
    "connector",
    "grants",
    "stands_for",
    "implies",
    "texts",
    "calls",
    "operations",
    "examples",
];
/// Elements by name.
pub(super) const ELEMENTS: [(&str, Element); 5] = [
    ("external_entity", Element::ExternalEntity),
    ("process", Element::Process),
    ("relay", Element::Relay),
    ("data_store", Element::DataStore),
    ("support", Element::Support),
];

/// The kinds of a file that have a name; the others are errors.
pub(super) fn nodes<'t>(parsed: &'t Parsed, faults: &mut Vec<Diagnostic>) -> Vec<Node<'t>> {
    let Some(root) = parsed.root() else {
        return Vec::new();
    };
    let Some(file) = Fields::of(root, "a file of kinds", &FILE_KEYS, faults) else {
        return Vec::new();
    };
    let mut nodes = file.items("kinds", faults);
    nodes.retain(|node| {
        let named = node.get("kind").is_some_and(|name| name.text().is_some());
        if !named {
            faults.push(Diagnostic::error(
                "missing-key",
                node.span(),
                "a kind needs the key `kind`",
            ));
        }
        named
    });
    nodes
}

/// Reads all kinds; their ids are the places of their nodes.
pub(super) fn read(
    knowledge: &mut Knowledge,
    nodes: &[Node<'_>],
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) {
    let read = nodes.par_iter().map(|&node| {
        let mut own = Vec::new();
        let fields = Fields::of(node, "a kind", &KIND_KEYS, &mut own);
        let kind = fields.map(|fields| kind(&fields, names, &mut own));
        (kind, own)
    });
    let read: Vec<_> = read.collect();
    for (index, (kind, own)) in read.into_iter().enumerate() {
        faults.extend(own);
        let Some(kind) = kind else {
            continue;
        };
        let id = KindId(index as u16);
        for (&format, source) in &kind.sources {
            for type_name in &source.types {
                let earlier = knowledge.by_type.insert((format, type_name.clone()), id);
                if let Some(earlier) =
                    earlier.and_then(|earlier| knowledge.kinds.get(usize::from(earlier.0)))
                {
                    let message =
                        format!("type `{type_name}` is also a source of `{}`", earlier.name);
                    let fault = Diagnostic::error("duplicate-name", kind.span, message);
                    faults.push(fault.related(earlier.span, "the other kind"));
                }
            }
            for satellite in &source.satellites {
                let takers = knowledge
                    .satellites
                    .entry((format, satellite.type_name.clone()))
                    .or_default();
                if takers.last() != Some(&id) {
                    takers.push(id);
                }
            }
        }
        knowledge.kinds.push(kind);
    }
}

/// Adds the types that a file declares to bear on nothing.
pub(super) fn ignored(knowledge: &mut Knowledge, root: Node<'_>, faults: &mut Vec<Diagnostic>) {
    let Some(node) = root.get("ignored") else {
        return;
    };
    for Field { name, at, value } in
        fields::entries(node, "ignored types", faults).unwrap_or_default()
    {
        let format = if name.contains("::") {
            Format::CloudFormation
        } else {
            Format::Terraform
        };
        let key = (format, name.into_owned());
        let Some(reason) = fields::text(value, faults) else {
            continue;
        };
        if knowledge.by_type.contains_key(&key) || knowledge.satellites.contains_key(&key) {
            let message = format!("type `{}` has a kind, so it cannot be ignored", key.1);
            faults.push(Diagnostic::error("duplicate-name", at, message));
        } else if knowledge.inert.contains_key(&key) {
            let message = format!("type `{}` is ignored twice", key.1);
            faults.push(Diagnostic::error("duplicate-name", at, message));
        }
        knowledge.inert.insert(key, reason.into_owned());
    }
}

fn kind(fields: &Fields<'_>, names: Names<'_>, faults: &mut Vec<Diagnostic>) -> Kind {
    let name = fields.need_text("kind", faults).unwrap_or_default();
    let sources = sources(fields, names, faults);
    let service = fields
        .need("service", faults)
        .and_then(|node| names.service(node, faults));
    let kind = Kind {
        name: Arc::from(name),
        element: fields.choice("element", &ELEMENTS, faults),
        service: service.unwrap_or(ServiceId(0)),
        per_call: fields.is_set("per_call", faults),
        network_clients: fields.is_set("network_clients", faults),
        key_of_caller: key_of_caller(fields, faults),
        arns: arns::read(fields, faults),
        attributes: mappings::attributes(fields, "attributes", &sources, names, faults),
        relations: relations::relations(fields, &sources, names, faults),
        connector: fields
            .get("connector")
            .and_then(|node| relations::connector(node, &sources, names, faults)),
        grants: relations::grants(fields, &sources, faults),
        stands_for: paths::paths_of(fields, "stands_for", &sources, faults),
        implies: relations::implications(fields, &sources, names, faults),
        texts: calls::texts(fields, faults),
        calls: calls::read(fields, &sources, names, faults),
        operations: calls::operations(fields, faults),
        sources,
        span: fields.get("kind").map_or(fields.span(), Node::span),
    };
    let is_connector = fields.get("connector").is_some();
    if is_connector && kind.element.is_some() {
        let message = format!("`{}` has both `element` and `connector`", kind.name);
        faults.push(
            Diagnostic::error("contradiction", kind.span, message)
                .help("a connector is no component"),
        );
    }
    let is_none = kind.grants.is_empty() && kind.stands_for.is_empty();
    if !is_connector && fields.get("element").is_none() && is_none {
        let message = format!(
            "`{}` has neither `element` nor `connector` nor `grants` nor `stands_for`",
            kind.name
        );
        faults.push(Diagnostic::error("missing-key", kind.span, message));
    }
    kind
}

fn key_of_caller(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> KeyOfCaller {
    let node = fields.get("key_of_caller");
    let Some(fields) =
        node.and_then(|node| Fields::of(node, "actions on a key", &["read", "write"], faults))
    else {
        return KeyOfCaller::default();
    };
    KeyOfCaller {
        read: catalog::owned(fields.texts("read", faults)),
        write: catalog::owned(fields.texts("write", faults)),
    }
}

fn sources(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Format, SourceSpec> {
    let mut sources = BTreeMap::new();
    for Field { name, at, value } in fields.entries("sources", "sources by format", faults) {
        let Some(format) = FORMATS.into_iter().find(|format| format.name() == name) else {
            faults.push(unknown_name("format", &name, at, FORMATS.map(Format::name)));
            continue;
        };
        let Some(fields) = Fields::of(
            value,
            "a source",
            &["type", "identity", "satellites"],
            faults,
        ) else {
            continue;
        };
        fields.need("type", faults);
        let types = catalog::owned(fields.texts("type", faults));
        let satellites = satellites::read(&fields, format, names, faults);
        let identity = catalog::owned(fields.texts("identity", faults));
        sources.insert(
            format,
            SourceSpec {
                types,
                identity,
                satellites,
            },
        );
    }
    sources
}

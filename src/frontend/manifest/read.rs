//! From a tree to a manifest: the file as a whole.

use crate::source::Diagnostic;
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Node, Shape, Tree};

use super::{Manifest, Residency, Routes, Stated, Written, Zone, keys, sections};

/// Ends of the names of manifest files.
const SUFFIXES: [&str; 3] = [
    ".architecture.yaml",
    ".architecture.yml",
    ".architecture.json",
];

/// Whether a file is meant to be a manifest, by its name.
pub fn is_manifest_path(path: &str) -> bool {
    SUFFIXES.iter().any(|suffix| path.ends_with(suffix))
}

/// Whether a document is meant to be a manifest, by what it says.
pub fn is_manifest(node: Node<'_>) -> bool {
    node.get("architecture").is_some()
        && ["components", "flows", "agreements"]
            .iter()
            .any(|key| node.get(key).is_some())
}

/// Reads the first document of a tree. What is wrong is left out, with an error; `None` where nothing can be read.
pub fn read(tree: &Tree, root: Option<Node<'_>>, faults: &mut Vec<Diagnostic>) -> Option<Manifest> {
    let file = tree.file();
    let Some(root) = root.filter(|root| root.shape() == Shape::Mapping) else {
        let message = "a manifest is a mapping with the key `architecture`";
        let fault = Diagnostic::error("not-a-manifest", file.span(), message);
        faults.push(fault.help("`phipath init` writes one to start from"));
        return None;
    };
    let known = keys::names(keys::MANIFEST);
    let fields = Fields::of(root, "a manifest", &known, faults)?;
    let name = fields
        .need("architecture", faults)
        .and_then(|node| written(node, faults));
    let named = |key: &str, faults: &mut Vec<_>| fields.entries(key, "entries by name", faults);
    let zones = named("zones", faults);
    let components = named("components", faults);
    let mut manifest = Manifest {
        file: file.id,
        name: name.unwrap_or(Written {
            text: String::new(),
            span: fields.span(),
        }),
        workload: one(&fields, "workload", faults),
        facts: stated_keys(&fields, keys::MANIFEST, faults),
        zones: zones
            .into_iter()
            .filter_map(|entry| zone(&entry, faults))
            .collect(),
        components: Vec::new(),
        defaults: facts(&fields, "defaults", faults),
        flows: Vec::new(),
        barriers: Vec::new(),
        agreements: Vec::new(),
        routing: routing(&fields, faults),
        residency: residency(&fields, faults),
    };
    let parts = components
        .iter()
        .filter_map(|entry| sections::part(entry, faults));
    manifest.components = parts.collect();
    let items = |key: &str, faults: &mut Vec<_>| fields.items(key, faults);
    for node in items("flows", faults) {
        manifest.flows.extend(sections::flow(node, faults));
    }
    for node in items("barriers", faults) {
        manifest.barriers.extend(sections::barrier(node, faults));
    }
    for node in items("agreements", faults) {
        manifest
            .agreements
            .extend(sections::agreement(node, faults));
    }
    Some(manifest)
}

fn zone(entry: &Field<'_>, faults: &mut Vec<Diagnostic>) -> Option<Zone> {
    let fields = Fields::of(entry.value, "a zone", &keys::names(keys::ZONE), faults)?;
    Some(Zone {
        name: name_of(entry),
        facts: stated_keys(&fields, keys::ZONE, faults),
    })
}

fn routing(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<Vec<Routes>> {
    fields.get("routing")?;
    let entries = fields.entries("routing", "routes by data class", faults);
    let routes = entries.iter().map(|entry| Routes {
        class: name_of(entry),
        routes: texts(entry.value, faults),
    });
    Some(routes.collect())
}

fn residency(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<Residency> {
    let node = fields.get("residency")?;
    let known = keys::names(keys::RESIDENCY);
    let fields = Fields::of(node, "a residency policy", &known, faults)?;
    let list = |key: &str, faults: &mut Vec<_>| {
        let node = fields.get(key);
        node.map(|node| texts(node, faults)).unwrap_or_default()
    };
    Some(Residency {
        regions: list("regions", faults),
        geographies: list("geographies", faults),
        span: Some(node.span()),
    })
}

/// The key of an entry.
pub(super) fn name_of(entry: &Field<'_>) -> Written {
    Written {
        text: entry.name.clone().into_owned(),
        span: entry.at,
    }
}

/// The text of a node.
pub(super) fn written(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    let text = fields::text(node, faults)?.into_owned();
    let span = node.span();
    Some(Written { text, span })
}

/// The texts of a node, one or a list.
pub(super) fn texts(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Written> {
    let texts = fields::texts(node, faults).into_iter();
    let with_place = texts.map(|(text, node)| Written {
        text: text.into_owned(),
        span: node.span(),
    });
    with_place.collect()
}

/// The text of a field.
pub(super) fn one(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    written(fields.get(key)?, faults)
}

/// What fields say that are values of attributes under keys of their own.
pub(super) fn stated_keys(
    fields: &Fields<'_>,
    keys: &[keys::Key],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Stated> {
    let stated = keys.iter().filter_map(|key| {
        let attribute = match key.holds {
            keys::Holds::Value(attribute) => attribute,
            _ => sections::attribute_of(key.name)?,
        };
        let field = fields.field(key.name)?;
        value(attribute.to_owned(), field, faults)
    });
    stated.collect()
}

/// The values by attribute under a key.
pub(super) fn facts(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Vec<Stated> {
    let entries = fields.entries(key, "values by attribute", faults);
    let stated = entries
        .iter()
        .filter_map(|entry| value(entry.name.clone().into_owned(), entry, faults));
    stated.collect()
}

fn value(attribute: String, field: &Field<'_>, faults: &mut Vec<Diagnostic>) -> Option<Stated> {
    let node = field.value;
    let list = node.shape() == Shape::Sequence;
    let values = match list {
        true => texts(node, faults),
        false => vec![written(node, faults)?],
    };
    Some(Stated {
        attribute: Written {
            text: attribute,
            span: field.at,
        },
        values,
        list,
        span: node.span(),
    })
}

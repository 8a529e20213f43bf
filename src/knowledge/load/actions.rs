//! Files of actions.
//!
//! In: the text of one file below `catalog/actions/`. Out: the actions of its prefix. What else there is in the catalog is
//! not known here, so that a file can be read at any time.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::Citation;
use crate::knowledge::actions::{AccessLevel, ActionInfo, PrefixActions};
use crate::source::{Diagnostic, FileId, SourceFile};
use crate::syntax::fields::{self, Field, Fields, unknown_name};
use crate::syntax::{self, Limits, Node};

use super::catalog::owned;

/// How files of actions name levels; `unlisted` is for actions that the source does not class.
const LEVELS: [(&str, Option<AccessLevel>); 6] = [
    ("read", Some(AccessLevel::Read)),
    ("list", Some(AccessLevel::List)),
    ("write", Some(AccessLevel::Write)),
    ("permissions", Some(AccessLevel::Permissions)),
    ("tagging", Some(AccessLevel::Tagging)),
    ("unlisted", None),
];

/// The actions of an embedded file, which a test has found to be without faults.
pub(in crate::knowledge) fn actions_of(path: &str, text: &'static str) -> PrefixActions {
    let file = SourceFile::embedded(FileId(0), path, text);
    let (tree, mut faults) = syntax::parse(&Arc::new(file), &Limits::default());
    let read = tree.root().and_then(|root| read(root, &mut faults));
    read.map(|(_, actions)| actions).unwrap_or_default()
}

/// The prefix of a file, and its actions.
pub(super) fn read(
    root: Node<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<(String, PrefixActions)> {
    let keys = ["prefix", "cite", "resources", "actions"];
    let file = Fields::of(root, "a file of actions", &keys, faults)?;
    let prefix = file.need_text("prefix", faults)?.into_owned();
    let citation = file.need_text("cite", faults)?.into_owned();
    let resources = file.entries("resources", "forms of names by type", faults);
    let formats = resources
        .into_iter()
        .map(|Field { name, value, .. }| (name.into_owned(), owned(fields::texts(value, faults))));
    let mut read = PrefixActions {
        formats: formats.collect(),
        citation,
        actions: BTreeMap::new(),
    };
    file.need("actions", faults);
    for group in file.items("actions", faults) {
        add(&mut read, group, faults);
    }
    Some((prefix, read))
}

/// Adds the actions of a group: a level, the types of resources, and names.
fn add(read: &mut PrefixActions, group: Node<'_>, faults: &mut Vec<Diagnostic>) {
    let Some(fields) = Fields::of(
        group,
        "a group of actions",
        &["level", "on", "names"],
        faults,
    ) else {
        return;
    };
    fields.need("level", faults);
    let level = fields.choice("level", &LEVELS, faults).flatten();
    let mut types = Vec::new();
    for (name, node) in fields.texts("on", faults) {
        if !read.formats.contains_key(&*name) {
            let known = read.formats.keys().map(String::as_str);
            faults.push(unknown_name("type of resource", &name, node.span(), known));
        }
        types.push(name.into_owned());
    }
    let resource_types: Arc<[String]> = types.into();
    fields.need("names", faults);
    for (name, node) in fields.texts("names", faults) {
        let info = ActionInfo {
            name: name.clone().into_owned(),
            level,
            resource_types: Arc::clone(&resource_types),
        };
        if read
            .actions
            .insert(name.to_ascii_lowercase(), info)
            .is_some()
        {
            let message = format!("action `{name}` is listed twice");
            faults.push(Diagnostic::error("duplicate-name", node.span(), message));
        }
    }
}

/// An error where a file cites what is not there.
pub(super) fn check_citation(
    root: Node<'_>,
    citations: &BTreeMap<Arc<str>, Citation>,
    faults: &mut Vec<Diagnostic>,
) {
    let Some(node) = root.get("cite") else { return };
    let name = node.text().unwrap_or_default();
    if !citations.contains_key(&*name) {
        let known = citations.keys().map(|known| &**known);
        faults.push(unknown_name("citation", &name, node.span(), known));
    }
}

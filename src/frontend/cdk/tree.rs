//! The tree of constructs of an app: which there are, and the type of resource that each makes.
//!
//! In: `tree.json`, and the files to which a large tree is spread. Out: construct paths with types. Stacks are not known here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::source::{Diagnostic, SourceFile};
use crate::syntax::{Node, Tree};

use super::manifest::parsed;

/// Which constructs there are.
#[derive(Debug, Default)]
pub(super) struct Constructs {
    /// The type of the resource of each, where it is one.
    types: BTreeMap<String, Option<String>>,
}

impl Constructs {
    /// Whether the tree has a construct that may make a resource of a type.
    pub(super) fn has(&self, path: &str, type_name: &str) -> bool {
        let found = self.types.get(path);
        found.is_some_and(|own| own.as_deref().is_none_or(|own| own == type_name))
    }
}

/// Reads a tree; `None` where a part of it cannot be read.
pub(super) fn read(
    file: &Arc<SourceFile>,
    beside: impl Fn(&str) -> Option<Arc<SourceFile>>,
    parts: &mut Vec<String>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Constructs> {
    let mut constructs = Constructs::default();
    let mut open: Vec<(Arc<SourceFile>, BTreeSet<String>)> =
        vec![(Arc::clone(file), BTreeSet::new())];
    let mut seen = BTreeSet::new();
    while let Some((file, ids)) = open.pop() {
        let tree = parsed(&file, faults)?;
        parts.push(file.path.clone());
        let mut more: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        walk(roots(&tree, &ids), &mut constructs, &mut more);
        for (name, ids) in more {
            let fresh = |id: &String| seen.insert((name.clone(), id.clone()));
            let ids: BTreeSet<String> = ids.into_iter().filter(fresh).collect();
            if !ids.is_empty() {
                open.push((beside(&name)?, ids));
            }
        }
    }
    Some(constructs)
}

/// The subtrees of a file with these ids, or its one tree.
fn roots<'t>(tree: &'t Tree, ids: &BTreeSet<String>) -> Vec<Node<'t>> {
    let root = tree.root();
    let get = |key: &str| root.and_then(|root| root.get(key));
    if ids.is_empty() {
        return get("tree").into_iter().collect();
    }
    let forest = get("forest");
    let subtree = |id: &String| forest.and_then(|forest| forest.get(id));
    ids.iter().filter_map(subtree).collect()
}

fn walk(
    mut open: Vec<Node<'_>>,
    constructs: &mut Constructs,
    more: &mut BTreeMap<String, BTreeSet<String>>,
) {
    while let Some(node) = open.pop() {
        let text = |key: &str| node.get(key).and_then(Node::text);
        let own = node.get("attributes");
        let own = own.and_then(|own| own.get("aws:cdk:cloudformation:type"));
        if let Some(path) = text("path") {
            let own = own.and_then(Node::text).map(String::from);
            // Where a tree goes on in another file, the construct stands in both.
            let known = constructs.types.entry(path.into_owned()).or_default();
            *known = own.or(known.take());
        }
        if let (Some(file), Some(id)) = (text("fileName"), text("treeId")) {
            let ids = more.entry(file.into_owned()).or_default();
            ids.insert(id.into_owned());
        }
        let children = node.get("children").into_iter();
        open.extend(children.flat_map(Node::entries).map(|(_, child)| child));
    }
}

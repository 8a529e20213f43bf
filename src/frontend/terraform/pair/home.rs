//! Which sources a plan or state belongs to.
//!
//! In: its resources and those of each folder. Out: the folder that declares most of its blocks. How the two are joined is not
//! known here.

use std::collections::BTreeSet;

use crate::frontend::Template;
use crate::frontend::terraform::address::{
    Address, MODULE, calls, joined, split_module, without_keys,
};

/// The index of the sources that a plan or state belongs to, if any does.
pub(super) fn home(plan: &Template, sources: &[Template], chosen: Option<&str>) -> Option<usize> {
    if let Some(chosen) = chosen {
        let wanted = tidy(chosen);
        return sources
            .iter()
            .position(|source| tidy(&source.path) == wanted);
    }
    let planned = Blocks::of(plan);
    let mut best: Option<(usize, usize, usize)> = None;
    for (index, source) in sources.iter().enumerate() {
        let declared = Blocks::of(source);
        let shared = planned
            .roots
            .iter()
            .filter(|root| declared.roots.contains(*root))
            .count();
        if shared == 0 || 2 * shared <= planned.roots.len() {
            continue;
        }
        let all = planned
            .all
            .iter()
            .filter(|block| declared.has(block))
            .count();
        let near = nearness(&source.path, &plan.path);
        if best.is_none_or(|(_, most, nearest)| (all, near) > (most, nearest)) {
            best = Some((index, all, near));
        }
    }
    best.map(|(index, ..)| index)
}

/// The blocks of a template.
struct Blocks {
    /// What the root module has: resources, and calls of modules.
    roots: BTreeSet<String>,
    /// All blocks, without keys.
    all: BTreeSet<String>,
    /// Modules whose source was not read.
    unread: Vec<String>,
}

impl Blocks {
    fn of(template: &Template) -> Self {
        let mut blocks = Blocks {
            roots: BTreeSet::new(),
            all: BTreeSet::new(),
            unread: Vec::new(),
        };
        for resource in &template.resources {
            let name = resource.name.as_str();
            let (module, is_unread) = match Address::of(name) {
                Some(address) => {
                    let block = address.block();
                    if address.module.is_empty() {
                        blocks.roots.insert(block.clone());
                    }
                    blocks.all.insert(block);
                    (address.module, false)
                }
                None => (name, true),
            };
            if is_unread && !split_module(name).is_some_and(|(_, rest)| rest.is_empty()) {
                continue;
            }
            let first = calls(module).into_iter().next();
            let root = first.map(|(_, call)| joined("", &format!("{MODULE}.{}", call.name)));
            blocks.roots.extend(root);
            if is_unread {
                blocks.unread.push(format!("{}.", without_keys(module)));
            }
        }
        blocks
    }

    fn has(&self, block: &str) -> bool {
        self.all.contains(block) || self.unread.iter().any(|module| block.starts_with(module))
    }
}

/// How many folders the path of a plan has in common with a folder that it lies in; none where it lies elsewhere.
fn nearness(folder: &str, plan: &str) -> usize {
    let (folder, plan) = (tidy(folder), tidy(plan));
    if folder.is_empty() {
        return 1;
    }
    let lies_in = plan
        .strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/'));
    if lies_in {
        2 + folder.matches('/').count()
    } else {
        0
    }
}

/// A path without what says nothing: `./` before it and `/` after it.
fn tidy(path: &str) -> &str {
    let path = path
        .strip_prefix("./")
        .unwrap_or(path)
        .trim_end_matches('/');
    if path == "." { "" } else { path }
}

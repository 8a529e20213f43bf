//! Walking the children of a node, with merge keys resolved.

use std::borrow::Cow;
use std::collections::HashSet;

use super::raw::{Kind, MERGE_KEY, MERGED, REPEATED};
use super::tree::Node;

/// Keys and values of a mapping.
#[derive(Clone, Debug)]
pub struct Entries<'t> {
    own: Own<'t>,
    /// What merge keys add, once the own entries are through; built on first need.
    merged: Merged<'t>,
}

#[derive(Clone, Debug)]
enum Merged<'t> {
    None,
    Pending(Node<'t>),
    Ready(std::vec::IntoIter<(Node<'t>, Node<'t>)>),
}

/// The entries of a mapping that are written in it, without merge keys and repeated keys.
#[derive(Clone, Debug)]
struct Own<'t> {
    at: Option<Node<'t>>,
    end: u32,
}

/// Items of a sequence.
#[derive(Clone, Debug)]
pub struct Items<'t> {
    at: Option<Node<'t>>,
    end: u32,
}

impl<'t> Entries<'t> {
    pub(super) fn of(node: Node<'t>) -> Self {
        let merged = if node.raw().has(MERGED) {
            Merged::Pending(node)
        } else {
            Merged::None
        };
        Self {
            own: Own::of(node),
            merged,
        }
    }
}

impl<'t> Iterator for Entries<'t> {
    type Item = (Node<'t>, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(entry) = self.own.next() {
            return Some(entry);
        }
        if let Merged::Pending(node) = self.merged {
            self.merged = Merged::Ready(merged_entries(node).into_iter());
        }
        match &mut self.merged {
            Merged::Ready(entries) => entries.next(),
            _ => None,
        }
    }
}

impl<'t> Own<'t> {
    fn of(node: Node<'t>) -> Self {
        let (at, end) = children(node, Kind::Mapping);
        Self { at, end }
    }

    /// The next entry as written, merge keys and repeated keys included.
    fn next_written(&mut self) -> Option<(Node<'t>, Node<'t>)> {
        let key = self.at.filter(|key| key.id < self.end)?;
        let value = key.next();
        self.at = Some(value.next());
        Some((key, value))
    }
}

impl<'t> Iterator for Own<'t> {
    type Item = (Node<'t>, Node<'t>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let entry = self.next_written()?;
            if !entry.0.raw().has(MERGE_KEY | REPEATED) {
                return Some(entry);
            }
        }
    }
}

impl<'t> Items<'t> {
    pub(super) fn of(node: Node<'t>) -> Self {
        let (at, end) = children(node, Kind::Sequence);
        Self { at, end }
    }
}

impl<'t> Iterator for Items<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let item = self.at.filter(|item| item.id < self.end)?;
        self.at = Some(item.next());
        Some(item)
    }
}

/// The entry with this key.
pub(super) fn find<'t>(node: Node<'t>, key: &str) -> Option<(Node<'t>, Node<'t>)> {
    let matches = |entry: &(Node<'t>, Node<'t>)| entry.0.text().is_some_and(|text| text == key);
    if let Some(entry) = Own::of(node).find(matches) {
        return Some(entry);
    }
    if !node.raw().has(MERGED) {
        return None;
    }
    Merges::of(node).flat_map(Own::of).find(matches)
}

fn merged_entries(node: Node<'_>) -> Vec<(Node<'_>, Node<'_>)> {
    let mut seen: HashSet<Cow<'_, str>> = Own::of(node).filter_map(|(key, _)| key.text()).collect();
    let mut entries = Vec::new();
    for entry in Merges::of(node).flat_map(Own::of) {
        let fresh = entry.0.text().is_none_or(|text| seen.insert(text));
        if fresh {
            entries.push(entry);
        }
    }
    entries
}

/// The mappings that a mapping merges, directly and through each other, each once, in order of precedence.
struct Merges<'t> {
    pending: Vec<Node<'t>>,
    seen: HashSet<u32>,
}

impl<'t> Merges<'t> {
    fn of(node: Node<'t>) -> Self {
        let mut merges = Self {
            pending: Vec::new(),
            seen: HashSet::from([node.id]),
        };
        merges.push_merged(node);
        merges
    }

    fn push_merged(&mut self, node: Node<'t>) {
        let mut sources = Vec::new();
        let mut own = Own::of(node);
        while let Some((key, value)) = own.next_written() {
            if !key.raw().has(MERGE_KEY) {
                continue;
            }
            match value.target().raw().kind() {
                Kind::Sequence => sources.extend(Items::of(value.target()).map(Node::target)),
                _ => sources.push(value.target()),
            }
        }
        self.pending.extend(sources.into_iter().rev());
    }
}

impl<'t> Iterator for Merges<'t> {
    type Item = Node<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let node = self.pending.pop()?;
            if node.raw().kind() != Kind::Mapping || !self.seen.insert(node.id) {
                continue;
            }
            if node.raw().has(MERGED) {
                self.push_merged(node);
            }
            return Some(node);
        }
    }
}

fn children(node: Node<'_>, kind: Kind) -> (Option<Node<'_>>, u32) {
    if node.raw().kind() != kind {
        return (None, 0);
    }
    let first = Node {
        tree: node.tree,
        id: node.id + 1,
    };
    (Some(first), node.raw().next(node.id))
}

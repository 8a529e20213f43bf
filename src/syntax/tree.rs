//! The span tree: nodes as written, each with its exact place.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{SourceFile, Span};

use super::entries::{Entries, Items};
use super::json::decode;
use super::offsets::OffsetMap;
use super::raw::{ESCAPED, Kind, PLAIN, Pool, QUOTED, RAW, RawNode, TAGGED, TagEntry};

/// A parsed text. Immutable, without recursion anywhere, 16 bytes a node.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(super) file: Arc<SourceFile>,
    /// The parsed text and its place, where it is not the text of the file itself.
    pub(super) embedded: Option<(Arc<str>, OffsetMap)>,
    pub(super) nodes: Vec<RawNode>,
    pub(super) pool: Pool,
    /// Sorted by node.
    pub(super) tags: Vec<TagEntry>,
    pub(super) roots: Vec<u32>,
}

/// One node of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Node<'t> {
    pub(super) tree: &'t Tree,
    pub(super) id: u32,
}

/// The sort of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing written, `null`, or `~`.
    Null,
    /// Text, number or boolean.
    Scalar,
    /// A list.
    Sequence,
    /// Keys with values.
    Mapping,
}

impl Tree {
    /// The roots of all documents of the text, in order. A document without content has a null root.
    pub fn documents(&self) -> impl Iterator<Item = Node<'_>> {
        self.roots.iter().map(|&id| Node { tree: self, id })
    }

    /// The root of the first document; `None` where nothing was read.
    pub fn root(&self) -> Option<Node<'_>> {
        self.documents().next()
    }

    /// The file that the spans of the nodes belong to.
    pub fn file(&self) -> &Arc<SourceFile> {
        &self.file
    }

    /// Number of nodes as written; an alias counts once.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The places of all scalars as written, quotes included; a block scalar is its content without the header.
    pub fn scalars(&self) -> impl Iterator<Item = Span> {
        let scalars = self.nodes.iter().filter(|node| node.kind() == Kind::Scalar);
        scalars.map(|node| self.span(node.start, node.end))
    }

    pub(super) fn text(&self) -> &str {
        match &self.embedded {
            Some((text, _)) => text,
            None => self.file.text(),
        }
    }

    pub(super) fn slice(&self, start: u32, end: u32) -> &str {
        self.text().get(start as usize..end as usize).unwrap_or("")
    }

    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        let (start, end) = match &self.embedded {
            Some((_, offsets)) => offsets.map_range(start, end),
            None => (start, end),
        };
        Span::new(self.file.id, start, end)
    }

    pub(super) fn raw(&self, id: u32) -> &RawNode {
        &self.nodes[id as usize]
    }

    fn tag_entry(&self, id: u32) -> Option<&TagEntry> {
        if !self.raw(id).has(TAGGED) {
            return None;
        }
        let index = self.tags.binary_search_by_key(&id, |tag| tag.node).ok()?;
        self.tags.get(index)
    }
}

impl<'t> Node<'t> {
    /// What the node is; an alias is what it stands for.
    pub fn shape(self) -> Shape {
        match self.target().raw().kind() {
            Kind::Scalar => Shape::Scalar,
            Kind::Sequence => Shape::Sequence,
            Kind::Mapping => Shape::Mapping,
            Kind::Null | Kind::Alias => Shape::Null,
        }
    }

    /// The place of the value, without its tag: quotes included, an alias at the alias itself. A block mapping or
    /// sequence ends with its last child; a block scalar is its content without the header.
    pub fn span(self) -> Span {
        let raw = self.raw();
        self.tree.span(raw.start, raw.end)
    }

    /// The name of the tag without `!`, such as `Ref`; `None` without a tag and for tags of YAML itself.
    pub fn tag(self) -> Option<&'t str> {
        let entry = self.tree.tag_entry(self.target().id)?;
        if entry.name == RAW {
            Some(self.tree.slice(entry.start + 1, entry.end))
        } else {
            Some(self.tree.pool.get(entry.name))
        }
    }

    /// The place of the tag, `!` included; at the definition for an alias.
    pub fn tag_span(self) -> Option<Span> {
        let entry = self.tree.tag_entry(self.target().id)?;
        Some(self.tree.span(entry.start, entry.end))
    }

    /// The place of the tag and the value; of an alias, the alias alone.
    pub fn full_span(self) -> Span {
        match self.tree.tag_entry(self.id) {
            Some(entry) => {
                let raw = self.raw();
                let (start, end) = (raw.start.min(entry.start), raw.end.max(entry.end));
                self.tree.span(start, end)
            }
            None => self.span(),
        }
    }

    /// The decoded text of a scalar, as written where it has no quotes: nothing is resolved to numbers or booleans.
    /// `None` for a null, a sequence and a mapping.
    pub fn text(self) -> Option<Cow<'t, str>> {
        let node = self.target();
        let raw = node.raw();
        if raw.kind() != Kind::Scalar {
            return None;
        }
        let tree = node.tree;
        Some(match raw.link {
            RAW => Cow::Borrowed(tree.slice(raw.start, raw.end)),
            QUOTED => Cow::Borrowed(tree.slice(raw.start + 1, raw.end - 1)),
            ESCAPED => Cow::Owned(decode(tree.slice(raw.start + 1, raw.end - 1))),
            index => Cow::Borrowed(tree.pool.get(index)),
        })
    }

    /// Whether the scalar was written without quotes, so that a reader that expects a number or boolean may take it.
    pub fn is_plain(self) -> bool {
        self.target().raw().has(PLAIN)
    }

    /// Keys and values of a mapping, its own in source order and then those of its merge keys; nothing for other
    /// shapes. A key that is there already is left out: own keys win, then the first merge.
    pub fn entries(self) -> Entries<'t> {
        Entries::of(self.target())
    }

    /// The items of a sequence; nothing for other shapes.
    pub fn items(self) -> Items<'t> {
        Items::of(self.target())
    }

    /// The value of a key.
    pub fn get(self, key: &str) -> Option<Node<'t>> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key and its value.
    pub fn entry(self, key: &str) -> Option<(Node<'t>, Node<'t>)> {
        super::entries::find(self.target(), key)
    }

    /// The node that an alias stands for; other nodes themselves.
    pub(super) fn target(self) -> Node<'t> {
        let raw = self.raw();
        if raw.kind() == Kind::Alias {
            Node {
                tree: self.tree,
                id: raw.link,
            }
        } else {
            self
        }
    }

    pub(super) fn raw(self) -> &'t RawNode {
        self.tree.raw(self.id)
    }

    pub(super) fn next(self) -> Node<'t> {
        Node {
            tree: self.tree,
            id: self.raw().next(self.id),
        }
    }
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let span = self.span();
        write!(out, "{:?} at {}..{}", self.shape(), span.start, span.end)
    }
}

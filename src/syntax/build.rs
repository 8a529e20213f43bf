//! Building a tree from what a reader sees, in document order, within the limits.
//!
//! In: starts, ends and scalars with offsets into the parsed text. Out: a [`Tree`] and diagnostics. The text format is
//! not known here.

use std::sync::Arc;

use crate::source::{Diagnostic, Place, Severity, SourceFile, Span};

use super::limits::Limits;
use super::offsets::OffsetMap;
use super::raw::{Kind, Pool, RAW, RawNode, TAGGED, TagEntry};
use super::tree::Tree;

/// A text to parse and where it lies.
#[derive(Clone, Copy)]
pub(super) struct Input<'t> {
    pub(super) text: &'t str,
    pub(super) file: &'t Arc<SourceFile>,
    pub(super) offsets: Option<&'t OffsetMap>,
}

/// Reading cannot go on: the diagnostic says why.
pub(super) type Stop = Box<Diagnostic>;

/// Diagnostics of one tree beyond which the rest is only counted.
const MAX_WARNINGS: usize = 100;

pub(super) struct Builder<'t> {
    pub(super) input: Input<'t>,
    pub(super) limits: &'t Limits,
    pub(super) nodes: Vec<RawNode>,
    pub(super) pool: Pool,
    tags: Vec<TagEntry>,
    roots: Vec<u32>,
    open: Vec<Frame>,
    diagnostics: Vec<Diagnostic>,
    unsaid: usize,
    /// By anchor id: the node and how many levels it has below it.
    anchors: Vec<Anchor>,
    aliases: u32,
    pub(super) merge_weights: std::collections::BTreeMap<u32, u32>,
    pub(super) merged_entries: u64,
    /// Room for the keys of the mapping that is being checked.
    pub(super) prints: Vec<super::keys::Print>,
}

/// A sequence or mapping that is not closed yet.
struct Frame {
    id: u32,
    children: u32,
    last_end: u32,
    /// Levels below it so far, aliases followed.
    height: u16,
    anchor: u32,
}

#[derive(Clone, Copy, Default)]
struct Anchor {
    node: Option<u32>,
    height: u16,
}

impl Input<'_> {
    pub(super) fn span(&self, start: u32, end: u32) -> Span {
        let (start, end) = match self.offsets {
            Some(offsets) => offsets.map_range(start, end),
            None => (start, end),
        };
        Span::new(self.file.id, start, end)
    }
}

impl<'t> Builder<'t> {
    pub(super) fn new(input: Input<'t>, limits: &'t Limits) -> Self {
        Self::of_part(input, limits, input.text.len())
    }

    /// For a part of the text that is about so many bytes long.
    pub(super) fn of_part(input: Input<'t>, limits: &'t Limits, bytes: usize) -> Self {
        Self {
            input,
            limits,
            nodes: Vec::with_capacity(bytes / 16 + 4),
            pool: Pool::default(),
            tags: Vec::new(),
            roots: Vec::new(),
            open: Vec::new(),
            diagnostics: Vec::new(),
            unsaid: 0,
            anchors: Vec::new(),
            aliases: 0,
            merge_weights: std::collections::BTreeMap::new(),
            merged_entries: 0,
            prints: Vec::new(),
        }
    }

    /// Adds a scalar or null as the next child.
    pub(super) fn leaf(&mut self, node: RawNode, anchor: usize) -> Result<u32, Stop> {
        let id = self.push(node)?;
        self.set_anchor(anchor, id, 0);
        if let Some(frame) = self.open.last_mut() {
            frame.last_end = node.end;
        }
        Ok(id)
    }

    /// Starts a sequence or mapping as the next child.
    pub(super) fn start(&mut self, kind: Kind, start: u32, anchor: usize) -> Result<u32, Stop> {
        if self.open.len() >= usize::from(self.limits.depth) {
            return Err(self.too_deep(self.input.span(start, start)));
        }
        let id = self.push(RawNode::new(kind, start, start, 0))?;
        self.set_anchor(anchor, id, 0);
        self.open.push(Frame {
            id,
            children: 0,
            last_end: start,
            height: 1,
            anchor: u32::try_from(anchor).unwrap_or(0),
        });
        Ok(id)
    }

    /// Ends the innermost sequence or mapping, at `end` or where its last child ends.
    pub(super) fn end(&mut self, end: Option<u32>) {
        let Some(frame) = self.open.pop() else {
            return;
        };
        let kind = self.nodes[frame.id as usize].kind();
        let end = end.unwrap_or(frame.last_end);
        if kind == Kind::Mapping && frame.children % 2 == 1 {
            self.nodes.push(RawNode::new(Kind::Null, end, end, RAW));
        }
        let link = self.nodes.len() as u32;
        let node = &mut self.nodes[frame.id as usize];
        node.link = link;
        node.end = end.max(node.start);
        if kind == Kind::Mapping && frame.children > 0 {
            super::keys::check(self, frame.id);
        }
        if let Some(anchor) = self.anchors.get_mut(frame.anchor as usize)
            && anchor.node == Some(frame.id)
        {
            anchor.height = frame.height;
        }
        if let Some(parent) = self.open.last_mut() {
            parent.last_end = end;
            parent.height = parent.height.max(frame.height.saturating_add(1));
        }
    }

    /// Adds an alias of an anchor as the next child, a null where that cannot be.
    pub(super) fn alias(&mut self, anchor: usize, start: u32, end: u32) -> Result<(), Stop> {
        let span = self.input.span(start, end);
        self.aliases += 1;
        if self.aliases > self.limits.aliases {
            let message = format!("more than {} aliases in one file", self.limits.aliases);
            return Err(Box::new(
                Diagnostic::error("alias-limit", span, message)
                    .help("write the repeated parts out, or split the file"),
            ));
        }
        let anchor = self.anchors.get(anchor).copied().unwrap_or_default();
        let Some(target) = anchor.node else {
            return self.unknown_alias(start, end);
        };
        let raw = self.nodes[target as usize];
        if raw.is_container() && raw.link == 0 {
            let message = format!(
                "alias `{}` stands for a value that contains it",
                self.written(start, end)
            );
            let what = self.input.span(raw.start, raw.start);
            self.report(
                Diagnostic::error("recursive-alias", span, message)
                    .help("a value cannot contain itself: write out the part that is meant")
                    .related(what, "the value starts here"),
            );
            return self
                .leaf(RawNode::new(Kind::Null, start, end, RAW), 0)
                .map(drop);
        }
        if self.open.len() + usize::from(anchor.height) > usize::from(self.limits.depth) {
            return Err(self.too_deep(span));
        }
        let id = self.leaf(RawNode::new(Kind::Alias, start, end, target), 0)?;
        debug_assert!(target < id);
        if let Some(frame) = self.open.last_mut() {
            frame.height = frame.height.max(anchor.height.saturating_add(1));
        }
        Ok(())
    }

    /// Adds a null for an alias without an anchor before it.
    pub(super) fn unknown_alias(&mut self, start: u32, end: u32) -> Result<(), Stop> {
        let message = format!("no anchor before alias `{}`", self.written(start, end));
        self.report(
            Diagnostic::error("unknown-alias", self.input.span(start, end), message)
                .help("define the anchor with `&` earlier in the same document, or put the text in quotes"),
        );
        self.leaf(RawNode::new(Kind::Null, start, end, RAW), 0)
            .map(drop)
    }

    /// Gives the node the tag that is written at `start..end`.
    pub(super) fn tag(&mut self, node: u32, start: u32, end: u32, name: u32) {
        self.nodes[node as usize].meta |= TAGGED;
        self.tags.push(TagEntry {
            node,
            start,
            end,
            name,
        });
    }

    /// Keeps a diagnostic, up to a number of them.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MAX_WARNINGS {
            self.diagnostics.push(diagnostic);
        } else {
            self.unsaid += 1;
        }
    }

    /// Closes what is still open and gives the tree.
    pub(super) fn finish(mut self, stop: Option<Stop>) -> (Tree, Vec<Diagnostic>) {
        while !self.open.is_empty() {
            self.end(None);
        }
        self.nodes.shrink_to_fit();
        let mut diagnostics = self.diagnostics;
        if self.unsaid > 0 {
            let message = format!("{} more of the kind in this file", self.unsaid);
            let place = Place::Span(self.input.span(0, 0));
            diagnostics.push(Diagnostic::new(
                "more-diagnostics",
                Severity::Warning,
                place,
                message,
            ));
        }
        diagnostics.extend(stop.map(|stop| *stop));
        let embedded = self
            .input
            .offsets
            .map(|offsets| (Arc::from(self.input.text), offsets.clone()));
        let tree = Tree {
            file: Arc::clone(self.input.file),
            embedded,
            nodes: self.nodes,
            pool: self.pool,
            tags: self.tags,
            roots: self.roots,
        };
        (tree, diagnostics)
    }

    /// Whether the next child is a key of a mapping.
    pub(super) fn at_key(&self) -> bool {
        self.in_mapping()
            && self
                .open
                .last()
                .is_some_and(|frame| frame.children % 2 == 0)
    }

    /// Whether the next child is a key or value of a mapping.
    pub(super) fn in_mapping(&self) -> bool {
        let parent = self.open.last().map(|frame| &self.nodes[frame.id as usize]);
        parent.is_some_and(|parent| parent.kind() == Kind::Mapping)
    }

    pub(super) fn written(&self, start: u32, end: u32) -> &'t str {
        self.input
            .text
            .get(start as usize..end as usize)
            .unwrap_or("")
    }

    pub(super) fn too_deep(&self, span: Span) -> Stop {
        let message = format!("nested more than {} levels deep", self.limits.depth);
        Box::new(
            Diagnostic::error("depth-limit", span, message).help(
                "aliases count with the levels of what they stand for; flatten the structure",
            ),
        )
    }

    fn push(&mut self, node: RawNode) -> Result<u32, Stop> {
        let id = self.nodes.len() as u32;
        if id >= self.limits.nodes {
            let message = format!("more than {} values in one file", self.limits.nodes);
            let diagnostic = Diagnostic::error(
                "node-limit",
                self.input.span(node.start, node.start),
                message,
            );
            return Err(Box::new(diagnostic.help("split the file")));
        }
        match self.open.last_mut() {
            Some(frame) => frame.children += 1,
            None => self.roots.push(id),
        }
        self.nodes.push(node);
        Ok(id)
    }

    fn set_anchor(&mut self, anchor: usize, node: u32, height: u16) {
        if anchor == 0 {
            return;
        }
        if self.anchors.len() <= anchor {
            self.anchors.resize(anchor + 1, Anchor::default());
        }
        self.anchors[anchor] = Anchor {
            node: Some(node),
            height,
        };
    }
}

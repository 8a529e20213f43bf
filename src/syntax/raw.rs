//! How nodes lie in memory: 16 bytes each, in document order, keys before their values.

/// One node. `start..end` is its place in the text that was parsed.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawNode {
    pub(super) start: u32,
    pub(super) end: u32,
    /// Sequence and mapping: the index one past the subtree, 0 while it is open. Alias: the target. Scalar: [`RAW`],
    /// [`QUOTED`], [`ESCAPED`] or an index into the [`Pool`].
    pub(super) link: u32,
    /// The kind in the low 4 bits, then flags.
    pub(super) meta: u32,
}

/// The text of the scalar is the text under its span.
pub(super) const RAW: u32 = u32::MAX;
/// The text of the scalar is the text under its span without the quotes.
pub(super) const QUOTED: u32 = u32::MAX - 1;
/// The scalar is a JSON string with escapes, which are decoded on demand.
pub(super) const ESCAPED: u32 = u32::MAX - 2;

/// The scalar was written without quotes.
pub(super) const PLAIN: u32 = 1 << 4;
/// The node has an entry in the table of tags.
pub(super) const TAGGED: u32 = 1 << 5;
/// The mapping has merge keys.
pub(super) const MERGED: u32 = 1 << 6;
/// The key is already in the mapping.
pub(super) const REPEATED: u32 = 1 << 7;
/// The key is a merge key.
pub(super) const MERGE_KEY: u32 = 1 << 8;
/// The scalar is a YAML block scalar.
pub(super) const BLOCK: u32 = 1 << 9;

/// What a node is as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Null,
    Scalar,
    Sequence,
    Mapping,
    Alias,
}

impl RawNode {
    pub(super) fn new(kind: Kind, start: u32, end: u32, link: u32) -> Self {
        Self {
            start,
            end,
            link,
            meta: kind as u32,
        }
    }

    pub(super) fn kind(&self) -> Kind {
        match self.meta & 0xf {
            0 => Kind::Null,
            1 => Kind::Scalar,
            2 => Kind::Sequence,
            3 => Kind::Mapping,
            _ => Kind::Alias,
        }
    }

    pub(super) fn has(&self, flag: u32) -> bool {
        self.meta & flag != 0
    }

    pub(super) fn is_container(&self) -> bool {
        matches!(self.kind(), Kind::Sequence | Kind::Mapping)
    }

    /// The index one past the subtree of the node at `id`.
    pub(super) fn next(&self, id: u32) -> u32 {
        if self.is_container() {
            self.link.max(id + 1)
        } else {
            id + 1
        }
    }
}

/// Decoded texts, one after the other.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    text: String,
    ends: Vec<u32>,
}

impl Pool {
    /// Adds a text; its index. The whole pool stays below the length of the source times three, well within `u32` for
    /// files as large as this tool reads; what would not fit is cut off.
    pub(super) fn add(&mut self, text: &str) -> u32 {
        if self.text.len() + text.len() < u32::MAX as usize {
            self.text.push_str(text);
        }
        self.ends.push(self.text.len() as u32);
        self.ends.len() as u32 - 1
    }

    pub(super) fn get(&self, index: u32) -> &str {
        let index = index as usize;
        let start = match index.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }
}

/// The tag of a node.
#[derive(Clone, Copy, Debug)]
pub(super) struct TagEntry {
    pub(super) node: u32,
    /// Place of the whole token.
    pub(super) start: u32,
    pub(super) end: u32,
    /// Index of the name in the pool, or [`RAW`] where the name is the token without its `!`.
    pub(super) name: u32,
}

//! From offsets in a decoded text back to the source it was written in.
//!
//! In: a scalar as written. Out: an [`OffsetMap`], made by walking the written and the decoded text side by side. Where
//! they do not agree as expected, the map gives the whole scalar: never a wrong place, at worst a wide one.

use super::json::decode_escape;
use super::raw::{BLOCK, ESCAPED, QUOTED, RAW};
use super::tree::Node;

/// A piecewise map: offset in a decoded text to offset in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OffsetMap {
    pieces: Vec<Piece>,
}

/// A run of decoded text, up to the next piece, and the run of the source it comes from. Runs of the same length map
/// byte by byte, others as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Piece {
    decoded: u32,
    host: u32,
    host_len: u32,
}

impl OffsetMap {
    /// Text that stands in the file as it is, from this offset on.
    pub fn identity(start: u32) -> Self {
        let host_len = u32::MAX - start;
        Self {
            pieces: vec![Piece {
                decoded: 0,
                host: start,
                host_len,
            }],
        }
    }

    /// The decoded text of a scalar. For another node, and where the text cannot be traced, everything maps to the
    /// whole node.
    pub fn of_scalar(node: Node<'_>) -> Self {
        let node = node.target();
        let raw = node.raw();
        let (tree, text) = (node.tree, node.text().unwrap_or_default());
        let written = tree.slice(raw.start, raw.end);
        let style = match written.as_bytes().first() {
            _ if raw.link == RAW => return Self::of_run(node, raw.start, raw.end),
            _ if raw.link == QUOTED => return Self::of_run(node, raw.start + 1, raw.end - 1),
            _ if raw.has(BLOCK) => Style::Block,
            Some(b'"') if raw.link == ESCAPED => Style::Json,
            Some(b'"') => Style::DoubleQuoted,
            Some(b'\'') => Style::SingleQuoted,
            _ => Style::Plain,
        };
        match trace(written, &text, style, style.quotes()) {
            Some(pieces) => Self { pieces }.moved(node, raw.start),
            None => Self::of_whole(node),
        }
    }

    /// A text and what is written for it, which may be a part of a scalar, with or without its quotes. Offsets are those
    /// in `written`; `None` where the two do not agree.
    pub fn of_part(written: &str, text: &str) -> Option<Self> {
        let ways = [
            (Style::Block, 0),
            (Style::Json, 0),
            (Style::SingleQuoted, 0),
            (Style::Json, 1),
            (Style::SingleQuoted, 1),
        ];
        let mut ways = ways.into_iter();
        let pieces = ways.find_map(|(style, quotes)| trace(written, text, style, quotes))?;
        Some(Self { pieces })
    }

    /// The offset in the file of an offset in the decoded text.
    pub fn map(&self, offset: u32) -> u32 {
        let index = self
            .pieces
            .partition_point(|piece| piece.decoded <= offset)
            .saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else {
            return offset;
        };
        let into = offset.saturating_sub(piece.decoded);
        match self.decoded_len(index) {
            Some(length) if length == piece.host_len => piece.host + into.min(length),
            Some(length) if into >= length => piece.host + piece.host_len,
            Some(_) => piece.host,
            None => piece.host.saturating_add(into.min(piece.host_len)),
        }
    }

    /// The range in the file of a range of the decoded text: from where its first byte is written to where its last
    /// byte ends.
    pub fn map_range(&self, start: u32, end: u32) -> (u32, u32) {
        let from = self.map(start);
        if end <= start {
            return (from, from);
        }
        let index = self
            .pieces
            .partition_point(|piece| piece.decoded < end)
            .saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else {
            return (start, end);
        };
        let into = end - piece.decoded;
        let to = match self.decoded_len(index) {
            Some(length) if length == piece.host_len => piece.host + into.min(length),
            Some(_) => piece.host + piece.host_len,
            None => piece.host.saturating_add(into.min(piece.host_len)),
        };
        (from, to.max(from))
    }

    /// Length of the decoded run of a piece; `None` for the last, which is open.
    fn decoded_len(&self, index: usize) -> Option<u32> {
        let next = self.pieces.get(index + 1)?;
        Some(next.decoded - self.pieces[index].decoded)
    }

    fn of_run(node: Node<'_>, start: u32, end: u32) -> Self {
        let length = end.saturating_sub(start);
        let last = Piece {
            decoded: length,
            host: length,
            host_len: 0,
        };
        Self {
            pieces: vec![
                Piece {
                    decoded: 0,
                    host: 0,
                    host_len: length,
                },
                last,
            ],
        }
        .moved(node, start)
    }

    /// A map under which everything is the whole node.
    pub fn of_whole(node: Node<'_>) -> Self {
        let span = node.span();
        let all = Piece {
            decoded: 0,
            host: span.start,
            host_len: span.len(),
        };
        let last = Piece {
            decoded: u32::MAX,
            host: span.end,
            host_len: 0,
        };
        Self {
            pieces: vec![all, last],
        }
    }

    /// The same for a scalar at `start` of the text of its tree, which may itself be embedded.
    fn moved(mut self, node: Node<'_>, start: u32) -> Self {
        for piece in &mut self.pieces {
            piece.host += start;
        }
        match &node.tree.embedded {
            Some((_, outer)) => self.through(outer),
            None => self,
        }
    }

    /// This map and then another.
    fn through(&self, outer: &OffsetMap) -> Self {
        let mut pieces: Vec<Piece> = Vec::with_capacity(self.pieces.len());
        for (index, piece) in self.pieces.iter().enumerate() {
            let end = piece.host + piece.host_len;
            let linear = self.decoded_len(index) == Some(piece.host_len);
            let mut from = piece.host;
            // A run that maps byte by byte is cut where the outer map has a seam.
            if linear {
                let seams = outer.pieces.partition_point(|seam| seam.decoded <= from);
                for seam in outer.pieces[seams..]
                    .iter()
                    .take_while(|seam| seam.decoded < end)
                {
                    pieces.push(outer.piece(
                        piece.decoded + (from - piece.host),
                        from,
                        seam.decoded,
                    ));
                    from = seam.decoded;
                }
            }
            pieces.push(outer.piece(piece.decoded + (from - piece.host), from, end));
        }
        Self { pieces }
    }

    fn piece(&self, decoded: u32, from: u32, to: u32) -> Piece {
        let (host, host_end) = self.map_range(from, to);
        Piece {
            decoded,
            host,
            host_len: host_end - host,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Json,
    DoubleQuoted,
    SingleQuoted,
    Plain,
    Block,
}

/// The two texts side by side, with offsets of what is not matched yet.
struct Trace<'t> {
    written: &'t str,
    at: usize,
    text: &'t str,
    done: usize,
    pieces: Vec<Piece>,
}

impl Style {
    /// How many quotes stand at either end.
    fn quotes(self) -> usize {
        match self {
            Style::Json | Style::DoubleQuoted | Style::SingleQuoted => 1,
            Style::Plain | Style::Block => 0,
        }
    }
}

fn trace(written: &str, text: &str, style: Style, quotes: usize) -> Option<Vec<Piece>> {
    let mut trace = Trace {
        written,
        at: quotes,
        text,
        done: 0,
        pieces: Vec::new(),
    };
    let end = written.len().checked_sub(quotes)?;
    while trace.at < end && trace.done < text.len() {
        trace.step(style, end)?;
    }
    // The span of a block ends before the line breaks that its text may keep.
    let rest = text.get(trace.done..)?;
    if !rest.is_empty() && (style != Style::Block || !rest.trim_start().is_empty()) {
        return None;
    }
    let host = trace.at.min(end) as u32;
    trace.pieces.push(Piece {
        decoded: trace.done as u32,
        host,
        host_len: 0,
    });
    Some(trace.pieces)
}

impl Trace<'_> {
    /// Matches one run; `None` where the texts do not agree.
    fn step(&mut self, style: Style, end: usize) -> Option<()> {
        let rest = self.written.get(self.at..end)?;
        let first = rest.bytes().next()?;
        let quoted = style != Style::Plain && style != Style::Block;
        if first == b'\\' && matches!(style, Style::Json | Style::DoubleQuoted) {
            return self.escape(rest);
        }
        if style == Style::SingleQuoted && rest.starts_with("''") {
            return self.run(2, 1);
        }
        let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
        let breaks = rest[..blank].matches('\n').count();
        let decoded = self.text.get(self.done..)?;
        let gap = blank > 0 || decoded.starts_with([' ', '\t', '\n', '\r']);
        if breaks > 0 || style == Style::Block && gap {
            let decoded_blank =
                decoded.len() - decoded.trim_start_matches([' ', '\t', '\n', '\r']).len();
            let decoded_blank = match breaks {
                _ if !quoted => decoded_blank,
                0 | 1 => usize::from(decoded.starts_with(' ')),
                _ => (breaks - 1).min(decoded_blank),
            };
            return self.run(blank, decoded_blank);
        }
        let stop: &[char] = match style {
            Style::Json | Style::DoubleQuoted => &['\\', '\n', ' ', '\t', '\r'],
            Style::SingleQuoted => &['\'', '\n', ' ', '\t', '\r'],
            Style::Plain | Style::Block => &['\n', ' ', '\t', '\r'],
        };
        let word = rest.len() - rest.trim_start_matches([' ', '\t', '\r']).len();
        let length = rest[word..]
            .find(stop)
            .map_or(rest.len(), |found| word + found);
        let written = rest.get(..length.max(1))?;
        if !self.text.get(self.done..)?.starts_with(written) {
            return None;
        }
        self.run(written.len(), written.len())
    }

    fn escape(&mut self, rest: &str) -> Option<()> {
        let next = rest.as_bytes().get(1)?;
        let hexadecimal = match next {
            b'\n' | b'\r' => {
                let after = rest[1..].trim_start_matches([' ', '\t', '\n', '\r']);
                return self.run(rest.len() - after.len(), 0);
            }
            b'x' => 4,
            b'U' => 10,
            b'u' => decode_escape(rest.as_bytes(), 0).0,
            _ => 2,
        };
        let decoded = self.text.get(self.done..)?.chars().next()?;
        self.run(hexadecimal, decoded.len_utf8())
    }

    fn run(&mut self, written: usize, decoded: usize) -> Option<()> {
        let joins = self.pieces.last().is_some_and(|last| {
            let (length, host_end) = (self.done as u32 - last.decoded, last.host + last.host_len);
            length == last.host_len && host_end == self.at as u32 && written == decoded
        });
        match self.pieces.last_mut().filter(|_| joins) {
            Some(last) => last.host_len += written as u32,
            None if decoded > 0 => self.pieces.push(Piece {
                decoded: self.done as u32,
                host: self.at as u32,
                host_len: written as u32,
            }),
            None => {}
        }
        self.at += written;
        self.done += decoded;
        (self.done <= self.text.len() && self.at <= self.written.len()).then_some(())
    }
}

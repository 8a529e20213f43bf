//! A text of parts as one text that can be parsed, and back.
//!
//! In: a text, literal or with holes. Out: its literal text, in which a mark stands for each hole; of what was parsed from
//! it, the values with the holes in them again, and the places in the file that holds the text, where they can be told,
//! else that of the whole text. What the text is about is not known here.

use std::sync::Arc;

use crate::source::{Diagnostic, Encoding, SourceFile, Sources, Span};

use super::{Limits, OffsetMap, Scalar, Term, Tree, Value, parse_json_text};

/// Encloses the number of a hole in the text that is parsed.
const HOLE_BEGINS: char = '\u{F8F0}';
const HOLE_ENDS: char = '\u{F8F1}';

/// A part of the joined text.
struct Piece {
    start: usize,
    end: usize,
    span: Span,
    /// Where in the span each byte of the text is written, if that can be told.
    places: Option<OffsetMap>,
}

/// A joined text and where it comes from.
pub struct Joined<'v> {
    text: String,
    pieces: Vec<Piece>,
    holes: Vec<&'v Value>,
    whole: Span,
}

/// Where the content of a literal lies, and whether it corresponds byte by byte: a text with escapes or indentation is
/// written longer than it is.
fn content_span(text: &str, span: Span) -> (Span, bool) {
    let written = span.len() as usize;
    if written == text.len() {
        return (span, true);
    }
    if written == text.len() + 2 && !text.contains('\n') {
        return (Span::new(span.file, span.start + 1, span.end - 1), true);
    }
    (span, false)
}

/// Where the bytes of a literal are written.
fn traced(text: &str, span: Span, sources: &Sources) -> Option<OffsetMap> {
    let file = sources.iter().nth(span.file.0 as usize)?;
    let written = file.text().get(span.start as usize..span.end as usize)?;
    OffsetMap::of_part(written, text)
}

impl<'v> Joined<'v> {
    /// The parts of a text, joined; `None` where the text has the marks of holes itself, characters of the private use area.
    pub fn of(value: &'v Value) -> Option<Self> {
        Self::made(value, None)
    }

    /// The same, with places inside of texts that are written with escapes or indentation too.
    pub fn of_written(value: &'v Value, sources: &Sources) -> Option<Self> {
        Self::made(value, Some(sources))
    }

    fn made(value: &'v Value, sources: Option<&Sources>) -> Option<Self> {
        let parts = match &value.term {
            Term::Text(parts) => parts.as_slice(),
            _ => std::slice::from_ref(value),
        };
        let mut joined = Joined {
            text: String::new(),
            pieces: Vec::new(),
            holes: Vec::new(),
            whole: value.span,
        };
        for part in parts {
            joined.push(part, sources);
        }
        let marks = joined.text.matches(HOLE_BEGINS).count();
        (marks == joined.holes.len()).then_some(joined)
    }

    fn push(&mut self, part: &'v Value, sources: Option<&Sources>) {
        let start = self.text.len();
        let (span, places) = match part.as_text() {
            Some(text) => {
                self.text.push_str(text);
                let (span, is_exact) = content_span(text, part.span);
                let places = match is_exact {
                    true => Some(OffsetMap::identity(0)),
                    false => sources.and_then(|sources| traced(text, span, sources)),
                };
                (span, places)
            }
            None => {
                let mark = format!("{HOLE_BEGINS}{}{HOLE_ENDS}", self.holes.len());
                self.text.push_str(&mark);
                self.holes.push(part);
                (part.span, None)
            }
        };
        self.pieces.push(Piece {
            start,
            end: self.text.len(),
            span,
            places,
        });
    }

    /// The joined text, with a mark for each hole.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The values that are not literal, in their order.
    pub fn holes(&self) -> &[&'v Value] {
        &self.holes
    }

    /// Whether a part of the joined text has a hole.
    pub fn has_hole(text: &str) -> bool {
        text.contains(HOLE_BEGINS)
    }

    /// The text read as JSON, or YAML. Spans of the tree, and of what is reported, are ranges of the joined text.
    pub fn parse(&self, limits: &Limits) -> (Tree, Vec<Diagnostic>) {
        let (path, text) = (String::new(), self.text.clone());
        let file = Arc::new(SourceFile::new(self.whole.file, path, text, Encoding::Utf8));
        parse_json_text(file.text(), &OffsetMap::identity(0), &file, limits)
    }

    /// The place in the file of a range of the joined text.
    pub fn place(&self, range: Span) -> Span {
        let (from, to) = (range.start as usize, range.end as usize);
        let last = to.saturating_sub(1).max(from);
        let (Some(first), Some(second)) = (self.piece(from), self.piece(last)) else {
            return self.whole;
        };
        let start = match &first.places {
            Some(places) => {
                let offset = (from - first.start) as u32;
                first.span.start + places.map_range(offset, offset + 1).0
            }
            None => first.span.start,
        };
        let end = match &second.places {
            Some(places) => {
                let offset = (to.clamp(second.start, second.end) - second.start) as u32;
                second.span.start + places.map_range(offset.saturating_sub(1), offset).1
            }
            None => second.span.end,
        };
        let span = Span::new(first.span.file, start, end);
        let is_one_file = first.span.file == second.span.file;
        if start > end || !is_one_file || !self.whole.contains(span) {
            self.whole
        } else {
            span
        }
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces
            .get(index.min(self.pieces.len().saturating_sub(1)))
    }

    /// A scalar that was parsed, with its holes as parts again.
    pub fn scalar(&self, text: &str, plain: bool, span: Span) -> Value {
        if !text.contains(HOLE_BEGINS) {
            let scalar = Scalar {
                text: text.to_owned(),
                plain,
            };
            return Value {
                term: Term::Scalar(scalar),
                span,
            };
        }
        let mut parts = Vec::new();
        for (index, segment) in text.split(HOLE_BEGINS).enumerate() {
            let literal = match segment.split_once(HOLE_ENDS) {
                Some((number, literal)) if index > 0 => {
                    let hole = number
                        .parse::<usize>()
                        .ok()
                        .and_then(|at| self.holes.get(at));
                    parts.extend(hole.map(|hole| Value::clone(hole)));
                    literal
                }
                _ => segment,
            };
            if !literal.is_empty() {
                parts.push(Value::text(literal, span));
            }
        }
        match parts.len() {
            1 => parts.remove(0),
            _ => Value {
                term: Term::Text(parts),
                span,
            },
        }
    }

    /// A key that was parsed; holes in it are `*`.
    pub fn key(&self, text: &str) -> String {
        let mut out = String::new();
        for (index, segment) in text.split(HOLE_BEGINS).enumerate() {
            match segment.split_once(HOLE_ENDS) {
                Some((_, literal)) if index > 0 => {
                    out.push('*');
                    out.push_str(literal);
                }
                _ => out.push_str(segment),
            }
        }
        out
    }
}

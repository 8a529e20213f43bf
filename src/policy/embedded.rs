//! Documents written as JSON text, also with holes in it.
//!
//! In: a text, literal or of parts. Out: the value that its JSON stands for, where each hole is a part of the text around
//! it, with spans in the file that holds the text where they can be told, else that of the whole text.

use std::sync::Arc;

use crate::source::{Diagnostic, Encoding, Severity, SourceFile, Span};
use crate::syntax::{
    Budget, Entry, Limits, Node, OffsetMap, Scalar, Shape, Term, Value, parse_json_text,
};

/// Encloses the number of a hole in the text that is parsed.
const HOLE_BEGINS: char = '\u{F8F0}';
const HOLE_ENDS: char = '\u{F8F1}';

/// Deepest nesting that is read of an embedded document.
const DEEPEST: usize = 64;

/// A part of the joined text.
struct Piece {
    start: usize,
    end: usize,
    span: Span,
    /// Whether text and source correspond byte by byte.
    is_exact: bool,
}

/// A joined text and where it comes from.
struct Joined<'v> {
    text: String,
    pieces: Vec<Piece>,
    holes: Vec<&'v Value>,
    whole: Span,
}

/// The value that a text stands for; a warning where it is not JSON.
pub(super) fn read_embedded(value: &Value) -> Result<Value, Diagnostic> {
    let joined = join(value);
    let unreadable = |span, message: &str| {
        Diagnostic::warning("policy-text", span, format!("policy text is not read: {message}"))
    };
    if joined.text.matches(HOLE_BEGINS).count() != joined.holes.len() {
        return Err(unreadable(value.span, "it holds characters of the private use area"));
    }
    let path = String::new();
    let file = SourceFile::new(value.span.file, path, joined.text.clone(), Encoding::Utf8);
    let file = Arc::new(file);
    let limits = Limits::default();
    let offsets = OffsetMap::identity(0);
    let (tree, diagnostics) = parse_json_text(file.text(), &offsets, &file, &limits);
    if let Some(error) = diagnostics.iter().find(|found| found.severity == Severity::Error) {
        let span = match error.place {
            crate::source::Place::Span(span) => joined.place(span),
            _ => value.span,
        };
        return Err(unreadable(span, &error.message));
    }
    let root = tree.root().filter(|root| root.shape() == Shape::Mapping);
    let Some(root) = root else {
        return Err(unreadable(value.span, "expected a JSON object"));
    };
    let mut budget = Budget::of(&tree, &limits);
    convert(root, &joined, &mut budget, DEEPEST)
        .ok_or_else(|| unreadable(value.span, "it is nested too deeply or too large"))
}

fn join(value: &Value) -> Joined<'_> {
    let parts = match &value.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let mut joined =
        Joined { text: String::new(), pieces: Vec::new(), holes: Vec::new(), whole: value.span };
    for part in parts {
        let start = joined.text.len();
        let (span, is_exact) = match part.as_text() {
            Some(text) => {
                joined.text.push_str(text);
                content_span(text, part.span)
            }
            None => {
                joined.text.push_str(&format!("{HOLE_BEGINS}{}{HOLE_ENDS}", joined.holes.len()));
                joined.holes.push(part);
                (part.span, false)
            }
        };
        joined.pieces.push(Piece { start, end: joined.text.len(), span, is_exact });
    }
    joined
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

impl Joined<'_> {
    /// The place in the file of a range of the joined text.
    fn place(&self, range: Span) -> Span {
        let (from, to) = (range.start as usize, range.end as usize);
        let last = to.saturating_sub(1).max(from);
        let (Some(first), Some(second)) = (self.piece(from), self.piece(last)) else {
            return self.whole;
        };
        let start = match first.is_exact {
            true => first.span.start + (from - first.start) as u32,
            false => first.span.start,
        };
        let end = match second.is_exact {
            true => second.span.start + (to.clamp(second.start, second.end) - second.start) as u32,
            false => second.span.end,
        };
        let span = Span::new(range.file, start, end);
        if start > end || !self.whole.contains(span) { self.whole } else { span }
    }

    fn piece(&self, offset: usize) -> Option<&Piece> {
        let index = self.pieces.partition_point(|piece| piece.end <= offset);
        self.pieces.get(index.min(self.pieces.len().saturating_sub(1)))
    }

    /// A scalar of the JSON, with its holes as parts again.
    fn scalar(&self, text: &str, plain: bool, span: Span) -> Value {
        if !text.contains(HOLE_BEGINS) {
            let scalar = Scalar { text: text.to_owned(), plain };
            return Value { term: Term::Scalar(scalar), span };
        }
        let mut parts = Vec::new();
        for (index, segment) in text.split(HOLE_BEGINS).enumerate() {
            let literal = match segment.split_once(HOLE_ENDS) {
                Some((number, literal)) if index > 0 => {
                    let hole = number.parse::<usize>().ok().and_then(|at| self.holes.get(at));
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
            _ => Value { term: Term::Text(parts), span },
        }
    }
}

/// The value of a node; `None` beyond depth and budget.
fn convert(node: Node<'_>, joined: &Joined<'_>, budget: &mut Budget, depth: usize) -> Option<Value> {
    if depth == 0 || !budget.tick() {
        return None;
    }
    let span = joined.place(node.span());
    let term = match node.shape() {
        Shape::Null => Term::Null,
        Shape::Scalar => {
            let text = node.text().unwrap_or_default();
            return Some(joined.scalar(&text, node.is_plain(), span));
        }
        Shape::Sequence => {
            let items = node.items().map(|item| convert(item, joined, budget, depth - 1));
            Term::List(items.collect::<Option<_>>()?)
        }
        Shape::Mapping => {
            let mut entries = Vec::new();
            for (key, value) in node.entries() {
                let value = convert(value, joined, budget, depth - 1)?;
                let key_span = joined.place(key.span());
                entries.extend(key.text().map(|key| Entry { key: joined.key(&key), key_span, value }));
            }
            Term::Map(entries)
        }
    };
    Some(Value { term, span })
}

impl Joined<'_> {
    /// A key of the JSON; holes in it are `*`.
    fn key(&self, text: &str) -> String {
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

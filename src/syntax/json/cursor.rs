//! Walking a JSON text too large for a tree: from part to part, with a tree of those parts that matter.
//!
//! In: the text of a file. Out: keys, items, and trees of single values with spans of the file. Everything that is passed
//! is checked to be JSON; what it means is not known here.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::build::{Builder, Input, Stop};
use crate::syntax::limits::Limits;
use crate::syntax::tree::{Shape, Tree};

use super::sink::{Depth, Sink as _};
use super::strings::decode;
use super::{Kind, Reader};

/// Bytes that a part of a text is at first taken to be long.
const PART: usize = 1024;

/// A place in a JSON text, always before a value, a key, or the end of what was entered.
pub struct Cursor<'t> {
    reader: Reader<'t, Depth>,
    limits: &'t Limits,
    /// Whether the sequence or mapping that was entered last has given nothing yet.
    fresh: bool,
}

/// A text of a JSON text: a key, or a string.
#[derive(Clone, Debug)]
pub struct Word<'t> {
    /// The text, decoded.
    pub text: Cow<'t, str>,
    /// Where it is written, quotes included.
    pub span: Span,
}

impl<'t> Cursor<'t> {
    /// Before the one value of a file.
    pub fn new(file: &'t Arc<SourceFile>, limits: &'t Limits) -> Self {
        let text = file.text();
        let at = text.len() - text.trim_start_matches('\u{feff}').len();
        let most = usize::from(limits.depth);
        let sink = Depth {
            open: 0,
            most,
            file: file.span(),
        };
        let input = Input {
            text,
            file,
            offsets: None,
        };
        Self {
            reader: Reader {
                input,
                bytes: text.as_bytes(),
                at: at.min(3),
                sink,
            },
            limits,
            fresh: false,
        }
    }

    /// Goes to a value whose place is known.
    pub fn seek(&mut self, at: u32) {
        self.reader.at = at as usize;
        self.reader.sink.open = 0;
        self.fresh = false;
    }

    /// Where the next value begins.
    pub fn at(&mut self) -> u32 {
        self.reader.skip_whitespace();
        self.reader.at as u32
    }

    /// Enters the sequence or mapping that is next; `None`, and no step, where there is neither.
    pub fn enter(&mut self) -> Result<Option<Shape>, Stop> {
        let at = self.at();
        let (kind, shape) = match self.reader.bytes.get(self.reader.at) {
            Some(b'{') => (Kind::Mapping, Shape::Mapping),
            Some(b'[') => (Kind::Sequence, Shape::Sequence),
            _ => return Ok(None),
        };
        self.reader.sink.start(kind, at)?;
        self.reader.at += 1;
        self.fresh = true;
        Ok(Some(shape))
    }

    /// The next key of the mapping that was entered; `None` after its end.
    pub fn key(&mut self) -> Result<Option<Word<'t>>, Stop> {
        if !self.goes_on(b'}', "`,` or `}`")? {
            return Ok(None);
        }
        let start = self.reader.at;
        if self.reader.bytes.get(start) != Some(&b'"') {
            return Err(self.reader.expected("a key in double quotes"));
        }
        self.reader.key()?;
        let end = self.reader.bytes[..self.reader.at]
            .iter()
            .rposition(|&byte| byte == b'"')
            .map_or(start, |quote| quote + 1);
        Ok(Some(self.word(start, end)))
    }

    /// Whether the sequence that was entered has one more item, which is then next.
    pub fn item(&mut self) -> Result<bool, Stop> {
        self.goes_on(b']', "`,` or `]`")
    }

    /// Passes the next value; where it is.
    pub fn skip(&mut self) -> Result<Span, Stop> {
        let start = self.at();
        self.reader.value()?;
        Ok(Span::new(
            self.reader.input.file.id,
            start,
            self.reader.at as u32,
        ))
    }

    /// Passes the next value; its text, if it is a string.
    pub fn string(&mut self) -> Result<Option<Word<'t>>, Stop> {
        let span = self.skip()?;
        let (start, end) = (span.start as usize, span.end as usize);
        Ok((self.reader.bytes.get(start) == Some(&b'"')).then(|| self.word(start, end)))
    }

    /// Passes the next value; a tree of it, with what is odd about it.
    pub fn tree(&mut self) -> Result<(Tree, Vec<Diagnostic>), Stop> {
        let mut reader = Reader {
            input: self.reader.input,
            bytes: self.reader.bytes,
            at: self.reader.at,
            sink: Builder::of_part(self.reader.input, self.limits, PART),
        };
        reader.value()?;
        self.reader.at = reader.at;
        Ok(reader.sink.finish(None))
    }

    /// Fails where more than blanks follows.
    pub fn end(&mut self) -> Result<(), Stop> {
        self.reader.end()
    }

    /// Whether what was entered goes on; passes its end where it does not.
    fn goes_on(&mut self, close: u8, separators: &str) -> Result<bool, Stop> {
        self.reader.skip_whitespace();
        let fresh = std::mem::replace(&mut self.fresh, false);
        match self.reader.bytes.get(self.reader.at) {
            Some(&byte) if byte == close => {
                self.reader.at += 1;
                self.reader.sink.end(self.reader.at as u32);
                Ok(false)
            }
            _ if fresh => Ok(true),
            Some(b',') => {
                self.reader.at += 1;
                self.reader.skip_whitespace();
                Ok(true)
            }
            _ => Err(self.reader.expected(separators)),
        }
    }

    fn word(&self, start: usize, end: usize) -> Word<'t> {
        let written = self.reader.input.text.get(start + 1..end.saturating_sub(1));
        let written = written.unwrap_or_default();
        let text = match written.contains('\\') {
            true => Cow::Owned(decode(written)),
            false => Cow::Borrowed(written),
        };
        let span = Span::new(self.reader.input.file.id, start as u32, end as u32);
        Word { text, span }
    }
}

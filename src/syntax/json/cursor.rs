//! Walking a JSON text too large for a tree: from part to part, with a tree of those parts that matter.
//!
//! In: the text of a file. Out: keys, items, and trees of single values with spans of the file. Everything that is passed
//! is checked to be JSON; what it means is not known here.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, SourceFile, Span};
use crate::syntax::build::{Builder, Input, Stop};
use crate::syntax::limits::Limits;
use crate::syntax::tree::Tree;

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

    /// Goes to a value whose place is known, and afterwards on from here.
    pub fn resume<T>(
        &mut self,
        at: u32,
        read: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let before = (self.reader.at, self.fresh);
        self.reader.at = at as usize;
        let result = read(self)?;
        (self.reader.at, self.fresh) = before;
        Ok(result)
    }

    /// Where the next value begins.
    pub fn at(&mut self) -> u32 {
        self.reader.skip_whitespace();
        self.reader.at as u32
    }

    /// The first byte of the next value.
    pub fn peek(&mut self) -> Option<u8> {
        let at = self.at();
        self.reader.bytes.get(at as usize).copied()
    }

    /// The file that is walked.
    pub fn file(&self) -> FileId {
        self.reader.input.file.id
    }

    /// Passes the next value and hands out its entries, each with the cursor before its value; false where it is no mapping.
    pub fn entries(
        &mut self,
        mut each: impl FnMut(&mut Self, Word<'t>) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        if !self.enter(b'{', Kind::Mapping)? {
            return self.skip().map(|_| false);
        }
        while self.goes_on(b'}', "`,` or `}`")? {
            let key = self.key()?;
            self.pass(|cursor| each(cursor, key))?;
        }
        Ok(true)
    }

    /// Passes the next value and hands out the cursor before each of its items; false where it is no sequence.
    pub fn items(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<bool, Stop> {
        if !self.enter(b'[', Kind::Sequence)? {
            return self.skip().map(|_| false);
        }
        while self.goes_on(b']', "`,` or `]`")? {
            self.pass(&mut each)?;
        }
        Ok(true)
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

    /// Goes into a value that begins so; false, and no step, where it begins in another way.
    fn enter(&mut self, open: u8, kind: Kind) -> Result<bool, Stop> {
        let at = self.at();
        if self.reader.bytes.get(self.reader.at) != Some(&open) {
            return Ok(false);
        }
        self.reader.sink.start(kind, at)?;
        self.reader.at += 1;
        self.fresh = true;
        Ok(true)
    }

    /// Passes one value: what is not taken of it is skipped.
    fn pass(&mut self, each: impl FnOnce(&mut Self) -> Result<(), Stop>) -> Result<(), Stop> {
        let before = self.at();
        each(self)?;
        if self.at() == before {
            self.skip()?;
        }
        Ok(())
    }

    fn key(&mut self) -> Result<Word<'t>, Stop> {
        let start = self.reader.at;
        if self.reader.bytes.get(start) != Some(&b'"') {
            return Err(self.reader.expected("a key in double quotes"));
        }
        self.reader.key()?;
        let passed = self.reader.bytes[..self.reader.at].iter();
        let quote = passed.rev().position(|&byte| byte == b'"');
        let end = quote.map_or(start, |after| self.reader.at - after);
        Ok(self.word(start, end))
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

//! A file of the run with its text, and the set of all of them.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::{FileId, Span};

/// How the bytes of a file became text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, offsets are those of the file on disk (a byte-order mark stays in the text and is skipped by the readers).
    Utf8,
    /// Transcoded from UTF-16: offsets are those of the transcoded text.
    Transcoded,
}

/// Bytes of a text from one place to the next up to which UTF-16 code units are counted beforehand: a column far into a
/// long line needs no count from its start.
const BLOCK: usize = 4096;

/// A place in a text as people count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, 1-based.
    pub line: u32,
    /// Column in bytes, 1-based.
    pub column: u32,
    /// Column in UTF-16 code units, 1-based, as SARIF and editors count.
    pub column_utf16: u32,
}

/// A file and its text.
#[derive(Debug)]
pub struct SourceFile {
    /// Its index in [`Sources`].
    pub id: FileId,
    /// Path as shown to people: relative to the root where it lies inside, with forward slashes.
    pub path: String,
    /// How its bytes became text.
    pub encoding: Encoding,
    text: Cow<'static, str>,
    lines: OnceLock<Vec<u32>>,
    /// For each block how many UTF-16 code units are before it.
    blocks: OnceLock<Vec<u32>>,
    /// Where the file holds more than may be shown: the places of which nothing is shown at all.
    secrets: OnceLock<Vec<Span>>,
}

impl SourceFile {
    /// A file with text in UTF-8.
    pub fn new(id: FileId, path: String, text: String, encoding: Encoding) -> Self {
        Self {
            id,
            path,
            encoding,
            text: Cow::Owned(text),
            lines: OnceLock::new(),
            blocks: OnceLock::new(),
            secrets: OnceLock::new(),
        }
    }

    /// A file that the binary brings along; its text is not copied.
    pub fn embedded(id: FileId, path: &str, text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            ..Self::new(id, path.to_owned(), String::new(), Encoding::Utf8)
        }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span of this file; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Says that the file holds more than may be shown, as one does that a tool wrote with all that it knows: of its text
    /// reports then show what they speak of and nothing around it, and of the places given here nothing at all. The first
    /// call counts.
    pub fn keep_secret(&self, mut secrets: Vec<Span>) {
        secrets.sort_unstable_by_key(|secret| (secret.start, secret.end));
        let _ = self.secrets.set(secrets);
    }

    /// Whether the file holds more than may be shown.
    pub fn has_secrets(&self) -> bool {
        self.secrets.get().is_some()
    }

    /// The text under a span as it may be shown: as long as it is, with a `*` for each byte of a secret.
    pub fn shown(&self, span: Span) -> Cow<'_, str> {
        let text = self.slice(span);
        let secrets = self.secrets.get().map_or(&[][..], Vec::as_slice);
        // Secrets do not overlap, as they are values that lie beside each other.
        let first = secrets.partition_point(|secret| secret.end <= span.start);
        let inside = secrets[first..].iter();
        let mut inside = inside
            .take_while(|secret| secret.start < span.end)
            .peekable();
        if inside.peek().is_none() {
            return Cow::Borrowed(text);
        }
        let mut shown = String::with_capacity(text.len());
        for (at, character) in text.char_indices() {
            let at = span.start + at as u32;
            while inside.next_if(|secret| secret.end <= at).is_some() {}
            match inside.peek().is_some_and(|secret| secret.start <= at) {
                true => shown.extend(std::iter::repeat_n('*', character.len_utf8())),
                false => shown.push(character),
            }
        }
        Cow::Owned(shown)
    }

    /// The span of the whole text.
    pub fn span(&self) -> Span {
        Span::new(
            self.id,
            0,
            u32::try_from(self.text.len()).unwrap_or(u32::MAX),
        )
    }

    /// Line and columns of a byte offset; offsets past the end give the end.
    pub fn position(&self, offset: u32) -> Position {
        let offset = (offset as usize).min(self.text.len());
        let starts = self.line_starts();
        let line = starts
            .partition_point(|&start| start as usize <= offset)
            .max(1)
            - 1;
        let start = starts[line] as usize;
        let utf16 = if self.text.is_char_boundary(offset) {
            self.utf16_units(start, offset)
        } else {
            0
        };
        Position {
            line: line as u32 + 1,
            column: (offset - start) as u32 + 1,
            column_utf16: utf16 as u32 + 1,
        }
    }

    /// Byte range of a 1-based line, without its line break.
    pub fn line_range(&self, line: u32) -> std::ops::Range<usize> {
        let starts = self.line_starts();
        let index = (line.max(1) as usize - 1).min(starts.len() - 1);
        let start = starts[index] as usize;
        let end = starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize - 1);
        let end = if end > start && self.text.as_bytes()[end - 1] == b'\r' {
            end - 1
        } else {
            end
        };
        start..end
    }

    fn utf16_units(&self, start: usize, end: usize) -> usize {
        let bytes = self.text.as_bytes();
        if end - start <= BLOCK {
            return utf16_units(&bytes[start..end]);
        }
        let blocks = self.blocks.get_or_init(|| {
            let units = bytes.chunks(BLOCK).scan(0, |before, block| {
                let units = utf16_units(block) as u32;
                *before += units;
                Some(*before - units)
            });
            units.collect()
        });
        let up_to = |offset: usize| {
            let block = (offset / BLOCK).min(blocks.len() - 1);
            blocks[block] as usize + utf16_units(&bytes[block * BLOCK..offset])
        };
        up_to(end) - up_to(start)
    }

    fn line_starts(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes()).map(|at| at as u32 + 1);
            std::iter::once(0).chain(breaks).collect()
        })
    }
}

/// How many UTF-16 code units the characters take whose first byte is in some bytes of UTF-8: two for those of four bytes.
fn utf16_units(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
        .sum()
}

/// All files of a run, by [`FileId`].
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Arc<SourceFile>>,
}

impl Sources {
    /// Adds a file under the next id.
    pub fn add(&mut self, path: String, text: String, encoding: Encoding) -> Arc<SourceFile> {
        self.push(SourceFile::new(self.next(), path, text, encoding))
    }

    /// Adds a file that the binary brings along.
    pub fn add_embedded(&mut self, path: &str, text: &'static str) -> Arc<SourceFile> {
        self.push(SourceFile::embedded(self.next(), path, text))
    }

    fn next(&self) -> FileId {
        FileId(self.files.len() as u32)
    }

    fn push(&mut self, file: SourceFile) -> Arc<SourceFile> {
        let file = Arc::new(file);
        self.files.push(Arc::clone(&file));
        file
    }

    /// The file of an id that this set gave out.
    pub fn get(&self, id: FileId) -> &Arc<SourceFile> {
        &self.files[id.0 as usize]
    }

    /// All files, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<SourceFile>> {
        self.files.iter()
    }
}

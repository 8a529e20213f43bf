//! The JSON reader: strict, iterative, one pass.
//!
//! In: a text. Out: the tree and diagnostics. Numbers keep their text; strings are decoded when asked for. A large text
//! can be walked with a [`Cursor`] that makes trees of parts of it only.

mod cursor;
mod sink;
mod strings;

use crate::source::Diagnostic;

use super::build::{Builder, Input, Stop};
use super::limits::Limits;
use super::raw::{ESCAPED, Kind, PLAIN, QUOTED, RAW, RawNode};
use super::tree::Tree;

pub use cursor::{Cursor, Word};
use sink::Sink;
pub(super) use strings::{decode, decode_escape};

struct Reader<'t, S> {
    input: Input<'t>,
    bytes: &'t [u8],
    at: usize,
    sink: S,
}

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    FirstKey,
    Key,
    FirstItem,
    Separator,
    End,
}

/// Reads the text; the flag says whether it is JSON as a whole.
pub(super) fn read(input: Input<'_>, limits: &Limits) -> (Tree, Vec<Diagnostic>, bool) {
    let bytes = input.text.as_bytes();
    let at = if input.text.starts_with('\u{feff}') {
        3
    } else {
        0
    };
    let mut reader = Reader {
        input,
        bytes,
        at,
        sink: Builder::new(input, limits),
    };
    let outcome = reader.value().and_then(|()| reader.end());
    let complete = outcome.is_ok();
    let (tree, diagnostics) = reader.sink.finish(outcome.err());
    (tree, diagnostics, complete)
}

impl<S: Sink> Reader<'_, S> {
    /// Reads the value that begins here, after blanks.
    fn value(&mut self) -> Result<(), Stop> {
        // For each open container whether it is a mapping.
        let mut mappings: Vec<bool> = Vec::new();
        let mut expect = Expect::Value;
        while expect != Expect::End {
            self.skip_whitespace();
            let next = self.bytes.get(self.at).copied();
            expect = match (expect, next) {
                (Expect::FirstKey, Some(b'}')) | (Expect::FirstItem, Some(b']')) => {
                    self.close(&mut mappings)
                }
                (Expect::FirstKey | Expect::Key, Some(b'"')) => self.key()?,
                (Expect::FirstKey, _) => return Err(self.expected("a key in double quotes or `}`")),
                (Expect::Key, _) => return Err(self.expected("a key in double quotes")),
                (Expect::Separator, Some(b',')) => self.comma(&mappings),
                (Expect::Separator, Some(b'}')) if mappings.last() == Some(&true) => {
                    self.close(&mut mappings)
                }
                (Expect::Separator, Some(b']')) if mappings.last() == Some(&false) => {
                    self.close(&mut mappings)
                }
                (Expect::Separator, _) if mappings.last() == Some(&true) => {
                    return Err(self.expected("`,` or `}`"));
                }
                (Expect::Separator, _) => return Err(self.expected("`,` or `]`")),
                (Expect::Value | Expect::FirstItem, _) => self.open(&mut mappings)?,
                (Expect::End, _) => Expect::End,
            };
        }
        Ok(())
    }

    /// Nothing but blanks may follow.
    fn end(&mut self) -> Result<(), Stop> {
        self.skip_whitespace();
        match self.at < self.bytes.len() {
            true => Err(self.expected("the end of the text")),
            false => Ok(()),
        }
    }

    /// Reads a scalar, or the beginning of what has parts.
    fn open(&mut self, mappings: &mut Vec<bool>) -> Result<Expect, Stop> {
        let start = self.at as u32;
        match self.bytes.get(self.at).copied() {
            Some(b'{') => {
                self.sink.start(Kind::Mapping, start)?;
                self.at += 1;
                mappings.push(true);
                return Ok(Expect::FirstKey);
            }
            Some(b'[') => {
                self.sink.start(Kind::Sequence, start)?;
                self.at += 1;
                mappings.push(false);
                return Ok(Expect::FirstItem);
            }
            Some(b'"') => self.string()?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') => self.word("true")?,
            Some(b'f') => self.word("false")?,
            Some(b'n') => self.word("null")?,
            _ => return Err(self.expected("a value")),
        }
        Ok(after_value(mappings))
    }

    fn close(&mut self, mappings: &mut Vec<bool>) -> Expect {
        mappings.pop();
        self.at += 1;
        self.sink.end(self.at as u32);
        after_value(mappings)
    }

    fn comma(&mut self, mappings: &[bool]) -> Expect {
        self.at += 1;
        if mappings.last() == Some(&true) {
            Expect::Key
        } else {
            Expect::Value
        }
    }

    fn key(&mut self) -> Result<Expect, Stop> {
        self.string()?;
        self.skip_whitespace();
        if self.bytes.get(self.at) != Some(&b':') {
            return Err(self.expected("`:`"));
        }
        self.at += 1;
        Ok(Expect::Value)
    }

    fn string(&mut self) -> Result<(), Stop> {
        let start = self.at;
        let scanned = match strings::scan(self.bytes, start + 1) {
            Ok(scanned) => scanned,
            Err(fault) => return Err(self.bad_string(start, fault)),
        };
        let link = if scanned.escaped { ESCAPED } else { QUOTED };
        self.at = scanned.end + 1;
        let node = RawNode::new(Kind::Scalar, start as u32, self.at as u32, link);
        self.sink.leaf(node)?;
        if let Some(lone) = scanned.lone_surrogate {
            let span = self.input.span(lone as u32, lone as u32 + 6);
            let written = self.input.text.get(lone..lone + 6).unwrap_or_default();
            let message = format!("`{written}` is half of a character");
            let diagnostic = Diagnostic::warning("lone-surrogate", span, message);
            self.sink.report(
                diagnostic.help("read as U+FFFD; write both halves, or the character itself"),
            );
        }
        Ok(())
    }

    fn number(&mut self) -> Result<(), Stop> {
        let start = self.at;
        self.skip_byte(b'-');
        if !self.skip_byte(b'0') {
            self.digits()?;
        }
        if self.skip_byte(b'.') {
            self.digits()?;
        }
        if self.skip_byte(b'e') || self.skip_byte(b'E') {
            if !self.skip_byte(b'+') {
                self.skip_byte(b'-');
            }
            self.digits()?;
        }
        self.plain(Kind::Scalar, start)
    }

    fn digits(&mut self) -> Result<(), Stop> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        if self.at == start {
            Err(self.expected("a digit"))
        } else {
            Ok(())
        }
    }

    fn word(&mut self, word: &str) -> Result<(), Stop> {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err(self.expected("a value"));
        }
        let start = self.at;
        self.at += word.len();
        let kind = if word == "null" {
            Kind::Null
        } else {
            Kind::Scalar
        };
        self.plain(kind, start)
    }

    fn plain(&mut self, kind: Kind, start: usize) -> Result<(), Stop> {
        let mut node = RawNode::new(kind, start as u32, self.at as u32, RAW);
        if kind == Kind::Scalar {
            node.meta |= PLAIN;
        }
        self.sink.leaf(node)
    }

    fn skip_byte(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What to say where something else was expected.
    fn expected(&self, what: &str) -> Stop {
        let rest = self.input.text.get(self.at..).unwrap_or("");
        let Some(found) = rest.chars().next() else {
            let at = self.at as u32;
            let message = format!("expected {what}, found the end of the text");
            let help = "the text is cut off: add what is missing";
            return Box::new(
                Diagnostic::error("json-syntax", self.input.span(at, at), message).help(help),
            );
        };
        let before = self.input.text[..self.at].trim_end();
        let help = match found {
            '}' | ']' if before.ends_with(',') => "remove the comma before it",
            '\'' => "put keys and texts in double quotes",
            '/' | '#' => "JSON has no comments: remove it",
            '"' | '{' | '[' if what.starts_with("`,`") => "a comma is missing before it",
            _ if what == "the end of the text" => "a file has one value: remove what follows it",
            'a'..='z' | 'A'..='Z' => "put keys and texts in double quotes",
            _ => "correct the text here",
        };
        let span = self
            .input
            .span(self.at as u32, (self.at + found.len_utf8()) as u32);
        let message = format!("expected {what}, found `{}`", found.escape_debug());
        Box::new(Diagnostic::error("json-syntax", span, message).help(help))
    }

    fn bad_string(&self, start: usize, fault: strings::Fault) -> Stop {
        let input = self.input;
        let (from, to, message, help) = match fault {
            strings::Fault::Unclosed => {
                let message = "this text has no closing quote".to_owned();
                (start, start + 1, message, "add the missing `\"`")
            }
            strings::Fault::Control(at) => {
                let message = format!("control character U+{:04X} in a text", self.bytes[at]);
                (
                    at,
                    at + 1,
                    message,
                    "write it as an escape, such as `\\n`, or close the text before it",
                )
            }
            strings::Fault::Escape(at) => {
                let to = input.text[at + 1..]
                    .chars()
                    .next()
                    .map_or(at + 1, |next| at + 1 + next.len_utf8());
                let message = format!(
                    "`{}` is not an escape of JSON",
                    &input.text[at..to].escape_debug()
                );
                (
                    at,
                    to,
                    message,
                    "write `\\\\` for a backslash; a code point is `\\u` and four hexadecimal digits",
                )
            }
        };
        Box::new(
            Diagnostic::error("json-syntax", input.span(from as u32, to as u32), message)
                .help(help),
        )
    }
}

fn after_value(mappings: &[bool]) -> Expect {
    match mappings.is_empty() {
        true => Expect::End,
        false => Expect::Separator,
    }
}

//! Rust text, seen as a tidy test needs it: code without comments and strings, the strings apart, tests cut out.
//!
//! In: the text of a file. Out: [`Code`], whose offsets are those of the text. What is allowed is not known here.

/// A Rust file, read.
pub(crate) struct Code {
    /// The text, with comments, strings and test modules as spaces. Lines keep their numbers.
    pub(crate) bare: String,
    /// String literals outside of tests: offset and content as written.
    pub(crate) strings: Vec<(usize, String)>,
}

/// A function with a body.
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// Line of the word `fn`.
    pub(crate) line: usize,
    /// Number of lines up to its last brace.
    pub(crate) lines: usize,
}

impl Code {
    /// Reads a text.
    pub(crate) fn of(text: &str) -> Self {
        let (mut bare, mut strings) = masked(text);
        for (start, end) in test_items(&bare) {
            blank(&mut bare, start, end);
            strings.retain(|(at, _)| !(start..end).contains(at));
        }
        let bare = String::from_utf8(bare).expect("only whole characters are blanked");
        Self { bare, strings }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        line_of(self.bare.as_bytes(), at)
    }

    /// Offsets at which a word or a chain of words (`std::fs`) stands on its own.
    pub(crate) fn places(&self, word: &str) -> Vec<usize> {
        let bytes = self.bare.as_bytes();
        let alone = |at: usize| {
            let open = at == 0 || !is_name(bytes[at - 1]) || !is_name(word.as_bytes()[0]);
            let last = word.as_bytes()[word.len() - 1];
            let closed = bytes
                .get(at + word.len())
                .is_none_or(|&next| !is_name(next));
            open && (closed || !is_name(last))
        };
        let found = self.bare.match_indices(word).map(|(at, _)| at);
        found.filter(|&at| alone(at)).collect()
    }

    /// All functions with a body.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let functions = self.places("fn").into_iter();
        functions.filter_map(|at| self.function(at)).collect()
    }

    fn function(&self, at: usize) -> Option<Function> {
        let name: String = name_at(self.bare[at + 2..].trim_start());
        if name.is_empty() {
            return None;
        }
        let end = item_end(self.bare.as_bytes(), at)?;
        let (first, last) = (self.line(at), self.line(end - 1));
        let body = self.bare.as_bytes()[end - 1] == b'}';
        body.then_some(Function {
            name,
            line: first,
            lines: last - first + 1,
        })
    }
}

/// Whether a byte can be part of a name.
pub(crate) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The name that a text begins with, perhaps empty.
pub(crate) fn name_at(text: &str) -> String {
    let end = text.bytes().position(|byte| !is_name(byte));
    text[..end.unwrap_or(text.len())].to_owned()
}

fn line_of(bytes: &[u8], at: usize) -> usize {
    1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count()
}

fn blank(bytes: &mut [u8], start: usize, end: usize) {
    let kept = |byte: &&mut u8| **byte != b'\n';
    let inside = bytes[start..end].iter_mut();
    inside.filter(kept).for_each(|byte| *byte = b' ');
}

/// The text without comments and strings, and the strings.
fn masked(text: &str) -> (Vec<u8>, Vec<(usize, String)>) {
    let mut bytes = text.as_bytes().to_vec();
    let mut strings = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let before = if at == 0 {
            b' '
        } else {
            text.as_bytes()[at - 1]
        };
        let end = if rest.starts_with("//") {
            at + rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            at + block_comment(rest)
        } else if let Some((open, close)) = string(rest, before) {
            let end = at + close;
            let hashes = rest[..open].bytes().filter(|&byte| byte == b'#').count();
            let content = text[at + open..end.max(at + open + 1 + hashes) - 1 - hashes].to_owned();
            strings.push((at, content));
            end
        } else if let Some(length) = character(rest) {
            at + length
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        };
        blank(&mut bytes, at, end);
        at = end;
    }
    (bytes, strings)
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        let two = text.as_bytes().get(at..at + 2).unwrap_or_default();
        match two {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Where the content of a string begins and where the string ends, if the text begins with one.
fn string(text: &str, before: u8) -> Option<(usize, usize)> {
    let prefix = text
        .bytes()
        .position(|byte| !matches!(byte, b'b' | b'c' | b'r'))?;
    if prefix > 2 || (prefix > 0 && is_name(before)) {
        return None;
    }
    let raw = text[..prefix].ends_with('r');
    let hashes = text[prefix..].bytes().position(|byte| byte != b'#')?;
    let open = prefix + hashes;
    if text.as_bytes()[open] != b'"' || (hashes > 0 && !raw) {
        return None;
    }
    let content = open + 1;
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let length = text[content..].find(&close)?;
        return Some((content, content + length + close.len()));
    }
    let mut escaped = false;
    let length = text[content..].bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some((content, content + length + 1))
}

/// The length of a character literal, if the text begins with one and not with a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        let after = escape.chars().next()?.len_utf8();
        return Some(2 + after + escape[after..].find('\'')? + 1);
    }
    let length = inside.chars().next()?.len_utf8();
    inside[length..].starts_with('\'').then_some(length + 2)
}

/// The items after each `#[cfg(test)]`, as ranges.
fn test_items(bare: &[u8]) -> Vec<(usize, usize)> {
    let text = String::from_utf8_lossy(bare);
    let marks = text.match_indices("#[cfg(test)]");
    let items = marks.map(|(at, mark)| (at, item_end(bare, at + mark.len()).unwrap_or(bare.len())));
    items.collect()
}

/// The end of the item that begins here: after its `;` or its last `}`.
fn item_end(bare: &[u8], start: usize) -> Option<usize> {
    let (mut braces, mut others) = (0, 0);
    for (at, byte) in bare.iter().enumerate().skip(start) {
        match byte {
            b'(' | b'[' => others += 1,
            b')' | b']' => others -= 1,
            b'{' => braces += 1,
            b'}' => {
                braces -= 1;
                if braces == 0 && others == 0 {
                    return Some(at + 1);
                }
            }
            b';' if braces == 0 && others == 0 => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[test]
fn strings_and_comments_are_no_code() {
    let text = concat!(
        "//! fn a() {\n",
        "fn b<'a>(x: &'a str) -> [u8; 2] { /* { /* { */ { */ let y = '{'; let z = '\\''; \"}\\\"}\"; }\n",
        "fn c() {\n    r#\"fn d() { \"quoted\" \"#;\n}\n",
        "#[cfg(test)]\nmod tests {\n    fn e() { \"hidden\" }\n}\n",
        "fn f();\nfn g() {\n    é(b\"one\", br\"two\")\n}\n",
    );
    let code = Code::of(text);
    let functions = code.functions();
    let found: Vec<_> = functions
        .iter()
        .map(|function| (function.name.as_str(), function.line, function.lines))
        .collect();
    assert_eq!(found, [("b", 2, 1), ("c", 3, 3), ("g", 11, 3)]);
    let strings: Vec<_> = code.strings.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(strings, ["}\\\"}", "fn d() { \"quoted\" ", "one", "two"]);
    assert_eq!(code.bare.len(), text.len());
}

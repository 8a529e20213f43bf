//! Regular expressions of Terraform in the words of the crate that matches them.
//!
//! In: a pattern in the syntax of RE2, as Go has it. Out: a pattern that matches the same. Both are of one family; what
//! differs: classes such as `\d` know ASCII alone, a bracket inside brackets is itself, a brace that counts nothing is
//! itself, and `\Q…\E` quotes.

/// A pattern written anew.
pub(super) struct Rewritten {
    pub(super) pattern: String,
    /// Whether it means the same for texts of ASCII alone.
    pub(super) needs_ascii: bool,
}

/// Why there is none.
pub(super) enum Fault {
    /// It is an error in Terraform too.
    Wrong,
    /// What it means is not known here.
    Unknown,
}

/// The largest count of a repetition.
const MOST_REPEATS: u32 = 1000;

const NAMED_CLASSES: &[&str] = &[
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

struct Writer<'p> {
    rest: &'p str,
    out: String,
    needs_ascii: bool,
    /// Whether a repetition came just before: another one is an error.
    repeated: bool,
}

/// The pattern for the crate.
pub(super) fn rewritten(pattern: &str) -> Result<Rewritten, Fault> {
    let mut writer = Writer {
        rest: pattern,
        out: String::with_capacity(pattern.len() + 8),
        needs_ascii: false,
        repeated: false,
    };
    while let Some(character) = writer.next() {
        writer.outside(character)?;
    }
    Ok(Rewritten {
        pattern: writer.out,
        needs_ascii: writer.needs_ascii,
    })
}

impl Writer<'_> {
    fn next(&mut self) -> Option<char> {
        let character = self.rest.chars().next()?;
        self.rest = &self.rest[character.len_utf8()..];
        Some(character)
    }

    fn outside(&mut self, character: char) -> Result<(), Fault> {
        let before = std::mem::take(&mut self.repeated);
        match character {
            '*' | '+' | '?' => return self.repeat(&character.to_string(), before),
            '{' => match self.counts()? {
                Some(counts) => return self.repeat(&counts, before),
                None => self.out.push_str("\\{"),
            },
            '\\' => self.escape()?,
            '[' => self.class()?,
            '(' => self.group()?,
            _ => self.out.push(character),
        }
        Ok(())
    }

    /// A repetition, with the mark that makes it match as little as it can.
    fn repeat(&mut self, sign: &str, before: bool) -> Result<(), Fault> {
        if before {
            return Err(Fault::Wrong);
        }
        self.out.push_str(sign);
        if let Some(rest) = self.rest.strip_prefix('?') {
            self.rest = rest;
            self.out.push('?');
        }
        self.repeated = true;
        Ok(())
    }

    /// The counts of a repetition after `{`; `None` where the brace is itself.
    fn counts(&mut self) -> Result<Option<String>, Fault> {
        let Some((inner, after)) = self.rest.split_once('}') else {
            return Ok(None);
        };
        let (least, most) = match inner.split_once(',') {
            Some((least, most)) => (least, Some(most)),
            None => (inner, None),
        };
        let is_number =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(least) || most.is_some_and(|most| !most.is_empty() && !is_number(most)) {
            return Ok(None);
        }
        let count = |text: &str| {
            text.parse::<u32>()
                .ok()
                .filter(|count| *count <= MOST_REPEATS)
        };
        let fits = count(least).is_some()
            && most.is_none_or(|most| most.is_empty() || count(most).is_some());
        if !fits {
            return Err(Fault::Wrong);
        }
        self.rest = after;
        Ok(Some(format!("{{{inner}}}")))
    }

    /// Flags and names of a group; flags that only one of the two languages has are errors.
    fn group(&mut self) -> Result<(), Fault> {
        self.out.push('(');
        let Some(inner) = self.rest.strip_prefix('?') else {
            return Ok(());
        };
        if inner.starts_with("P<") || inner.starts_with('<') {
            return Ok(());
        }
        let end = inner.find([':', ')']).ok_or(Fault::Wrong)?;
        let is_flag = |flag: char| matches!(flag, 'i' | 'm' | 's' | 'U' | '-');
        if !inner[..end].chars().all(is_flag) {
            return Err(Fault::Wrong);
        }
        self.out.push('?');
        self.out.push_str(&inner[..=end]);
        self.rest = &inner[end + 1..];
        Ok(())
    }

    /// What follows a backslash outside of brackets.
    fn escape(&mut self) -> Result<(), Fault> {
        match self.next().ok_or(Fault::Wrong)? {
            'Q' => {
                let (quoted, after) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.out.push_str(&regex::escape(quoted));
                self.rest = after;
            }
            'b' => self.out.push_str("(?-u:\\b)"),
            'B' => {
                self.needs_ascii = true;
                self.out.push_str("\\B");
            }
            'A' => self.out.push_str("\\A"),
            'z' => self.out.push_str("\\z"),
            'C' => return Err(Fault::Unknown),
            character => self.character(character)?,
        }
        Ok(())
    }

    /// Escapes that mean the same in brackets and outside.
    fn character(&mut self, character: char) -> Result<(), Fault> {
        match character {
            'd' => self.out.push_str("[0-9]"),
            'D' => self.out.push_str("[^0-9]"),
            'w' => self.out.push_str("[0-9A-Za-z_]"),
            'W' => self.out.push_str("[^0-9A-Za-z_]"),
            's' => self.out.push_str("[\\t\\n\\f\\r ]"),
            'S' => self.out.push_str("[^\\t\\n\\f\\r ]"),
            'a' | 'f' | 'n' | 'r' | 't' | 'v' => {
                self.out.push('\\');
                self.out.push(character);
            }
            'x' => {
                self.out.push_str("\\x");
                self.braced();
            }
            'p' | 'P' => self.property(character),
            '0'..='9' => return Err(Fault::Unknown),
            _ if character.is_ascii_punctuation() => {
                self.out.push_str(&regex::escape(&character.to_string()));
            }
            _ => return Err(Fault::Wrong),
        }
        Ok(())
    }

    /// A property of characters, of which `^` has the others.
    fn property(&mut self, letter: char) {
        let negated = self.rest.starts_with("{^");
        let turned = if letter == 'p' { 'P' } else { 'p' };
        self.out.push('\\');
        self.out.push(if negated { turned } else { letter });
        if negated {
            self.out.push('{');
            self.rest = &self.rest[2..];
            let (name, after) = self.rest.split_once('}').unwrap_or((self.rest, ""));
            self.out.push_str(name);
            self.out.push('}');
            self.rest = after;
        }
        self.braced();
    }

    /// A name or number in braces, as it is.
    fn braced(&mut self) {
        if self.rest.starts_with('{') {
            let end = self.rest.find('}').map_or(self.rest.len(), |end| end + 1);
            self.out.push_str(&self.rest[..end]);
            self.rest = &self.rest[end..];
        }
    }

    /// A class in brackets, after the opening one.
    fn class(&mut self) -> Result<(), Fault> {
        self.out.push('[');
        if let Some(rest) = self.rest.strip_prefix('^') {
            self.rest = rest;
            self.out.push('^');
        }
        // Where in the class: at its first item, after the hyphen of a range, elsewhere.
        let (mut first, mut ranging) = (true, false);
        loop {
            let character = self.next().ok_or(Fault::Wrong)?;
            let after_hyphen = std::mem::take(&mut ranging);
            match character {
                ']' if !first => {
                    self.out.push(']');
                    return Ok(());
                }
                '[' if self.rest.starts_with(':') && self.rest.contains(":]") => {
                    self.named_class()?
                }
                '\\' => {
                    let escaped = self.next().ok_or(Fault::Wrong)?;
                    match escaped {
                        'Q' | 'E' => return Err(Fault::Unknown),
                        'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P' if after_hyphen => {
                            return Err(Fault::Wrong);
                        }
                        '-' | ']' | '[' | '^' | '&' | '~' | '\\' => self.escaped(escaped),
                        _ => self.character(escaped)?,
                    }
                }
                // At an end, or as the end of a range, a hyphen is itself; elsewhere it makes a range.
                '-' if first || after_hyphen || self.rest.starts_with(']') => self.escaped('-'),
                '-' => {
                    ranging = true;
                    self.out.push('-');
                }
                '[' | ']' | '&' | '~' | '^' => self.escaped(character),
                _ => self.out.push(character),
            }
            first = false;
        }
    }

    /// A class by its name, such as `[:alpha:]`, within brackets.
    fn named_class(&mut self) -> Result<(), Fault> {
        let (name, after) = self.rest[1..].split_once(":]").ok_or(Fault::Wrong)?;
        if !NAMED_CLASSES.contains(&name.strip_prefix('^').unwrap_or(name)) {
            return Err(Fault::Wrong);
        }
        self.out.push_str(&format!("[:{name}:]"));
        self.rest = after;
        Ok(())
    }

    fn escaped(&mut self, character: char) {
        self.out.push('\\');
        self.out.push(character);
    }
}

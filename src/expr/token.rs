//! The words of a predicate.
//!
//! In: its text. Out: tokens with their bytes, or the first fault. The grammar is not known here.

use std::sync::Arc;

use super::tree::{Extent, Fault};

/// A word.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    /// A name or keyword.
    Name(String),
    /// The digits of a whole number, without sign.
    Integer(u64),
    /// A quoted text, with its escapes resolved.
    Text(Arc<str>),
    /// An operator or bracket.
    Symbol(&'static str),
    /// The end of the text.
    End,
}

/// Longer symbols come before their own beginnings.
const SYMBOLS: [&str; 18] = [
    "||", "&&", "==", "!=", "<=", ">=", "<", ">", "!", "?", ":", "(", ")", "[", "]", ",", ".", "-",
];

/// All tokens of a text; the last one is [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token, Extent)>, Fault> {
    // A token and the space after it are seldom shorter than this.
    let mut found = Vec::with_capacity(text.len() / 3);
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        if first.is_ascii_whitespace() {
            start += 1;
            continue;
        }
        let (token, end) = token(text, start, first)?;
        found.push((token, Extent::new(start, end)));
        start = end;
    }
    found.push((Token::End, Extent::new(text.len(), text.len())));
    Ok(found)
}

fn token(text: &str, start: usize, first: char) -> Result<(Token, usize), Fault> {
    if first == '\'' || first == '"' {
        return quoted(text, start, first);
    }
    if first.is_ascii_digit() {
        return integer(text, start);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let end = end_of_word(text, start);
        return Ok((Token::Name(text[start..end].to_owned()), end));
    }
    if let Some(symbol) = SYMBOLS
        .into_iter()
        .find(|symbol| text[start..].starts_with(symbol))
    {
        return Ok((Token::Symbol(symbol), start + symbol.len()));
    }
    let fault = Fault::new(
        SYNTAX,
        Extent::new(start, start + first.len_utf8()),
        format!(
            "expected an expression or an operator, found `{}`",
            first.escape_debug()
        ),
    );
    Err(match first {
        '=' => fault.help("equality is written `==`"),
        '&' => fault.help("conjunction is written `&&`"),
        '|' => fault.help("disjunction is written `||`"),
        '+' | '*' | '/' | '%' => fault.help("there is no arithmetic in predicates"),
        _ => fault.help("a text is quoted: `'like this'`"),
    })
}

/// The code of every fault of grammar.
pub(super) const SYNTAX: &str = "predicate-syntax";

fn end_of_word(text: &str, start: usize) -> usize {
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    start
        + text.as_bytes()[start..]
            .iter()
            .take_while(|byte| word(byte))
            .count()
}

fn integer(text: &str, start: usize) -> Result<(Token, usize), Fault> {
    let end = end_of_word(text, start);
    match text[start..end].parse() {
        Ok(value) => Ok((Token::Integer(value), end)),
        Err(_) => {
            let fault = Fault::new(
                SYNTAX,
                Extent::new(start, end),
                format!("expected a whole number, found `{}`", &text[start..end]),
            );
            Err(fault.help("whole numbers are decimal digits and fit 64 bits"))
        }
    }
}

fn quoted(text: &str, start: usize, quote: char) -> Result<(Token, usize), Fault> {
    let mut value = String::new();
    let mut at = start + 1;
    while let Some(next) = text[at..].chars().next() {
        match next {
            '\n' | '\r' => break,
            '\\' => {
                let (escaped, end) = escape(text, at)?;
                value.push(escaped);
                at = end;
            }
            _ if next == quote => return Ok((Token::Text(value.into()), at + 1)),
            _ => {
                value.push(next);
                at += next.len_utf8();
            }
        }
    }
    let fault = Fault::new(
        SYNTAX,
        Extent::new(start, at),
        format!("expected `{quote}` at the end of this text"),
    );
    Err(fault.help("a quoted text ends with the quote it starts with, on the same line"))
}

/// The character of the escape that starts with the backslash at `start`, and where it ends.
fn escape(text: &str, start: usize) -> Result<(char, usize), Fault> {
    let letter = text[start + 1..].chars().next();
    let simple = match letter {
        Some(same @ ('\\' | '\'' | '"')) => Some(same),
        Some('n') => Some('\n'),
        Some('r') => Some('\r'),
        Some('t') => Some('\t'),
        _ => None,
    };
    if let Some(character) = simple {
        return Ok((character, start + 2));
    }
    let digits = text
        .get(start + 2..start + 6)
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    if let (Some('u'), Some(digits)) = (letter, digits)
        && let Some(character) = u32::from_str_radix(digits, 16)
            .ok()
            .and_then(char::from_u32)
    {
        return Ok((character, start + 6));
    }
    let end = start + 1 + letter.map_or(0, char::len_utf8);
    let fault = Fault::new(
        SYNTAX,
        Extent::new(start, end),
        "expected an escape that this language has",
    );
    Err(fault.help(r#"the escapes are `\\`, `\'`, `\"`, `\n`, `\r`, `\t` and `\uXXXX`"#))
}

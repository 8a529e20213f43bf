//! JSON strings: finding their end, and decoding their escapes.

/// A string that is well formed.
pub(super) struct Scanned {
    /// Offset of the closing quote.
    pub(super) end: usize,
    /// Whether it has escapes.
    pub(super) escaped: bool,
    /// Offset of the first escape that is half of a surrogate pair.
    pub(super) lone_surrogate: Option<usize>,
}

/// What is wrong with a string.
pub(super) enum Fault {
    /// It has no closing quote.
    Unclosed,
    /// It has a control character at this offset.
    Control(usize),
    /// The escape at this offset does not exist.
    Escape(usize),
}

/// Bytes that end a run of ordinary ones.
static SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = true;
        byte += 1;
    }
    table[b'"' as usize] = true;
    table[b'\\' as usize] = true;
    table
};

/// Scans a string whose first byte after the quote is at `at`.
pub(super) fn scan(bytes: &[u8], mut at: usize) -> Result<Scanned, Fault> {
    let mut escaped = false;
    let mut lone_surrogate = None;
    loop {
        at = skip_ordinary(bytes, at);
        match bytes.get(at) {
            None => return Err(Fault::Unclosed),
            Some(b'"') => {
                return Ok(Scanned {
                    end: at,
                    escaped,
                    lone_surrogate,
                });
            }
            Some(b'\\') => {
                escaped = true;
                let (length, lone) = escape(bytes, at).ok_or(Fault::Escape(at))?;
                if lone {
                    lone_surrogate = lone_surrogate.or(Some(at));
                }
                at += length;
            }
            Some(_) => return Err(Fault::Control(at)),
        }
    }
}

/// The offset of the first byte that ends a run of ordinary ones; eight bytes at a time while there are so many.
fn skip_ordinary(bytes: &[u8], mut at: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    // The high bit of each byte that is zero; above the first of them there can be wrong ones.
    let zeros = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let special = control
            | zeros(word ^ (ONES * u64::from(b'"')))
            | zeros(word ^ (ONES * u64::from(b'\\')));
        if special != 0 {
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += chunk.len();
    }
    while bytes
        .get(at)
        .is_some_and(|&byte| !SPECIAL[usize::from(byte)])
    {
        at += 1;
    }
    at
}

/// Length of the escape at `at`, both halves of a surrogate pair together, and whether it is one half alone; `None`
/// where there is no such escape.
fn escape(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    match bytes.get(at + 1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some((2, false)),
        b'u' => {
            let unit = unit(bytes, at)?;
            match unit {
                0xd800..=0xdbff if matches!(self::unit(bytes, at + 6), Some(0xdc00..=0xdfff)) => {
                    Some((12, false))
                }
                0xd800..=0xdfff => Some((6, true)),
                _ => Some((6, false)),
            }
        }
        _ => None,
    }
}

/// The UTF-16 code unit of a `\u` escape at `at`.
fn unit(bytes: &[u8], at: usize) -> Option<u16> {
    let escape = bytes.get(at..at + 6)?;
    if !escape.starts_with(b"\\u") {
        return None;
    }
    escape[2..].iter().try_fold(0u16, |unit, &byte| {
        let digit = char::from(byte).to_digit(16)?;
        Some(unit << 4 | digit as u16)
    })
}

/// The text that the inside of a well-formed string stands for; a lone surrogate becomes U+FFFD.
pub(in crate::syntax) fn decode(raw: &str) -> String {
    let bytes = raw.as_bytes();
    let mut text = String::with_capacity(raw.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\\', bytes) {
        if at < from {
            continue;
        }
        text.push_str(&raw[from..at]);
        let (length, character) = decode_escape(bytes, at);
        text.push(character);
        from = at + length;
    }
    text.push_str(raw.get(from..).unwrap_or(""));
    text
}

/// Length and meaning of the escape at `at`.
pub(in crate::syntax) fn decode_escape(bytes: &[u8], at: usize) -> (usize, char) {
    let simple = match bytes.get(at + 1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let high = unit(bytes, at).unwrap_or(0xd800);
            let low = unit(bytes, at + 6);
            let units = std::iter::once(high).chain(low);
            let first = char::decode_utf16(units).next();
            return match first {
                Some(Ok(character)) if character.len_utf16() == 2 => (12, character),
                Some(Ok(character)) => (6, character),
                _ => (6, char::REPLACEMENT_CHARACTER),
            };
        }
        Some(&byte) if byte.is_ascii() => char::from(byte),
        _ => return (1, '\\'),
    };
    (2, simple)
}

//! Ids, tokens, links and texts as OSCAL has them.
//!
//! In: texts of evidence. Out: the same in the forms that the model allows. What they name is not known here.

use std::fmt::Write as _;

use sha1::{Digest, Sha1};

use crate::report::evidence::ControlResult;

/// The namespace of our ids: sixteen bytes drawn once.
const NAMESPACE: [u8; 16] = [
    0x5e, 0x0b, 0x91, 0xd4, 0x37, 0xc2, 0x4f, 0x6a, 0x9a, 0x18, 0xe3, 0x70, 0x2d, 0xbf, 0x84, 0x16,
];

/// A UUID of version 5 from what something is and a name that it alone has among those.
pub(super) fn uuid(what: &str, name: &str) -> String {
    let mut hash = Sha1::new();
    hash.update(NAMESPACE);
    hash.update(what.as_bytes());
    hash.update([0]);
    hash.update(name.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (index, byte) in bytes.iter().enumerate() {
        if matches!(index, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The id of a control as a token. Frameworks whose ids begin with a letter have catalogs in which they stand alone: `SC-28(1)` is
/// `sc-28.1` there. Others get the name of the framework in front.
pub(super) fn token(control: &ControlResult) -> String {
    let own = control
        .id
        .split_once('/')
        .map_or(&*control.id, |(_, own)| own);
    let own = own.replace("(", ".").replace(")", "");
    let plain = |character: char| match character {
        letter if letter.is_ascii_alphanumeric() => letter.to_ascii_lowercase(),
        '.' | '-' | '_' => character,
        _ => '-',
    };
    let own: String = own.chars().map(plain).collect();
    let stands_alone = own.starts_with(|first: char| first.is_ascii_lowercase())
        && !control.id[control.framework.len()..]
            .trim_start_matches('/')
            .contains('/');
    match stands_alone {
        true => own,
        false => format!("{}-{own}", control.framework.to_ascii_lowercase()),
    }
}

/// A path as a relative link.
pub(super) fn href(path: &str) -> String {
    let mut link = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                link.push(char::from(byte));
            }
            _ => {
                let _ = write!(link, "%{byte:02X}");
            }
        }
    }
    link
}

/// A link to a line: `path:line:column` as `path#Lline`.
pub(super) fn link_to(place: &str) -> String {
    let mut parts = place.rsplitn(3, ':');
    let (_, line, path) = (parts.next(), parts.next(), parts.next());
    match (path, line) {
        (Some(path), Some(line)) => format!("{}#L{line}", href(path)),
        _ => href(place),
    }
}

/// A text in which no reader of Markdown finds markup or links of the input.
pub(super) fn text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.trim().chars() {
        match character {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '[' | ']' | '\\' => {
                safe.push('\\');
                safe.push(character);
            }
            other => safe.push(other),
        }
    }
    safe
}

//! Encodings of texts: JSON and YAML out, base64, URLs.
//!
//! In: a value or a text. Out: the encoded text. `jsonencode` and `yamlencode` hand on a list or mapping as it is: who reads
//! a document finds each value where it is written, and who needs the text prints it as JSON. The readers of documents are
//! in `document`.

use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

use crate::syntax::{Cause, Term};

use super::call::{Call, Outcome, cause_of};
use super::{print, text};

/// Standard base64 with padding, whose last bits nobody looks at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

pub(super) fn jsonencode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    match &value.term {
        Term::List(_) | Term::Map(_) => Ok(value.clone()),
        Term::Null | Term::Absent | Term::Scalar(_) | Term::Text(_) | Term::Symbol(_) => {
            print::json(call, value)
        }
        // It may be a document as well as a text.
        _ => Err(cause_of(value)),
    }
}

pub(super) fn yamlencode(call: &Call<'_>) -> Outcome {
    let value = call.argument(0)?;
    match &value.term {
        Term::List(_) | Term::Map(_) => Ok(value.clone()),
        Term::Scalar(_) | Term::Null => Err(call.not_evaluated()),
        _ => Err(cause_of(value)),
    }
}

pub(super) fn base64encode(call: &Call<'_>) -> Outcome {
    Ok(call.make_text(BASE64.encode(call.text(0)?.as_bytes())))
}

pub(super) fn base64decode(call: &Call<'_>) -> Outcome {
    let text = String::from_utf8(decoded(call)?).map_err(|_| call.wrong())?;
    Ok(call.make_text(text))
}

fn decoded(call: &Call<'_>) -> Result<Vec<u8>, Cause> {
    let text = call.text(0)?.replace(['\r', '\n'], "");
    BASE64.decode(text).map_err(|_| call.wrong())
}

/// An encoding of characters that is known here.
enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
}

fn charset(call: &Call<'_>) -> Result<Charset, Cause> {
    match call.text(1)?.to_ascii_lowercase().as_str() {
        "utf-8" => Ok(Charset::Utf8),
        "utf-16le" => Ok(Charset::Utf16Le),
        "utf-16be" => Ok(Charset::Utf16Be),
        _ => Err(call.not_evaluated()),
    }
}

pub(super) fn textencodebase64(call: &Call<'_>) -> Outcome {
    let text = call.text(0)?;
    let units = text.encode_utf16();
    let bytes: Vec<u8> = match charset(call)? {
        Charset::Utf8 => text.as_bytes().to_vec(),
        Charset::Utf16Le => units.flat_map(u16::to_le_bytes).collect(),
        Charset::Utf16Be => units.flat_map(u16::to_be_bytes).collect(),
    };
    Ok(call.make_text(BASE64.encode(bytes)))
}

pub(super) fn textdecodebase64(call: &Call<'_>) -> Outcome {
    let bytes = decoded(call)?;
    let units = |read: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| read(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    let text = match charset(call)? {
        Charset::Utf8 => String::from_utf8(bytes.clone()).ok(),
        Charset::Utf16Le => units(u16::from_le_bytes),
        Charset::Utf16Be => units(u16::from_be_bytes),
    };
    text.map(|text| call.make_text(text))
        .ok_or_else(|| call.wrong())
}

pub(super) fn urlencode(call: &Call<'_>) -> Outcome {
    text::change_literals(call, 0, " ", |text| {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                    out.push(char::from(byte));
                }
                b' ' => out.push('+'),
                _ => out.push_str(&format!("%{byte:02X}")),
            }
        }
        Some(out)
    })
}

//! Hashes of texts, and names made of hashes.
//!
//! In: a text that is known as a whole. Out: its hash in hexadecimal or base64 digits.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::Digest;

use super::call::{Call, Outcome};

pub(super) fn md5(call: &Call<'_>) -> Outcome {
    hexadecimal::<md5::Md5>(call)
}

pub(super) fn sha1(call: &Call<'_>) -> Outcome {
    hexadecimal::<sha1::Sha1>(call)
}

pub(super) fn sha256(call: &Call<'_>) -> Outcome {
    hexadecimal::<sha2::Sha256>(call)
}

pub(super) fn sha512(call: &Call<'_>) -> Outcome {
    hexadecimal::<sha2::Sha512>(call)
}

pub(super) fn base64sha256(call: &Call<'_>) -> Outcome {
    let hash = sha2::Sha256::digest(call.text(0)?.as_bytes());
    Ok(call.make_text(STANDARD.encode(hash)))
}

pub(super) fn base64sha512(call: &Call<'_>) -> Outcome {
    let hash = sha2::Sha512::digest(call.text(0)?.as_bytes());
    Ok(call.make_text(STANDARD.encode(hash)))
}

fn hexadecimal<D: Digest>(call: &Call<'_>) -> Outcome {
    let hash = D::digest(call.text(0)?.as_bytes());
    Ok(call.make_text(digits(&hash)))
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The namespaces of RFC 4122 by their names; they differ in one digit.
const NAMESPACES: &[(&str, char)] = &[("dns", '0'), ("url", '1'), ("oid", '2'), ("x500", '4')];

pub(super) fn uuidv5(call: &Call<'_>) -> Outcome {
    let (namespace, name) = (call.text(0)?, call.text(1)?);
    let named = NAMESPACES.iter().find(|(known, _)| *known == namespace);
    let namespace = match named {
        Some((_, digit)) => format!("6ba7b81{digit}-9dad-11d1-80b4-00c04fd430c8"),
        None => namespace.into_owned(),
    };
    let namespace = uuid(&namespace).ok_or_else(|| call.wrong())?;
    let mut hash = sha1::Sha1::new();
    hash.update(namespace);
    hash.update(name.as_bytes());
    let mut bytes = hash.finalize();
    bytes[6] = bytes[6] & 0x0f | 0x50;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let all = digits(&bytes[..16]);
    let groups = [
        &all[..8],
        &all[8..12],
        &all[12..16],
        &all[16..20],
        &all[20..],
    ];
    Ok(call.make_text(groups.join("-")))
}

/// The bytes of a UUID, with or without hyphens, in braces, or as a URN.
fn uuid(text: &str) -> Option<[u8; 16]> {
    let lower = text.to_ascii_lowercase();
    let inner = lower.strip_prefix("urn:uuid:").unwrap_or(&lower);
    let in_braces = inner
        .strip_prefix('{')
        .and_then(|inner| inner.strip_suffix('}'));
    let inner = in_braces.unwrap_or(inner);
    let digits = match inner.len() {
        32 if in_braces.is_none() => inner.to_owned(),
        36 if [8, 13, 18, 23]
            .iter()
            .all(|at| inner.as_bytes()[*at] == b'-') =>
        {
            inner.replace('-', "")
        }
        _ => return None,
    };
    if digits.len() != 32 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let number = u128::from_str_radix(&digits, 16).ok()?;
    Some(number.to_be_bytes())
}

//! Documents that are written as a text within another file: JSON, or JSON with the escapes of addresses.

use std::borrow::Cow;
use std::sync::Arc;

use crate::source::{Diagnostic, Place, Severity, SourceFile};
use crate::syntax::{self, Budget, Limits, Node, OffsetMap, Shape, Value};

use super::value::value_of;

/// Whether a text can be a document: an object, as it is or with escapes.
pub(super) fn is_document_text(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') || text.starts_with("%7B") || text.starts_with("%7b")
}

/// The value of a text. What is wrong with it is said with its place; where that cannot be told, with the whole text's.
pub(super) fn read(
    node: Node<'_>,
    file: &Arc<SourceFile>,
    limits: &Limits,
    faults: &mut Vec<Diagnostic>,
) -> Option<Value> {
    let text = node.text()?;
    let escaped = text.trim_start().starts_with('%');
    let (decoded, offsets) = match escaped {
        true => (Cow::Owned(without_escapes(&text)), OffsetMap::identity(0)),
        false => (text, OffsetMap::of_scalar(node)),
    };
    let (tree, said) = syntax::parse_json_text(&decoded, &offsets, file, limits);
    // Of a text that is broken nobody knows what it would permit.
    let broken = said.iter().any(|one| one.severity == Severity::Error);
    faults.extend(said.into_iter().map(|one| match escaped {
        true => Diagnostic {
            place: Place::Span(node.span()),
            related: Vec::new(),
            ..one
        },
        false => one,
    }));
    let is_object = |root: &Node<'_>| !broken && root.shape() == Shape::Mapping;
    let root = tree.root().filter(is_object)?;
    let mut budget = Budget::of(&tree, limits);
    Some(value_of(root, escaped.then(|| node.span()), &mut budget))
}

/// The text with `%41` as `A`; what is no such escape stays as it is.
fn without_escapes(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = text.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let digits = escape.filter(|two| two.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

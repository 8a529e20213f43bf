//! Places in SARIF: files as URIs, spans as regions.
//!
//! In: spans and paths. Out: locations. Findings are not known here.

use crate::source::{Encoding, Sources, Span};

use super::types::{ArtifactLocation, Location, Message, PhysicalLocation, Region};

/// The name by which locations refer to the root of the run.
const ROOT: &str = "%SRCROOT%";

/// A file by its path: relative to the root, or absolute where the path is.
pub(super) fn artifact(path: &str) -> ArtifactLocation {
    let encoded = percent_encoded(path);
    if path.starts_with('/') {
        ArtifactLocation {
            uri: format!("file://{encoded}"),
            uri_base_id: None,
        }
    } else {
        ArtifactLocation {
            uri: encoded,
            uri_base_id: Some(ROOT),
        }
    }
}

/// A whole file.
pub(super) fn physical(path: &str) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: artifact(path),
        region: None,
    }
}

/// A span with what is to be seen there.
pub(super) fn place_of<'r>(
    sources: &Sources,
    span: Span,
    message: Option<Message<'r>>,
) -> Location<'r> {
    let file = sources.get(span.file);
    let (start, end) = (
        file.position(span.start),
        file.position(span.end.max(span.start)),
    );
    let length = u32::try_from(file.text().len()).unwrap_or(u32::MAX);
    let first = span.start.min(length);
    // Offsets into transcoded text are not offsets into the file.
    let bytes = (file.encoding == Encoding::Utf8)
        .then_some((first, span.end.min(length).saturating_sub(first)));
    let region = Region {
        start_line: start.line,
        start_column: start.column_utf16,
        end_line: end.line,
        end_column: end.column_utf16,
        byte_offset: bytes.map(|(offset, _)| offset),
        byte_length: bytes.map(|(_, length)| length),
    };
    let physical = PhysicalLocation {
        artifact_location: artifact(&file.path),
        region: Some(region),
    };
    Location {
        physical_location: Some(physical),
        message,
        ..Location::default()
    }
}

/// A message, unless it is empty.
pub(super) fn note_text(text: &str) -> Option<Message<'_>> {
    (!text.is_empty()).then(|| Message::new(text))
}

/// All but unreserved characters and slashes as `%XX`, so that any path is a valid URI reference.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

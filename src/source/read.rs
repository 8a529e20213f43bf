//! The bytes of one file as text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Diagnostic, Encoding, Place, Severity};

/// Largest file that is read, in bytes. Offsets would allow 4 GiB.
pub const MAX_FILE_BYTES: u64 = 512 * 1024 * 1024;

/// How zip archives begin.
const ZIP: &[u8] = b"PK\x03\x04";

/// The text of a file. Fails with a diagnostic for files that cannot be opened, are larger than [`MAX_FILE_BYTES`],
/// are binary, or are neither UTF-8 nor UTF-16 with a byte-order mark. `shown` is the path for people.
pub fn read(path: &Path, shown: &str) -> Result<(String, Encoding), Diagnostic> {
    let unreadable = |error: &std::io::Error| {
        failure(
            "unreadable",
            shown,
            format!("cannot read `{shown}`: {}", reason(error)),
        )
        .help("check the path and its permissions")
    };
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    if metadata.is_dir() {
        let message = format!("`{shown}` is a folder");
        return Err(failure("unreadable", shown, message).help("name the files in it"));
    }
    if metadata.len() > MAX_FILE_BYTES {
        return Err(too_large(shown));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // The length may be unknown, as of a pipe, or change while the file is read.
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large(shown));
    }
    decode(bytes, shown)
}

/// Bytes as text: UTF-8, with its byte-order mark kept, or UTF-16 with a byte-order mark, transcoded.
pub fn decode(bytes: Vec<u8>, shown: &str) -> Result<(String, Encoding), Diagnostic> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large(shown));
    }
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(&bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, malformed) = encoding.decode_without_bom_handling(&bytes[length..]);
        if malformed {
            let message = format!("`{shown}` starts as UTF-16 and is not valid as such");
            return Err(failure("not-utf8", shown, message).help("save the file as UTF-8"));
        }
        check_binary(text.as_bytes(), shown)?;
        return Ok((text.into_owned(), Encoding::Transcoded));
    }
    check_binary(&bytes, shown)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, Encoding::Utf8)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..at]).count() + 1;
            let message = format!("`{shown}` is not valid UTF-8 at byte {at}, line {line}");
            Err(failure("not-utf8", shown, message).help("save the file as UTF-8"))
        }
    }
}

fn check_binary(bytes: &[u8], shown: &str) -> Result<(), Diagnostic> {
    match memchr::memchr(0, bytes) {
        None => Ok(()),
        Some(_) if bytes.starts_with(ZIP) => {
            let message = format!("`{shown}` is a zip archive, as the plans of Terraform are");
            let help = "write the plan as JSON: `terraform show -json FILE > plan.json`, or `tofu show -json`";
            Err(failure("binary-file", shown, message).help(help))
        }
        Some(at) => {
            let message = format!("`{shown}` is a binary file: it has a NUL byte at byte {at}");
            Err(failure("binary-file", shown, message)
                .help("name text files in YAML or JSON; UTF-16 needs a byte-order mark"))
        }
    }
}

fn too_large(shown: &str) -> Diagnostic {
    let message = format!(
        "`{shown}` is larger than {} MB, the limit for one file",
        MAX_FILE_BYTES / (1024 * 1024)
    );
    failure("too-large", shown, message).help("split the file")
}

fn failure(code: &'static str, shown: &str, message: String) -> Diagnostic {
    Diagnostic::new(
        code,
        Severity::Error,
        Place::Path(shown.to_owned()),
        message,
    )
}

/// The system's reason without what differs between systems.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

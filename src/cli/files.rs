//! Files that a command writes once.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use super::Failure;

/// Writes a file; one that is there only by force.
pub(super) fn write_new(path: &Path, text: &str, force: bool) -> Result<(), Failure> {
    let shown = path.display();
    let mut options = OpenOptions::new();
    match force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    let written = options
        .write(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::new(format!("`{shown}` is there already")).help("`--force` overwrites it")
        }
        _ => Failure::new(format!("`{shown}` cannot be written: {error}")),
    })
}

//! The folder of evidence: what is in it, and how it gets there.
//!
//! In: evidence, or a folder. Out: files, or what is in them. The document is the last file to take its place, so that a folder in which
//! something went wrong is never taken for whole.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::Failure;
use crate::report::evidence::{
    self, CSV_FILE, Evidence, FORMAT, FORMAT_VERSION, JSON_FILE, OSCAL_FILE, PAGE_FILE, Written,
};

/// The files of evidence, the document last.
const FILES: [&str; 4] = [PAGE_FILE, CSV_FILE, OSCAL_FILE, JSON_FILE];

/// Globs of these files, as they are to be left out of what is read.
pub(super) fn globs(folder: &Path, root: &Path) -> Vec<String> {
    let Ok(real) = folder.canonicalize() else {
        return Vec::new();
    };
    let Ok(below) = real.strip_prefix(root) else {
        return Vec::new();
    };
    let glob = |name: &str| {
        let path = below.join(name).display().to_string().replace('\\', "/");
        globset::escape(&path)
    };
    FILES.map(glob).to_vec()
}

/// The bytes of a file.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("cannot read `{}`: {error}", path.display()))
        .help("check the path and its permissions")
}

/// The evidence in a folder; `None` where there is none.
pub(super) fn read(folder: &Path) -> Result<Option<Evidence>, Failure> {
    let path = folder.join(JSON_FILE);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(unreadable(&path, &error)),
    };
    let shown = path.display();
    let other = evidence::other_version(&text);
    if let Some(version) = other {
        let message = format!(
            "`{shown}` is `{FORMAT}` of version {version}, and this phipath reads version {FORMAT_VERSION}"
        );
        return Err(Failure::new(message).help("take the phipath that wrote it"));
    }
    let evidence = evidence::read(&text).map_err(|error| {
        Failure::new(format!(
            "`{shown}` is no evidence that this phipath reads: {error}"
        ))
        .help("take the phipath that wrote it, or another folder")
    })?;
    if evidence.format != FORMAT {
        let message = format!("`{shown}` is `{}`, and no `{FORMAT}`", evidence.format);
        return Err(Failure::new(message).help("take the phipath that wrote it"));
    }
    Ok(Some(evidence))
}

/// Whether nothing is there, not even the folder.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Evidence with the hash over its content.
pub(super) fn with_content_hash(mut evidence: Evidence) -> Result<Evidence, Failure> {
    evidence.content_sha256 =
        evidence::content_sha256(&evidence).map_err(|error| unwritten(&error))?;
    Ok(evidence)
}

fn unwritten(error: &dyn std::fmt::Display) -> Failure {
    Failure::new(format!("the evidence cannot be written down: {error}"))
}

/// Writes evidence into a folder: all of it, or nothing.
pub(super) fn write(folder: &Path, mut evidence: Evidence) -> Result<(), Failure> {
    let texts = [
        (PAGE_FILE, evidence::page(&evidence).into_bytes()),
        (
            CSV_FILE,
            evidence::controls_csv(&evidence).map_err(|error| unwritten(&error))?,
        ),
        (
            OSCAL_FILE,
            evidence::assessment_results(&evidence)
                .map_err(|error| unwritten(&error))?
                .into_bytes(),
        ),
    ];
    let written = |(name, bytes): &(&str, Vec<u8>)| Written {
        name: (*name).to_owned(),
        sha256: evidence::sha256(bytes),
    };
    evidence.files = texts.iter().map(written).collect();
    evidence.sha256 = evidence::document_sha256(&evidence).map_err(|error| unwritten(&error))?;
    let document = evidence::json(&evidence).map_err(|error| unwritten(&error))?;
    fs::create_dir_all(folder).map_err(|error| {
        Failure::new(format!(
            "the folder `{}` cannot be made: {error}",
            folder.display()
        ))
    })?;
    strangers(folder)?;
    let mut open = Vec::new();
    for (name, bytes) in texts
        .into_iter()
        .chain([(JSON_FILE, document.into_bytes())])
    {
        match aside(folder, name, &bytes) {
            Ok(path) => open.push((path, folder.join(name))),
            Err(failure) => {
                remove(&open);
                return Err(failure);
            }
        }
    }
    for (from, to) in &open {
        if let Err(error) = fs::rename(from, to) {
            remove(&open);
            return Err(cannot_write(to, &error));
        }
    }
    Ok(())
}

/// Refuses a folder in which files of our names lie that are no evidence.
fn strangers(folder: &Path) -> Result<(), Failure> {
    if folder.join(JSON_FILE).exists() {
        return Ok(());
    }
    match FILES.iter().find(|name| folder.join(name).exists()) {
        Some(name) => Err(Failure::new(format!(
            "`{}` is there, and there is no `{JSON_FILE}` beside it",
            folder.join(name).display()
        ))
        .help("move it away, or take another folder")),
        None => Ok(()),
    }
}

/// Writes a file beside its place; nothing stays where that fails.
fn aside(folder: &Path, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let path = folder.join(format!(".{name}.unfinished"));
    let written = File::create(&path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(path),
        Err(error) => {
            // What cannot be removed is named so that nobody takes it for whole.
            let _ = fs::remove_file(&path);
            Err(cannot_write(&folder.join(name), &error))
        }
    }
}

fn remove(open: &[(PathBuf, PathBuf)]) {
    for (path, _) in open {
        let _ = fs::remove_file(path);
    }
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("`{}` cannot be written: {error}", path.display()))
        .help("nothing of this evidence was kept")
}

/// What is not as it was written: each file with what became of it.
pub(super) fn edited(folder: &Path, evidence: &Evidence) -> Result<Vec<String>, Failure> {
    let mut edited = Vec::new();
    for file in &evidence.files {
        let path = folder.join(&file.name);
        // A name that leads elsewhere was not written by us.
        let is_ours = FILES.contains(&file.name.as_str());
        match fs::read(&path) {
            _ if !is_ours => edited.push(format!("`{}` is no file of evidence", file.name)),
            Ok(bytes) => {
                let now = evidence::sha256(&bytes);
                if now != file.sha256 {
                    edited.push(format!(
                        "`{}` was edited: written {}, now {now}",
                        file.name, file.sha256
                    ));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                edited.push(format!("`{}` is gone", file.name));
            }
            Err(error) => return Err(unreadable(&path, &error)),
        }
    }
    let document = evidence::document_sha256(evidence).map_err(|error| unwritten(&error))?;
    if document != evidence.sha256 {
        edited.push(format!(
            "`{JSON_FILE}` was edited: written {}, now {document}",
            evidence.sha256
        ));
    }
    Ok(edited)
}

//! Files that other files name: found beside them, inside the root, and nowhere else.
//!
//! In: a candidate and a path as it is written there. Out: candidates. What the files say is not known here.

use std::path::{Path, PathBuf};

use super::discover::{Candidate, resolved};

/// Files in one folder that are taken.
const MOST: usize = 10_000;

/// What a file names by a path from its own folder: one file, or with a `/` at the end the files of a folder. Nothing where
/// that leads out of the root, also through links, or is not there.
pub fn beside(from: &Candidate, path: &str, root: &Path) -> Vec<Candidate> {
    let Some((real, true)) = place(from, path, root) else {
        return Vec::new();
    };
    let shown_folder = from.shown.rsplit_once('/').map_or("", |(folder, _)| folder);
    let shown = joined(shown_folder, path);
    if !path.ends_with('/') {
        let found = real.is_file().then_some(Candidate {
            path: real,
            shown,
            named: false,
        });
        return found.into_iter().collect();
    }
    let Ok(entries) = std::fs::read_dir(&real) else {
        return Vec::new();
    };
    let files = entries.filter_map(|entry| {
        let entry = entry.ok()?;
        let is_file = entry.file_type().ok()?.is_file();
        let name = entry.file_name().to_str()?.to_owned();
        is_file.then(|| Candidate {
            path: entry.path(),
            shown: joined(&shown, &name),
            named: false,
        })
    });
    let mut files: Vec<Candidate> = files.take(MOST).collect();
    files.sort_by(|one, other| one.shown.cmp(&other.shown));
    files
}

/// Whether what a file names leads out of the root, also through links.
pub fn leads_out(from: &Candidate, path: &str, root: &Path) -> bool {
    place(from, path, root).is_some_and(|(_, is_within)| !is_within)
}

/// Where a path leads that a file names, and whether that may be read.
fn place(from: &Candidate, path: &str, root: &Path) -> Option<(PathBuf, bool)> {
    let folder = from.path.parent()?;
    let root = resolved(root);
    let real = resolved(&folder.join(path));
    // A file outside the root was named itself, and its own folder is as far as one may go from it.
    let bound = match resolved(&from.path).starts_with(&root) {
        true => root,
        false => resolved(folder),
    };
    let is_within = real.starts_with(&bound);
    Some((real, is_within))
}

/// A path from a folder, without its dots. Both have forward slashes.
pub fn joined(folder: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || folder.starts_with('/');
    let mut parts: Vec<&str> = match path.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(".."),
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match absolute {
        true => format!("/{joined}"),
        false => joined,
    }
}

/// The path that leads from one folder to another; both are relative to the same place.
pub fn way(from: &str, to: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        let own = path.split('/').filter(|part| !part.is_empty());
        own.map(str::to_owned).collect()
    };
    let (from, to) = (parts(from), parts(to));
    let shared = from
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    let mut way: Vec<&str> = vec![".."; from.len() - shared];
    way.extend(to[shared..].iter().map(String::as_str));
    match way.is_empty() {
        true => ".".to_owned(),
        false => way.join("/"),
    }
}

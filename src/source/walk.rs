//! Walking one folder.
//!
//! In: a folder inside its root. Out: candidates by file name. Links are not followed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use globset::GlobSet;
use ignore::gitignore::Gitignore;
use ignore::{DirEntry, WalkBuilder};

use super::discover::{Candidate, Discovery, relative, resolved};
use super::{Diagnostic, Place, Severity};

/// A folder to walk.
pub(super) struct Folder<'a> {
    /// Where it really is.
    pub(super) path: &'a Path,
    /// What its shown paths are relative to.
    pub(super) root: &'a Path,
    /// What stands before its shown paths.
    pub(super) prefix: &'a str,
    /// Shown paths to leave out.
    pub(super) exclude: &'a GlobSet,
}

/// Extensions of files that may be infrastructure code.
const EXTENSIONS: [&str; 8] = [
    "yaml", "yml", "json", "template", "tf", "tofu", "tfvars", "tfstate",
];

/// Endings of generated files that people tend to ignore in git and still want to check.
const GENERATED_ENDINGS: [&str; 2] = [".template.json", "plan.json"];

/// The folder that CDK generates into.
const ASSEMBLY_FOLDER: &str = "cdk.out";

/// Folders of other people's code, which is not searched for generated files.
const FOREIGN_FOLDERS: [&str; 4] = [".git", "node_modules", ".venv", ".terraform"];

/// All candidates in the folder; ignored ones that look generated are listed in the discovery.
pub(super) fn walk(folder: &Folder<'_>, discovery: &mut Discovery) -> Vec<Candidate> {
    let ignored = is_ignored(folder);
    let mut candidates = Vec::new();
    let mut seen = BTreeSet::new();
    for entry in entries(
        folder,
        if ignored {
            Ignores::Disregarded
        } else {
            Ignores::Respected
        },
    ) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                discovery.diagnostics.push(unreadable(folder, &error));
                continue;
            }
        };
        let path = entry.path();
        if entry.path_is_symlink() && entry.depth() > 0 {
            discovery.diagnostics.extend(about_link(folder, path));
        } else if is_file(&entry) && has_extension(path) {
            seen.insert(path.to_path_buf());
            let shown = relative(path, folder.root, folder.prefix);
            candidates.push(Candidate {
                path: path.to_path_buf(),
                shown,
                named: false,
            });
        }
    }
    if !ignored {
        discovery
            .ignored_candidates
            .extend(generated(folder, &seen));
    }
    candidates
}

/// What ignore files mean for a walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ignores {
    Respected,
    Disregarded,
    /// Disregarded, in a search that leaves out what lies inside assemblies and foreign folders.
    DisregardedForGenerated,
}

fn entries(folder: &Folder<'_>, ignores: Ignores) -> ignore::Walk {
    let respected = ignores == Ignores::Respected;
    let (root, prefix) = (folder.root.to_path_buf(), folder.prefix.to_owned());
    let exclude = folder.exclude.clone();
    WalkBuilder::new(folder.path)
        .standard_filters(respected)
        .hidden(false)
        .require_git(false)
        // What one machine ignores for itself must not change the result.
        .git_global(false)
        .git_exclude(false)
        .follow_links(false)
        .filter_entry(move |entry| {
            let excluded = || exclude.is_match(relative(entry.path(), &root, &prefix));
            let searched = ignores != Ignores::DisregardedForGenerated || is_searched(entry);
            entry.depth() == 0 || entry.file_name() != ".git" && searched && !excluded()
        })
        .build()
}

/// Whether a named folder is itself ignored: then ignore files do not count in it.
fn is_ignored(folder: &Folder<'_>) -> bool {
    let probe = folder.path.join("probe");
    let parents = folder
        .path
        .ancestors()
        .skip(1)
        .take_while(|parent| parent.starts_with(folder.root));
    for parent in parents {
        for name in [".ignore", ".gitignore"] {
            let (rules, _) = Gitignore::new(parent.join(name));
            let of_folder = rules.matched_path_or_any_parents(folder.path, true);
            let of_content = rules.matched_path_or_any_parents(&probe, false);
            if of_folder.is_ignore() || of_content.is_ignore() {
                return true;
            }
            if of_folder.is_whitelist() {
                return false;
            }
        }
    }
    false
}

/// Shown paths of generated files and folders that the first walk did not see.
fn generated(folder: &Folder<'_>, seen: &BTreeSet<PathBuf>) -> Vec<String> {
    let mut listed: Vec<String> = Vec::new();
    // What cannot be read was reported by the first walk, or is ignored.
    for entry in entries(folder, Ignores::DisregardedForGenerated).filter_map(Result::ok) {
        let path = entry.path();
        let shown = relative(path, folder.root, folder.prefix);
        if is_assembly(&entry) {
            let next = seen.range(path.to_path_buf()..).next();
            if next.is_none_or(|next| !next.starts_with(path)) {
                listed.push(format!("{shown}/"));
            }
        } else if is_file(&entry)
            && GENERATED_ENDINGS
                .iter()
                .any(|ending| shown.ends_with(ending))
            && !seen.contains(path)
        {
            listed.push(shown);
        }
    }
    listed
}

fn is_assembly(entry: &DirEntry) -> bool {
    entry.depth() > 0 && is_folder(entry) && entry.file_name() == ASSEMBLY_FOLDER
}

/// Whether a search for generated files goes into the folder of the entry and takes the entry itself.
fn is_searched(entry: &DirEntry) -> bool {
    let foreign = is_folder(entry)
        && FOREIGN_FOLDERS
            .iter()
            .any(|name| entry.file_name() == *name);
    let parent = entry.path().parent().and_then(Path::file_name);
    let in_assembly = entry.depth() > 1 && parent.is_some_and(|name| name == ASSEMBLY_FOLDER);
    !foreign && !in_assembly
}

fn about_link(folder: &Folder<'_>, path: &Path) -> Option<Diagnostic> {
    let shown = relative(path, folder.root, folder.prefix);
    let place = Place::Path(shown.clone());
    let Ok(metadata) = std::fs::metadata(path) else {
        let message = format!("`{shown}` is a link that leads nowhere");
        return has_extension(path)
            .then(|| Diagnostic::new("broken-link", Severity::Warning, place, message));
    };
    if !metadata.is_dir() && !has_extension(path) {
        return None;
    }
    let target = resolved(path);
    if !target.starts_with(folder.root) {
        let message = format!("`{shown}` is a link that leads out of the root: not read");
        let diagnostic = Diagnostic::new("outside-root", Severity::Warning, place, message);
        return Some(diagnostic.help("name the file or folder it leads to"));
    }
    if target.starts_with(folder.path) {
        return None;
    }
    let message = format!(
        "`{shown}` is a link to `{}`: not read",
        relative(&target, folder.root, folder.prefix)
    );
    Some(
        Diagnostic::new("link", Severity::Note, place, message)
            .help("name the file or folder it leads to"),
    )
}

fn unreadable(folder: &Folder<'_>, error: &ignore::Error) -> Diagnostic {
    let path = failed_path(error).map_or_else(
        || relative(folder.path, folder.root, folder.prefix),
        |path| relative(path, folder.root, folder.prefix),
    );
    let reason = match error.io_error().map(std::io::Error::kind) {
        Some(std::io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    let message = format!("cannot read `{path}`: {reason}");
    Diagnostic::new("unreadable", Severity::Error, Place::Path(path), message)
        .help("check its permissions")
}

fn failed_path(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            failed_path(err)
        }
        _ => None,
    }
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

fn has_extension(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| {
            EXTENSIONS
                .iter()
                .any(|known| extension.eq_ignore_ascii_case(known))
        })
}

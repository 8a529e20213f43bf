//! Which files to read.
//!
//! In: the paths a person named. Out: candidates by file name, in a stable order. Folders are walked with respect for
//! ignore files; what is named is always taken. Nothing outside the root is touched, also not through links.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::walk::{self, Folder};
use super::{Diagnostic, Place, Severity};

/// What to read.
#[derive(Clone, Debug, Default)]
pub struct Discovery {
    /// Files to read, by shown path.
    pub candidates: Vec<Candidate>,
    /// Shown paths of ignored files and folders that look like generated templates or plans.
    pub ignored_candidates: Vec<String>,
    /// What could not be read or was left out.
    pub diagnostics: Vec<Diagnostic>,
}

/// A file that may be infrastructure code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it is.
    pub path: PathBuf,
    /// Path for people: relative to the root, with forward slashes; as it was named where it lies outside. Control
    /// characters are replaced by `?`.
    pub shown: String,
    /// Whether it was named itself, not found in a folder.
    pub named: bool,
}

/// Where and what to look for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that is not left; by default the git work tree around the first path, else the current folder.
    pub root: Option<PathBuf>,
    /// Globs of paths, relative to the root, that are left out even where they are named.
    pub exclude: Vec<String>,
    /// The folder that relative paths start from.
    pub current_dir: PathBuf,
}

/// The files to read under these paths. Every path that cannot be read is an error diagnostic; the rest goes on.
pub fn discover(paths: &[PathBuf], options: &Options) -> Discovery {
    let mut discovery = Discovery::default();
    let root = root_of(paths, options);
    let exclude = match exclusions(&options.exclude) {
        Ok(exclude) => exclude,
        Err(diagnostic) => {
            discovery.diagnostics.push(diagnostic);
            return discovery;
        }
    };
    let mut found = BTreeMap::new();
    for path in paths {
        take(path, &root, &exclude, options, &mut found, &mut discovery);
    }
    discovery.candidates = found.into_values().collect();
    discovery
        .candidates
        .sort_by(|a, b| (&a.shown, &a.path).cmp(&(&b.shown, &b.path)));
    discovery.ignored_candidates.sort();
    discovery.ignored_candidates.dedup();
    discovery
}

/// The root that [`discover`] works with.
pub fn root_of(paths: &[PathBuf], options: &Options) -> PathBuf {
    let current = resolved(&options.current_dir);
    if let Some(root) = &options.root {
        return resolved(&current.join(root));
    }
    let first = paths
        .first()
        .map_or_else(|| current.clone(), |path| resolved(&current.join(path)));
    let git = first
        .ancestors()
        .find(|folder| folder.join(".git").exists());
    git.map_or(current, Path::to_path_buf)
}

/// The path of a folder for people, as the paths of its files begin; empty for the root.
pub fn shown_folder(folder: &Path, options: &Options) -> String {
    let paths = [folder.to_path_buf()];
    let root = root_of(&paths, options);
    let real = resolved(&resolved(&options.current_dir).join(folder));
    match real.starts_with(&root) {
        true => relative(&real, &root, ""),
        false => shown(folder),
    }
}

/// Says of a shown path whether it, or a folder around it, is left out.
pub fn left_out(options: &Options) -> impl Fn(&str) -> bool {
    // What is wrong with a glob was said by the search.
    let exclude = exclusions(&options.exclude).unwrap_or_else(|_| GlobSet::empty());
    move |shown| {
        let folders = shown.match_indices('/').map(|(at, _)| &shown[..at]);
        let mut around = folders.chain([shown]);
        around.any(|path| exclude.is_match(path))
    }
}

/// Candidates by where they really are.
type Found = BTreeMap<PathBuf, Candidate>;

/// Takes one named path.
fn take(
    path: &Path,
    root: &Path,
    exclude: &GlobSet,
    options: &Options,
    found: &mut Found,
    discovery: &mut Discovery,
) {
    let current = resolved(&options.current_dir);
    let absolute = without_dots(&current.join(path));
    let named = shown(path);
    let metadata = match std::fs::metadata(&absolute) {
        Ok(metadata) => metadata,
        Err(cause) => {
            discovery.diagnostics.push(inaccessible(&named, &cause));
            return;
        }
    };
    let real = resolved(&absolute);
    let inside = real.starts_with(root);
    if !inside && absolute.starts_with(root) {
        let message = format!("`{named}` is a link that leads out of the root");
        discovery
            .diagnostics
            .push(error("outside-root", &named, message).help("name the file it leads to"));
        return;
    }
    // A path outside is its own root, and is shown as it was named.
    let (base, prefix) = if inside {
        (root, String::new())
    } else {
        (&*real, named)
    };
    if metadata.is_dir() {
        let folder = Folder {
            path: &real,
            root: base,
            prefix: &prefix,
            exclude,
        };
        for candidate in walk::walk(&folder, discovery) {
            found.entry(resolved(&candidate.path)).or_insert(candidate);
        }
        return;
    }
    let shown = relative(&real, base, &prefix);
    if !exclude.is_match(&shown) {
        found.insert(
            real.clone(),
            Candidate {
                path: real,
                shown,
                named: true,
            },
        );
    }
}

fn error(code: &'static str, named: &str, message: String) -> Diagnostic {
    Diagnostic::new(
        code,
        Severity::Error,
        Place::Path(named.to_owned()),
        message,
    )
}

fn inaccessible(named: &str, cause: &std::io::Error) -> Diagnostic {
    if cause.kind() == std::io::ErrorKind::NotFound {
        let message = format!("there is no file or folder `{named}`");
        return error("not-found", named, message).help("check the path");
    }
    error(
        "unreadable",
        named,
        format!("cannot read `{named}`: {cause}"),
    )
}

/// The path of `path` for people, from `base` on, after `prefix`.
pub(super) fn relative(path: &Path, base: &Path, prefix: &str) -> String {
    let rest = shown(path.strip_prefix(base).unwrap_or(path));
    match (prefix.is_empty(), rest.is_empty()) {
        (true, _) => rest,
        (false, true) => prefix.to_owned(),
        (false, false) => format!("{}/{rest}", prefix.trim_end_matches('/')),
    }
}

fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if std::path::MAIN_SEPARATOR == '\\' {
        text.replace('\\', "/")
    } else {
        text.into_owned()
    };
    let text = text.strip_prefix("./").unwrap_or(&text);
    text.chars()
        .map(|character| {
            if character.is_control() {
                '?'
            } else {
                character
            }
        })
        .collect()
}

fn exclusions(globs: &[String]) -> Result<GlobSet, Diagnostic> {
    let failed = |glob: &str, error: &globset::Error| {
        let message = format!("`{glob}` is not a glob: {}", error.kind());
        Diagnostic::new("bad-glob", Severity::Error, Place::Run, message)
            .help("escape special characters with `[ ]`")
    };
    let mut set = GlobSetBuilder::new();
    for text in globs {
        let text = text.trim_end_matches('/');
        set.add(Glob::new(text).map_err(|error| failed(text, &error))?);
        if !text.contains('/') {
            let anywhere = format!("**/{text}");
            set.add(Glob::new(&anywhere).map_err(|error| failed(text, &error))?);
        }
    }
    set.build()
        .map_err(|error| failed(&globs.join("`, `"), &error))
}

/// The path without links; with its dots resolved by name where the system cannot say.
pub(super) fn resolved(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| without_dots(path))
}

fn without_dots(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

//! The configuration of a run: where it is, and what it says.
//!
//! In: the paths and options of the command line. Out: the configuration with its file among the sources, and the root.
//! What the command line says besides is not known here.

use std::path::{Path, PathBuf};

use crate::config::{self, Config};
use crate::source::{self, Diagnostic, Options, Sources, closest_name};
use crate::syntax::{self, Limits};

use super::args::SharedOptions;
use super::{Failure, inputs};

/// What the configuration says.
#[derive(Debug, Default)]
pub(super) struct Configured {
    /// What it says; nothing where there is none.
    pub(super) config: Config,
    /// Its file, if there is one.
    pub(super) sources: Sources,
    /// The path of that, as shown.
    pub(super) file: Option<String>,
    /// The folder outside of which nothing is read.
    pub(super) root: PathBuf,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads the configuration of a run over these paths.
pub(super) fn read(paths: &[PathBuf], shared: &SharedOptions) -> Result<Configured, Failure> {
    if let Some(root) = shared.root.as_deref().filter(|root| !root.is_dir()) {
        return Err(inputs::not_a_folder(root, "--root"));
    }
    of(paths, shared.root.clone(), shared.config.as_deref())
}

/// Reads the configuration of the current folder.
pub(super) fn here() -> Result<Configured, Failure> {
    of(&[], None, None)
}

fn of(
    paths: &[PathBuf],
    root: Option<PathBuf>,
    named: Option<&Path>,
) -> Result<Configured, Failure> {
    let options = Options {
        root,
        exclude: Vec::new(),
        current_dir: inputs::current_dir()?,
    };
    let files: Vec<PathBuf> = paths
        .iter()
        .filter(|path| *path != Path::new("-"))
        .cloned()
        .collect();
    let mut configured = Configured {
        root: source::root_of(&files, &options),
        ..Configured::default()
    };
    let path = match named {
        Some(path) => options.current_dir.join(path),
        None => configured.root.join(config::FILE_NAME),
    };
    let found = match path.canonicalize() {
        Ok(found) => found,
        Err(_) if named.is_none() => return Ok(configured),
        // The reader says why.
        Err(_) => path.clone(),
    };
    let shown = match found.strip_prefix(&configured.root) {
        Ok(rest) => rest.display().to_string(),
        Err(_) if found.exists() => return Err(outside(&path, &configured.root)),
        Err(_) => path.display().to_string(),
    };
    let (text, encoding) = source::read(&found, &shown).map_err(|unread| Failure {
        message: unread.message,
        help: unread.help,
    })?;
    configured.file = Some(shown.clone());
    let file = configured.sources.add(shown, text, encoding);
    let (tree, mut faults) = syntax::parse(&file, &Limits::default());
    let broken = faults
        .iter()
        .any(|one| one.severity == source::Severity::Error);
    if !broken {
        configured.config = config::read(&tree, &mut faults);
    }
    configured.diagnostics = faults;
    missing_templates(&mut configured);
    Ok(configured)
}

fn outside(path: &Path, root: &Path) -> Failure {
    let (path, root) = (path.display(), root.display());
    Failure::new(format!("`{path}` leads out of the root `{root}`"))
        .help("a configuration stands in the root; `--root` says which folder that is")
}

/// Deployments of templates that are not there.
fn missing_templates(configured: &mut Configured) {
    let root = &configured.root;
    let deployments = &configured.config.deployments;
    let is_there = |path: &str| root.join(path).exists();
    let mut missing: Vec<&config::Placement> = deployments.iter().collect();
    // Of a template with several deployments it is said once.
    missing.dedup_by(|one, other| one.template.span == other.template.span);
    for one in missing
        .into_iter()
        .filter(|one| !is_there(&one.template.text))
    {
        let path = &one.template.text;
        let message = format!("there is no template `{path}` below the root");
        let mut fault = Diagnostic::error("not-found", one.template.span, message);
        let near = near_files(root, path);
        let near = closest_name(path, near.iter().map(String::as_str));
        fault.help = Some(match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("name it from the folder of `{}` on", config::FILE_NAME),
        });
        configured.diagnostics.push(fault);
    }
}

/// The files in the folder in which a file would be.
fn near_files(root: &Path, path: &str) -> Vec<String> {
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten();
    let mut names: Vec<String> = entries
        .flatten()
        .map(|entry| folder.join(entry.file_name()).display().to_string())
        .collect();
    names.sort();
    names
}

/// The folder with rules that the configuration names: below the root.
pub(super) fn rules(configured: &Configured) -> Result<Option<PathBuf>, Failure> {
    let Some(named) = &configured.config.rules else {
        return Ok(None);
    };
    let folder = configured.root.join(&named.text);
    let failure = |message: String| {
        let file = configured.sources.get(named.span.file);
        let position = file.position(named.span.start);
        let place = format!("{}:{}:{}", file.path, position.line, position.column);
        Failure::new(format!("{place}: {message}"))
    };
    match folder.canonicalize() {
        Ok(real) if !real.starts_with(&configured.root) => {
            Err(failure(format!("`{}` leads out of the root", named.text))
                .help("`--rules` takes a folder that is elsewhere"))
        }
        Ok(real) if real.is_dir() => Ok(Some(real)),
        _ => Err(
            failure(format!("`{}` is not a folder", named.text)).help(format!(
                "name it from the folder of `{}` on",
                config::FILE_NAME
            )),
        ),
    }
}

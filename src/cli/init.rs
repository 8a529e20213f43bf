//! `phipath init`.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::config::FILE_NAME;
use crate::init::{self, Study};
use crate::model;
use crate::source::Severity;
use crate::{Settings, load_beside};

use super::args::InitOptions;
use super::config;
use super::files::write_new;
use super::run::Findings;
use super::{Failure, graph, inputs, output};

/// Where the files go.
struct Places {
    name: String,
    manifest: PathBuf,
    config: PathBuf,
}

/// Writes a manifest and a configuration to start from, and gives the exit status.
pub(super) fn run(options: &InitOptions) -> Result<u8, Failure> {
    let shared = &options.shared;
    let mut configured = config::read(&options.paths, shared)?;
    let mut settings: Settings = inputs::settings(shared, &configured.config)?;
    let (request, unread) = inputs::request(shared, &configured)?;
    configured.diagnostics.extend(unread);
    let sources = std::mem::take(&mut configured.sources);
    let loaded = load_beside(sources, &request);
    let language = model::language(&loaded.knowledge).stacks;
    let files = inputs::files(&options.paths, shared, &configured, &language)?;
    settings.left_out.clone_from(&files.left_out);
    let mut study = init::study(loaded, files.inputs, &settings);
    let mut diagnostics = configured.diagnostics;
    diagnostics.extend(files.diagnostics);
    diagnostics.append(&mut study.analysis.diagnostics);
    let unread = diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error);
    study.analysis.diagnostics = diagnostics;
    let folders = init::templates(&study.analysis);
    let folders = folders.iter().filter_map(|shown| files.places.get(*shown));
    let folder = common_folder(folders).map_or_else(|| first_folder(options), Ok)?;
    let places = places(&folder, &configured.root);
    let manifest = init::manifest(&study.analysis, &places.name);
    let config = init::config(&study.analysis);
    if options.stdout {
        let text = format!("{manifest}\n# --- {FILE_NAME} ---\n{config}");
        output::finished(print(&text))?;
    } else {
        refuse(options, &study, &places)?;
        write_new(&places.manifest, &manifest, options.force)?;
        say_written(&places.manifest);
        if options.force || !places.config.exists() {
            write_new(&places.config, &config, options.force)?;
            say_written(&places.config);
        } else {
            eprintln!("kept: {}", shown(&places.config));
        }
        eprintln!("  help: read them, then run `phipath check`");
    }
    let mut analysis = study.analysis;
    graph::notes(&Findings::taken(&mut analysis).report(&analysis, shared))?;
    Ok(if unread { 2 } else { 0 })
}

/// A second manifest over the same resources would contradict the first.
fn refuse(options: &InitOptions, study: &Study, places: &Places) -> Result<(), Failure> {
    if options.force {
        return Ok(());
    }
    let there = match places.manifest.exists() {
        true => Some(shown(&places.manifest)),
        false => study.manifests.first().cloned(),
    };
    match there {
        Some(there) => Err(
            Failure::new(format!("there is a manifest already: `{there}`"))
                .help("`--stdout` shows what would be written, `--force` writes it"),
        ),
        None => Ok(()),
    }
}

fn places(folder: &Path, root: &Path) -> Places {
    let name = folder.file_name().map(|name| name.to_string_lossy());
    let name = init::name(name.as_deref().unwrap_or_default());
    Places {
        manifest: folder.join(format!("{name}.architecture.yaml")),
        config: root.join(FILE_NAME),
        name,
    }
}

/// The innermost folder that has all of the files.
fn common_folder<'p>(files: impl Iterator<Item = &'p PathBuf>) -> Option<PathBuf> {
    let folders = files.filter_map(|file| file.parent().map(Path::to_path_buf));
    folders.reduce(|one, other| {
        let mut around = one.ancestors();
        let shared = around.find(|folder| other.starts_with(folder));
        shared.map_or_else(PathBuf::new, Path::to_path_buf)
    })
}

/// The first folder that the person named, or that of the first file.
fn first_folder(options: &InitOptions) -> Result<PathBuf, Failure> {
    let current = inputs::current_dir()?;
    let named = options.paths.first();
    let path = named.map_or_else(|| current.clone(), |path| current.join(path));
    let path = path.canonicalize().unwrap_or(path);
    Ok(match path.is_dir() {
        true => path,
        false => path.parent().map_or(current, Path::to_path_buf),
    })
}

fn shown(path: &Path) -> String {
    let current = inputs::current_dir().ok();
    let current = current.and_then(|current| current.canonicalize().ok());
    let rest = current.and_then(|current| path.strip_prefix(current).ok().map(Path::to_path_buf));
    rest.unwrap_or_else(|| path.to_path_buf())
        .display()
        .to_string()
}

fn say_written(path: &Path) {
    eprintln!("written: {}", output::clean(&shown(path)));
}

fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

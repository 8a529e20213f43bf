//! The evidence of a run over files.
//!
//! In: paths and options. Out: [`Evidence`] with its hashes, not yet written. Earlier evidence is not known here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::Role;
use crate::cli::args::SharedOptions;
use crate::cli::run::{self, Findings, Gathered};
use crate::cli::{Failure, config};
use crate::evidence::{Material, assemble};
use crate::knowledge;
use crate::report::evidence::{self, Evidence, InputFile, Tool};
use crate::source::{Encoding, Options as Search, Severity, root_of};

use super::{options, store};

/// Evidence with what a person has to be told besides.
pub(super) struct Made {
    pub(super) evidence: Evidence,
    /// Whether something could not be read as it should.
    pub(super) unread: bool,
}

/// What is asked for.
pub(super) struct Asked<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) shared: SharedOptions,
    pub(super) frameworks: &'a [String],
    /// The commit that the files are of, as somebody says.
    pub(super) commit: Option<&'a str>,
    /// Where the evidence is or will be: what is there is no input.
    pub(super) folder: &'a Path,
}

/// Makes the evidence of a run.
pub(super) fn make(mut asked: Asked<'_>) -> Result<Made, Failure> {
    let root = root(asked.paths, &asked.shared)?;
    let recorded = options::recorded(
        asked.paths,
        &asked.shared,
        (asked.frameworks, asked.commit),
        &root,
    )?;
    let day = asked.shared.as_of.unwrap_or_else(crate::cli::inputs::today);
    // From here on as somebody who verifies it asks, so that both get the same.
    let (paths, shared) = options::again(&recorded, &root, day);
    asked.shared = shared;
    asked
        .shared
        .exclude
        .extend(store::globs(asked.folder, &root));
    let gathered = run::read(&paths, &asked.shared)?;
    let mut inputs = of_run(&gathered)?;
    inputs.extend(beside_run(&gathered, &asked.shared, &root)?);
    let packs = gathered.request.clone();
    let all: Vec<(String, Role)> = gathered
        .files
        .inputs
        .iter()
        .map(|input| (input.path.clone(), input.role))
        .collect();
    let mut analysis = gathered.analysed();
    let unread = run::status(&analysis)? != 0;
    without_root(&mut analysis, &root);
    options::without_credentials(&recorded, &analysis.knowledge.conventions)?;
    known_frameworks(asked.frameworks, &analysis.knowledge)?;
    let not_recognised = not_recognised(&analysis, all);
    inputs.retain(|input| !not_recognised.contains(&input.path));
    inputs.sort_by(|one, other| one.path.cmp(&other.path));
    let report = Findings::taken(&mut analysis).report(&analysis, &asked.shared);
    let evidence = assemble(&Material {
        report: &report,
        graph: &analysis.graph,
        model: &analysis.model,
        knowledge: &analysis.knowledge,
        catalog_sha256: knowledge::catalog_digest(),
        packs: knowledge::pack_digests(&analysis.knowledge, &packs),
        tool: tool(),
        options: recorded,
        inputs,
        not_recognised: not_recognised.into_iter().collect(),
    });
    let evidence = store::with_content_hash(evidence)?;
    Ok(Made { evidence, unread })
}

fn tool() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        source_sha256: env!("PHIPATH_SOURCE_SHA256").to_owned(),
    }
}

fn root(paths: &[PathBuf], shared: &SharedOptions) -> Result<PathBuf, Failure> {
    let configured = config::read(paths, shared)?;
    let search = Search {
        root: Some(configured.root),
        exclude: Vec::new(),
        current_dir: crate::cli::inputs::current_dir()?,
    };
    Ok(root_of(paths, &search))
}

/// The files of a run that may turn out to be infrastructure.
fn of_run(gathered: &Gathered) -> Result<Vec<InputFile>, Failure> {
    let inputs = gathered.files.inputs.iter();
    let inputs = inputs.map(|input| {
        // A text in UTF-8 is as its file is, byte by byte; another one was made of it.
        let bytes = match (input.encoding, gathered.files.places.get(&input.path)) {
            (Encoding::Transcoded, Some(place)) => Some(store::bytes_of(place)?),
            _ => None,
        };
        let bytes = bytes.as_deref().unwrap_or(input.text.as_bytes());
        let role = match input.role {
            Role::Beside => "beside",
            Role::Named | Role::Found => "infrastructure",
        };
        Ok(input_file(&input.path, bytes, role))
    });
    inputs.collect()
}

/// The other files that a result rests on: configuration, values of parameters, rules.
fn beside_run(
    gathered: &Gathered,
    shared: &SharedOptions,
    root: &Path,
) -> Result<Vec<InputFile>, Failure> {
    let mut inputs = Vec::new();
    let from_root = |path: &Path| {
        let rest = path.strip_prefix(root).unwrap_or(path);
        rest.display().to_string().replace('\\', "/")
    };
    if let Some(path) = &gathered.configured.file {
        let bytes = store::bytes_of(&root.join(path))?;
        inputs.push(input_file(path, &bytes, "configuration"));
    }
    if let Some(path) = &shared.values {
        inputs.push(input_file(
            &from_root(path),
            &store::bytes_of(path)?,
            "values",
        ));
    }
    for rule in &gathered.request.user_rules {
        let path = Path::new(&rule.path);
        inputs.push(input_file(&from_root(path), rule.text.as_bytes(), "rules"));
    }
    Ok(inputs)
}

fn input_file(path: &str, bytes: &[u8], role: &str) -> InputFile {
    InputFile {
        path: crate::report::clean(path),
        sha256: evidence::sha256(bytes),
        bytes: bytes.len() as u64,
        role: role.to_owned(),
    }
}

/// Takes the folder of the root out of what is said: it is another one on every machine.
fn without_root(analysis: &mut crate::Analysis, root: &Path) {
    let prefix = format!("{}/", root.display());
    for said in &mut analysis.diagnostics {
        said.message = said.message.replace(&prefix, "");
        if let crate::source::Place::Path(path) = &mut said.place {
            *path = path.replace(&prefix, "");
        }
    }
}

/// What was found in a folder, and is no infrastructure: nothing was read of it, and nothing said about it.
fn not_recognised(analysis: &crate::Analysis, inputs: Vec<(String, Role)>) -> BTreeSet<String> {
    let read: BTreeSet<&String> = analysis.coverage.files.iter().collect();
    let errors = analysis
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error);
    let broken: BTreeSet<String> = errors
        .filter_map(|one| match &one.place {
            crate::source::Place::Span(span) => Some(analysis.sources.get(span.file).path.clone()),
            crate::source::Place::Path(path) => Some(path.clone()),
            crate::source::Place::Run => None,
        })
        .collect();
    let is_none = |(path, role): &(String, Role)| {
        *role == Role::Found && !read.contains(path) && !broken.contains(path)
    };
    let none = inputs.into_iter().filter(is_none);
    none.map(|(path, _)| path).collect()
}

fn known_frameworks(asked: &[String], knowledge: &knowledge::Knowledge) -> Result<(), Failure> {
    let known = &knowledge.frameworks;
    let Some(unknown) = asked.iter().find(|name| !known.contains_key(*name)) else {
        return Ok(());
    };
    let near = crate::source::closest_name(unknown, known.keys().map(String::as_str));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!(
            "there are {}",
            known.keys().cloned().collect::<Vec<_>>().join(", ")
        ),
    };
    Err(Failure::new(format!("no framework is named `{unknown}`")).help(help))
}

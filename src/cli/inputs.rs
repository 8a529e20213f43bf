//! What a run reads: files, values of parameters, rules of the user.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::config::{CATALOG_MAX_AGE_DAYS, Config};
use crate::frontend::manifest::Written;
use crate::frontend::{stacks, terraform};
use crate::graph::{Seeds, Sweep};
use crate::knowledge::{Request, UserFile};
use crate::source::{self, Candidate, Diagnostic, Discovery, Options, Sources};
use crate::syntax::{self, Limits, Shape};
use crate::{Input, Role, Settings, frontend};

use super::args::SharedOptions;
use super::config::{self, Configured};
use super::{Failure, assemblies, output};

/// The files of a run.
pub(super) struct Files {
    pub(super) inputs: Vec<Input>,
    /// Where each file is, by the path that is shown.
    pub(super) places: BTreeMap<String, PathBuf>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) ignored: Vec<String>,
    /// Paths of files that others name and that the person leaves out.
    pub(super) left_out: BTreeSet<String>,
}

/// Reads every file that the paths mean.
pub(super) fn files(
    paths: &[PathBuf],
    shared: &SharedOptions,
    configured: &Configured,
    language: &stacks::Language,
) -> Result<Files, Failure> {
    let (standard, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths
        .iter()
        .chain(&shared.source)
        .cloned()
        .partition(|path| path == Path::new("-"));
    let globs = configured
        .config
        .exclude
        .iter()
        .map(|glob| glob.text.clone());
    let options = Options {
        root: shared.root.clone(),
        exclude: shared.exclude.iter().cloned().chain(globs).collect(),
        current_dir: current_dir()?,
    };
    let discovery = match paths.is_empty() {
        true => Discovery {
            candidates: Vec::new(),
            ignored_candidates: Vec::new(),
            diagnostics: Vec::new(),
        },
        false => source::discover(&paths, &options),
    };
    let places = discovery.candidates.iter();
    let places = places.map(|one| (one.shown.clone(), one.path.clone()));
    let mut files = Files {
        inputs: Vec::new(),
        places: places.collect(),
        diagnostics: discovery.diagnostics,
        ignored: discovery.ignored_candidates,
        left_out: BTreeSet::new(),
    };
    if !standard.is_empty() {
        match standard_input() {
            Ok(input) => files.inputs.push(input),
            Err(diagnostic) => files.diagnostics.push(diagnostic),
        }
    }
    let is_config =
        |input: &Input| input.role == Role::Found && configured.file.as_ref() == Some(&input.path);
    for one in read(&discovery.candidates) {
        match one {
            Ok(input) if is_config(&input) => {}
            Ok(input) => files.inputs.push(input),
            Err(diagnostic) => files.diagnostics.push(diagnostic),
        }
    }
    let root = source::root_of(&paths, &options);
    assemblies::complete(&root, source::left_out(&options), &mut files);
    named_by_others(discovery.candidates, (&root, language), &mut files);
    Ok(files)
}

/// Adds the files that configurations and templates name, and those that these name. Of a file that a person named alone, the
/// others of its folder make one configuration with it.
fn named_by_others(
    candidates: Vec<Candidate>,
    (root, language): (&Path, &stacks::Language),
    files: &mut Files,
) {
    let inputs = files.inputs.iter().enumerate();
    let mut places: BTreeMap<String, usize> = inputs
        .map(|(index, input)| (input.path.clone(), index))
        .collect();
    let mut open = candidates;
    while let Some(candidate) = open.pop() {
        let Some(index) = places.get(&candidate.shown).copied() else {
            continue;
        };
        for path in wanted(&candidate, &files.inputs[index].text, language) {
            if source::leads_out(&candidate, &path, root) {
                files.diagnostics.extend(outside(&candidate, &path));
            }
            for found in source::beside(&candidate, &path, root) {
                // Of a folder only what makes its configuration; a file that is named may be anything.
                let wanted =
                    !path.ends_with('/') || terraform::part_of(&found.shown, false).is_some();
                if !wanted || files.places.contains_key(&found.shown) {
                    continue;
                }
                // What cannot be read stays unread, and is not known where it is used.
                let Ok((text, encoding)) = source::read(&found.path, &found.shown) else {
                    continue;
                };
                files.places.insert(found.shown.clone(), found.path.clone());
                places.insert(found.shown.clone(), files.inputs.len());
                files.inputs.push(Input {
                    path: found.shown.clone(),
                    text,
                    encoding,
                    role: Role::Beside,
                });
                open.push(found);
            }
        }
    }
}

/// What a file names, from its own folder.
fn wanted(candidate: &Candidate, text: &str, language: &stacks::Language) -> Vec<String> {
    match terraform::part_of(&candidate.shown, candidate.named) {
        Some(terraform::FilePart::Configuration) => {
            let mut wanted = terraform::needed(&candidate.shown, text);
            if candidate.named {
                wanted.push("./".to_owned());
            }
            wanted
        }
        Some(_) => Vec::new(),
        None => stacks::needed(&candidate.shown, text, language),
    }
}

/// What is said of a template that names a file outside of the root; modules of Terraform say it where they are used.
fn outside(candidate: &Candidate, path: &str) -> Option<Diagnostic> {
    let is_template = terraform::part_of(&candidate.shown, candidate.named).is_none();
    let message = format!("it names `{path}`, which is outside of the root: it is not read");
    let place = source::Place::Path(candidate.shown.clone());
    let said = Diagnostic::new("outside-root", source::Severity::Error, place, message);
    let help = "pass the folder that holds both as `--root`, or correct the path";
    is_template.then(|| said.help(help))
}

/// The folder of `--source` as paths are shown.
fn source_folder(shared: &SharedOptions) -> Result<Option<String>, Failure> {
    let Some(folder) = &shared.source else {
        return Ok(None);
    };
    if !folder.is_dir() {
        return Err(not_a_folder(folder, "--source"));
    }
    let options = Options {
        root: shared.root.clone(),
        exclude: Vec::new(),
        current_dir: current_dir()?,
    };
    Ok(Some(source::shown_folder(folder, &options)))
}

/// The texts of candidates, in their order.
fn read(candidates: &[Candidate]) -> Vec<Result<Input, Diagnostic>> {
    let read = candidates.par_iter().map(|candidate| {
        let (text, encoding) = source::read(&candidate.path, &candidate.shown)?;
        Ok(Input {
            path: candidate.shown.clone(),
            text,
            encoding,
            role: match candidate.named {
                true => Role::Named,
                false => Role::Found,
            },
        })
    });
    read.collect()
}

/// What comes over standard input.
pub(super) fn standard_input() -> Result<Input, Diagnostic> {
    let path = "<stdin>".to_owned();
    let mut bytes = Vec::new();
    let limit = source::MAX_FILE_BYTES + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            let place = source::Place::Path(path.clone());
            Diagnostic::new(
                "unreadable",
                source::Severity::Error,
                place,
                format!("standard input cannot be read: {error}"),
            )
        })?;
    let (text, encoding) = source::decode(bytes, &path)?;
    Ok(Input {
        path,
        text,
        encoding,
        role: Role::Named,
    })
}

/// What the person sets for the run: on the command line, else in the configuration.
pub(super) fn settings(shared: &SharedOptions, config: &Config) -> Result<Settings, Failure> {
    let parameters = config.parameters.iter();
    let parameters = parameters.map(|(name, value)| (name.text.clone(), value.text.clone()));
    let mut values: BTreeMap<String, String> = parameters.collect();
    if let Some(path) = &shared.values {
        values.extend(values_of(path)?);
    }
    values.extend(shared.set.iter().cloned());
    let age = config.catalog_max_age_days;
    Ok(Settings {
        template: frontend::cloudformation::Settings { values, sam: None },
        terraform_source: source_folder(shared)?,
        seeds: seeds(&chosen(&shared.phi, &config.phi)),
        as_of: Some(shared.as_of.unwrap_or_else(today)),
        deployments: config.deployments.clone(),
        catalog_max_age_days: Some(age.unwrap_or(CATALOG_MAX_AGE_DAYS)),
        left_out: BTreeSet::new(),
    })
}

/// What the command line says, or where it says nothing, the configuration.
fn chosen(said: &[String], configured: &[Written]) -> Vec<String> {
    match said.is_empty() {
        true => configured.iter().map(|one| one.text.clone()).collect(),
        false => said.to_vec(),
    }
}

/// Which rules the person asks for, and what is wrong with files of rules that cannot be read.
pub(super) fn request(
    shared: &SharedOptions,
    configured: &Configured,
) -> Result<(Request, Vec<Diagnostic>), Failure> {
    let folder = match &shared.rules {
        Some(folder) => Some(folder.clone()),
        None => config::rules(configured)?,
    };
    let (user_rules, unread) = user_rules(folder.as_deref())?;
    let packs = chosen(&shared.pack, &configured.config.packs);
    Ok((Request { packs, user_rules }, unread))
}

/// The day of a run of which nobody says another.
pub(super) fn today() -> jiff::civil::Date {
    jiff::Timestamp::now()
        .to_zoned(jiff::tz::TimeZone::UTC)
        .date()
}

fn seeds(phi: &[String]) -> Seeds {
    let mut seeds = Seeds::default();
    for one in phi {
        match (one.as_str(), one.split_once('=')) {
            ("all", _) => seeds.sweep = Sweep::All,
            ("none", _) => seeds.sweep = Sweep::None,
            (_, Some((tag, value))) => seeds.tags.push((tag.to_owned(), value.to_owned())),
            _ => seeds.addresses.push(one.clone()),
        }
    }
    seeds
}

/// Values by parameter name: a mapping, or a list of `ParameterKey` and `ParameterValue` as the AWS tools write it.
fn values_of(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let shown = path.display().to_string();
    let (text, encoding) =
        source::read(path, &shown).map_err(|diagnostic| Failure::new(diagnostic.message))?;
    let mut sources = Sources::default();
    let file = sources.add(shown.clone(), text, encoding);
    let (tree, diagnostics) = syntax::parse(&file, &Limits::default());
    if let Some(error) = diagnostics
        .iter()
        .find(|one| one.severity == source::Severity::Error)
    {
        return Err(Failure {
            message: output::located(error, &sources),
            help: error.help.clone(),
        });
    }
    let text = |node: syntax::Node<'_>| node.text().map(std::borrow::Cow::into_owned);
    let root = tree.root();
    let pairs = root.into_iter().flat_map(|root| match root.shape() {
        Shape::Sequence => {
            let pair = |item: syntax::Node<'_>| {
                Some((
                    text(item.get("ParameterKey")?)?,
                    text(item.get("ParameterValue")?)?,
                ))
            };
            root.items().map(pair).collect::<Vec<_>>()
        }
        _ => root
            .entries()
            .map(|(key, value)| Some((text(key)?, text(value)?)))
            .collect(),
    });
    pairs.collect::<Option<BTreeMap<_, _>>>().ok_or_else(|| {
        Failure::new(format!(
            "`{shown}`: expected parameter names with plain values"
        ))
        .help("write a mapping `Name: value`, or a list of `ParameterKey` and `ParameterValue`")
    })
}

/// The YAML files below a folder of rules, and what is wrong with those that cannot be read.
pub(super) fn user_rules(
    folder: Option<&Path>,
) -> Result<(Vec<UserFile>, Vec<Diagnostic>), Failure> {
    let Some(folder) = folder else {
        return Ok((Vec::new(), Vec::new()));
    };
    if !folder.is_dir() {
        return Err(not_a_folder(folder, "--rules"));
    }
    let options = Options {
        root: Some(folder.to_path_buf()),
        exclude: Vec::new(),
        current_dir: current_dir()?,
    };
    let discovery = source::discover(&[folder.to_path_buf()], &options);
    let mut unread = discovery.diagnostics;
    if discovery.candidates.is_empty() && unread.is_empty() {
        return Err(
            Failure::new(format!("`{}` holds no rule file", folder.display()))
                .help("rules are YAML files, one a rule"),
        );
    }
    let shown_folder = folder.display().to_string();
    let mut files = Vec::new();
    for candidate in &discovery.candidates {
        let path = format!("{}/{}", shown_folder.trim_end_matches('/'), candidate.shown);
        match source::read(&candidate.path, &path) {
            Ok((text, _)) => files.push(UserFile { path, text }),
            Err(fault) => unread.push(fault),
        }
    }
    Ok((files, unread))
}

pub(super) fn current_dir() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| Failure::new(format!("no current folder: {error}")))
}

pub(super) fn not_a_folder(path: &Path, option: &str) -> Failure {
    Failure::new(format!("`{}` is not a folder", path.display()))
        .help(format!("pass a folder to `{option}`"))
}

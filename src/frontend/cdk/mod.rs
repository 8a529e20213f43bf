//! Cloud assemblies, the folders that an app of the AWS CDK is synthesised to: their templates are read as those of
//! CloudFormation, with the stack, account and Region of each, and the construct and line of code behind each resource.
//!
//! In: the files of a run. Out: [`Assemblies`], which say of a file what it is, and lay over a template what is known of
//! it. The language of templates is not known here.

mod frames;
mod lay;
mod manifest;
mod metadata;
mod survey;
#[cfg(test)]
mod tests;
mod tree;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Input;
use crate::source::{Diagnostic, Encoding, FileId, SourceFile, Span, joined};

use super::cloudformation::Settings;
use super::manifest::{Stated, Written};
use super::stacks;
use survey::{Artifact, Contents, Survey};
use tree::Constructs;

pub use frames::{from_home, home};

/// What an assembly says of a template.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The name of the stack, where it is known.
    pub stack: Option<Written>,
    /// What is so of everything in it: the account and the Region.
    pub facts: Vec<Stated>,
    /// The constructs behind its resources, by where each is written as a whole.
    pub constructs: BTreeMap<Span, Construct>,
}

/// What made a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Construct {
    /// The path of the construct in the app.
    pub path: String,
    /// The code that made it, where its file is read.
    pub place: Option<Span>,
    /// File and line of that code, from the folder of the app on, where they are known.
    pub line: Option<String>,
}

/// What a file is to the assemblies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// The manifest of one.
    Manifest,
    /// A file that says something of the templates.
    Companion,
    /// What is published for a stack, such as the code of a function; with its folder.
    Asset(&'a str),
    /// A template, or nothing to them.
    None,
}

/// The assemblies of a run.
#[derive(Default)]
pub struct Assemblies {
    manifests: BTreeSet<String>,
    contents: Contents,
    /// The constructs of each outermost assembly.
    trees: BTreeMap<String, Constructs>,
    /// Where the app of each outermost assembly is.
    homes: BTreeMap<String, Home>,
    /// Files of code.
    code: BTreeMap<String, Arc<SourceFile>>,
}

/// The folder of an app.
struct Home {
    /// Where it ran.
    there: String,
    /// In this run.
    here: String,
    /// Whether its code is here, so that both are known to be one.
    is_found: bool,
}

impl Assemblies {
    /// Finds the assemblies among the files, and what they say.
    pub fn read<'f>(
        files: impl Iterator<Item = &'f Arc<SourceFile>> + Clone,
        left_out: &BTreeSet<String>,
        faults: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut survey = Survey::of(files.clone().cloned(), left_out);
        let mut assemblies = Self::default();
        if !survey.assemblies.is_empty() {
            let contents = survey.contents();
            assemblies = Self {
                manifests: survey.assemblies.keys().cloned().collect(),
                contents,
                ..Self::default()
            };
            assemblies.grow(&survey, faults);
            let code = files.filter(|file| is_code(&file.path));
            assemblies.code = code
                .map(|file| (file.path.clone(), Arc::clone(file)))
                .collect();
            assemblies.settle(&survey);
        }
        faults.append(&mut survey.faults);
        assemblies
    }

    /// Reads the trees of constructs. Assemblies that lie in others have none of their own.
    fn grow(&mut self, survey: &Survey, faults: &mut Vec<Diagnostic>) {
        for (path, assembly) in &survey.assemblies {
            let Some(named) = assembly.manifest.trees.first() else {
                continue;
            };
            let beside = |name: &str| {
                let path = joined(&assembly.folder, name);
                survey.file(&path).cloned()
            };
            let Some(file) = beside(&named.text) else {
                continue;
            };
            if !self.contents.parts.contains(&file.path) {
                continue;
            }
            let mut parts = Vec::new();
            let tree = tree::read(&file, beside, &mut parts, faults);
            self.contents.parts.extend(parts);
            self.trees.extend(tree.map(|tree| (path.clone(), tree)));
        }
    }

    /// Finds the folder of each app.
    fn settle(&mut self, survey: &Survey) {
        for (top, files) in traces(&self.contents) {
            let Some(assembly) = survey.assemblies.get(&top) else {
                continue;
            };
            let here = joined(&assembly.folder, "..");
            let exists = |path: &str| self.code.contains_key(&joined(&here, path));
            let found = home(&files, exists);
            let home = Home {
                is_found: found.is_some(),
                there: found.unwrap_or_else(|| frames::shared(&files)),
                here,
            };
            self.homes.insert(top, home);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.manifests.is_empty()
    }

    /// The manifests, by path.
    pub fn manifests(&self) -> impl Iterator<Item = &str> {
        self.manifests.iter().map(String::as_str)
    }

    /// How many folders of what is published have files of the run in them.
    pub fn asset_folders<'f>(&self, files: impl Iterator<Item = &'f Arc<SourceFile>>) -> usize {
        let folder = |file: &Arc<SourceFile>| match self.part(&file.path) {
            Part::Asset(folder) => Some(folder.to_owned()),
            _ => None,
        };
        let folders: BTreeSet<String> = files.filter_map(folder).collect();
        folders.len()
    }

    /// What a file is.
    pub fn part(&self, path: &str) -> Part<'_> {
        if self.manifests.contains(path) {
            return Part::Manifest;
        }
        if self.contents.parts.contains(path) {
            return Part::Companion;
        }
        let folders = path.match_indices('/').map(|(at, _)| &path[..=at]);
        let mut folders = folders.filter_map(|folder| self.contents.assets.get(folder));
        folders
            .next()
            .map_or(Part::None, |found| Part::Asset(found))
    }

    /// What is known of stacks, with what the assemblies say of theirs.
    pub fn language<'l>(
        &self,
        known: &'l stacks::Language,
        settings: &Settings,
    ) -> Cow<'l, stacks::Language> {
        if self.contents.artifacts.is_empty() {
            return Cow::Borrowed(known);
        }
        let mut language = known.clone();
        for (path, artifact) in &self.contents.artifacts {
            let own = self.settings(path, settings).into_owned();
            language.settings.insert(path.clone(), own);
            let said = place(artifact);
            let place = language.places.entry(path.clone()).or_default();
            place.stack = place.stack.take().or(said.stack);
            place.account = place.account.take().or(said.account);
            place.region = place.region.take().or(said.region);
        }
        language.published.clone_from(&self.contents.published);
        Cow::Owned(language)
    }

    /// Whether a file is a template of an assembly without any resource, as that of a stack of tests.
    pub fn is_empty_stack(&self, file: &SourceFile) -> bool {
        self.contents.artifacts.contains_key(&file.path) && !file.text().contains("\"Resources\"")
    }

    /// What is known of the deployment of a template: what a person says, and where they say nothing, the assembly.
    pub fn settings<'s>(&self, path: &str, said: &'s Settings) -> Cow<'s, Settings> {
        let Some(artifact) = self.contents.artifacts.get(path) else {
            return Cow::Borrowed(said);
        };
        let mut settings = said.clone();
        let pseudo = [
            ("AWS::StackName", &artifact.name),
            ("AWS::AccountId", &artifact.account),
            ("AWS::Region", &artifact.region),
        ];
        let pseudo = pseudo.into_iter().filter_map(|(name, value)| {
            let value = value.as_ref()?;
            Some((name.to_owned(), value.text.clone()))
        });
        for (name, value) in pseudo.chain(artifact.parameters.clone()) {
            settings.values.entry(name).or_insert(value);
        }
        Cow::Owned(settings)
    }
}

/// What an assembly says of a template, by the words for stacks.
fn place(artifact: &Artifact) -> stacks::Place {
    let text = |one: &Option<Written>| one.as_ref().map(|one| one.text.clone());
    stacks::Place {
        stack: text(&artifact.name),
        account: text(&artifact.account),
        region: text(&artifact.region),
        ..stacks::Place::default()
    }
}

/// Files of code that the traces of each outermost assembly name, by the path of its manifest.
fn traces(contents: &Contents) -> BTreeMap<String, BTreeSet<String>> {
    let mut traces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for artifact in contents.artifacts.values() {
        let files = traces.entry(artifact.top.clone()).or_default();
        files.extend(artifact.metadata.files().map(str::to_owned));
    }
    traces
}

/// Whether a path is one of code, by its name.
pub fn is_code(path: &str) -> bool {
    frames::is_code(path)
}

/// Whether a file is the manifest of an assembly, as far as can be said at a glance.
pub fn is_manifest(path: &str, text: &str) -> bool {
    manifest::is_likely(path, text)
}

/// Paths that a file of an assembly names, from its own folder; nothing where it is none.
pub fn needed(path: &str, text: &str) -> Vec<String> {
    survey::named(&alone(path, text))
}

/// Files of code that the traces of the assemblies among some files name, by the path of the outermost manifest.
pub fn traced(inputs: &[Input]) -> BTreeMap<String, BTreeSet<String>> {
    let is_manifest = |input: &&Input| is_manifest(&input.path, &input.text);
    let manifests = inputs.iter().filter(is_manifest);
    let folder = |input: &'_ Input| {
        let folder = input.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder.to_owned()
    };
    let folders: Vec<String> = manifests.map(folder).collect();
    if folders.is_empty() {
        return BTreeMap::new();
    }
    let json = inputs.iter().filter(|input| input.path.ends_with(".json"));
    let is_near = |input: &&Input| folders.iter().any(|one| input.path.starts_with(one));
    let near = json.filter(is_near);
    let near = near.map(|input| alone(&input.path, &input.text));
    let mut survey = Survey::of(near, &BTreeSet::new());
    traces(&survey.contents())
}

fn alone(path: &str, text: &str) -> Arc<SourceFile> {
    let (path, text) = (path.to_owned(), text.to_owned());
    Arc::new(SourceFile::new(FileId(0), path, text, Encoding::Utf8))
}

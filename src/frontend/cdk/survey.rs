//! Which of the files are assemblies, how they lie in each other, and what becomes of the other files in their folders.
//!
//! In: the files of a run. Out: a [`Survey`]. The templates themselves are not read here.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::frontend::manifest::Written;
use crate::source::{Diagnostic, Severity, SourceFile, joined};

use super::manifest::{self, Manifest, Published, Reading, Stack, parsed};
use super::metadata::Metadata;

/// How the templates end that CDK writes, those of nested stacks included.
const TEMPLATE_ENDING: &str = ".template.json";

/// The assemblies among some files.
#[derive(Default)]
pub(super) struct Survey {
    by_path: BTreeMap<String, Arc<SourceFile>>,
    /// By the path of the manifest.
    pub(super) assemblies: BTreeMap<String, Assembly>,
    pub(super) faults: Vec<Diagnostic>,
    /// Files that are missing on purpose.
    left_out: BTreeSet<String>,
}

/// An assembly.
pub(super) struct Assembly {
    pub(super) folder: String,
    pub(super) manifest: Manifest,
    /// The path of the manifest of the assembly around it.
    parent: Option<String>,
}

/// A template of an assembly: that of a stack, or of one nested in it.
#[derive(Clone, Debug)]
pub(super) struct Artifact {
    /// The name of the file, as the assembly has it.
    pub(super) file: String,
    /// The name of the stack; `None` for a nested one, which has none before it is deployed.
    pub(super) name: Option<Written>,
    pub(super) account: Option<Written>,
    pub(super) region: Option<Written>,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) metadata: Arc<Metadata>,
    /// The manifest of the outermost assembly around it.
    pub(super) top: String,
}

/// What there is in the folders of assemblies.
#[derive(Default)]
pub(super) struct Contents {
    /// By the path of the template.
    pub(super) artifacts: BTreeMap<String, Artifact>,
    /// Files that say something of the rest.
    pub(super) parts: BTreeSet<String>,
    /// Folders with what is published for the stacks, such as the code of functions; each with a `/` at the end.
    pub(super) assets: BTreeSet<String>,
    /// The paths of nested templates by the names under which they are published.
    pub(super) published: BTreeMap<String, String>,
}

impl Survey {
    /// Finds the assemblies.
    pub(super) fn of(
        files: impl Iterator<Item = Arc<SourceFile>>,
        left_out: &BTreeSet<String>,
    ) -> Self {
        let mut survey = Survey {
            left_out: left_out.clone(),
            ..Survey::default()
        };
        for file in files {
            match manifest::read(&file) {
                Reading::Other => {}
                Reading::Broken(faults) => survey.faults.extend(faults),
                Reading::Read(manifest) => {
                    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                    let assembly = Assembly {
                        folder: folder.to_owned(),
                        manifest,
                        parent: None,
                    };
                    survey.assemblies.insert(file.path.clone(), assembly);
                }
            }
            survey.by_path.insert(file.path.clone(), file);
        }
        survey.nest();
        survey
    }

    /// A file of the run.
    pub(super) fn file(&self, path: &str) -> Option<&Arc<SourceFile>> {
        self.by_path.get(path)
    }

    /// Says of each assembly which one it lies in. As that one's folder is around its own, none lies in itself.
    fn nest(&mut self) {
        let mut parents = Vec::new();
        for (path, assembly) in &self.assemblies {
            for nested in &assembly.manifest.nested {
                let named = Written {
                    text: manifest_of(&nested.text),
                    span: nested.span,
                };
                let inside = inside(&assembly.folder, &nested.text);
                let file = inside.and_then(|_| inside_file(&assembly.folder, &named.text));
                match file {
                    None => self.faults.push(outside(nested)),
                    Some(file) if self.assemblies.contains_key(&file) => {
                        parents.push((file, path.clone()));
                    }
                    Some(file) if self.left_out.contains(&file) => {}
                    Some(_) => self.faults.push(missing(nested, Severity::Error)),
                }
            }
        }
        for (path, parent) in parents {
            if let Some(assembly) = self.assemblies.get_mut(&path) {
                // The innermost one counts.
                let known = assembly.parent.get_or_insert_with(|| parent.clone());
                if known.len() < parent.len() {
                    *known = parent;
                }
            }
        }
    }

    /// The path of the manifest of the outermost assembly around one.
    fn top<'s>(&'s self, mut path: &'s str) -> &'s str {
        while let Some(parent) = self
            .assemblies
            .get(path)
            .and_then(|one| one.parent.as_deref())
        {
            path = parent;
        }
        path
    }

    /// What there is in the folders of the assemblies.
    pub(super) fn contents(&mut self) -> Contents {
        let mut contents = Contents::default();
        let mut faults = std::mem::take(&mut self.faults);
        for (path, assembly) in &self.assemblies {
            let mut assets = BTreeMap::new();
            for (id, named) in &assembly.manifest.assets {
                let Some(file) = self.part(assembly, named, &mut contents, &mut faults) else {
                    continue;
                };
                let tree = parsed(&file, &mut faults);
                assets.insert(id, tree.as_ref().map_or_else(Vec::new, manifest::published));
            }
            for published in assets.values().flatten() {
                let folder = inside(&assembly.folder, &published.path.text);
                let folder = folder.filter(|folder| !self.by_path.contains_key(folder));
                contents.assets.extend(folder.map(|one| format!("{one}/")));
            }
            for tree in &assembly.manifest.trees {
                self.part(assembly, tree, &mut contents, &mut faults);
            }
            let top = self.top(path);
            for stack in &assembly.manifest.stacks {
                let metadata = self.metadata(assembly, stack, &mut contents, &mut faults);
                let artifact = Artifact::of(stack, metadata, top);
                let published = stack.dependencies.iter().filter_map(|id| assets.get(id));
                let nested = published
                    .flatten()
                    .filter(|one| is_nested(one, &stack.template));
                for one in nested {
                    if let Some(path) = inside_file(&assembly.folder, &one.path.text)
                        && self.by_path.contains_key(&path)
                    {
                        let names = one.names.iter().map(|name| (name.clone(), path.clone()));
                        contents.published.extend(names);
                        let nested = artifact.nested(&one.path);
                        contents.artifacts.entry(path).or_insert(nested);
                    }
                }
                let named = &stack.template;
                self.claim(assembly, named, artifact, &mut contents, &mut faults);
            }
        }
        self.faults = faults;
        contents
    }

    /// What the manifest says of the constructs of a stack, with what a file of its own says.
    fn metadata(
        &self,
        assembly: &Assembly,
        stack: &Stack,
        contents: &mut Contents,
        faults: &mut Vec<Diagnostic>,
    ) -> Metadata {
        let mut metadata = stack.metadata.clone();
        if let Some(named) = &stack.more_metadata
            && let Some(file) = self.part(assembly, named, contents, faults)
            && let Some(tree) = parsed(&file, faults)
        {
            metadata.add(tree.root());
        }
        metadata
    }

    /// Takes a template for a stack. One that is of two stacks goes to where both say.
    fn claim(
        &self,
        assembly: &Assembly,
        named: &Written,
        artifact: Artifact,
        contents: &mut Contents,
        faults: &mut Vec<Diagnostic>,
    ) {
        let Some(path) = inside_file(&assembly.folder, &named.text) else {
            faults.push(outside(named));
            return;
        };
        if !self.by_path.contains_key(&path) {
            if !self.left_out.contains(&path) {
                faults.push(missing(named, Severity::Error));
            }
            return;
        }
        match contents.artifacts.get_mut(&path) {
            Some(known) if known.name.is_some() => known.agree(&artifact),
            _ => {
                contents.artifacts.insert(path, artifact);
            }
        }
    }

    /// A file that says something of the rest.
    fn part(
        &self,
        assembly: &Assembly,
        named: &Written,
        contents: &mut Contents,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Arc<SourceFile>> {
        let Some(path) = inside_file(&assembly.folder, &named.text) else {
            faults.push(outside(named));
            return None;
        };
        let file = self.by_path.get(&path);
        match file {
            Some(_) => contents.parts.extend([path]),
            None if self.left_out.contains(&path) => {}
            None => faults.push(missing(named, Severity::Warning)),
        }
        file.cloned()
    }
}

impl Artifact {
    fn of(stack: &Stack, metadata: Metadata, top: &str) -> Self {
        Self {
            file: stack.template.text.clone(),
            name: Some(stack.name.clone()),
            account: stack.account.clone(),
            region: stack.region.clone(),
            parameters: stack.parameters.clone(),
            metadata: Arc::new(metadata),
            top: top.to_owned(),
        }
    }

    /// The template of a stack nested in this one.
    fn nested(&self, template: &Written) -> Self {
        Self {
            file: template.text.clone(),
            name: None,
            parameters: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// Keeps what another stack of the same template says too.
    fn agree(&mut self, other: &Self) {
        let same = |one: &Option<Written>, other: &Option<Written>| {
            let text = |one: &Option<Written>| one.as_ref().map(|one| one.text.clone());
            one.clone().filter(|_| text(one) == text(other))
        };
        self.account = same(&self.account, &other.account);
        self.region = same(&self.region, &other.region);
        self.name = same(&self.name, &other.name);
        self.parameters
            .retain(|name, value| other.parameters.get(name) == Some(value));
    }
}

fn is_nested(published: &Published, own: &Written) -> bool {
    published.path.text.ends_with(TEMPLATE_ENDING) && published.path.text != own.text
}

/// Paths that a file of an assembly names, from its own folder; nothing where it is none. Those that lead out of it are
/// left out: they are not read.
pub(super) fn named(file: &Arc<SourceFile>) -> Vec<String> {
    let mut named: Vec<String> = Vec::new();
    match manifest::read(file) {
        Reading::Read(manifest) => {
            for stack in manifest.stacks {
                named.push(stack.template.text);
                named.extend(stack.more_metadata.map(|one| one.text));
            }
            let more = manifest
                .trees
                .into_iter()
                .chain(manifest.assets.into_values());
            named.extend(more.map(|one| one.text));
            named.extend(manifest.nested.iter().map(|one| manifest_of(&one.text)));
        }
        _ if file.path.ends_with(".assets.json") => {
            let tree = parsed(file, &mut Vec::new());
            let published = tree.as_ref().map_or_else(Vec::new, manifest::published);
            let published = published.into_iter().map(|one| one.path.text);
            named.extend(published.filter(|path| path.ends_with(TEMPLATE_ENDING)));
        }
        _ => {}
    }
    named.retain(|path| inside_file("", path).is_some());
    named
}

fn manifest_of(folder: &str) -> String {
    format!("{}/manifest.json", folder.trim_end_matches('/'))
}

/// The path of a file that lies below a folder.
fn inside_file(folder: &str, path: &str) -> Option<String> {
    inside(folder, path).filter(|_| !path.ends_with('/'))
}

/// A path below a folder; `None` where it leads out of it, or is the folder itself.
fn inside(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', ':']) {
        return None;
    }
    let path = joined(folder, path);
    let below = match folder.is_empty() {
        true => !path.is_empty() && path != ".." && !path.starts_with("../"),
        false => path.strip_prefix(folder)?.starts_with('/'),
    };
    below.then_some(path)
}

fn outside(named: &Written) -> Diagnostic {
    let message = format!("`{}` leads out of the assembly: not read", named.text);
    let fault = Diagnostic::error("outside-assembly", named.span, message);
    fault.help("synthesise the app again: what an assembly names lies in its own folder")
}

fn missing(named: &Written, severity: Severity) -> Diagnostic {
    let message = format!("the assembly names `{}`, which is not there", named.text);
    let mut fault = Diagnostic::error("assembly-incomplete", named.span, message);
    fault.severity = severity;
    fault.help("synthesise the app again, and name the whole folder of the assembly")
}

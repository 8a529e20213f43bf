//! From files to documents: which format each is, and what becomes of those that are none.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::source::{Diagnostic, Severity, SourceFile, Sources};
use crate::syntax::{self, Limits, Node, Shape, Tree};
use crate::{Input, Role};

use super::{Document, Language, cdk, cloudformation, manifest, policies, stacks, terraform};

/// What the files of a run turned out to be.
#[derive(Debug, Default)]
pub struct Read {
    /// The documents, in the order of the files.
    pub documents: Vec<Document>,
    /// Paths of the files that are documents.
    pub files: Vec<String>,
    /// How many files are no infrastructure.
    pub others: usize,
    /// What there is to say about them.
    pub diagnostics: Vec<Diagnostic>,
}

/// What one file turned out to be.
#[derive(Default)]
struct Outcome {
    documents: Vec<Document>,
    /// A part of a Terraform configuration.
    part: Option<terraform::Parsed>,
    /// A plan or state of Terraform.
    stored: Option<terraform::plan::Stored>,
    /// What a template asks others for.
    wanted: Option<cloudformation::Wanted>,
    /// Whether it is infrastructure, although what is wrong with it left nothing to read.
    is_known: bool,
    diagnostics: Vec<Diagnostic>,
}

impl Read {
    /// Counts a file. Those that are only named by others are nothing by themselves, templates apart.
    fn count(&mut self, file: &SourceFile, role: Role, outcome: &Outcome) {
        let is_none = outcome.part.is_none() && outcome.stored.is_none();
        match outcome.documents.is_empty() && is_none {
            _ if role == Role::Beside && outcome.wanted.is_none() => {}
            true if outcome.is_known => {}
            true => self.others += 1,
            false => self.files.push(file.path.clone()),
        }
    }
}

/// Reads every file as a document of the format that it bears. Files are independent, and read in parallel; those of
/// Terraform make documents folder by folder.
pub fn read(
    inputs: Vec<Input>,
    sources: &mut Sources,
    settings: &cloudformation::Settings,
    language: &Language,
) -> Read {
    let add = |input: Input| {
        let file = sources.add(input.path, input.text, input.encoding);
        (file, input.role)
    };
    let files: Vec<(Arc<SourceFile>, Role)> = inputs.into_iter().map(add).collect();
    let mut read = Read::default();
    let texts = files.iter().map(|(file, _)| file);
    let assemblies = cdk::Assemblies::read(texts, &language.left_out, &mut read.diagnostics);
    let outcomes: Vec<Outcome> = files
        .par_iter()
        .map(|(file, role)| placed(file, *role, &assemblies, settings, &language.terraform))
        .collect();
    let mut folders = terraform::Folders::default();
    let mut stored = Vec::new();
    let mut alone = BTreeMap::new();
    for ((file, role), outcome) in files.iter().zip(outcomes) {
        read.count(file, *role, &outcome);
        if let Some(wanted) = outcome.wanted {
            let file = Arc::clone(file);
            alone.insert(file.id, stacks::Read { file, wanted });
        }
        read.documents.extend(outcome.documents);
        read.diagnostics.extend(outcome.diagnostics);
        stored.extend(outcome.stored);
        folders.add(file, *role, outcome.part);
    }
    let documents = std::mem::take(&mut read.documents);
    let of_stacks = assemblies.language(&language.stacks, settings);
    let (documents, said) = stacks::link(documents, &alone, settings, &of_stacks);
    read.documents = documents;
    read.diagnostics.extend(said);
    let (language, stack_language) = (&language.terraform, &language.stacks);
    let deployed = folders.read(language, &settings.values);
    read.diagnostics.extend(deployed.diagnostics);
    // A text that a configuration takes in is judged there.
    let taken = |document: &Document| match document {
        Document::Policies(policies) => deployed.taken.contains(&policies.file),
        _ => false,
    };
    read.documents.retain(|document| !taken(document));
    let mut templates =
        terraform::pair::pair(deployed.templates, stored, language.source.as_deref());
    let (taken, said) = stacks::inline::read(&mut templates, sources, settings, stack_language);
    read.diagnostics.extend(said);
    let taken = |document: &Document| matches!(document, Document::Template(one) if taken.contains(&one.file));
    read.documents.retain(|document| !taken(document));
    let templates = templates.into_iter();
    read.documents.extend(templates.map(Document::Template));
    stacks::note_beside(&mut read.documents, stack_language);
    if !assemblies.is_empty() {
        finish(&assemblies, sources, &mut read);
    }
    read
}

/// Says of the documents what their assemblies say of them, and counts what else these have.
fn finish(assemblies: &cdk::Assemblies, sources: &Sources, read: &mut Read) {
    read.files.extend(assemblies.manifests().map(str::to_owned));
    read.files.sort();
    read.others += assemblies.asset_folders(sources.iter());
    for document in &mut read.documents {
        if let Document::Template(template) = document {
            let file = sources.get(template.file);
            assemblies.lay(file, template, &mut read.diagnostics);
        }
    }
}

/// A file with what its assembly says of it. What only belongs to one is nothing by itself.
fn placed(
    file: &Arc<SourceFile>,
    role: Role,
    assemblies: &cdk::Assemblies,
    settings: &cloudformation::Settings,
    language: &terraform::Language,
) -> Outcome {
    match assemblies.part(&file.path) {
        cdk::Part::None => {
            let settings = assemblies.settings(&file.path, settings);
            match assemblies.is_empty_stack(file) {
                true => empty_stack(file, &settings),
                false => one(file, role, &settings, language),
            }
        }
        cdk::Part::Manifest | cdk::Part::Companion | cdk::Part::Asset(_) => Outcome {
            is_known: true,
            ..Outcome::default()
        },
    }
}

/// A file is one document: what stands in further ones is not deployed with it, and not checked.
fn others(tree: &Tree, read: Option<Node<'_>>, what: &str) -> Option<Diagnostic> {
    let written = |root: &Node<'_>| root.shape() == Shape::Mapping;
    let other = tree
        .documents()
        .filter(written)
        .find(|root| read.is_none_or(|read| root.span() != read.span()))?;
    let message = format!("this document was not checked: a {what} is one YAML document");
    let fault = Diagnostic::error("more-documents", other.span(), message);
    Some(fault.help(format!("put each {what} into a file of its own")))
}

fn one(
    file: &Arc<SourceFile>,
    role: Role,
    settings: &cloudformation::Settings,
    language: &terraform::Language,
) -> Outcome {
    let limits = Limits::default();
    let named = role == Role::Named;
    if let Some(part) = terraform::part_of(&file.path, named) {
        let mut diagnostics = Vec::new();
        let part = terraform::parse(file, part, &mut diagnostics);
        return Outcome {
            part,
            is_known: true,
            diagnostics,
            ..Outcome::default()
        };
    }
    let is_code = cdk::is_code(&file.path);
    if role == Role::Beside && (is_code || !cloudformation::resources_marker(file.text())) {
        return Outcome::default();
    }
    if let Some(reading) = terraform::plan::read(file, language, &limits) {
        return Outcome {
            stored: reading.document,
            is_known: true,
            diagnostics: reading.diagnostics,
            ..Outcome::default()
        };
    }
    if policies::is_lines_path(&file.path) {
        return lines(file, named, &limits);
    }
    let (tree, mut diagnostics) = syntax::parse(file, &limits);
    let first = |is: fn(Node<'_>) -> bool| tree.documents().find(|root| is(*root));
    if let Some(root) = first(cloudformation::is_template) {
        return template(&tree, root, settings, diagnostics);
    }
    // Of files that others name, only templates are something by themselves.
    if role == Role::Beside {
        return Outcome::default();
    }
    if first(manifest::is_manifest).is_some() || manifest::is_manifest_path(&file.path) {
        return design(&tree, diagnostics);
    }
    if first(policies::is_policies).is_some() {
        return standing_alone(&tree, diagnostics, &limits);
    }
    if named && !is_broken(&diagnostics) {
        diagnostics = vec![not_recognised(file)];
    } else if !(named || (is_broken(&diagnostics) && cloudformation::resources_marker(file.text())))
    {
        // A walked file that is something else is counted, and what is odd about it is nobody's business here.
        diagnostics.clear();
    }
    Outcome {
        diagnostics,
        ..Outcome::default()
    }
}

/// A manifest. One that is written wrong is one all the same where its name says so.
fn design(tree: &Tree, mut diagnostics: Vec<Diagnostic>) -> Outcome {
    let found = tree.documents().find(|root| manifest::is_manifest(*root));
    let root = found.or_else(|| tree.root());
    diagnostics.extend(others(tree, root, "manifest"));
    // A component or fact that is written twice says two things, and only one of them would count.
    for one in &mut diagnostics {
        if one.code == syntax::DUPLICATE_KEY {
            one.severity = Severity::Error;
        }
    }
    let mut faults = Vec::new();
    let read = manifest::read(tree, root, &mut faults);
    if !is_broken(&diagnostics) || read.is_some() {
        diagnostics.extend(faults);
    }
    let read = read.map(Box::new).map(Document::Manifest);
    Outcome {
        documents: read.into_iter().collect(),
        diagnostics,
        ..Outcome::default()
    }
}

fn template(
    tree: &Tree,
    root: Node<'_>,
    settings: &cloudformation::Settings,
    mut diagnostics: Vec<Diagnostic>,
) -> Outcome {
    let (alone, limits) = (Arc::default(), Limits::default());
    let (template, wanted, more) =
        cloudformation::read_within(tree, Some(root), settings, &alone, &limits);
    diagnostics.extend(others(tree, Some(root), "template"));
    // Of what is written twice CloudFormation takes one, and which one nobody sees.
    for one in &mut diagnostics {
        if one.code == syntax::DUPLICATE_KEY {
            one.severity = Severity::Error;
        }
    }
    // Of a text that is broken, only the fault that broke it is known.
    let broken = diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error && one.code != syntax::DUPLICATE_KEY);
    let said = more.into_iter();
    diagnostics.extend(said.filter(|said| !broken || said.code != cloudformation::NOT_A_TEMPLATE));
    Outcome {
        documents: vec![Document::Template(template)],
        wanted: Some(wanted),
        diagnostics,
        ..Outcome::default()
    }
}

/// A template in which there is nothing to deploy, which its assembly names all the same.
fn empty_stack(file: &Arc<SourceFile>, settings: &cloudformation::Settings) -> Outcome {
    let (tree, diagnostics) = syntax::parse(file, &Limits::default());
    let Some(root) = tree.root() else {
        return Outcome {
            is_known: true,
            diagnostics,
            ..Outcome::default()
        };
    };
    let mut outcome = template(&tree, root, settings, diagnostics);
    let said = &mut outcome.diagnostics;
    said.retain(|said| said.code != cloudformation::NOT_A_TEMPLATE);
    outcome
}

/// Policy documents; of a text that is broken nobody knows what it would permit.
fn standing_alone(tree: &Tree, mut diagnostics: Vec<Diagnostic>, limits: &Limits) -> Outcome {
    let mut documents = Vec::new();
    if !is_broken(&diagnostics) {
        for root in tree.documents().filter(|root| policies::is_policies(*root)) {
            let read = policies::read(tree, root, limits, &mut diagnostics);
            documents.push(Document::Policies(read));
        }
    }
    Outcome {
        documents,
        diagnostics,
        ..Outcome::default()
    }
}

/// A file with a JSON object on each line.
fn lines(file: &Arc<SourceFile>, named: bool, limits: &Limits) -> Outcome {
    let mut diagnostics = Vec::new();
    let read = policies::lines(file, limits, &mut diagnostics);
    if read.is_none() {
        match named {
            true if !is_broken(&diagnostics) => diagnostics = vec![not_recognised(file)],
            true => {}
            false => diagnostics.clear(),
        }
    }
    Outcome {
        documents: read.map(Document::Policies).into_iter().collect(),
        diagnostics,
        ..Outcome::default()
    }
}

fn not_recognised(file: &SourceFile) -> Diagnostic {
    let message = "not recognised: expected a CloudFormation template, a mapping with `Resources`, a Terraform file (`.tf`, `.tf.json`), a plan or state as JSON, a manifest, a mapping \
                   with `architecture`, or a policy, a mapping with `Statement`";
    let what = Diagnostic::error("not-recognised", file.span(), message);
    what.help(
        "name a template, a manifest or a policy, or a folder: files in it that are no infrastructure are only counted",
    )
}

fn is_broken(diagnostics: &[Diagnostic]) -> bool {
    let mut severities = diagnostics.iter().map(|diagnostic| diagnostic.severity);
    severities.any(|severity| severity == Severity::Error)
}

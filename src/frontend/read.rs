//! From files to documents: which format each is, and what becomes of those that are none.

use std::sync::Arc;

use rayon::prelude::*;

use crate::Input;
use crate::source::{Diagnostic, Severity, SourceFile, Sources};
use crate::syntax::{self, Limits, Node, Shape, Tree};

use super::{Document, cloudformation};

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
struct Outcome {
    documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads every file as a document of the format that it bears. Files are independent, and read in parallel.
pub fn read(
    inputs: Vec<Input>,
    sources: &mut Sources,
    settings: &cloudformation::Settings,
) -> Read {
    let add = |input: Input| {
        (
            sources.add(input.path, input.text, input.encoding),
            input.named,
        )
    };
    let files: Vec<(Arc<SourceFile>, bool)> = inputs.into_iter().map(add).collect();
    let outcomes: Vec<Outcome> = files
        .par_iter()
        .map(|(file, named)| one(file, *named, settings))
        .collect();
    let mut read = Read::default();
    for ((file, _), outcome) in files.iter().zip(outcomes) {
        match outcome.documents.is_empty() {
            true => read.others += 1,
            false => read.files.push(file.path.clone()),
        }
        read.documents.extend(outcome.documents);
        read.diagnostics.extend(outcome.diagnostics);
    }
    read
}

/// A file is one template: what stands in further documents is not deployed with it, and not checked.
fn others(tree: &Tree, read: Option<Node<'_>>) -> Option<Diagnostic> {
    let written = |root: &Node<'_>| root.shape() == Shape::Mapping;
    let other = tree
        .documents()
        .filter(written)
        .find(|root| read.is_none_or(|read| root.span() != read.span()))?;
    let message = "this document was not checked: a template is one YAML document";
    let fault = Diagnostic::error("more-documents", other.span(), message);
    Some(fault.help("put each template into a file of its own"))
}

fn one(file: &Arc<SourceFile>, named: bool, settings: &cloudformation::Settings) -> Outcome {
    let limits = Limits::default();
    let (tree, mut diagnostics) = syntax::parse(file, &limits);
    let root = tree
        .documents()
        .find(|root| cloudformation::is_template(*root));
    if root.is_some() {
        let (template, more) = cloudformation::read(&tree, root, settings, &limits);
        diagnostics.extend(others(&tree, root));
        // Of a text that is broken, only the fault that broke it is known.
        let broken = diagnostics
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error);
        diagnostics.extend(
            more.into_iter()
                .filter(|said| !broken || said.code != cloudformation::NOT_A_TEMPLATE),
        );
        return Outcome {
            documents: vec![Document::Template(template)],
            diagnostics,
        };
    }
    let broken = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    if named && !broken {
        let message =
            "not recognised: expected a CloudFormation template, a mapping with `Resources`";
        let what = Diagnostic::error("not-recognised", file.span(), message);
        diagnostics = vec![what.help(
            "name a template, or a folder: files in it that are no infrastructure are only counted",
        )];
    } else if !(named || (broken && cloudformation::resources_marker(file.text()))) {
        // A walked file that is something else is counted, and what is odd about it is nobody's business here.
        diagnostics.clear();
    }
    Outcome {
        documents: Vec::new(),
        diagnostics,
    }
}

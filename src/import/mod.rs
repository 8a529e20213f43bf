//! The models of other tools as architecture manifests.
//!
//! In: a file with a Threagile model or an Open Threat Model. Out: the text of a manifest, and what there is to say about
//! all that was lost or guessed on the way. What a manifest means, and who reads it, is not known here.

mod assets;
mod design;
mod names;
mod notes;
mod otm;
mod reading;
mod threagile;
mod write;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::knowledge::Knowledge;
use crate::source::{Diagnostic, Severity, SourceFile};
use crate::syntax::{self, Limits, Node, Shape, Tree};

use design::Design;
use reading::Reading;

pub use names::{one_line, slug};
pub use write::scalar;

/// What an import gives.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The manifest with its sizes; `None` where the file could not be read.
    pub manifest: Option<Manifest>,
    /// What was lost and guessed, the gravest first; errors where there is no manifest.
    pub diagnostics: Vec<Diagnostic>,
}

/// A manifest as text.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The text, YAML.
    pub text: String,
    /// How many zones it has.
    pub zones: usize,
    /// How many components it has.
    pub components: usize,
    /// How many flows it has.
    pub flows: usize,
}

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Threagile,
    OpenThreatModel,
}

/// The key that marks the files of a format.
const MARKERS: [(&str, Format); 2] = [
    ("threagile_version", Format::Threagile),
    ("otmVersion", Format::OpenThreatModel),
];

impl Format {
    fn title(self) -> &'static str {
        match self {
            Format::Threagile => "Threagile model",
            Format::OpenThreatModel => "Open Threat Model",
        }
    }
}

/// Imports a file.
pub fn import(file: &Arc<SourceFile>, knowledge: &Knowledge) -> Imported {
    let limits = Limits::default();
    let (tree, mut diagnostics) = syntax::parse(file, &limits);
    let broken = diagnostics
        .iter()
        .any(|one| one.severity == Severity::Error);
    if broken {
        return refused(diagnostics);
    }
    let Some((root, format)) = recognised(&tree) else {
        diagnostics.push(unrecognised(file));
        return refused(diagnostics);
    };
    let mut reading = Reading::of(&tree, &limits, knowledge);
    reading.notes.said.append(&mut diagnostics);
    if let Some(other) = tree.documents().nth(1) {
        let message = "the file has more than one document; only the first is imported";
        let warning = Diagnostic::warning("more-documents", other.span(), message);
        reading.notes.said.push(warning);
    }
    let design = match format {
        Format::Threagile => threagile::read(root, &mut reading),
        Format::OpenThreatModel => otm::read(root, &mut reading),
    };
    if let Some(exhausted) = reading.exhausted() {
        return refused(vec![exhausted]);
    }
    Imported {
        manifest: Some(manifest(&design, file, format, knowledge)),
        diagnostics: reading.notes.finish(),
    }
}

fn manifest(design: &Design, file: &SourceFile, format: Format, knowledge: &Knowledge) -> Manifest {
    let name = file.path.rsplit(['/', '\\']).next().unwrap_or(&file.path);
    let origin = format!("{name} ({})", format.title());
    Manifest {
        text: write::manifest(design, &origin, knowledge),
        zones: design.zones.len(),
        components: design.components.len(),
        flows: design.flows.len(),
    }
}

fn refused(mut diagnostics: Vec<Diagnostic>) -> Imported {
    diagnostics.sort_by_key(|one| std::cmp::Reverse(one.severity));
    Imported {
        manifest: None,
        diagnostics,
    }
}

/// The first document and its format.
fn recognised(tree: &Tree) -> Option<(Node<'_>, Format)> {
    let root = tree.root().filter(|root| root.shape() == Shape::Mapping)?;
    let format = MARKERS.iter().find(|(key, _)| root.get(key).is_some());
    format.map(|(_, format)| (root, *format))
}

fn unrecognised(file: &SourceFile) -> Diagnostic {
    let span = crate::source::Span::new(file.id, 0, 0);
    let titles = MARKERS.map(|(key, format)| format!("{} (key `{key}`)", format.title()));
    let message = format!("not recognised: expected a {}", titles.join(" or an "));
    Diagnostic::error("not-recognised", span, message)
        .help("name a file that one of these tools reads")
}

//! Templates of a run that belong together: nested stacks, exports and imports, values in the parameter store.
//!
//! In: the templates, each as if it stood alone, and what the configuration says of their stacks. Out: the templates again,
//! in which a value that another one gives is that value, with references that name the other template. What has no
//! certain source stays unknown; what it perhaps is stands beside it. Resource types are not known here: the catalog names
//! the few that matter.

mod exports;
pub(super) mod inline;
mod instances;
mod rounds;
mod stored;
mod target;
mod values;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, SourceFile, Span};

use super::cloudformation::{self, Wanted};
use super::{Document, Format, Template};

pub(super) use stored::note_beside;
pub use target::needed;
pub use values::{PARAMETER_OF, carried, one_of_several};

/// What stands between the name of a template and the name of something in it.
pub const OF: char = '#';

/// What the catalog and the configuration say of stacks.
#[derive(Clone, Debug, Default)]
pub struct Language {
    /// Types of resources that are stacks of their own: the property that names the template, the one with parameters.
    pub nested: BTreeMap<String, Vec<String>>,
    /// Types of resources of configurations that deploy a template: the properties of its text and of its parameters, and what
    /// its outputs are called.
    pub inline: BTreeMap<String, Vec<String>>,
    /// The entry of metadata that says in which file the template of a nested stack is.
    pub asset_path: String,
    /// Types of resources that keep a value under a name: the properties of name and value.
    pub stored: BTreeMap<String, Vec<String>>,
    /// Where templates are deployed, by path.
    pub places: BTreeMap<String, Place>,
    /// Of templates that are deployed several times, what each of the stacks is called here, and where it is.
    pub several: BTreeMap<String, Vec<(String, Place)>>,
    /// What is known of the deployments of single templates, by path; of the others the same is.
    pub settings: BTreeMap<String, cloudformation::Settings>,
    /// The paths of templates by the names under which they are published.
    pub published: BTreeMap<String, String>,
}

/// Where a template is deployed, as far as anybody says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The name of the stack.
    pub stack: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// The Region.
    pub region: Option<String>,
    /// Values of parameters for this stack alone, by name, with the place where each is named.
    pub parameters: BTreeMap<String, (String, Span)>,
}

impl Place {
    /// Whether two places can be one account and Region.
    fn fits(&self, other: &Place) -> bool {
        let same = |one: &Option<String>, other: &Option<String>| {
            one.as_ref()
                .zip(other.as_ref())
                .is_none_or(|(one, other)| one == other)
        };
        same(&self.account, &other.account) && same(&self.region, &other.region)
    }
}

/// A template as it was read alone.
pub(super) struct Read {
    /// Its file.
    pub(super) file: Arc<SourceFile>,
    /// What it asks others for.
    pub(super) wanted: Wanted,
}

/// What linking needs throughout.
struct Run<'r> {
    settings: &'r cloudformation::Settings,
    language: &'r Language,
    diagnostics: Vec<Diagnostic>,
}

/// Links the templates among documents; those that ask nothing of each other stay as they are.
pub(super) fn link(
    documents: Vec<Document>,
    read: &BTreeMap<FileId, Read>,
    settings: &cloudformation::Settings,
    language: &Language,
) -> (Vec<Document>, Vec<Diagnostic>) {
    let mut run = Run {
        settings,
        language,
        diagnostics: Vec::new(),
    };
    let asks = |template: &Template| {
        let place = language.places.get(&template.path);
        place.is_some_and(|place| place.stack.is_some() || !place.parameters.is_empty())
            || language.several.contains_key(&template.path)
            || !read[&template.file].wanted.imports.is_empty()
            || !read[&template.file].wanted.stored.is_empty()
            || stored::is_named(template, &read[&template.file].file)
            || target::has_stacks(template, language)
    };
    let is_own = |document: &Document| match document {
        Document::Template(template) => {
            template.format == Format::CloudFormation && read.contains_key(&template.file)
        }
        _ => false,
    };
    let mut own = documents.iter().filter(|document| is_own(document));
    let asked = own.any(|document| matches!(document, Document::Template(one) if asks(one)));
    if !asked {
        return (documents, run.diagnostics);
    }
    let alone = documents.iter().filter_map(|document| match document {
        Document::Template(template) if is_own(document) => Some(template),
        _ => None,
    });
    let alone: Vec<&Template> = alone.collect();
    let mut instances = instances::expand(&alone, read, &mut run);
    rounds::read(&mut instances, read, &mut run);
    stored::note(&mut instances, read, &run);
    let mut linked = instances::finish(instances);
    let mut out = Vec::with_capacity(documents.len());
    for document in documents {
        match &document {
            Document::Template(template) if is_own(&document) => {
                let own = linked.remove(&template.file).unwrap_or_default();
                out.extend(own.into_iter().map(Document::Template));
            }
            _ => out.push(document),
        }
    }
    (out, run.diagnostics)
}

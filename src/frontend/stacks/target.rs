//! Where the template of a nested stack is: in a file nearby, or somewhere that is never fetched.
//!
//! In: a resource, or the text of a template. Out: paths. Whether the file is there is not known here.

use crate::source::{Encoding, FileId, SourceFile, Span, joined};
use crate::syntax::{self, Limits, Node, Shape, Term, Value};

use super::super::{Resource, Template};
use super::Language;

/// A resource that is a stack of its own.
pub(super) struct Stack<'t> {
    /// The resource.
    pub(super) resource: &'t Resource,
    /// Where its template is.
    pub(super) target: Target,
    /// Where that is said.
    pub(super) at: Span,
}

/// Where a template is.
pub(super) enum Target {
    /// In a file: its path as the files of a run are shown.
    File(String),
    /// At an address.
    Address(String),
    /// Nobody can say before the deployment.
    Open,
}

/// Whether a template has resources that are stacks.
pub(super) fn has_stacks(template: &Template, language: &Language) -> bool {
    let mut resources = template.resources.iter();
    resources.any(|resource| language.nested.contains_key(&resource.type_name))
}

/// The stacks of a template.
pub(super) fn stacks<'t>(template: &'t Template, language: &Language) -> Vec<Stack<'t>> {
    let stacks = template.resources.iter().filter_map(|resource| {
        let [property, ..] = language.nested.get(&resource.type_name)?.as_slice() else {
            return None;
        };
        let asset = resource.metadata.as_ref();
        let asset = asset.and_then(|metadata| metadata.entry(&language.asset_path));
        let named = asset.or_else(|| resource.properties.entry(property));
        let (target, at) = match named {
            Some(entry) => {
                let value = &entry.value;
                let published = published(value, language).map(Target::File);
                let target = published.unwrap_or_else(|| target(value, &template.path));
                (target, value.span)
            }
            None => (Target::Open, resource.span),
        };
        Some(Stack {
            resource,
            target,
            at,
        })
    });
    stacks.collect()
}

/// The template that is published under an address: the last part of it is a name that no other file has.
fn published(value: &Value, language: &Language) -> Option<String> {
    if language.published.is_empty() {
        return None;
    }
    let last = match &value.term {
        Term::Text(parts) => parts.last().and_then(Value::as_text),
        _ => value.as_text(),
    };
    let (_, name) = last?.rsplit_once('/')?;
    language.published.get(name).cloned()
}

fn target(value: &Value, path: &str) -> Target {
    let first = match &value.term {
        Term::Text(parts) => parts.first().and_then(Value::as_text),
        _ => value.as_text(),
    };
    match (first, value.as_text()) {
        (Some(text), _) if is_address(text) => Target::Address(shown(value)),
        (_, Some(text)) => Target::File(joined(folder(path), bare(text))),
        _ => Target::Open,
    }
}

/// An address as it is written, with `…` for what is not literal.
fn shown(value: &Value) -> String {
    match &value.term {
        Term::Text(parts) => parts
            .iter()
            .map(|part| part.as_text().unwrap_or("…"))
            .collect(),
        _ => value.as_text().unwrap_or("…").to_owned(),
    }
}

fn is_address(text: &str) -> bool {
    text.contains("://") && !text.starts_with("file://")
}

fn bare(text: &str) -> &str {
    text.strip_prefix("file://").unwrap_or(text)
}

/// The folder of a file.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Paths that a template names for its nested stacks, from its own folder.
pub fn needed(path: &str, text: &str, language: &Language) -> Vec<String> {
    if !language
        .nested
        .keys()
        .any(|name| text.contains(name.as_str()))
    {
        return Vec::new();
    }
    let encoding = Encoding::Utf8;
    let file = SourceFile::new(FileId(0), path.to_owned(), text.to_owned(), encoding);
    // What is wrong with the file is said when it is read.
    let (tree, _) = syntax::parse(&std::sync::Arc::new(file), &Limits::default());
    let resources = tree.root().and_then(|root| root.get("Resources"));
    let entries = resources.into_iter().flat_map(|section| section.entries());
    let named = entries.filter_map(|(_, node)| named(node, language));
    named
        .filter(|text| !is_address(text))
        .map(|text| bare(&text).to_owned())
        .collect()
}

/// The literal text by which a resource names a template.
fn named(node: Node<'_>, language: &Language) -> Option<String> {
    let type_name = node.get("Type")?.text()?;
    let [property, ..] = language.nested.get(&*type_name)?.as_slice() else {
        return None;
    };
    let metadata = node.get("Metadata");
    let asset = metadata.and_then(|metadata| metadata.get(&language.asset_path));
    let named = asset.or_else(|| node.get("Properties")?.get(property))?;
    let is_literal = named.shape() == Shape::Scalar && named.tag().is_none();
    named
        .text()
        .filter(|_| is_literal)
        .map(std::borrow::Cow::into_owned)
}

//! The files of one folder as a configuration: what they declare, by name.
//!
//! In: the bodies of its files. Out: a [`Configuration`]. Expressions are not evaluated here.

use std::collections::BTreeMap;

use crate::source::{Diagnostic, FileId, Span};

use super::expression::{Attribute, Block, Body, Expression};
use super::json::KINDS;

/// What the files of a folder declare: a root module, or one that others call.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    /// Path of the folder, as shown; empty for the root.
    pub(super) folder: String,
    /// Its first file.
    pub(super) file: Option<FileId>,
    /// Whether somebody named one of its files, or the folder itself.
    pub(super) named: bool,
    pub(super) variables: BTreeMap<String, Block>,
    pub(super) locals: BTreeMap<String, Expression>,
    /// Resources by `type.name`, in source order.
    pub(super) resources: Vec<(String, Block)>,
    /// Data sources by `type.name`.
    pub(super) data: BTreeMap<String, Block>,
    pub(super) modules: BTreeMap<String, Block>,
    pub(super) outputs: Vec<(String, Block)>,
    pub(super) providers: Vec<Block>,
    /// Values of variables from the files that Terraform reads by itself, in the order in which they count.
    pub(super) values: BTreeMap<String, Expression>,
    /// Places of the resources, by `type.name`.
    places: BTreeMap<String, usize>,
}

impl Configuration {
    /// The block of a resource.
    pub(super) fn resource(&self, key: &str) -> Option<&Block> {
        let place = self.places.get(key)?;
        self.resources.get(*place).map(|(_, block)| block)
    }

    /// Adds what a file declares.
    pub(super) fn add(&mut self, body: Body, overrides: bool, diagnostics: &mut Vec<Diagnostic>) {
        for attribute in &body.attributes {
            let message = format!(
                "`{}` is not read: a file of Terraform has blocks only",
                attribute.name
            );
            diagnostics.push(Diagnostic::error(
                "misplaced-attribute",
                attribute.name_span,
                message,
            ));
        }
        for block in body.blocks {
            self.block(block, overrides, diagnostics);
        }
    }

    fn block(&mut self, block: Block, overrides: bool, diagnostics: &mut Vec<Diagnostic>) {
        let Some((_, labels)) = KINDS.iter().find(|(kind, _)| *kind == block.kind) else {
            let message = format!("`{}` is no block of Terraform and is not read", block.kind);
            diagnostics.push(Diagnostic::warning(
                "unknown-block",
                block.kind_span,
                message,
            ));
            return;
        };
        if block.labels.len() != *labels {
            let (kind, have) = (&block.kind, block.labels.len());
            let message =
                format!("a `{kind}` block has {labels} labels, this one {have}; it is not read");
            diagnostics.push(Diagnostic::error("malformed-block", block.head(), message));
            return;
        }
        let name = block.label(0).unwrap_or_default().to_owned();
        let key = format!("{name}.{}", block.label(1).unwrap_or_default());
        let seen = match block.kind.as_str() {
            "resource" => self.add_resource(key, block, overrides),
            "data" => insert(&mut self.data, key, block, overrides),
            "module" => insert(&mut self.modules, name, block, overrides),
            "variable" => insert(&mut self.variables, name, block, overrides),
            "locals" => {
                self.add_locals(block, diagnostics);
                None
            }
            "output" => {
                self.outputs.push((name, block));
                None
            }
            "provider" => {
                self.providers.push(block);
                None
            }
            _ => None,
        };
        if let Some((first, again)) = seen {
            let what = "declared twice in one folder; only the first counts";
            let fault = Diagnostic::error("duplicate-block", again, what);
            diagnostics.push(fault.related(first, "the first is here"));
        }
    }

    fn add_resource(&mut self, key: String, block: Block, overrides: bool) -> Option<(Span, Span)> {
        match self.places.get(&key) {
            None => {
                self.places.insert(key.clone(), self.resources.len());
                self.resources.push((key, block));
                None
            }
            Some(&place) if overrides => {
                merge(&mut self.resources[place].1, block);
                None
            }
            Some(&place) => Some((self.resources[place].1.head(), block.head())),
        }
    }

    fn add_locals(&mut self, block: Block, diagnostics: &mut Vec<Diagnostic>) {
        for Attribute {
            name,
            name_span,
            value,
        } in block.body.attributes
        {
            if let Some(first) = self.locals.get(&name) {
                let message =
                    format!("local `{name}` is declared twice in one folder; the last counts");
                let fault = Diagnostic::error("duplicate-block", name_span, message);
                diagnostics.push(fault.related(first.span, "the first is here"));
            }
            self.locals.insert(name, value);
        }
    }
}

/// Adds a block; gives the places of both where there is one already.
fn insert(
    into: &mut BTreeMap<String, Block>,
    key: String,
    block: Block,
    overrides: bool,
) -> Option<(Span, Span)> {
    match into.get_mut(&key) {
        None => {
            into.insert(key, block);
            None
        }
        Some(first) if overrides => {
            merge(first, block);
            None
        }
        Some(first) => Some((first.head(), block.head())),
    }
}

/// What an override file says counts: attributes one by one, nested blocks of a kind all together.
fn merge(into: &mut Block, from: Block) {
    for attribute in from.body.attributes {
        into.body
            .attributes
            .retain(|one| one.name != attribute.name);
        into.body.attributes.push(attribute);
    }
    into.body
        .blocks
        .retain(|one| !from.body.blocks.iter().any(|new| new.kind == one.kind));
    into.body.blocks.extend(from.body.blocks);
}

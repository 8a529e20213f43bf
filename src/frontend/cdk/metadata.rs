//! What an assembly says of the constructs of a stack: their logical ids, and the lines of code that made them.
//!
//! In: a mapping from construct paths to entries, of the manifest or of a file of its own. Out: [`Metadata`]. The templates
//! are not known here.

use std::collections::BTreeMap;

use crate::syntax::{Node, Shape};

use super::frames::{Frame, user_frame};

/// The types of entries that are read.
const LOGICAL_ID: &str = "aws:cdk:logicalId";
const CREATED: &str = "aws:cdk:creationStack";
const TEMPLATE: &str = "aws:cdk:templateFile";

/// What is said of the constructs of a stack and of the stacks nested in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Metadata {
    /// Construct paths with the logical id of each.
    ids: Vec<(String, String)>,
    /// The template of a stack by its construct path.
    templates: BTreeMap<String, String>,
    /// The line that made a construct.
    frames: BTreeMap<String, Frame>,
}

impl Metadata {
    /// Adds what a mapping says.
    pub(super) fn add(&mut self, mapping: Option<Node<'_>>) {
        for (key, entries) in mapping.into_iter().flat_map(Node::entries) {
            let Some(path) = key.text() else { continue };
            let path = path.strip_prefix('/').unwrap_or(&path).to_owned();
            for entry in entries.items() {
                self.entry(&path, entry);
            }
        }
    }

    fn entry(&mut self, path: &str, entry: Node<'_>) {
        let kind = entry.get("type").and_then(Node::text);
        let data = entry.get("data");
        let text = || data.filter(|data| data.shape() == Shape::Scalar)?.text();
        let mut frame = |frames: Option<Node<'_>>| {
            let mut frames = frames.into_iter().flat_map(Node::items);
            if !self.frames.contains_key(path)
                && let Some(frame) = frames.find_map(|frame| user_frame(&frame.text()?))
            {
                self.frames.insert(path.to_owned(), frame);
            }
        };
        match kind.as_deref() {
            Some(LOGICAL_ID) => {
                frame(entry.get("trace"));
                let id = text().map(|id| (path.to_owned(), id.into_owned()));
                self.ids.extend(id);
            }
            Some(CREATED) => frame(data),
            Some(TEMPLATE) => {
                let template = text().map(|file| (path.to_owned(), file.into_owned()));
                self.templates.extend(template);
            }
            _ => {}
        }
    }

    /// The construct path of each logical id of a template. An id that more than one construct has without it being said
    /// which belongs to this template has none.
    pub(super) fn paths_of(&self, template: &str) -> BTreeMap<&str, &str> {
        let mut paths: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (path, id) in &self.ids {
            if self.owner(path).is_none_or(|owner| owner == template) {
                let known = paths.entry(id).or_insert(Some(path));
                if *known != Some(path) {
                    *known = None;
                }
            }
        }
        let known = paths.into_iter();
        known.filter_map(|(id, path)| Some((id, path?))).collect()
    }

    /// The template of the innermost stack around a construct.
    fn owner(&self, path: &str) -> Option<&str> {
        let mut end = path.len();
        loop {
            if let Some(template) = self.templates.get(&path[..end]) {
                return Some(template);
            }
            end = path[..end].rfind('/')?;
        }
    }

    /// The line that made a construct.
    pub(super) fn frame(&self, path: &str) -> Option<&Frame> {
        self.frames.get(path)
    }

    /// The files of code of which lines are named.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.frames.values().map(|frame| frame.file.as_str())
    }
}

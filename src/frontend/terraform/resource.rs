//! Blocks as properties: attributes, nested blocks and `dynamic` ones.
//!
//! In: the body of a block and what its names mean. Out: a mapping; the nested blocks of a kind are a list in it.

use crate::source::Span;
use crate::syntax::{Cause, Entry, Guard, Term, Value};

use super::evaluate::{conditional_item, items_of, under};
use super::expression::{Block, Body};
use super::instances::branches;
use super::program::{Frame, Program, at, entry};

/// What belongs to Terraform itself in a resource.
const OWN_ATTRIBUTES: [&str; 4] = ["count", "for_each", "depends_on", "provider"];

/// Blocks that belong to Terraform itself.
const OWN_BLOCKS: [&str; 3] = ["lifecycle", "provisioner", "connection"];

impl Program<'_> {
    /// The properties of a resource.
    pub(super) fn properties(&mut self, block: &Block, frame: &mut Frame) -> Value {
        let mut value = self.properties_of(&block.body, frame, block.span);
        if let Term::Map(entries) = &mut value.term {
            let own = |entry: &Entry| {
                OWN_ATTRIBUTES.contains(&entry.key.as_str())
                    || OWN_BLOCKS.contains(&entry.key.as_str())
            };
            entries.retain(|entry| !own(entry));
        }
        value
    }

    /// The properties of any block.
    pub(super) fn properties_of(&mut self, body: &Body, frame: &mut Frame, span: Span) -> Value {
        let mut entries: Vec<Entry> = Vec::with_capacity(body.attributes.len());
        for attribute in &body.attributes {
            let value = self.evaluate(&attribute.value, frame);
            entries.push(entry(&attribute.name, attribute.name_span, value));
        }
        for block in &body.blocks {
            match block.kind.as_str() {
                "dynamic" => self.dynamic(block, frame, &mut entries),
                kind => {
                    let value = self.guarded(block.span, |program| {
                        program.properties_of(&block.body, frame, block.span)
                    });
                    add(&mut entries, kind, block.kind_span, value);
                }
            }
        }
        at(Term::Map(entries), span)
    }

    /// A `dynamic` block: one block for each item of what it goes through.
    fn dynamic(&mut self, block: &Block, frame: &mut Frame, entries: &mut Vec<Entry>) {
        let Some(kind) = block.label(0) else { return };
        let place = block.labels.first().map_or(block.kind_span, |(_, at)| *at);
        let (Some(over), Some(content)) = (
            block.body.attribute("for_each"),
            block.body.blocks_of("content").next(),
        ) else {
            return;
        };
        let iterator = block.body.attribute("iterator").map(|one| &one.value.node);
        let name = match iterator {
            Some(super::expression::Node::Variable(name)) => name.clone(),
            _ => kind.to_owned(),
        };
        let collection = self.evaluate(&over.value, frame);
        for (items, when) in cases(&collection) {
            let items = match items {
                Ok(items) => items,
                Err(cause) => {
                    let value = at(Term::Unknown(cause), over.value.span);
                    add(entries, kind, place, under(when, value));
                    continue;
                }
            };
            for (key, value) in items {
                let (value, there) = conditional_item(value);
                let pair = at(
                    Term::Map(vec![entry("key", place, key), entry("value", place, value)]),
                    place,
                );
                frame.names.push((name.clone(), pair));
                let made = self.guarded(content.span, |program| {
                    program.properties_of(&content.body, frame, content.span)
                });
                frame.names.pop();
                let when = Guard::all([when.clone(), there]);
                add(entries, kind, place, under(when, made));
            }
        }
    }
}

/// Items with their keys, or why they are not known.
type Items = Result<Vec<(Value, Value)>, Cause>;

/// The items of a collection in each case; with the defaults of parameters.
fn cases(collection: &Value) -> Vec<(Items, Guard)> {
    let there = |value: &Value| !matches!(value.term, Term::Null | Term::Absent);
    let each = branches(collection).into_iter();
    each.filter(|(value, _)| there(value))
        .map(|(value, when)| (items_of(&value), when))
        .collect()
}

/// Adds a block to those of its kind.
fn add(entries: &mut Vec<Entry>, kind: &str, kind_span: Span, value: Value) {
    let seen = entries.iter_mut().find(|entry| entry.key == kind);
    match seen.map(|entry| &mut entry.value) {
        Some(Value {
            term: Term::List(items),
            ..
        }) => items.push(value),
        // An attribute of the name of a block: both are written, and both count.
        Some(other) => {
            let (first, span) = (other.clone(), other.span);
            *other = at(Term::List(vec![first, value]), span);
        }
        None => {
            let span = value.span;
            entries.push(entry(kind, kind_span, at(Term::List(vec![value]), span)));
        }
    }
}

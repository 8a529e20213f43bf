//! Reading a model piece by piece, within a budget, with a word about whatever is not as expected.
//!
//! In: nodes. Out: their fields and items. Which format they are of is not known here.

use std::borrow::Cow;

use crate::knowledge::Knowledge;
use crate::source::{Diagnostic, Span};
use crate::syntax::fields::{self, Field, Fields};
use crate::syntax::{Budget, Limits, Node, Shape, Tree};

use super::notes::Notes;

/// Words for `true`.
const YES: [&str; 3] = ["true", "yes", "on"];

/// An import under way.
pub(super) struct Reading<'k> {
    pub(super) knowledge: &'k Knowledge,
    pub(super) notes: Notes,
    /// Aliases make a small text stand for a huge model.
    budget: Budget,
    exhausted: Option<Span>,
}

impl<'k> Reading<'k> {
    pub(super) fn of(tree: &Tree, limits: &Limits, knowledge: &'k Knowledge) -> Self {
        Self {
            knowledge,
            notes: Notes::default(),
            budget: Budget::of(tree, limits),
            exhausted: None,
        }
    }

    /// The error that ends an import whose aliases stand for too much.
    pub(super) fn exhausted(&self) -> Option<Diagnostic> {
        let at = self.exhausted?;
        let message = "aliases make the model too large from here on";
        Some(Diagnostic::error("expansion-limit", at, message).help("write the entries out"))
    }

    fn spend(&mut self, visits: usize, at: Span) {
        for _ in 0..=visits {
            if !self.budget.tick() {
                self.exhausted.get_or_insert(at);
                return;
            }
        }
    }

    /// The fields of a mapping whose keys are known.
    pub(super) fn fields<'t>(
        &mut self,
        node: Node<'t>,
        what: &'static str,
        keys: &[&str],
    ) -> Option<Fields<'t>> {
        if self.exhausted.is_some() {
            return None;
        }
        let fields = Fields::of(node, what, keys, &mut self.notes.said)?;
        self.spend(fields.iter().count(), node.span());
        Some(fields)
    }

    /// The entries of a mapping with any keys.
    pub(super) fn entries<'t>(&mut self, node: Option<Node<'t>>, what: &str) -> Vec<Field<'t>> {
        let Some(node) = node.filter(|_| self.exhausted.is_none()) else {
            return Vec::new();
        };
        let entries = fields::entries(node, what, &mut self.notes.said).unwrap_or_default();
        self.spend(entries.len(), node.span());
        entries
    }

    /// The items of a list.
    pub(super) fn items<'t>(&mut self, node: Option<Node<'t>>) -> Vec<Node<'t>> {
        let Some(node) = node.filter(|_| self.exhausted.is_none()) else {
            return Vec::new();
        };
        let items = fields::items(node, &mut self.notes.said);
        self.spend(items.len(), node.span());
        items
    }

    /// The texts of a list, or a text alone; an item that is nothing is no text and no fault.
    pub(super) fn texts<'t>(&mut self, node: Option<Node<'t>>) -> Vec<(Cow<'t, str>, Node<'t>)> {
        let items = match node {
            Some(node) if node.shape() == Shape::Scalar => vec![node],
            _ => self.items(node),
        };
        items
            .into_iter()
            .filter(|item| item.shape() != Shape::Null)
            .filter_map(|item| Some((fields::text(item, &mut self.notes.said)?, item)))
            .collect()
    }

    /// A text; empty where there is none.
    pub(super) fn text<'t>(&mut self, fields: &Fields<'t>, key: &str) -> Cow<'t, str> {
        fields.text(key, &mut self.notes.said)
    }

    /// Whether a key says that something is so, in any of the words that YAML readers take for that.
    pub(super) fn is_set(&mut self, fields: &Fields<'_>, key: &str) -> bool {
        let Some(node) = fields.get(key) else {
            return false;
        };
        let word = node.text().unwrap_or_default().to_lowercase();
        let is_known = is_no(&word) || YES.contains(&&*word);
        if !is_known {
            let fault = fields::wrong_shape(node, "`true` or `false`");
            self.notes.said.push(fault);
        }
        YES.contains(&&*word)
    }

    /// Counts what the fields say besides the keys that are used.
    pub(super) fn leave_out(&mut self, of: &'static str, fields: &Fields<'_>, used: &[&str]) {
        for field in fields.iter() {
            if !used.contains(&&*field.name) && says_something(field.value) {
                self.notes.left_out(of, &field.name, field.at);
            }
        }
    }
}

fn is_no(word: &str) -> bool {
    matches!(word, "false" | "no" | "off")
}

/// Whether a value is more than empty or `false`.
fn says_something(node: Node<'_>) -> bool {
    match node.shape() {
        Shape::Null => false,
        Shape::Scalar => node
            .text()
            .is_some_and(|text| !text.is_empty() && !is_no(&text.to_lowercase())),
        Shape::Sequence => node.items().next().is_some(),
        Shape::Mapping => node.entries().next().is_some(),
    }
}

//! The value of a resource after a plan: what is known, and of what is not known, what the configuration says.
//!
//! In: `after`, `after_unknown`, `after_sensitive` and the expressions of the block. Out: a [`Value`]. Sensitive values are
//! not read; their places are kept, so that nobody shows them.

use std::collections::BTreeSet;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Entry, Node, Scalar, Shape, Term, Value};

use super::documents::Documents;
use super::mark::{Mark, is_open};
use super::references::{Follow, Place};
use super::written::{Fields, Written, sorted};
use crate::frontend::terraform::Language;

/// Deepest nesting that is read of a value.
const DEEPEST: usize = 96;

/// A resource whose value is put together.
pub(super) struct Merge<'m, 't> {
    /// How references are followed.
    pub(super) follow: &'m Follow<'m, 't>,
    /// What is known of providers.
    pub(super) language: &'m Language,
    /// Where its expressions are written.
    pub(super) place: Place<'m>,
    /// Its address, then the path of the part that is read.
    pub(super) name: String,
    /// Places of values that are sensitive, where a file lists them apart.
    pub(super) hidden: BTreeSet<(u32, u32)>,
    /// Where sensitive values are written.
    pub(super) secrets: &'m mut Vec<Span>,
    /// Levels that it is deep.
    pub(super) depth: usize,
    /// Data sources that are read later; none in a state.
    pub(super) documents: Option<&'m Documents<'t>>,
    /// What a reference alone in an expression stands for.
    pub(super) joining: Joining,
}

/// What a value is whose expression refers to one thing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Joining {
    /// That thing: who writes more around it is rare enough.
    Plain,
    /// A text that begins with it, as resources and conditions of policies often do.
    Unsure,
}

/// A part with what a plan says about it.
#[derive(Clone)]
pub(super) struct Piece<'n> {
    /// Whether it is not known.
    pub(super) unknown: Mark<'n>,
    /// Whether it is sensitive.
    pub(super) sensitive: Mark<'n>,
    /// What the configuration has for it.
    pub(super) written: Written<'n>,
}

impl<'n> Merge<'_, '_> {
    /// The value of a part. A null stays one; the caller decides whether it matters.
    pub(super) fn value(&mut self, node: Node<'n>, piece: &Piece<'n>) -> Value {
        let span = node.span();
        if matches!(piece.unknown, Mark::Yes) {
            let term = self.unknown(&piece.written).unwrap_or(Term::Null);
            return at(term, span);
        }
        let is_hidden = !self.hidden.is_empty() && self.hidden.contains(&(span.start, span.end));
        let is_sensitive = is_hidden || matches!(piece.sensitive, Mark::Yes);
        if is_sensitive && node.shape() != Shape::Null {
            self.secrets.push(span);
            // Providers mark passwords as sensitive; one that the configuration has in clear can be read there.
            let kind = match piece.written.is_literal(node) {
                true => CauseKind::SensitiveLiteral,
                false => CauseKind::Sensitive,
            };
            let cause = Cause::new(kind, format!("`{}`", self.name));
            let term = Term::Unknown(cause);
            return Value { term, span };
        }
        if self.depth == DEEPEST {
            let cause = Cause::new(CauseKind::Limit, "the depth of a value");
            let term = Term::Unknown(cause);
            return Value { term, span };
        }
        self.depth += 1;
        let term = match node.shape() {
            Shape::Null => Term::Null,
            Shape::Scalar => Term::Scalar(Scalar {
                text: node.text().unwrap_or_default().into_owned(),
                plain: node.is_plain(),
            }),
            Shape::Sequence => Term::List(self.items(node, piece)),
            Shape::Mapping => Term::Map(self.entries(node, piece)),
        };
        self.depth -= 1;
        Value { term, span }
    }

    fn items(&mut self, node: Node<'n>, piece: &Piece<'n>) -> Vec<Value> {
        let nodes: Vec<Node<'n>> = node.items().collect();
        let unknown = piece.unknown.items(nodes.len());
        let sensitive = piece.sensitive.items(nodes.len());
        let open = unknown
            .iter()
            .filter(|mark| matches!(mark, Mark::Yes))
            .count();
        if let Some(all) = self.any_of(&piece.written, open) {
            let marks = unknown.into_iter().zip(sensitive);
            return self.joined(nodes.into_iter().zip(marks), all);
        }
        let mut spread = match &piece.written {
            Written::Expressions(all) if open > 1 => self.spread(all, open, nodes.len()),
            _ => Vec::new(),
        }
        .into_iter();
        let written = piece.written.items(&nodes);
        let pieces = unknown.into_iter().zip(sensitive).zip(written);
        let mut items = Vec::with_capacity(nodes.len());
        for (node, ((unknown, sensitive), written)) in nodes.into_iter().zip(pieces) {
            let one = match unknown {
                Mark::Yes => spread.next(),
                _ => None,
            };
            let piece = Piece {
                unknown,
                sensitive,
                written,
            };
            items.push(match one {
                Some(term) => at(term, node.span()),
                None => self.value(node, &piece),
            });
        }
        items
    }

    /// The known items of a list, and what the others are together.
    fn joined(
        &mut self,
        items: impl Iterator<Item = (Node<'n>, (Mark<'n>, Mark<'n>))>,
        others: Vec<Term>,
    ) -> Vec<Value> {
        let mut joined = Vec::new();
        let mut place = None;
        for (node, (unknown, sensitive)) in items {
            if matches!(unknown, Mark::Yes) {
                place = place.or(Some(node.span()));
                continue;
            }
            let piece = Piece {
                unknown,
                sensitive,
                written: Written::Unsaid,
            };
            joined.push(self.value(node, &piece));
        }
        let others = others.into_iter().zip(std::iter::repeat(place));
        joined.extend(others.filter_map(|(term, span)| Some(at(term, span?))));
        joined
    }

    /// The entries of a mapping: those with a value, and those that are not known yet.
    fn entries(&mut self, node: Node<'n>, piece: &Piece<'n>) -> Vec<Entry> {
        let unknown = piece.unknown.fields();
        let sensitive = piece.sensitive.fields();
        let written = piece.written.fields();
        let of_key = |key: &str| Piece {
            unknown: piece.unknown.key(key, &unknown),
            sensitive: piece.sensitive.key(key, &sensitive),
            written: piece.written.key(key, &written),
        };
        // A large plan has millions of mappings: none takes more room than it needs.
        let mut entries = Vec::with_capacity(node.entries().count());
        for (key_node, value) in node.entries() {
            let Some(key) = key_node.text() else { continue };
            let mut piece = of_key(&key);
            let has_parts = matches!(value.shape(), Shape::Mapping | Shape::Sequence);
            if has_parts && matches!(piece.written, Written::Nothing) {
                // Blocks that a `dynamic` block makes are not listed, and may be these.
                piece.written = Written::Unsaid;
            }
            let value = self.below(&key, |merge| merge.value(value, &piece));
            // A null says something of what is written only.
            if value.term == Term::Null && matches!(piece.written, Written::Nothing) {
                continue;
            }
            entries.push(entry(&key, key_node, value));
        }
        let known = Fields::of(node);
        let Mark::Parts(parts) = piece.unknown else {
            if matches!(piece.unknown, Mark::Missing) {
                self.missing(node, &known, &written, &mut entries);
            }
            entries.shrink_to_fit();
            return entries;
        };
        for (key_node, mark) in parts.entries() {
            let Some(key) = key_node.text() else { continue };
            if !is_open(mark) || known.get(&key).is_some() {
                continue;
            }
            let written = piece.written.key(&key, &written);
            // What nobody writes, the provider fills in: as in the sources, it is not stated.
            if matches!(written, Written::Nothing) {
                continue;
            }
            let term = self.below(&key, |merge| merge.unknown(&written));
            let span = mark.span();
            entries.extend(term.map(|term| entry(&key, key_node, at(term, span))));
        }
        entries.shrink_to_fit();
        entries
    }

    /// Adds what is written and has no value, in plans that do not list what is unknown.
    fn missing(
        &mut self,
        node: Node<'n>,
        known: &Fields<'n>,
        written: &[Fields<'n>],
        entries: &mut Vec<Entry>,
    ) {
        let [Fields::Few(_) | Fields::Many(_)] = written else {
            return;
        };
        for fields in written {
            for (key, expression) in fields.all() {
                let name = key.as_str();
                if known.get(name).is_some() || expression.get("constant_value").is_some() {
                    continue;
                }
                let written = sorted(&[expression]);
                let term = self.below(name, |merge| merge.unknown(&written));
                let span = node.span();
                entries.extend(term.map(|term| Entry {
                    key: name.to_owned(),
                    key_span: span,
                    value: at(term, span),
                }));
            }
        }
    }

    /// What is done for a part, under its name.
    fn below<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.name.len();
        self.name.push('.');
        self.name.push_str(key);
        let result = read(self);
        self.name.truncate(length);
        result
    }
}

/// A value of a term at a place; the parts of a text that was made here are there too.
fn at(term: Term, span: Span) -> Value {
    let term = match term {
        Term::Text(parts) => Term::Text(
            parts
                .into_iter()
                .map(|part| Value { span, ..part })
                .collect(),
        ),
        term => term,
    };
    Value { term, span }
}

fn entry(key: &str, key_node: Node<'_>, value: Value) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: key_node.span(),
        value,
    }
}

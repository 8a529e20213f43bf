//! The value of a resource after a plan: what is known, and of what is not known, what the configuration says.
//!
//! In: `after`, `after_unknown`, `after_sensitive` and the expressions of the block. Out: a [`Value`]. Sensitive values are
//! not read; their places are kept, so that nobody shows them.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Entry, Node, Scalar, Shape, Term, Value};

use super::references::{Follow, Part, Place, is_data, is_key, references};
use super::written::{Fields, Written, sorted};
use crate::frontend::terraform::Language;

/// Deepest nesting that is read of a value.
const DEEPEST: usize = 96;

/// Names that a cause lists.
const MOST_NAMES: usize = 3;

/// What a plan says about each part of a value, beside the value.
#[derive(Clone, Copy)]
pub(super) enum Mark<'n> {
    /// It does not hold.
    No,
    /// It holds.
    Yes,
    /// It holds for some parts.
    Parts(Node<'n>),
    /// What is written and has no value is not known: the plan does not say so itself.
    Missing,
}

impl<'n> Mark<'n> {
    /// As a plan writes it: `true`, or parts.
    pub(super) fn of(node: Option<Node<'n>>) -> Self {
        let Some(node) = node else { return Mark::No };
        match node.shape() {
            Shape::Mapping | Shape::Sequence => Mark::Parts(node),
            Shape::Scalar if node.text().as_deref() == Some("true") => Mark::Yes,
            _ => Mark::No,
        }
    }

    fn fields(self) -> Fields<'n> {
        match self {
            Mark::Parts(node) => Fields::of(node),
            _ => Fields::Nothing,
        }
    }

    fn key(self, key: &str, fields: &Fields<'n>) -> Self {
        match self {
            Mark::Parts(_) => Mark::of(fields.get(key).map(|(_, node)| node)),
            other => other,
        }
    }

    /// The marks of items, as many as there are.
    fn items(self, count: usize) -> Vec<Self> {
        let mut marks: Vec<Self> = match self {
            Mark::Parts(node) => node.items().map(|item| Mark::of(Some(item))).collect(),
            other => vec![other; count],
        };
        marks.resize(count, Mark::No);
        marks
    }
}

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
            return Value { term, span };
        }
        let is_hidden = !self.hidden.is_empty() && self.hidden.contains(&(span.start, span.end));
        let is_sensitive = is_hidden || matches!(piece.sensitive, Mark::Yes);
        if is_sensitive && node.shape() != Shape::Null {
            self.secrets.push(span);
            let cause = Cause::new(CauseKind::Sensitive, format!("`{}`", self.name));
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
                Some(term) => Value {
                    term,
                    span: node.span(),
                },
                None => self.value(node, &piece),
            });
        }
        items
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
        let mut entries = Vec::new();
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
            return entries;
        };
        for (key_node, mark) in parts.entries() {
            let Some(key) = key_node.text() else { continue };
            if !matches!(Mark::of(Some(mark)), Mark::Yes) || known.get(&key).is_some() {
                continue;
            }
            let written = piece.written.key(&key, &written);
            // What nobody writes, the provider fills in: as in the sources, it is not stated.
            if matches!(written, Written::Nothing) {
                continue;
            }
            let term = self.below(&key, |merge| merge.unknown(&written));
            let span = mark.span();
            entries.extend(term.map(|term| entry(&key, key_node, Value { term, span })));
        }
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
                    value: Value { term, span },
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

    /// What stands for a value that is not known; `None` where it turns out to be null.
    fn unknown(&self, written: &Written<'n>) -> Option<Term> {
        let (nodes, is_inside) = match written {
            Written::Unsaid | Written::Nothing => return Some(self.unstated()),
            Written::Blocks(blocks) => {
                let mut found = Vec::new();
                blocks
                    .iter()
                    .for_each(|block| gather(*block, 8, &mut found));
                (found, true)
            }
            Written::Expressions(all) => {
                (all.iter().flat_map(|one| references(*one)).collect(), false)
            }
            Written::Inside(all) => (all.iter().flat_map(|one| references(*one)).collect(), true),
        };
        self.term(&nodes, is_inside)
    }

    /// What a value is that is made of references, or holds what they lead to, among other things.
    fn term(&self, references: &[String], is_inside: bool) -> Option<Term> {
        let mut parts = self.follow.parts(references, self.place);
        if is_inside {
            // What is known stands elsewhere in the same expression.
            parts.retain(|part| *part != Part::Known);
        }
        match parts.as_slice() {
            [Part::Instance { address, attribute }] => {
                return Some(self.follow.reference(address, attribute.as_deref()));
            }
            [Part::Data(name)] => {
                if let Some(symbol) = self.language.symbols.get(name) {
                    return Some(Term::Symbol(*symbol));
                }
            }
            [Part::Null] => return None,
            _ => {}
        }
        Some(self.cause(references))
    }

    /// An unknown that names what is not known.
    fn cause(&self, references: &[String]) -> Term {
        let is_open = |reference: &&String| {
            !is_key(reference)
                && self
                    .follow
                    .parts(std::slice::from_ref(*reference), self.place)
                    .iter()
                    .any(|part| !matches!(part, Part::Known | Part::Null))
        };
        // Beyond a bound nothing more is followed, and the names of the first ones say enough.
        let mut names: Vec<&str> = references
            .iter()
            .take(4 * MOST_NAMES)
            .filter(is_open)
            .map(String::as_str)
            .collect();
        names.dedup();
        if names.is_empty() {
            return self.unstated();
        }
        let is_read = names.iter().all(|name| is_data(name));
        let more = names.len().saturating_sub(MOST_NAMES);
        names.truncate(MOST_NAMES);
        let mut listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        if more > 0 {
            listed.push(format!("{more} more"));
        }
        let last = listed.pop().unwrap_or_default();
        let listed = match listed.is_empty() {
            true => last,
            false => format!("{} and {last}", listed.join(", ")),
        };
        Term::Unknown(match is_read {
            true => Cause::new(CauseKind::NotRead, listed),
            false => before_deployment(&listed),
        })
    }

    fn unstated(&self) -> Term {
        Term::Unknown(before_deployment(&format!("`{}`", self.name)))
    }

    /// The terms of the unknown items of a list whose expression refers to exactly as many things.
    fn spread(&self, expressions: &Rc<[Node<'n>]>, open: usize, count: usize) -> Vec<Term> {
        let [expression] = **expressions else {
            return Vec::new();
        };
        let all = references(expression);
        let named: Vec<&String> = all.iter().filter(|one| !is_key(one)).collect();
        if named.len() == open {
            let term = |one: &&String| self.term(std::slice::from_ref(*one), false);
            return named
                .iter()
                .map(|one| term(one).unwrap_or(Term::Null))
                .collect();
        }
        let [only] = named.as_slice() else {
            return Vec::new();
        };
        // All instances of a resource, as a splat lists them.
        match open == count {
            true => self.follow.every_instance(only, self.place, count),
            false => Vec::new(),
        }
    }
}

fn entry(key: &str, key_node: Node<'_>, value: Value) -> Entry {
    Entry {
        key: key.to_owned(),
        key_span: key_node.span(),
        value,
    }
}

fn before_deployment(listed: &str) -> Cause {
    Cause::new(
        CauseKind::Unstated,
        format!("the value of {listed} before deployment"),
    )
}

/// The references of all expressions of a block.
fn gather(block: Node<'_>, levels: usize, found: &mut Vec<String>) {
    let Some(levels) = levels.checked_sub(1) else {
        return;
    };
    let below = block.entries().map(|(_, node)| node).chain(block.items());
    for node in below {
        match node.get("references").is_some() {
            true => found.extend(references(node)),
            false => gather(node, levels, found),
        }
    }
}

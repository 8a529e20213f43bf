//! The value of a resource after a plan: what is known, and of what is not known, what the configuration says.
//!
//! In: `after`, `after_unknown`, `after_sensitive` and the expressions of the block. Out: a [`Value`]. Sensitive values are
//! not read; their places are kept, so that nobody shows them.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::source::{FileId, Span};
use crate::syntax::{
    Cause, CauseKind, Entry, Node, Scalar, Shape, Term, Value,
};

use crate::frontend::terraform::Language;
use super::documents::Documents;
use super::references::{Follow, Part, Place, is_data, is_key, references};
use super::written::{Fields, Written, sorted};

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
        let open = unknown.iter().filter(|mark| matches!(mark, Mark::Yes)).count();
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

    /// What the unknown items of a list can be together, where it is not sure how each is written.
    fn any_of(&self, written: &Written<'n>, open: usize) -> Option<Vec<Term>> {
        let (Written::Expressions(all) | Written::Inside(all)) = written else {
            return None;
        };
        if self.joining != Joining::Unsure || open == 0 {
            return None;
        }
        let references: Vec<String> = all.iter().flat_map(|one| references(*one)).collect();
        let parts = self.parts(&references, true);
        let terms = parts.iter().map(|part| match part {
            Part::Instance { .. } => self.one(part),
            _ => None,
        });
        terms.collect::<Option<Vec<Term>>>().filter(|terms| !terms.is_empty())
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
            if !is_open(mark, DEEPEST) || known.get(&key).is_some() {
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

    /// What stands for a value that is not known; `None` where it turns out to be null.
    fn unknown(&self, written: &Written<'n>) -> Option<Term> {
        let (nodes, is_inside) = match written {
            Written::Unsaid | Written::Nothing => return Some(self.unstated()),
            Written::Blocks(blocks) => {
                let mut found = Vec::new();
                blocks.iter().for_each(|block| gather(*block, 8, &mut found));
                (found, true)
            }
            Written::Expressions(all) => (all.iter().flat_map(|one| references(*one)).collect(), false),
            Written::Inside(all) => (all.iter().flat_map(|one| references(*one)).collect(), true),
        };
        self.term(&nodes, is_inside)
    }

    /// What a value is that is made of references, or holds what they lead to, among other things.
    fn term(&self, references: &[String], is_inside: bool) -> Option<Term> {
        let parts = self.parts(references, is_inside);
        match parts.as_slice() {
            [Part::Null] => None,
            [only] => Some(self.one(only).unwrap_or_else(|| self.cause(references))),
            _ => Some(self.cause(references)),
        }
    }

    /// What references lead to, without what is known and does not stand beside it in one text.
    fn parts(&self, references: &[String], is_inside: bool) -> Vec<Part> {
        let mut parts = self.follow.parts(references, self.place);
        let is_later = |part: &Part| match part {
            Part::Data { address, .. } => {
                self.documents.is_some_and(|documents| documents.is_later(address))
            }
            Part::Instance { .. } | Part::Open => true,
            Part::Known | Part::Null => false,
        };
        // A data source that is not read later was read already, unless nothing else is left to be unknown.
        if parts.iter().any(is_later) {
            for part in &mut parts {
                if matches!(part, Part::Data { .. }) && !is_later(part) {
                    *part = Part::Known;
                }
            }
        }
        if is_inside {
            // What is known stands elsewhere in the same expression.
            parts.retain(|part| *part != Part::Known);
        }
        parts
    }

    /// What a value is that is made of one part alone; `None` where that is not known.
    fn one(&self, part: &Part) -> Option<Term> {
        match part {
            Part::Instance { address, attribute } => {
                let term = self.follow.reference(address, attribute.as_deref());
                Some(match self.joining {
                    Joining::Plain => term,
                    Joining::Unsure => self.begins_with(term, address),
                })
            }
            Part::Data { name, address } => {
                let symbol = self.language.symbols.get(name);
                let symbol = symbol.map(|symbol| Term::Symbol(*symbol));
                symbol.or_else(|| self.document(address))
            }
            _ => None,
        }
    }

    /// A text that begins with a reference; how it goes on is not in a plan.
    fn begins_with(&self, term: Term, address: &str) -> Term {
        // Identifiers of principals are whole.
        if self.name.ends_with(".identifiers") {
            return term;
        }
        let subject = format!("what the sources write around `{address}`");
        let rest = Term::Unknown(Cause::new(CauseKind::NotRead, subject));
        // Whoever puts it into a value says where it is.
        let span = Span::new(FileId(0), 0, 0);
        Term::Text([term, rest].map(|term| Value { term, span }).to_vec())
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
            return named.iter().map(|one| term(one).unwrap_or(Term::Null)).collect();
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

/// A value of a term at a place; the parts of a text that was made here are there too.
fn at(term: Term, span: Span) -> Value {
    let term = match term {
        Term::Text(parts) => {
            Term::Text(parts.into_iter().map(|part| Value { span, ..part }).collect())
        }
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

fn before_deployment(listed: &str) -> Cause {
    Cause::new(CauseKind::Unstated, format!("the value of {listed} before deployment"))
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

/// Whether a part of what is marked is not known.
fn is_open(mark: Node<'_>, levels: usize) -> bool {
    let Some(levels) = levels.checked_sub(1) else {
        return true;
    };
    match mark.shape() {
        Shape::Scalar => mark.text().as_deref() == Some("true"),
        Shape::Null => false,
        Shape::Mapping => mark.entries().any(|(_, mark)| is_open(mark, levels)),
        Shape::Sequence => mark.items().any(|mark| is_open(mark, levels)),
    }
}

//! What stands for a value that is not known before deployment.
//!
//! In: the expressions that it comes from. Out: a reference where they lead to one thing and nothing else, a symbol, or an
//! unknown that names what would settle it.

use std::rc::Rc;

use crate::source::{FileId, Span};
use crate::syntax::{Cause, CauseKind, Node, Term, Value};

use super::merge::{Joining, Merge};
use super::references::{Part, is_data, is_key, references};
use super::written::Written;

/// Names that a cause lists.
const MOST_NAMES: usize = 3;

/// Levels of a block whose references are gathered.
const DEEPEST_BLOCK: usize = 8;

impl<'n> Merge<'_, '_> {
    /// What the unknown items of a list can be together, where it is not sure how each is written.
    pub(super) fn any_of(&self, written: &Written<'n>, open: usize) -> Option<Vec<Term>> {
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
        terms
            .collect::<Option<Vec<Term>>>()
            .filter(|terms| !terms.is_empty())
    }

    /// What stands for a value that is not known; `None` where it turns out to be null.
    pub(super) fn unknown(&self, written: &Written<'n>) -> Option<Term> {
        let (nodes, is_inside) = match written {
            Written::Unsaid | Written::Nothing => return Some(self.unstated()),
            Written::Blocks(blocks) => {
                let mut found = Vec::new();
                blocks
                    .iter()
                    .for_each(|block| gather(*block, DEEPEST_BLOCK, &mut found));
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
            Part::Data { address, .. } => self
                .documents
                .is_some_and(|documents| documents.is_later(address)),
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
    pub(super) fn spread(
        &self,
        expressions: &Rc<[Node<'n>]>,
        open: usize,
        count: usize,
    ) -> Vec<Term> {
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

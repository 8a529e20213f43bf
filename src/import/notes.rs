//! What an import has to say: what it lost, what it guessed, what was wrong.
//!
//! In: diagnostics as they come. Out: a list that people can read, the gravest first, with what is the same said once and
//! counted. What any of it means is not known here.

use std::collections::BTreeMap;

use crate::source::{Diagnostic, Place, Severity, Span};

/// Of one sort no more is said than this; the rest is counted.
const MOST_OF_A_SORT: usize = 25;
/// The code of what a manifest has no place for.
const LEFT_OUT: &str = "left-out";

/// Everything said so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    pub(super) said: Vec<Diagnostic>,
    /// By what it was a key of: keys that a manifest has no place for.
    left_out: BTreeMap<&'static str, Vec<LeftOut>>,
}

#[derive(Debug)]
struct LeftOut {
    key: String,
    first: Span,
    count: usize,
}

impl Notes {
    /// Says that something is a guess.
    pub(super) fn guess(&mut self, at: Span, message: String) {
        self.note("guessed", at, message);
    }

    /// Says something that needs no action.
    pub(super) fn note(&mut self, code: &'static str, at: Span, message: String) {
        let place = Place::Span(at);
        self.said
            .push(Diagnostic::new(code, Severity::Note, place, message));
    }

    /// Counts a key with a value that a manifest has no place for.
    pub(super) fn left_out(&mut self, of: &'static str, key: &str, at: Span) {
        let list = self.left_out.entry(of).or_default();
        match list.iter_mut().find(|one| one.key == key) {
            Some(known) => known.count += 1,
            None => list.push(LeftOut {
                key: key.to_owned(),
                first: at,
                count: 1,
            }),
        }
    }

    /// All of it. An error about a part of the model is a warning: the rest was imported.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for one in &mut self.said {
            one.severity = one.severity.min(Severity::Warning);
        }
        for (of, list) in std::mem::take(&mut self.left_out) {
            let Some(first) = list.iter().map(|one| one.first).min() else {
                continue;
            };
            let keys: Vec<String> = list
                .iter()
                .map(|one| match one.count {
                    1 => format!("`{}`", one.key),
                    count => format!("`{}` ({count})", one.key),
                })
                .collect();
            let message = format!("left out of {of}: {}", keys.join(", "));
            self.note(LEFT_OUT, first, message);
        }
        let mut said = merged(self.said);
        // Guesses need a look, what was left out only a glance.
        let rank = |one: &Diagnostic| (std::cmp::Reverse(one.severity), one.code == LEFT_OUT);
        said.sort_by_key(|one| (rank(one), start(one)));
        shortened(said)
    }
}

fn start(diagnostic: &Diagnostic) -> u32 {
    match diagnostic.place {
        Place::Span(span) => span.start,
        Place::Path(_) | Place::Run => 0,
    }
}

/// What is the same is said once, at the first place, with how often.
fn merged(said: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut merged: Vec<(Diagnostic, usize)> = Vec::new();
    let mut known: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for one in said {
        match known.get(&(one.code, one.message.clone())) {
            Some(&index) => {
                let (first, count) = &mut merged[index];
                *count += 1;
                if start(&one) < start(first) {
                    *first = one;
                }
            }
            None => {
                known.insert((one.code, one.message.clone()), merged.len());
                merged.push((one, 1));
            }
        }
    }
    let counted = merged.into_iter().map(|(mut one, count)| {
        if count > 1 {
            one.message = format!("{} ({count} times)", one.message);
        }
        one
    });
    counted.collect()
}

/// Of each sort the first ones, and how many more there are.
fn shortened(said: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut sorts: BTreeMap<(Severity, &'static str), usize> = BTreeMap::new();
    for one in &said {
        *sorts.entry((one.severity, one.code)).or_default() += 1;
    }
    let mut seen: BTreeMap<(Severity, &'static str), usize> = BTreeMap::new();
    let mut short = Vec::new();
    for mut one in said {
        let sort = (one.severity, one.code);
        let seen = seen.entry(sort).or_default();
        *seen += 1;
        let more = sorts[&sort].saturating_sub(MOST_OF_A_SORT);
        if more > 1 && *seen == MOST_OF_A_SORT + 1 {
            one.message = format!("{} (and {} more of this sort)", one.message, more - 1);
        }
        if *seen <= MOST_OF_A_SORT + 1 {
            short.push(one);
        }
    }
    short
}

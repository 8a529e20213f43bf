//! What there is to say about a large file, with a bound on how often one thing is said.
//!
//! In: diagnostics. Out: the first of each sort, and how many more there were.

use std::collections::BTreeMap;

use crate::source::{Diagnostic, Place, Severity, Span};

/// Diagnostics of one code that are kept.
const MOST: usize = 10;

/// Diagnostics of one file.
#[derive(Debug, Default)]
pub(super) struct Faults {
    said: Vec<Diagnostic>,
    counts: BTreeMap<&'static str, usize>,
}

impl Faults {
    /// Keeps a diagnostic, or counts it.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry(diagnostic.code).or_default();
        *count += 1;
        if *count <= MOST {
            self.said.push(diagnostic);
        }
    }

    /// An error at a span.
    pub(super) fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.push(Diagnostic::error(code, span, message));
    }

    /// A warning at a span.
    pub(super) fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        self.push(Diagnostic::warning(code, span, message));
    }

    /// Something worth knowing.
    pub(super) fn note(&mut self, code: &'static str, span: Span, message: impl Into<String>) {
        let place = Place::Span(span);
        self.push(Diagnostic::new(code, Severity::Note, place, message));
    }

    /// All that was kept, with how much was not.
    pub(super) fn all(self) -> Vec<Diagnostic> {
        let mut said = self.said;
        for (code, count) in self.counts.iter().filter(|(_, count)| **count > MOST) {
            let last = said.iter().rev().find(|one| one.code == *code);
            let Some((severity, place)) = last.map(|last| (last.severity, last.place.clone()))
            else {
                continue;
            };
            let message = format!("{} more of the kind (`{code}`) in this file", count - MOST);
            said.push(Diagnostic::new(
                "more-diagnostics",
                severity,
                place,
                message,
            ));
        }
        said
    }
}

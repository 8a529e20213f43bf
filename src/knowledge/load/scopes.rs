//! Predicates of rules and packs: where they stand, and how a pack narrows what a rule speaks of.
//!
//! In: the text of a predicate with its place, and the subject of a rule. Out: compiled predicates, and the subject narrowed.
//! Which packs were chosen is not known here.

use std::collections::BTreeMap;

use crate::expr::{self, Predicate, Variable};
use crate::knowledge::{ScopeText, Subject};
use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::Node;
use crate::syntax::fields;
use crate::vocabulary::Vocabulary;

pub(super) const OF_COMPONENT: [Variable; 1] = [Variable::Component];
pub(super) const OF_OPERATOR: [Variable; 1] = [Variable::Operator];
pub(super) const OF_STATEMENT: [Variable; 2] = [Variable::Statement, Variable::Component];
pub(super) const OF_FLOW: [Variable; 3] = [Variable::Flow, Variable::Source, Variable::Target];

/// Narrows a subject to where one of the scopes holds; without any it stays as it is, and so it does where one has a fault,
/// which [`check`] reports.
pub(super) fn narrow(subject: &mut Subject, scopes: &[ScopeText], vocabulary: &Vocabulary) {
    let (condition, variables) = condition(subject);
    let mut joined: Option<Predicate> = None;
    for scope in scopes {
        let Ok(next) = expr::compile(&scope.text, scope.span, variables, vocabulary) else {
            return;
        };
        joined = Some(match joined {
            Some(one) => one.or(&next),
            None => next,
        });
    }
    if let Some(scope) = joined {
        *condition = condition.and(&scope);
    }
}

/// Reports what is wrong with the scopes that packs, chosen or not, give a rule; each once, as packs take over those of others.
pub(super) fn check<'s>(
    subject: &mut Subject,
    scopes: impl Iterator<Item = &'s ScopeText>,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Diagnostic>,
) {
    let (_, variables) = condition(subject);
    let scopes: BTreeMap<Span, &ScopeText> = scopes.map(|scope| (scope.span, scope)).collect();
    for scope in scopes.values() {
        if let Err(found) = expr::compile(&scope.text, scope.span, variables, vocabulary) {
            faults.extend(found);
        }
    }
}

/// The predicate that chooses what a rule speaks of, and its variables.
fn condition(subject: &mut Subject) -> (&mut Predicate, &'static [Variable]) {
    match subject {
        Subject::Component { condition, .. } => (condition, &OF_COMPONENT),
        Subject::Flow { condition, .. } => (condition, &OF_FLOW),
        Subject::Statement { condition, .. } => (condition, &OF_STATEMENT),
        Subject::Operator { condition, .. } => (condition, &OF_OPERATOR),
        Subject::Path(path) => (&mut path.from, &OF_COMPONENT),
    }
}

/// Compiles the predicate of a node.
pub(super) fn predicate(
    node: Node<'_>,
    variables: &[Variable],
    file: &SourceFile,
    vocabulary: &Vocabulary,
    faults: &mut Vec<Diagnostic>,
) -> Option<Predicate> {
    let text = fields::text(node, faults)?;
    let at = inner(node.span(), &text, file);
    match expr::compile(text.trim_end(), at, variables, vocabulary) {
        Ok(predicate) => Some(predicate),
        Err(found) => {
            faults.extend(found);
            None
        }
    }
}

/// Where the text of a scalar stands within its quotes or below the mark of its block; of a text that is not written as
/// it reads, the whole scalar.
pub(super) fn inner(span: Span, text: &str, file: &SourceFile) -> Span {
    let written = file.slice(span);
    let first = text.lines().next().unwrap_or("");
    match written.find(first) {
        Some(offset) => Span::new(span.file, span.start + offset as u32, span.end),
        None => span,
    }
}

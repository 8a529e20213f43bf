//! Answers in three values, under the conditions of a template, with the places that decide them.
//!
//! In: guards, causes, spans. Out: their conjunction, disjunction and negation, and facts. What is asked is not known here.

use crate::model::FactValue;
use crate::source::Span;
use crate::syntax::{Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

/// So many causes of one answer are told.
const MOST_CAUSES: usize = 3;

/// When something is so for certain, when it can be, and why nobody knows in between.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct Answer {
    /// Where it is so for certain.
    pub(in super::super) yes: Guard,
    /// Where it can be so; holds wherever `yes` does.
    pub(in super::super) possible: Guard,
    /// What would settle it where it only can be.
    pub(in super::super) cause: Option<Cause>,
    /// The places that decide it.
    pub(in super::super) spans: Vec<Span>,
    /// Parameters whose defaults it rests on.
    pub(in super::super) assumes: Vec<String>,
}

impl Answer {
    /// It is so.
    pub(in super::super) fn yes(spans: Vec<Span>) -> Self {
        Self {
            yes: Guard::Always,
            possible: Guard::Always,
            cause: None,
            spans,
            assumes: Vec::new(),
        }
    }

    /// It is not so.
    pub(in super::super) fn no(spans: Vec<Span>) -> Self {
        Self {
            yes: Guard::Never,
            possible: Guard::Never,
            cause: None,
            spans,
            assumes: Vec::new(),
        }
    }

    /// It is not so, for a reason that a finding can give.
    pub(in super::super) fn no_because(text: String, spans: Vec<Span>) -> Self {
        Self {
            cause: Some(Cause::new(CauseKind::PossibleFlow, text)),
            ..Self::no(spans)
        }
    }

    /// Nobody knows.
    pub(in super::super) fn unknown(cause: Cause, spans: Vec<Span>) -> Self {
        Self {
            yes: Guard::Never,
            possible: Guard::Always,
            cause: Some(cause),
            spans,
            assumes: Vec::new(),
        }
    }

    /// The same, as far as a condition holds; else it is not so.
    pub(in super::super) fn when(mut self, when: &Guard) -> Self {
        self.yes = Guard::all([self.yes, when.clone()]);
        self.possible = Guard::all([self.possible, when.clone()]);
        self
    }

    /// The same, as far as a condition holds; where it does not, nothing stands against it.
    pub(in super::super) fn or_outside(mut self, when: &Guard) -> Self {
        let outside = when.clone().negate();
        self.yes = settled(Guard::any([self.yes, outside.clone()]));
        self.possible = settled(Guard::any([self.possible, outside]));
        self
    }

    /// Whether it can be so at all.
    pub(in super::super) fn can_be(&self) -> bool {
        self.possible.can_hold()
    }

    /// Whether it is so wherever `exists` holds.
    pub(in super::super) fn is_sure(&self, exists: &Guard) -> bool {
        covers(&self.yes, exists)
    }

    /// Whether it is not so anywhere that `exists` holds.
    pub(in super::super) fn is_refuted(&self, exists: &Guard) -> bool {
        covers(&self.possible.clone().negate(), exists)
    }

    /// The opposite.
    pub(in super::super) fn negate(self) -> Self {
        Self {
            yes: self.possible.negate(),
            possible: self.yes.negate(),
            cause: self.cause,
            spans: self.spans,
            assumes: self.assumes,
        }
    }

    /// Whether all are so. Of several that are not, the first says why.
    pub(in super::super) fn all(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Vec<Answer> = answers.into_iter().collect();
        let yes = settled(Guard::all(answers.iter().map(|one| one.yes.clone())));
        let possible = settled(Guard::all(answers.iter().map(|one| one.possible.clone())));
        let refuted = answers.iter().find(|one| one.possible == Guard::Never);
        if let Some(one) = refuted {
            return one.clone();
        }
        Self {
            yes,
            possible,
            cause: open_cause(&answers),
            spans: gathered(answers.iter()),
            assumes: assumed(answers.iter()),
        }
    }

    /// Whether at least one is so. Those that can be say why.
    pub(in super::super) fn any(answers: impl IntoIterator<Item = Answer>) -> Self {
        let answers: Vec<Answer> = answers.into_iter().collect();
        let yes = settled(Guard::any(answers.iter().map(|one| one.yes.clone())));
        let possible = settled(Guard::any(answers.iter().map(|one| one.possible.clone())));
        let sure = answers.iter().filter(|one| one.yes != Guard::Never);
        let mut spans = gathered(sure);
        if spans.is_empty() {
            let open = answers.iter().filter(|one| one.possible != Guard::Never);
            spans = gathered(open);
        }
        if spans.is_empty() {
            spans = gathered(answers.iter());
        }
        Self {
            yes,
            possible,
            cause: open_cause(&answers),
            spans,
            assumes: assumed(answers.iter()),
        }
    }

    /// It as the value of a fact of what exists under a condition.
    pub(in super::super) fn value(&self, exists: &Guard) -> FactValue {
        let known = |truth| FactValue::Known(Literal::Boolean(truth));
        let worlds = [
            (self.yes.clone(), known(true)),
            (self.possible.clone(), FactValue::Unknown(self.why())),
            (Guard::Always, known(false)),
        ];
        choice(worlds, exists)
    }

    /// What would settle it.
    pub(in super::super) fn why(&self) -> Cause {
        let condition = || Cause::new(CauseKind::Condition, self.possible.to_string());
        self.cause.clone().unwrap_or_else(condition)
    }
}

/// The value of the first condition that holds, in as few worlds as there are where `exists` holds.
pub(super) fn choice(
    worlds: impl IntoIterator<Item = (Guard, FactValue)>,
    exists: &Guard,
) -> FactValue {
    let mut rest = exists.clone();
    let mut kept: Vec<(Guard, FactValue)> = Vec::new();
    for (when, value) in worlds {
        if covers(&when.clone().negate(), &rest) {
            continue;
        }
        let last = covers(&when, &rest);
        rest = Guard::all([rest, when.clone().negate()]);
        kept.push((if last { Guard::Always } else { when }, value));
        if last {
            break;
        }
    }
    match (kept.len(), kept.pop()) {
        (1, Some((_, value))) => value,
        (_, Some(last)) => {
            kept.push(last);
            FactValue::Choice(kept)
        }
        (_, None) => FactValue::Absent,
    }
}

/// Whether a guard holds wherever another does.
pub(super) fn covers(guard: &Guard, exists: &Guard) -> bool {
    if guard == exists || *guard == Guard::Always {
        return true;
    }
    Guard::any([guard.clone(), exists.clone().negate()]).is_always()
}

/// A guard that says so where it always or never holds.
fn settled(guard: Guard) -> Guard {
    match &guard {
        Guard::Always | Guard::Never | Guard::Atom(_) => guard,
        _ if guard.is_always() => Guard::Always,
        _ if guard.clone().negate().is_always() => Guard::Never,
        _ => guard,
    }
}

/// The cause of the first answer that is open somewhere; else why one is not so.
/// Why an answer of several is open: for each of them that is, as far as a reader wants to know.
fn open_cause(answers: &[Answer]) -> Option<Cause> {
    let open = answers.iter().filter(|one| one.yes != one.possible);
    let mut causes: Vec<Cause> = Vec::new();
    for cause in open
        .filter_map(|one| one.cause.as_ref())
        .flat_map(Cause::each)
    {
        if !causes.contains(&cause) && causes.len() < MOST_CAUSES {
            causes.push(cause);
        }
    }
    if causes.is_empty() {
        return answers.iter().find_map(|one| one.cause.clone());
    }
    let first = causes.remove(0);
    Some(Cause {
        also: causes,
        ..first
    })
}

fn gathered<'a>(answers: impl Iterator<Item = &'a Answer>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for span in answers.flat_map(|one| &one.spans) {
        if !spans.contains(span) {
            spans.push(*span);
        }
    }
    spans
}

fn assumed<'a>(answers: impl Iterator<Item = &'a Answer>) -> Vec<String> {
    let names: std::collections::BTreeSet<&String> = answers.flat_map(|one| &one.assumes).collect();
    names.into_iter().cloned().collect()
}

//! Answers in three values over the worlds of a deployment: when something holds for certain, and when nobody knows.
//!
//! In: guards and causes. Out: answers that combine, and the facts that they make. What is asked is not known here.

use std::collections::BTreeSet;

use crate::model::{Fact, FactValue, Origin};
use crate::source::Span;
use crate::syntax::{Atom, Cause, CauseKind, Guard};
use crate::vocabulary::Literal;

/// Places that an answer shows; the first ones say most.
const MOST_PLACES: usize = 6;
/// Unknown parts that an answer keeps apart.
const MOST_OPEN: usize = 8;
/// Comparisons that a fact may depend on.
const MOST_ATOMS: usize = 8;

/// Whether something holds.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The worlds in which it holds for certain.
    pub(super) yes: Guard,
    /// Worlds in which it is not known, with what would settle it; where `yes` holds too, it holds.
    pub(super) open: Vec<(Guard, Cause)>,
    /// Where that is written.
    pub(super) spans: Vec<Span>,
    /// Parameters whose defaults it rests on.
    pub(super) assumes: Vec<String>,
}

impl Answer {
    /// It holds, where a guard does.
    pub(super) fn holds(when: Guard, spans: Vec<Span>) -> Self {
        Self {
            yes: when,
            open: Vec::new(),
            spans,
            assumes: Vec::new(),
        }
    }

    /// What a fact says; nothing where there is none.
    pub(super) fn of(fact: &Fact) -> Self {
        let spans = match &fact.origin {
            Origin::Derived(spans) => spans.clone(),
            other => other.span().into_iter().collect(),
        };
        Self::of_value(&fact.value, &spans).assuming(&fact.assumes)
    }

    fn of_value(value: &FactValue, spans: &[Span]) -> Self {
        match value {
            FactValue::Known(Literal::Boolean(true)) => Self::holds(Guard::Always, spans.to_vec()),
            FactValue::Known(_) | FactValue::Absent => Self::fails(spans.to_vec()),
            FactValue::Unknown(cause) => Self::unknown(cause.clone(), spans.to_vec()),
            FactValue::Choice(choices) => {
                let mut rest = Guard::Always;
                let mut parts = Vec::new();
                for (when, value) in choices {
                    let here = Guard::all([rest.clone(), when.clone()]);
                    parts.push(Self::of_value(value, spans).when(&here));
                    rest = Guard::all([rest, when.clone().negate()]);
                }
                Self::any(parts)
            }
        }
    }

    /// It does not hold.
    pub(super) fn fails(spans: Vec<Span>) -> Self {
        Self::holds(Guard::Never, spans)
    }

    /// Nobody knows.
    pub(super) fn unknown(cause: Cause, spans: Vec<Span>) -> Self {
        Self::unknown_when(Guard::Always, cause, spans)
    }

    /// Nobody knows where a guard holds, and elsewhere it does not hold.
    pub(super) fn unknown_when(when: Guard, cause: Cause, spans: Vec<Span>) -> Self {
        Self {
            open: vec![(when, cause)],
            ..Self::fails(spans)
        }
    }

    /// The same, resting on defaults of parameters.
    pub(super) fn assuming(mut self, assumes: &[String]) -> Self {
        for name in assumes {
            if !self.assumes.contains(name) {
                self.assumes.push(name.clone());
            }
        }
        self
    }

    /// The same, shown first at a place.
    pub(super) fn shown_at(mut self, span: Span) -> Self {
        self.spans.retain(|known| *known != span);
        self.spans.insert(0, span);
        self.spans.truncate(MOST_PLACES);
        self
    }

    /// Only where a guard holds.
    pub(super) fn when(mut self, when: &Guard) -> Self {
        if *when == Guard::Always {
            return self;
        }
        self.yes = Guard::all([self.yes, when.clone()]);
        for (open, _) in &mut self.open {
            *open = Guard::all([open.clone(), when.clone()]);
        }
        self
    }

    /// Whether it holds in every world.
    pub(super) fn is_yes(&self) -> bool {
        self.yes.is_always()
    }

    /// Whether it holds in no world.
    pub(super) fn is_no(&self) -> bool {
        !self.yes.can_hold() && !self.open.iter().any(|(when, _)| when.can_hold())
    }

    /// Where it holds or could.
    fn possible(&self) -> Guard {
        let open = self.open.iter().map(|(when, _)| when.clone());
        Guard::any(open.chain([self.yes.clone()]))
    }

    /// Whether it does not hold.
    pub(super) fn negate(self) -> Self {
        Self {
            yes: self.possible().negate(),
            ..self
        }
    }

    /// Whether one of several holds. What is certain whatever a parameter is, is shown alone.
    pub(super) fn any(answers: impl IntoIterator<Item = Answer>) -> Self {
        let (mut yes, mut out) = (Vec::new(), Answer::fails(Vec::new()));
        let mut open = Vec::new();
        let mut idle: Vec<Span> = Vec::new();
        for answer in answers {
            if answer.yes == Guard::Always && answer.assumes.is_empty() {
                return answer;
            }
            match answer.is_no() {
                true => idle.extend(answer.spans.into_iter().take(MOST_PLACES - idle.len())),
                false => {
                    out = out.assuming(&answer.assumes);
                    out.spans.extend(answer.spans);
                    out.spans.truncate(MOST_PLACES);
                }
            }
            yes.push(answer.yes);
            open.extend(answer.open);
        }
        out.yes = Guard::any(yes);
        out.open = few(open);
        if out.spans.is_empty() {
            out.spans = idle;
        }
        out
    }

    /// Whether all of several hold; the first that does not is shown alone.
    pub(super) fn all(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut out = Answer::holds(Guard::Always, Vec::new());
        for answer in answers {
            if answer.is_no() {
                return answer;
            }
            let (mine, other) = (out.possible(), answer.possible());
            let limit = |(when, cause): (Guard, Cause), by: &Guard| {
                (Guard::all([when, by.clone()]), cause)
            };
            let open = out.open.into_iter().map(|one| limit(one, &other));
            let more = answer.open.into_iter().map(|one| limit(one, &mine));
            out.open = few(open.chain(more).collect());
            out.yes = Guard::all([out.yes, answer.yes]);
            out.spans.extend(answer.spans);
            out.spans.truncate(MOST_PLACES);
            out.assumes.extend(answer.assumes);
        }
        out.assumes.sort();
        out.assumes.dedup();
        out
    }

    /// The fact of a component that exists where `exists` holds; `otherwise` is shown where nothing is written.
    pub(super) fn fact(self, exists: &Guard, otherwise: Span) -> Fact {
        let known = |truth| FactValue::Known(Literal::Boolean(truth));
        let (assumes, spans) = (self.assumes.clone(), self.spans.clone());
        let value = self.value(exists, known);
        let origin = match spans.is_empty() {
            true => Origin::Missing(otherwise),
            false => Origin::Derived(spans),
        };
        Fact {
            value,
            origin,
            assumes,
        }
    }

    fn value(mut self, exists: &Guard, known: impl Fn(bool) -> FactValue) -> FactValue {
        self.open.retain(|(when, _)| when.can_hold());
        let mut atoms: BTreeSet<std::sync::Arc<Atom>> = BTreeSet::new();
        self.yes.atoms(&mut atoms);
        self.open.iter().for_each(|(when, _)| when.atoms(&mut atoms));
        if self.yes.is_always() || self.yes == *exists {
            return known(true);
        }
        if atoms.len() > MOST_ATOMS {
            let first = atoms.first().map_or("", |atom| &*atom.name);
            return FactValue::Unknown(Cause::new(CauseKind::Condition, first));
        }
        if !self.yes.can_hold() && self.open.is_empty() {
            return known(false);
        }
        let everywhere = |when: &Guard| when.is_always() || when == exists;
        if !self.yes.can_hold()
            && let Some((_, cause)) = self.open.iter().find(|(when, _)| everywhere(when))
        {
            return FactValue::Unknown(cause.clone());
        }
        let mut choice = vec![(self.yes, known(true))];
        let open = self.open.into_iter();
        choice.extend(open.map(|(when, cause)| (when, FactValue::Unknown(cause))));
        choice.push((Guard::Always, known(false)));
        FactValue::Choice(choice)
    }
}

/// Unknown parts without repetition; too many are one that could be everywhere.
fn few(mut open: Vec<(Guard, Cause)>) -> Vec<(Guard, Cause)> {
    open.retain(|(when, _)| *when != Guard::Never);
    if let Some(place) = open.iter().position(|(when, _)| *when == Guard::Always) {
        return vec![open.swap_remove(place)];
    }
    let mut seen = BTreeSet::new();
    open.retain(|one| seen.insert(one.clone()));
    match open.len() > MOST_OPEN {
        true => vec![(Guard::Always, open.swap_remove(0).1)],
        false => open,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::FileId;
    use crate::syntax::World;

    fn atom(name: &str) -> Guard {
        Guard::Atom(Arc::new(Atom {
            scope: FileId(0),
            name: name.into(),
            left: name.into(),
            right: "yes".into(),
        }))
    }

    /// All answers about one condition: what holds where it is true, and where it is false.
    fn answers() -> Vec<([Option<bool>; 2], Answer)> {
        let truths = [Some(true), Some(false), None];
        let (on, off) = (atom("On"), atom("On").negate());
        let part = |truth: Option<bool>, when: &Guard| match truth {
            Some(true) => Answer::holds(when.clone(), Vec::new()),
            Some(false) => Answer::fails(Vec::new()),
            None => {
                Answer::unknown_when(when.clone(), Cause::new(CauseKind::NotRead, "it"), Vec::new())
            }
        };
        let pairs = truths.iter().flat_map(|a| truths.iter().map(move |b| (*a, *b)));
        pairs
            .map(|(a, b)| ([a, b], Answer::any([part(a, &on), part(b, &off)])))
            .collect()
    }

    fn read(answer: &Answer, on: bool) -> Option<bool> {
        let Guard::Atom(one) = atom("On") else {
            unreachable!()
        };
        let world = World([(one, on)].into_iter().collect());
        let holds = |when: &Guard| when.holds(&world) == Some(true);
        match holds(&answer.yes) {
            true => Some(true),
            false if answer.open.iter().any(|(when, _)| holds(when)) => None,
            false => Some(false),
        }
    }

    fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
        match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    #[test]
    fn answers_combine_as_the_three_values_do_in_each_world() {
        for (left, a) in answers() {
            for (right, b) in answers() {
                for (world, on) in [(0, true), (1, false)] {
                    let both = Answer::all([a.clone(), b.clone()]);
                    let either = Answer::any([a.clone(), b.clone()]);
                    let (l, r) = (left[world], right[world]);
                    assert_eq!(read(&both, on), and(l, r), "{left:?} and {right:?}");
                    let or = and(l.map(|x| !x), r.map(|x| !x)).map(|x| !x);
                    assert_eq!(read(&either, on), or, "{left:?} or {right:?}");
                    assert_eq!(read(&a.clone().negate(), on), l.map(|x| !x), "not {left:?}");
                }
            }
        }
    }
}

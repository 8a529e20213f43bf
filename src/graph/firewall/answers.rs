//! Answers from facts and into facts, and which of several speaks.

use crate::model::{Fact, FactValue, Origin};
use crate::source::Span;
use crate::syntax::{Cause, Guard};
use crate::vocabulary::Literal;

use crate::graph::network::Answer;

/// Places that an answer shows; the first ones say most.
const MOST_PLACES: usize = 6;

impl Answer {
    /// It is so where a guard holds, and else it is not.
    pub(in crate::graph) fn holds(when: Guard, spans: Vec<Span>) -> Self {
        Self::yes(spans).when(&when)
    }

    /// Nobody knows where a guard holds, and else it is not so.
    pub(in crate::graph) fn unknown_when(when: &Guard, cause: Cause, spans: Vec<Span>) -> Self {
        Self::unknown(cause, spans).when(when)
    }

    /// What a fact says.
    pub(in crate::graph) fn of(fact: &Fact) -> Self {
        let spans: Vec<Span> = match &fact.origin {
            Origin::Derived(spans) => spans.clone(),
            other => other.span().into_iter().collect(),
        };
        Self::of_value(&fact.value, &spans).assuming(&fact.assumes)
    }

    fn of_value(value: &FactValue, spans: &[Span]) -> Self {
        match value {
            FactValue::Known(Literal::Boolean(true)) => Self::yes(spans.to_vec()),
            FactValue::Known(_) | FactValue::Absent => Self::no(spans.to_vec()),
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

    /// The same, resting on defaults of parameters.
    pub(in crate::graph) fn assuming(mut self, assumes: &[String]) -> Self {
        self.assumes.extend(assumes.iter().cloned());
        self.assumes.sort();
        self.assumes.dedup();
        self
    }

    /// The same, shown first at a place.
    pub(in crate::graph) fn shown_at(mut self, span: Span) -> Self {
        self.spans.retain(|known| *known != span);
        self.spans.insert(0, span);
        self.spans.truncate(MOST_PLACES);
        self
    }

    /// The same, shown at a place where it shows none.
    pub(in crate::graph) fn shown_else_at(self, span: Span) -> Self {
        match self.spans.is_empty() {
            true => self.shown_at(span),
            false => self,
        }
    }

    /// Whether one of several is so. What is certain whatever parameters are speaks alone; else the parts that can be so.
    pub(in crate::graph) fn one_of(answers: impl IntoIterator<Item = Answer>) -> Self {
        let (mut parts, mut idle) = (Vec::new(), Vec::new());
        for answer in answers {
            if answer.yes == Guard::Always && answer.assumes.is_empty() {
                return answer;
            }
            match answer.can_be() {
                true => parts.push(answer),
                false if idle.len() < MOST_PLACES => idle.extend(answer.spans),
                false => {}
            }
        }
        if parts.is_empty() {
            idle.truncate(MOST_PLACES);
            return Answer::no(idle);
        }
        let mut answer = Answer::any(parts);
        answer.spans.truncate(MOST_PLACES);
        answer
    }

    /// The fact of what exists under a condition; `otherwise` is shown where nothing is written.
    pub(in crate::graph) fn fact(&self, exists: &Guard, otherwise: Span) -> Fact {
        let origin = match self.spans.is_empty() {
            true => Origin::Missing(otherwise.into()),
            false => Origin::Derived(self.spans.clone()),
        };
        Fact {
            value: self.value(exists),
            origin,
            assumes: self.assumes.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::source::FileId;
    use crate::syntax::{Atom, CauseKind, World};

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
            Some(false) => Answer::no(Vec::new()),
            None => Answer::unknown_when(when, Cause::new(CauseKind::NotRead, "it"), Vec::new()),
        };
        let each = truths
            .iter()
            .flat_map(|a| truths.iter().map(move |b| (*a, *b)));
        each.map(|(a, b)| ([a, b], Answer::one_of([part(a, &on), part(b, &off)])))
            .collect()
    }

    fn read(answer: &Answer, on: bool) -> Option<bool> {
        let Guard::Atom(one) = atom("On") else {
            unreachable!()
        };
        let world = World([(one, on)].into_iter().collect());
        match (answer.yes.holds(&world), answer.possible.holds(&world)) {
            (Some(true), _) => Some(true),
            (_, Some(true)) => None,
            _ => Some(false),
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
        let not = |truth: Option<bool>| truth.map(|truth| !truth);
        for (left, a) in answers() {
            for (right, b) in answers() {
                for (world, on) in [(0, true), (1, false)] {
                    let both = Answer::all([a.clone(), b.clone()]);
                    let either = Answer::one_of([a.clone(), b.clone()]);
                    let (l, r) = (left[world], right[world]);
                    assert_eq!(read(&both, on), and(l, r), "{left:?} and {right:?}");
                    let or = not(and(not(l), not(r)));
                    assert_eq!(read(&either, on), or, "{left:?} or {right:?}");
                    assert_eq!(read(&a.clone().negate(), on), not(l), "not {left:?}");
                }
            }
        }
    }
}

//! Whether a flow crosses a boundary: of operators, accounts or networks.

use crate::expr::{Reading, Truth, Variable};
use crate::model::{Component, FactValue, Presence};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use super::judge::Judge;

impl Judge<'_, '_> {
    /// Whether the flow that is judged crosses a boundary.
    pub(super) fn crosses(&self, what: &str) -> Truth {
        let (Some(source), Some(target)) = (
            self.component(Variable::Source),
            self.component(Variable::Target),
        ) else {
            return Truth::Unknown;
        };
        match what {
            "operator" => self.differ(source, target),
            "account" => match (source.presence, target.presence) {
                (Presence::Unread, _) | (_, Presence::Unread) => {
                    let cause = Cause::new(
                        CauseKind::NotRead,
                        format!("the account of {}", target.name),
                    );
                    self.notes.borrow_mut().causes.insert(cause);
                    Truth::Unknown
                }
                (one, other) if one == Presence::External || other == Presence::External => {
                    Truth::True
                }
                _ => Truth::False,
            },
            _ => match self.in_vpc(source) == self.in_vpc(target)
                && self.in_vpc(source) == Some(true)
            {
                true => Truth::False,
                false => Truth::True,
            },
        }
    }

    fn differ(&self, source: &Component, target: &Component) -> Truth {
        let Some(operator) = self.run.words.operator else {
            return Truth::Unknown;
        };
        match (
            self.intrinsic(source, operator),
            self.intrinsic(target, operator),
        ) {
            (Some(Reading::Known(one)), Some(Reading::Known(other))) if one == other => {
                Truth::False
            }
            // What comes back to the organisation itself is disclosed to nobody.
            (_, Some(Reading::Known(Literal::Text(text)))) if self.run.is_own(&text) => {
                Truth::False
            }
            (Some(Reading::Known(_)), Some(Reading::Known(_))) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    fn in_vpc(&self, component: &Component) -> Option<bool> {
        match component
            .facts
            .get(&self.run.words.in_vpc?)
            .map(|fact| &fact.value)
        {
            Some(FactValue::Known(Literal::Boolean(inside))) => Some(*inside),
            _ => None,
        }
    }
}

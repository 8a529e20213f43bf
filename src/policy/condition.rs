//! Whether conditions hold, in three values.
//!
//! In: conditions of a statement and the context of a request. Out: a [`Truth`]. What follows from it is not known here.

use crate::syntax::{Cause, CauseKind, Term};

use super::compare::{binary, contains, holds, moment, number, range, truth};
use super::context::{Context, Known, unknown_key};
use super::operator::{Comparison, Operator, Quantifier};
use super::prepare::{Reader, template};
use super::text::{Effort, PatternText, Relation, plain, relate};
use super::variable::{Filled, Template};
use super::{Condition, Version};

/// The key that names a caller where everybody is meant.
const PRINCIPAL_ARN: &str = "aws:principalarn";

/// True, false, or unknown with the cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It depends.
    May(Cause),
    /// It does not hold.
    No,
}

impl Truth {
    pub(super) fn negate(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            may => may,
        }
    }

    pub(super) fn from_bool(truth: bool) -> Self {
        if truth { Self::Yes } else { Self::No }
    }

    /// True if one is; unknown if one may be.
    pub(super) fn any(truths: impl IntoIterator<Item = Truth>) -> Self {
        let mut found = Self::No;
        for truth in truths {
            match truth {
                Self::Yes => return Self::Yes,
                Self::May(_) if found == Self::No => found = truth,
                _ => {}
            }
        }
        found
    }

    /// False if one is; unknown if one may be.
    pub(super) fn all(truths: impl IntoIterator<Item = Truth>) -> Self {
        Self::any(truths.into_iter().map(Self::negate)).negate()
    }
}

/// A condition ready for requests.
#[derive(Clone, Debug)]
pub(super) struct PreparedCondition {
    /// `None` where it could not be read.
    operator: Option<Operator>,
    /// The key in lower case.
    key: String,
    values: Vec<Template>,
}

impl PreparedCondition {
    pub(super) fn new(condition: &Condition, version: Version, reader: &dyn Reader) -> Self {
        let operator = condition.read_operator();
        // Where variables are not replaced, they are as good as text of an old document.
        let version = match operator {
            Some(operator) if !operator.reads_variables() => Version::Old,
            _ => version,
        };
        let is_readable = !condition.key.contains(['*', '?']);
        let values = condition.values.iter().map(|value| match &value.term {
            Term::List(_) | Term::Map(_) | Term::Null => Template::new(
                PatternText::unknown(),
                Version::Old,
                Some(Cause::new(CauseKind::Malformed, "a value of a condition")),
            ),
            _ => template(value, version, reader),
        });
        Self {
            operator: operator.filter(|_| is_readable),
            key: condition.key.clone(),
            values: values.collect(),
        }
    }

    /// Whether it holds only for callers whose ARN it names.
    pub(super) fn names_arn(&self) -> bool {
        let demands = |operator: Operator| {
            !operator.negated && !operator.if_exists && operator.comparison != Comparison::Null
        };
        self.key.eq_ignore_ascii_case(PRINCIPAL_ARN) && self.operator.is_some_and(demands)
    }

    /// Whether it holds in a context.
    pub(super) fn holds(&self, context: &Context, effort: &mut Effort) -> Truth {
        let truth = self.holds_with_values(context, effort);
        let void = || self.values.iter().find_map(|value| value.void(context));
        match (truth == Truth::Yes).then(void).flatten() {
            Some(cause) => Truth::May(cause),
            None => truth,
        }
    }

    fn holds_with_values(&self, context: &Context, effort: &mut Effort) -> Truth {
        let Some(operator) = self.operator else {
            return Truth::May(self.unread());
        };
        let known = context.get(&self.key);
        if operator.comparison == Comparison::Null {
            return self.is_null(operator, &known);
        }
        let given = match known {
            Known::Absent => return absent(operator),
            Known::Present(cause) | Known::Unknown(cause) => return self.unknown(operator, cause),
            Known::Values(given) => given,
        };
        let is_empty = |value: &PatternText| value.exact && value.text.is_empty();
        let mut fits = |value: &PatternText| {
            let found = self.fits(operator, value, context, effort);
            if operator.negated {
                found.negate()
            } else {
                found
            }
        };
        match operator.quantifier {
            // A key whose values are all empty counts as one without values.
            Some(_) if given.iter().all(is_empty) && given.len() > 1 => {
                Truth::May(unknown_key(&self.key))
            }
            Some(Quantifier::All) if given.iter().all(is_empty) => Truth::Yes,
            Some(Quantifier::Any) if given.iter().all(is_empty) => match fits(&given[0]) {
                Truth::No => Truth::No,
                _ => Truth::May(unknown_key(&self.key)),
            },
            Some(Quantifier::All) => Truth::all(given.iter().map(fits)),
            Some(Quantifier::Any) => Truth::any(given.iter().map(fits)),
            None => match given.as_slice() {
                [value] => fits(value),
                // The language demands a quantifier here, and does not say what comes without one.
                several => agreed(several.iter().map(fits), &self.key),
            },
        }
    }

    fn unread(&self) -> Cause {
        let cause = self.values.iter().find_map(Template::cause);
        match cause {
            Some(cause) => cause.clone(),
            None => unknown_key(&self.key),
        }
    }

    /// The truth for a key that is there or not, with values that are not known.
    fn unknown(&self, operator: Operator, cause: Cause) -> Truth {
        // Without values nothing fits.
        let is_decided = self.values.is_empty() && operator.quantifier.is_none();
        match is_decided && (operator.negated || !operator.if_exists) {
            true => Truth::from_bool(operator.negated),
            false => Truth::May(cause),
        }
    }

    fn is_null(&self, operator: Operator, known: &Known) -> Truth {
        // What a quantifier does here is not documented.
        if operator.quantifier.is_some() {
            return Truth::May(unknown_key(&self.key));
        }
        let is_absent = match known {
            Known::Absent => Some(true),
            Known::Values(values) => match values.as_slice() {
                [value] if value.text.is_empty() => None,
                _ => Some(false),
            },
            Known::Present(_) => Some(false),
            Known::Unknown(_) => None,
        };
        let wanted = self.values.iter().map(|value| match value.as_fixed() {
            Some(text) if text.exact => match (truth(&text.text), is_absent) {
                (Some(wanted), Some(is_absent)) => Truth::from_bool(wanted == is_absent),
                (Some(_), None) => Truth::May(self.cause_of_key(known)),
                (None, _) => Truth::May(Cause::new(CauseKind::Malformed, "a value of `Null`")),
            },
            _ => Truth::May(self.unread()),
        });
        Truth::any(wanted)
    }

    fn cause_of_key(&self, known: &Known) -> Cause {
        match known {
            Known::Unknown(cause) | Known::Present(cause) => cause.clone(),
            _ => unknown_key(&self.key),
        }
    }

    /// Whether a value of the request fits one of the policy, negation apart.
    fn fits(
        &self,
        operator: Operator,
        given: &PatternText,
        context: &Context,
        effort: &mut Effort,
    ) -> Truth {
        let mut found = Truth::No;
        for template in &self.values {
            let Filled::Text(wanted, cause) = template.fill(context) else {
                continue;
            };
            let cause = || cause.clone().unwrap_or_else(|| unknown_key(&self.key));
            found = Truth::any([found, compare(operator, &wanted, given, effort, cause)]);
            if found == Truth::Yes {
                break;
            }
        }
        found
    }
}

/// The truth for a key that the request does not have.
fn absent(operator: Operator) -> Truth {
    let holds = operator.if_exists
        || match operator.quantifier {
            Some(Quantifier::All) => true,
            Some(Quantifier::Any) => false,
            None => operator.negated,
        };
    Truth::from_bool(holds)
}

/// What all say; unknown where they differ.
fn agreed(truths: impl Iterator<Item = Truth>, key: &str) -> Truth {
    let mut truths = truths.collect::<Vec<_>>();
    truths.dedup();
    match truths.len() {
        1 => truths.remove(0),
        _ => Truth::May(unknown_key(key)),
    }
}

/// Whether a value of the request fits one of the policy.
fn compare(
    operator: Operator,
    wanted: &PatternText,
    given: &PatternText,
    effort: &mut Effort,
    cause: impl Fn() -> Cause,
) -> Truth {
    let related = |wanted: &PatternText, given: &PatternText, effort: &mut Effort| match relate(
        wanted, given, effort,
    ) {
        Relation::Includes => Truth::Yes,
        Relation::Disjoint => Truth::No,
        Relation::Overlaps | Relation::Unsure => Truth::May(cause()),
    };
    let as_letters = |text: &PatternText| match operator.has_wildcards() || !text.exact {
        true => text.clone(),
        false => PatternText::literal(&text.text),
    };
    match operator.comparison {
        Comparison::StringEquals | Comparison::StringLike => {
            related(&as_letters(wanted), given, effort)
        }
        Comparison::StringEqualsIgnoreCase => {
            let lower = |text: PatternText| PatternText {
                text: text.text.to_lowercase(),
                ..text
            };
            related(&lower(as_letters(wanted)), &lower(given.clone()), effort)
        }
        Comparison::Arn => match arn(wanted, given, effort) {
            Some(truth) => truth,
            None => match related(wanted, given, effort) {
                Truth::No => Truth::No,
                _ => Truth::May(cause()),
            },
        },
        _ if !wanted.exact || !given.exact || !given.is_single() => Truth::May(cause()),
        comparison => match measured(comparison, &plain(&wanted.text), &plain(&given.text)) {
            Some(fits) => Truth::from_bool(fits),
            None => Truth::May(Cause::new(CauseKind::Malformed, "a value of a condition")),
        },
    }
}

/// Whether two literal values that are no texts fit; `None` where one of them is no such value.
fn measured(comparison: Comparison, wanted: &str, given: &str) -> Option<bool> {
    Some(match comparison {
        Comparison::Numeric(order) => holds(order, number(given)?.partial_cmp(&number(wanted)?)?),
        Comparison::Date(order) => holds(order, moment(given)?.cmp(&moment(wanted)?)),
        Comparison::Bool => truth(given)? == truth(wanted)?,
        Comparison::Binary => binary(given)? == binary(wanted)?,
        Comparison::IpAddress => contains(range(wanted)?, range(given)?),
        _ => return None,
    })
}

/// Whether an ARN fits a pattern, part by part; `None` where one of them is not an ARN known in full.
fn arn(wanted: &PatternText, given: &PatternText, effort: &mut Effort) -> Option<Truth> {
    if !wanted.exact || !given.is_single() {
        return None;
    }
    let (wanted, given): (Vec<_>, Vec<_>) = (
        wanted.text.splitn(6, ':').collect(),
        given.text.splitn(6, ':').collect(),
    );
    if wanted.len() != 6 || given.len() != 6 {
        return None;
    }
    let mut truths = wanted.iter().zip(&given).map(|(wanted, given)| {
        let (wanted, given) = (PatternText::pattern(*wanted), PatternText::pattern(*given));
        match relate(&wanted, &given, effort) {
            Relation::Includes => Some(Truth::Yes),
            Relation::Disjoint => Some(Truth::No),
            Relation::Overlaps | Relation::Unsure => None,
        }
    });
    let mut whole = Some(Truth::Yes);
    for truth in &mut truths {
        match truth {
            Some(Truth::No) => return Some(Truth::No),
            Some(_) => {}
            None => whole = None,
        }
    }
    whole
}

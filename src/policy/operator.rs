//! Condition operators, read into what they compare and how.
//!
//! In: the name of an operator, such as `ForAllValues:StringLikeIfExists`. Out: an [`Operator`]. Keys and values are not
//! known here.

use crate::source::closest_name;

/// What an operator does with a key that may have several values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// `ForAllValues`: each value of the request must fit; true where there is none.
    All,
    /// `ForAnyValue`: one value of the request must fit; false where there is none.
    Any,
}

/// How two ordered values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Both are equal.
    Equal,
    /// That of the request is less.
    Less,
    /// That of the request is less, or equal.
    LessOrEqual,
    /// That of the request is greater.
    Greater,
    /// That of the request is greater, or equal.
    GreaterOrEqual,
}

/// What is compared, negation apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Texts, exactly.
    StringEquals,
    /// Texts, whatever their case.
    StringEqualsIgnoreCase,
    /// A text with a pattern.
    StringLike,
    /// Numbers.
    Numeric(Order),
    /// Points in time.
    Date(Order),
    /// `true` and `false`.
    Bool,
    /// Bytes in Base64.
    Binary,
    /// An address with a range.
    IpAddress,
    /// An ARN with a pattern, part by part: `ArnEquals` and `ArnLike` are the same.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// A condition operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Operator {
    /// What it compares.
    pub comparison: Comparison,
    /// Whether no value may fit (`StringNotEquals`).
    pub negated: bool,
    /// Whether it is true for an absent key (`IfExists`).
    pub if_exists: bool,
    /// What it does with several values.
    pub quantifier: Option<Quantifier>,
}

const NAMES: [(&str, Comparison, bool); 27] = [
    ("StringEquals", Comparison::StringEquals, false),
    ("StringNotEquals", Comparison::StringEquals, true),
    (
        "StringEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        false,
    ),
    (
        "StringNotEqualsIgnoreCase",
        Comparison::StringEqualsIgnoreCase,
        true,
    ),
    ("StringLike", Comparison::StringLike, false),
    ("StringNotLike", Comparison::StringLike, true),
    ("NumericEquals", Comparison::Numeric(Order::Equal), false),
    ("NumericNotEquals", Comparison::Numeric(Order::Equal), true),
    ("NumericLessThan", Comparison::Numeric(Order::Less), false),
    (
        "NumericLessThanEquals",
        Comparison::Numeric(Order::LessOrEqual),
        false,
    ),
    (
        "NumericGreaterThan",
        Comparison::Numeric(Order::Greater),
        false,
    ),
    (
        "NumericGreaterThanEquals",
        Comparison::Numeric(Order::GreaterOrEqual),
        false,
    ),
    ("DateEquals", Comparison::Date(Order::Equal), false),
    ("DateNotEquals", Comparison::Date(Order::Equal), true),
    ("DateLessThan", Comparison::Date(Order::Less), false),
    (
        "DateLessThanEquals",
        Comparison::Date(Order::LessOrEqual),
        false,
    ),
    ("DateGreaterThan", Comparison::Date(Order::Greater), false),
    (
        "DateGreaterThanEquals",
        Comparison::Date(Order::GreaterOrEqual),
        false,
    ),
    ("Bool", Comparison::Bool, false),
    ("BinaryEquals", Comparison::Binary, false),
    ("IpAddress", Comparison::IpAddress, false),
    ("NotIpAddress", Comparison::IpAddress, true),
    ("ArnEquals", Comparison::Arn, false),
    ("ArnNotEquals", Comparison::Arn, true),
    ("ArnLike", Comparison::Arn, false),
    ("ArnNotLike", Comparison::Arn, true),
    ("Null", Comparison::Null, false),
];

const QUANTIFIERS: [(&str, Quantifier); 2] = [
    ("ForAllValues:", Quantifier::All),
    ("ForAnyValue:", Quantifier::Any),
];

const IF_EXISTS: &str = "IfExists";

impl Operator {
    /// The operator of a name, whatever its case; `None` where there is none of that name.
    pub fn read(name: &str) -> Option<Self> {
        let (quantifier, rest) = split_quantifier(name);
        let (base, if_exists) = split_if_exists(rest);
        let named = NAMES
            .iter()
            .find(|(known, ..)| known.eq_ignore_ascii_case(base));
        let (_, comparison, negated) = *named?;
        // Both test whether the key is there; the language has no such operator.
        if comparison == Comparison::Null && if_exists {
            return None;
        }
        Some(Self {
            comparison,
            negated,
            if_exists,
            quantifier,
        })
    }

    /// The name that was probably meant by one that is not known.
    pub(super) fn closest(name: &str) -> Option<String> {
        let (quantifier, rest) = split_quantifier(name);
        let (base, if_exists) = split_if_exists(rest);
        let mut names = NAMES.iter().map(|(known, ..)| *known);
        let same = names.clone().find(|name| name.eq_ignore_ascii_case(base));
        let closest = same.or_else(|| closest_name(base, &mut names))?;
        let prefix = match quantifier {
            Some(_) => &name[..name.len() - rest.len()],
            None => "",
        };
        let suffix = match if_exists && closest != "Null" {
            true => IF_EXISTS,
            false => "",
        };
        Some(format!("{prefix}{closest}{suffix}"))
    }

    /// Whether variables in its values are replaced: with texts and ARNs.
    pub(super) fn reads_variables(self) -> bool {
        matches!(
            self.comparison,
            Comparison::StringEquals
                | Comparison::StringEqualsIgnoreCase
                | Comparison::StringLike
                | Comparison::Arn
                | Comparison::Bool
        )
    }

    /// Whether `*` and `?` in its values are wildcards.
    pub(super) fn has_wildcards(self) -> bool {
        matches!(self.comparison, Comparison::StringLike | Comparison::Arn)
    }
}

fn split_quantifier(name: &str) -> (Option<Quantifier>, &str) {
    for (prefix, quantifier) in QUANTIFIERS {
        let start = name.get(..prefix.len());
        if start.is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            return (Some(quantifier), &name[prefix.len()..]);
        }
    }
    (None, name)
}

fn split_if_exists(name: &str) -> (&str, bool) {
    let at = name.len().saturating_sub(IF_EXISTS.len());
    match name.get(at..) {
        Some(end) if end.eq_ignore_ascii_case(IF_EXISTS) => (&name[..at], true),
        _ => (name, false),
    }
}

//! What is wrong with a policy whatever services there are.
//!
//! In: a [`Policy`] as it was read. Out: warnings about ARNs, conditions and ids that cannot be meant as written. Nothing is
//! said of what is not known.

use std::collections::BTreeMap;

use crate::source::{Diagnostic, Place, Severity, Span};
use crate::syntax::{Guard, Value};

use super::compare::{moment, number, range, truth};
use super::operator::{Comparison, Operator};
use super::pattern::intersects;
use super::text::text_of;
use super::variable::{Part, split};
use super::{Condition, Policy, Statement, Version};

/// Most values of two conditions that are compared with each other.
const MOST_PAIRS: usize = 10_000;

/// Parts of an ARN.
const ARN_PARTS: usize = 6;

/// Warns of what is certainly wrong.
pub(super) fn check(policy: &Policy, diagnostics: &mut Vec<Diagnostic>) {
    let mut sids: BTreeMap<&str, &Statement> = BTreeMap::new();
    for statement in &policy.statements {
        // Documents of IAM need ids that differ: those of callers and of trust. Some services take others.
        let is_of_iam = statement.principals.is_none() || statement.resources.is_none();
        if let (Some(sid), Some(span), true) = (&statement.sid, statement.places.sid, is_of_iam) {
            match sids.get(sid.as_str()) {
                Some(first) => check_sid(sid, span, first, statement, diagnostics),
                None => {
                    sids.insert(sid, statement);
                }
            }
        }
        check_resources(statement, diagnostics);
        for condition in &statement.conditions {
            check_condition(condition, statement.version, diagnostics);
        }
        check_pairs(statement, diagnostics);
    }
}

fn check_sid(
    sid: &str,
    span: Span,
    first: &Statement,
    second: &Statement,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let both = Guard::all([first.when.clone(), second.when.clone()]);
    if first.span == second.span || !both.can_hold() {
        return;
    }
    let message = format!("`{sid}` is the id of two statements");
    let mut diagnostic = Diagnostic::warning("duplicate-sid", span, message)
        .help("give each statement its own `Sid`");
    if let Some(span) = first.places.sid {
        diagnostic
            .related
            .push((span, "the first of them".to_owned()));
    }
    diagnostics.push(diagnostic);
}

fn check_resources(statement: &Statement, diagnostics: &mut Vec<Diagnostic>) {
    let Some(resources) = &statement.resources else {
        return;
    };
    for value in &resources.values {
        let text = text_of(value).filter(|text| text.exact);
        let Some((message, help)) = text.and_then(|text| fault_of_arn(&text.text)) else {
            continue;
        };
        push(
            diagnostics,
            Diagnostic::warning("malformed-arn", value.span, message).help(help),
        );
    }
}

/// Adds a diagnostic that is not there yet: statements with conditions of the template are read more than once.
fn push(diagnostics: &mut Vec<Diagnostic>, diagnostic: Diagnostic) {
    let last = diagnostics.iter().rev().take(64);
    if !last.clone().any(|known| *known == diagnostic) {
        diagnostics.push(diagnostic);
    }
}

/// What is wrong with the ARN of a resource, and what to write.
fn fault_of_arn(text: &str) -> Option<(String, &'static str)> {
    const FORM: &str =
        "write `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, or `*` for everything";
    let is_symbol = |letter: char| ('\u{E000}'..='\u{F8FF}').contains(&letter);
    if let Some(at) = text.find("${AWS::") {
        let end = text[at..].find('}').map_or(text.len(), |end| at + end + 1);
        let message = format!("`{}` stays as it is: it is text", &text[at..end]);
        return Some((message, "put it into `Fn::Sub`"));
    }
    if text.contains(is_symbol) && !text.starts_with("arn:") {
        return None;
    }
    let Some(rest) = text.strip_prefix("arn:") else {
        // Some services take a shorter form, which has a colon too.
        let is_name = !text.is_empty() && !text.contains([':', '*', '?', '$']);
        return is_name.then(|| (format!("`{text}` is not an ARN"), FORM));
    };
    let partition = rest.split(':').next().unwrap_or_default();
    let is_open =
        partition.contains(['*', '?', '$', '<', '[', '{']) || partition.contains(is_symbol);
    if !is_open && !is_partition(partition) {
        let message =
            format!("`{partition}` is no partition of AWS: expected `aws`, `aws-cn` or alike");
        return Some((message, FORM));
    }
    // A wildcard can stand for several parts.
    let is_short = rest.split(':').count() < ARN_PARTS - 1 && !text.contains(['*', '?', '$']);
    if is_short && !text.contains(is_symbol) {
        let parts = rest.split(':').count() + 1;
        let message = format!("the ARN has {parts} parts: expected {ARN_PARTS}");
        return Some((message, FORM));
    }
    None
}

/// Partitions are named `aws`, or `aws-` and more.
fn is_partition(text: &str) -> bool {
    text == "aws" || text.starts_with("aws-")
}

fn check_condition(condition: &Condition, version: Version, diagnostics: &mut Vec<Diagnostic>) {
    // The condition could not be read; that is said already, or nothing is known of it.
    if condition.operator.contains('*') {
        return;
    }
    let Some(operator) = condition.read_operator() else {
        let name = &condition.operator;
        let message = format!("`{name}` is not a condition operator");
        let mut diagnostic =
            Diagnostic::warning("unknown-operator", condition.operator_span, message);
        diagnostic.help = Operator::closest(name).map(|name| format!("did you mean `{name}`?"));
        return push(diagnostics, diagnostic);
    };
    if condition.values.is_empty() {
        let message = format!("the condition on `{}` has no values", condition.key);
        let help = "name the values, or leave out the condition";
        return push(
            diagnostics,
            Diagnostic::warning("empty-condition", condition.span, message).help(help),
        );
    }
    for value in &condition.values {
        check_value(operator, value, version, diagnostics);
    }
}

fn check_value(
    operator: Operator,
    value: &Value,
    version: Version,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(text) = value.as_text() else {
        return;
    };
    let may_vary = operator.reads_variables() && version != Version::Old && text.contains("${");
    let (is_fine, expected) = match operator.comparison {
        Comparison::Bool | Comparison::Null => (truth(text).is_some(), "`true` or `false`"),
        Comparison::Numeric(_) => (number(text).is_some(), "a number"),
        Comparison::Date(_) => (
            moment(text).is_some(),
            "a date such as `2026-01-31T00:00:00Z`, or seconds since 1970",
        ),
        Comparison::IpAddress => (
            range(text).is_some(),
            "an address or a range such as `192.0.2.0/24`",
        ),
        _ => return,
    };
    if !is_fine && !may_vary {
        let message = format!("`{text}` fits no request: expected {expected}");
        push(
            diagnostics,
            Diagnostic::warning("malformed-condition-value", value.span, message)
                .help("correct the value"),
        );
    }
}

/// Warns where two conditions on one key can never hold together.
fn check_pairs(statement: &Statement, diagnostics: &mut Vec<Diagnostic>) {
    let conditions = &statement.conditions;
    for (index, first) in conditions.iter().enumerate().take(64) {
        for second in conditions.iter().take(index) {
            let is_one_key = first.key.eq_ignore_ascii_case(&second.key);
            if is_one_key && exclude(first, second, statement.version) {
                let message = format!(
                    "no value of `{}` fits both conditions on it: the statement never applies",
                    first.key
                );
                let mut diagnostic =
                    Diagnostic::warning("contradictory-conditions", first.span, message)
                        .help("put the values into one condition, or split the statement");
                diagnostic
                    .related
                    .push((second.span, "the other condition".to_owned()));
                push(diagnostics, diagnostic);
            }
        }
    }
}

/// Whether two conditions on one key certainly exclude each other.
fn exclude(first: &Condition, second: &Condition, version: Version) -> bool {
    let (Some(one), Some(other)) = (first.read_operator(), second.read_operator()) else {
        return false;
    };
    let demands = |operator: Operator| {
        let is_text = matches!(
            operator.comparison,
            Comparison::StringEquals | Comparison::StringLike
        );
        is_text && !operator.negated && !operator.if_exists && operator.quantifier.is_none()
    };
    let forbids = |operator: Operator, condition: &Condition| {
        let values = &condition.values;
        let is_true = |value: &Value| value.as_text().and_then(truth) == Some(true);
        operator.comparison == Comparison::Null
            && operator.quantifier.is_none()
            && !values.is_empty()
            && values.iter().all(is_true)
    };
    if (demands(one) && forbids(other, second)) || (demands(other) && forbids(one, first)) {
        return true;
    }
    if !demands(one) || !demands(other) {
        return false;
    }
    let (left, right) = (
        patterns(one, first, version),
        patterns(other, second, version),
    );
    let (Some(left), Some(right)) = (left, right) else {
        return false;
    };
    let is_small = left.len() * right.len() <= MOST_PAIRS
        && left.iter().chain(&right).map(String::len).sum::<usize>() <= MOST_PAIRS;
    let mut pairs = left
        .iter()
        .flat_map(|one| right.iter().map(move |other| (one, other)));
    is_small && !left.is_empty() && !right.is_empty() && pairs.all(|(a, b)| !intersects(a, b))
}

/// The values of a condition as patterns; `None` where one is not known in full.
fn patterns(operator: Operator, condition: &Condition, version: Version) -> Option<Vec<String>> {
    let pattern = |value: &Value| {
        let text = value.as_text()?;
        if version != Version::Old && text.contains("${") {
            return None;
        }
        Some(match operator.has_wildcards() {
            true => text.to_owned(),
            false => super::text::literal(text),
        })
    };
    condition.values.iter().map(pattern).collect()
}

/// Notes that variables are not replaced, for a document that states no version.
pub(super) fn check_version(policy: &Policy, current: &str, diagnostics: &mut Vec<Diagnostic>) {
    let Some((span, text)) = policy.statements.iter().find_map(first_variable) else {
        return;
    };
    let message = format!("`{text}` is plain text here: the policy has no `Version`");
    diagnostics.push(
        Diagnostic::new(
            "variables-without-version",
            Severity::Note,
            Place::Span(span),
            message,
        )
        .help(format!("add `Version: {current}`")),
    );
}

/// The first variable of a statement, with its place.
fn first_variable(statement: &Statement) -> Option<(Span, String)> {
    let resources = statement.resources.iter().flat_map(|list| &list.values);
    let conditions = statement.conditions.iter().flat_map(|one| &one.values);
    resources.chain(conditions).find_map(|value| {
        let text = value.as_text()?;
        let parts = split(text, true);
        let is_variable = |part: &Part| match part {
            Part::Variable { key, .. } => key.contains(':') && !key.contains("::"),
            _ => false,
        };
        let at = parts.iter().any(is_variable).then(|| text.find("${"))??;
        let end = text[at..].find('}').map_or(text.len(), |end| at + end + 1);
        Some((value.span, text[at..end].to_owned()))
    })
}

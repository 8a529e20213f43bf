//! One statement: its elements.
//!
//! In: an object in which every choice is decided. Out: a [`Statement`] of the policy, and causes for what it may say
//! beyond that.

use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Cause, CauseKind, Entry, Guard, Term, Value};

use super::pattern::pattern_of;
use super::read::{cause_of, check_names};
use super::{
    ActionPattern, Actions, Condition, Effect, Places, Policy, Principal, PrincipalSort,
    Principals, Resources, Statement, Version,
};

const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

const SORTS: [(&str, PrincipalSort); 4] = [
    ("AWS", PrincipalSort::Aws),
    ("Service", PrincipalSort::Service),
    ("Federated", PrincipalSort::Federated),
    ("CanonicalUser", PrincipalSort::CanonicalUser),
];

/// Adds a statement to the policy, or the causes for which it is not known.
pub(super) fn read_statement(
    value: &Value,
    when: Guard,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if check_names(value.entries(), &ELEMENTS, "statements", diagnostics) > 0 {
        policy.miss(Cause::new(CauseKind::Malformed, "a statement"));
    }
    check_exclusive(value, policy, diagnostics);
    let effect = read_effect(value, policy, diagnostics);
    let actions = read_actions(value, policy, diagnostics);
    let (Some(effect), Some(actions)) = (effect, actions) else {
        return;
    };
    let principals = read_principals(value, policy, diagnostics);
    if let (Effect::Allow, Some(entry)) = (effect, value.entry("NotPrincipal")) {
        let message = "`Allow` with `NotPrincipal` allows everybody else, anonymous callers too";
        diagnostics.push(
            Diagnostic::warning("allow-not-principal", entry.key_span, message)
                .help("name who is allowed in `Principal`"),
        );
    }
    let conditions = read_conditions(value, policy, diagnostics);
    policy.statements.push(Statement {
        sid: value.get("Sid").and_then(Value::as_text).map(str::to_owned),
        effect,
        principals,
        actions,
        resources: read_resources(value),
        conditions,
        when,
        version: Version::Old,
        places: places(value),
        span: value.span,
    });
}

/// Warns of elements that exclude each other; the plain one is read.
fn check_exclusive(value: &Value, policy: &mut Policy, diagnostics: &mut Vec<Diagnostic>) {
    for (name, inverse) in [
        ("Action", "NotAction"),
        ("Resource", "NotResource"),
        ("Principal", "NotPrincipal"),
    ] {
        let present = |name: &str| {
            value
                .entry(name)
                .filter(|one| one.value.term != Term::Absent)
        };
        if let (Some(_), Some(entry)) = (present(name), present(inverse)) {
            policy
                .missing
                .push(Cause::new(CauseKind::Malformed, "a statement"));
            let message = format!("a statement has `{name}` or `{inverse}`, not both");
            diagnostics.push(
                Diagnostic::warning("conflicting-elements", entry.key_span, message)
                    .help(format!("leave out one of them; `{name}` is read")),
            );
        }
    }
}

/// Where the elements of a statement are written.
fn places(value: &Value) -> Places {
    let key =
        |name: &str, inverse: &str| either(value, name, inverse).map(|(entry, _)| entry.key_span);
    let text = |name: &str| value.get(name).map(|value| value.span);
    Places {
        sid: text("Sid"),
        effect: text("Effect"),
        principals: key("Principal", "NotPrincipal"),
        actions: key("Action", "NotAction"),
        resources: key("Resource", "NotResource"),
        conditions: key("Condition", "Condition"),
    }
}

/// The element under one of two names, the second of which inverts it.
fn either<'v>(value: &'v Value, name: &str, inverse: &str) -> Option<(&'v Entry, bool)> {
    let present = |name: &str| {
        value
            .entry(name)
            .filter(|entry| entry.value.term != Term::Absent)
    };
    match present(name) {
        Some(entry) => Some((entry, false)),
        None => present(inverse).map(|entry| (entry, true)),
    }
}

/// The items of an element, without those that are absent.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value
        .items()
        .iter()
        .filter(|item| item.term != Term::Absent)
}

fn missing(name: &str, span: Span, policy: &mut Policy, diagnostics: &mut Vec<Diagnostic>) {
    let message = format!("statement has no `{name}`");
    diagnostics.push(Diagnostic::warning("missing-element", span, message));
    policy.miss(Cause::new(CauseKind::Malformed, format!("`{name}`")));
}

fn read_effect(
    value: &Value,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Effect> {
    let Some(effect) = value
        .get("Effect")
        .filter(|effect| effect.term != Term::Absent)
    else {
        missing("Effect", value.span, policy, diagnostics);
        return None;
    };
    match effect.as_text() {
        Some("Allow") => Some(Effect::Allow),
        Some("Deny") => Some(Effect::Deny),
        Some(text) => {
            let message = format!("`{text}` is not an effect: expected `Allow` or `Deny`");
            let mut diagnostic = Diagnostic::warning("malformed-statement", effect.span, message);
            diagnostic.help =
                closest_name(text, ["Allow", "Deny"]).map(|name| format!("did you mean `{name}`?"));
            diagnostics.push(diagnostic);
            policy.miss(Cause::new(CauseKind::Malformed, "`Effect`"));
            None
        }
        None => {
            policy.miss(cause_of(effect));
            None
        }
    }
}

fn read_actions(
    value: &Value,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Actions> {
    let Some((entry, inverted)) = either(value, "Action", "NotAction") else {
        missing("Action", value.span, policy, diagnostics);
        return None;
    };
    let (mut patterns, mut unknown, mut unread) = (Vec::new(), None, None);
    for item in items(&entry.value) {
        // A hole matches whatever it may be, so the statement may say less than its pattern.
        if item.as_text().is_none() {
            policy.opaque.push(cause_of(item));
            unknown = unknown.or_else(|| Some(cause_of(item)));
        }
        let text = pattern_of(item);
        if text.is_none() {
            unread = unread.or_else(|| Some(cause_of(item)));
        }
        patterns.extend(text.map(|text| ActionPattern {
            text,
            exact: item.as_text().is_some(),
            span: item.span,
        }));
    }
    // With every pattern unknown, an inverted list would mean everything.
    let is_known = !patterns.is_empty() || !inverted;
    if !is_known {
        policy.missing.extend(unread.clone());
    }
    is_known.then_some(Actions {
        inverted,
        patterns,
        unknown,
        unread,
    })
}

fn read_resources(value: &Value) -> Option<Resources> {
    let (entry, inverted) = either(value, "Resource", "NotResource")?;
    Some(Resources {
        inverted,
        values: items(&entry.value).cloned().collect(),
    })
}

fn read_principals(
    value: &Value,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Principals> {
    let (entry, inverted) = either(value, "Principal", "NotPrincipal")?;
    let principal = &entry.value;
    let mut list = Vec::new();
    let mut unread = None;
    match &principal.term {
        Term::Scalar(scalar) if scalar.text == "*" => {
            list.push(Principal {
                sort: PrincipalSort::Anyone,
                value: principal.clone(),
            });
        }
        Term::Map(entries) => {
            for entry in entries {
                let known = SORTS.iter().find(|(name, _)| *name == entry.key);
                match known {
                    Some((_, sort)) => list.extend(items(&entry.value).map(|value| Principal {
                        sort: *sort,
                        value: value.clone(),
                    })),
                    None => {
                        let names = SORTS.map(|(name, _)| name);
                        let entry = std::slice::from_ref(entry);
                        check_names(entry, &names, "principals", diagnostics);
                        unread = Some(Cause::new(CauseKind::Malformed, "`Principal`"));
                    }
                }
            }
        }
        Term::Scalar(_) | Term::List(_) | Term::Null => {
            let message = "expected `*` or a mapping of principals by their sort, such as `AWS`";
            diagnostics.push(Diagnostic::warning(
                "malformed-statement",
                principal.span,
                message,
            ));
            unread = Some(Cause::new(CauseKind::Malformed, "`Principal`"));
        }
        _ => unread = Some(cause_of(principal)),
    }
    policy.opaque.extend(unread.clone());
    Some(Principals {
        inverted,
        list,
        unread,
    })
}

fn read_conditions(
    value: &Value,
    policy: &mut Policy,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Condition> {
    let mut conditions = Vec::new();
    let Some(element) = value.get("Condition") else {
        return conditions;
    };
    let mut reject = |value: &Value| {
        if matches!(value.term, Term::Scalar(_) | Term::List(_)) {
            let message = "expected a mapping of operators to mappings of keys";
            diagnostics.push(Diagnostic::warning(
                "malformed-statement",
                value.span,
                message,
            ));
        }
        policy.opaque.push(cause_of(value));
        // A condition that is not known is still one: the statement must not count as unconditional.
        let (operator, key) = ("*".to_owned(), "*".to_owned());
        Condition {
            operator,
            key,
            values: vec![value.clone()],
            span: value.span,
            operator_span: value.span,
        }
    };
    if !matches!(element.term, Term::Map(_) | Term::Absent) {
        conditions.push(reject(element));
    }
    for operator in element.entries() {
        if !matches!(operator.value.term, Term::Map(_) | Term::Absent) {
            conditions.push(reject(&operator.value));
        }
        for key in operator.value.entries() {
            conditions.push(Condition {
                operator: operator.key.clone(),
                key: key.key.clone(),
                values: items(&key.value).cloned().collect(),
                span: key.key_span,
                operator_span: operator.key_span,
            });
        }
    }
    conditions
}

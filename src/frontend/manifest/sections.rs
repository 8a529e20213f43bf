//! The entries of a manifest: components, flows, barriers, agreements.

use jiff::civil::Date;

use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields, unknown_name};

use super::read::{facts, name_of, one, stated_keys, texts, written};
use super::{Agreement, Attestation, Barrier, Day, Flow, Part, Written, keys};

/// Digits of an account.
const ACCOUNT_DIGITS: usize = 12;

/// The attribute that a key states whose values are not closed.
pub(super) fn attribute_of(key: &str) -> Option<&'static str> {
    ["account", "region", "protocol", "private"]
        .into_iter()
        .find(|name| *name == key)
}

/// A component.
pub(super) fn part(entry: &Field<'_>, faults: &mut Vec<Diagnostic>) -> Option<Part> {
    let known = keys::names(keys::COMPONENT);
    let fields = Fields::of(entry.value, "a component", &known, faults)?;
    let list = |key: &str, faults: &mut Vec<_>| {
        let node = fields.get(key);
        node.map(|node| texts(node, faults)).unwrap_or_default()
    };
    if let Some(account) = fields.get("account") {
        accounts(&texts(account, faults), faults);
    }
    let mut stated = stated_keys(&fields, keys::COMPONENT, faults);
    stated.extend(facts(&fields, "facts", faults));
    let part = Part {
        name: name_of(entry),
        kind: one(&fields, "kind", faults),
        service: one(&fields, "service", faults),
        element: word(&fields, "element", &keys::ELEMENTS, faults),
        operator: one(&fields, "operator", faults),
        zone: one(&fields, "zone", faults),
        stores: list("stores", faults),
        binds: list("binds", faults),
        facts: stated,
    };
    let says_what = [&part.kind, &part.service, &part.element]
        .iter()
        .any(|one| one.is_some());
    if !says_what && part.binds.is_empty() {
        let name = &part.name.text;
        let message = format!("nothing says what component `{name}` is");
        let fault = Diagnostic::error("missing-key", part.name.span, message);
        let keys = keys::SAYS_WHAT.map(|key| format!("`{key}`"));
        faults.push(fault.help(format!("give it one of {}", keys.join(", "))));
        return None;
    }
    Some(part)
}

/// A flow.
pub(super) fn flow(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Flow> {
    let fields = Fields::of(node, "a flow", &keys::names(keys::FLOW), faults)?;
    let [from, to] = ["from", "to"].map(|key| need(&fields, key, faults));
    let carries = fields.need("carries", faults);
    if let (None, Some(fault)) = (carries, faults.last_mut()) {
        let help = "say `[]` for a flow without data, and `[unclassified]` where nobody has said yet which they are";
        fault.help = Some(help.to_owned());
    }
    let carries = carries.map(|node| texts(node, faults));
    let list = |key: &str, faults: &mut Vec<_>| fields.get(key).map(|node| texts(node, faults));
    let mut stated = stated_keys(&fields, keys::FLOW, faults);
    stated.extend(facts(&fields, "facts", faults));
    Some(Flow {
        from: from?,
        to: to?,
        carries: carries?,
        exchange: word(&fields, "exchange", &keys::EXCHANGES, faults),
        answers: list("answers", faults),
        features: list("features", faults).unwrap_or_default(),
        reviewed_by: one(&fields, "reviewed_by", faults),
        facts: stated,
        span: node.span(),
    })
}

/// A barrier.
pub(super) fn barrier(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Barrier> {
    let fields = Fields::of(node, "a barrier", &keys::names(keys::BARRIER), faults)?;
    let at = need(&fields, "at", faults);
    fields.need("does", faults);
    fields.need("on", faults);
    let does = word(&fields, "does", &keys::DOES, faults);
    let on = word(&fields, "on", &keys::POSITIONS, faults);
    let identifiers = fields.get("identifiers");
    let identifiers = identifiers.map(|node| texts(node, faults));
    let mut groups = identifiers.unwrap_or_default();
    groups.retain(|group| {
        let fine = keys::REMOVED.iter().any(|known| *known == group.text);
        if !fine {
            let what = "group of identifiers";
            faults.push(unknown_name(what, &group.text, group.span, keys::REMOVED));
        }
        fine
    });
    Some(Barrier {
        at: at?,
        does: does?,
        on: on?,
        method: word(&fields, "method", &keys::METHODS, faults),
        identifiers: groups,
        attested: fields
            .get("attested")
            .and_then(|node| attestation(node, faults)),
        span: node.span(),
    })
}

fn attestation(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Attestation> {
    let known = keys::names(keys::ATTESTATION);
    let fields = Fields::of(node, "an attestation", &known, faults)?;
    let by = need(&fields, "by", faults);
    let on = fields.need("on", faults).and_then(|node| day(node, faults));
    let until = optional_day(&fields, "until", faults);
    let evidence = need(&fields, "evidence", faults);
    let attestation = Attestation {
        by: by?,
        on: on?,
        until: until?,
        evidence: evidence?,
    };
    let (on, until) = (attestation.on, attestation.until);
    in_order(on, until, "an attestation", faults).then_some(attestation)
}

/// An agreement.
pub(super) fn agreement(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Agreement> {
    let known = keys::names(keys::AGREEMENT);
    let fields = Fields::of(node, "an agreement", &known, faults)?;
    let with = need(&fields, "with", faults);
    let effective = fields.need("effective", faults);
    let effective = effective.and_then(|node| day(node, faults));
    let expires = optional_day(&fields, "expires", faults);
    let evidence = need(&fields, "evidence", faults);
    let list = |key: &str, faults: &mut Vec<_>| {
        let node = fields.get(key);
        node.map(|node| texts(node, faults)).unwrap_or_default()
    };
    let mut services = list("services", faults);
    services.retain(|service| service.text != keys::ELIGIBLE);
    let limited = list("accounts", faults);
    accounts(&limited, faults);
    let agreement = Agreement {
        services,
        features: list("features", faults),
        excludes: list("excludes", faults),
        accounts: limited,
        workspaces: list("workspaces", faults),
        with: with?,
        effective: effective?,
        expires: expires?,
        evidence: evidence?,
        span: node.span(),
    };
    let (first, last) = (agreement.effective, agreement.expires);
    in_order(first, last, "an agreement", faults).then_some(agreement)
}

/// Whether a text is the id of an account.
pub fn is_account(text: &str) -> bool {
    text.len() == ACCOUNT_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An error for each text that is no account.
fn accounts(texts: &[Written], faults: &mut Vec<Diagnostic>) {
    for one in texts.iter().filter(|one| !is_account(&one.text)) {
        let message = format!("an account is 12 digits, not `{}`", one.text);
        faults.push(Diagnostic::error("wrong-type", one.span, message));
    }
}

fn need(fields: &Fields<'_>, key: &str, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    written(fields.need(key, faults)?, faults)
}

/// One of some words; `None` where it is another one, with an error, or missing.
fn word(
    fields: &Fields<'_>,
    key: &'static str,
    words: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Option<Written> {
    let node = fields.get(key)?;
    let choices: Vec<(&str, ())> = words.iter().map(|word| (*word, ())).collect();
    fields::choice(node, &format!("value of `{key}`:"), &choices, faults)?;
    written(node, faults)
}

/// A day that may be missing; `None` where it is none, with an error.
fn optional_day(
    fields: &Fields<'_>,
    key: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<Option<Day>> {
    match fields.get(key) {
        None => Some(None),
        Some(node) => day(node, faults).map(Some),
    }
}

fn day(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Day> {
    let text = fields::text(node, faults)?;
    let whole = text.len() == "2026-01-31".len();
    match text.parse::<Date>() {
        Ok(date) if whole => Some(Day {
            date,
            span: node.span(),
        }),
        _ => {
            let message = format!("expected a day such as `2026-01-31`, found `{text}`");
            faults.push(Diagnostic::error("wrong-type", node.span(), message));
            None
        }
    }
}

/// Whether a time ends after it starts; an error otherwise.
fn in_order(first: Day, last: Option<Day>, what: &str, faults: &mut Vec<Diagnostic>) -> bool {
    let Some(last) = last.filter(|last| last.date <= first.date) else {
        return true;
    };
    let message = format!(
        "{what} cannot end on {} when it starts on {}",
        last.date, first.date
    );
    let fault = Diagnostic::error("wrong-order", last.span, message);
    faults.push(fault.related(first.span, "it starts here"));
    false
}

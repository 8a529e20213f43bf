//! From what is written of an exception to an exception, wherever it stands.
//!
//! In: texts with places. Out: exceptions, one for each rule, or an error that names what is missing.

use crate::frontend::manifest::Written;
use crate::frontend::manifest::keys::names;
use crate::source::{Diagnostic, Span};
use crate::syntax::Node;
use crate::syntax::fields::{self, Fields};

use super::{Covers, Exception, REFUSED, keys};

/// What is written of an exception.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) rules: Vec<Written>,
    pub(super) reason: Option<Written>,
    pub(super) owner: Option<Written>,
    pub(super) until: Option<Written>,
    pub(super) ticket: Option<Written>,
}

impl Draft {
    /// The place of a text by its key.
    pub(super) fn slot(&mut self, key: &str) -> Option<&mut Option<Written>> {
        match key {
            "reason" => Some(&mut self.reason),
            "owner" => Some(&mut self.owner),
            "until" => Some(&mut self.until),
            "ticket" => Some(&mut self.ticket),
            _ => None,
        }
    }
}

/// The exceptions of a draft; without a rule, a reason, an owner and a last day it is refused.
pub(super) fn finish(
    draft: Draft,
    covers: &Covers,
    span: Span,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Exception> {
    let said = |text: Option<Written>| text.filter(|text| !text.text.trim().is_empty());
    let [reason, owner, until] = [draft.reason, draft.owner, draft.until].map(said);
    let mut missing = Vec::new();
    if draft.rules.is_empty() {
        missing.push("rule");
    }
    for (text, name) in [
        (&reason, "`reason`"),
        (&owner, "`owner`"),
        (&until, "`until`"),
    ] {
        if text.is_none() {
            missing.push(name);
        }
    }
    let (Some(reason), Some(owner), Some(until), true) = (reason, owner, until, missing.is_empty())
    else {
        let message = format!("this exception has no {}", missing.join(", no "));
        let help = "an exception names rules, and says why, who answers for it and until when; it does not count";
        faults.push(Diagnostic::error(REFUSED, span, message).help(help));
        return Vec::new();
    };
    let whole = until.text.len() == "2027-01-31".len();
    let Some(last) = until.text.parse().ok().filter(|_| whole) else {
        let message = format!(
            "expected a day such as `2027-01-31`, found `{}`",
            until.text
        );
        faults.push(Diagnostic::error(REFUSED, until.span, message));
        return Vec::new();
    };
    let each = draft.rules.into_iter().map(|rule| Exception {
        rule,
        covers: covers.clone(),
        reason: reason.text.clone(),
        owner: owner.text.clone(),
        until: until.clone(),
        last,
        ticket: draft.ticket.as_ref().map(|ticket| ticket.text.clone()),
        span,
    });
    each.collect()
}

/// The exceptions that a configuration lists, item by item.
pub fn listed(item: Node<'_>, faults: &mut Vec<Diagnostic>) -> Vec<Exception> {
    let known = names(keys::EXCEPTION);
    let Some(fields) = Fields::of(item, "an exception", &known, faults) else {
        return Vec::new();
    };
    let mut text = |key: &str| {
        let node = fields.get(key)?;
        Some(written(fields::text(node, faults)?.into_owned(), node))
    };
    let mut draft = Draft::default();
    for key in &keys::IN_METADATA[1..] {
        if let Some(slot) = draft.slot(key) {
            *slot = text(key);
        }
    }
    let subject = text("subject");
    let rules = fields.texts("rule", faults).into_iter();
    draft.rules = rules
        .map(|(text, node)| written(text.into_owned(), node))
        .collect();
    let span = fields.span();
    let Some(subject) = subject else {
        let message = "this exception has no `subject`";
        let help = "name the subject as reports show it; it does not count";
        faults.push(Diagnostic::error(REFUSED, span, message).help(help));
        return Vec::new();
    };
    finish(draft, &Covers::Subject(subject), span, faults)
}

fn written(text: String, node: Node<'_>) -> Written {
    Written {
        text,
        span: node.span(),
    }
}

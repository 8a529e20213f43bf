//! Exceptions in the metadata of a resource, where JSON has no comments and programs write templates.
//!
//! In: the metadata of a resource. Out: the exceptions under `phipath`, `ignore`, all of them for that resource.

use crate::frontend::manifest::Written;
use crate::source::{Diagnostic, Span, closest_name};
use crate::syntax::{Entry, Term, Value};

use super::read::{Draft, finish};
use super::{Covers, Exception, Line, REFUSED, keys};

/// The key of the metadata that is for this tool.
const OWN: &str = "phipath";
/// The key below it that lists exceptions.
const IGNORE: &str = "ignore";

/// The exceptions in the metadata of a resource.
pub(super) fn read(
    metadata: &Value,
    resource: Span,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Exception> {
    let Some(own) = entries(metadata).iter().find(|entry| entry.key == OWN) else {
        return Vec::new();
    };
    let Some(list) = entries(&own.value).iter().find(|one| one.key == IGNORE) else {
        return Vec::new();
    };
    // The resource counts by its place; no line is 0.
    let covers = Covers::Place(Line {
        file: resource.file,
        line: 0,
        resources: vec![resource],
    });
    let items = match &list.value.term {
        Term::List(items) => items.as_slice(),
        Term::Map(_) => std::slice::from_ref(&list.value),
        _ => {
            faults.push(refused(list.value.span, "a list of exceptions"));
            &[]
        }
    };
    let each = items.iter().flat_map(|item| {
        let draft = draft(item, faults)?;
        Some(finish(draft, &covers, item.span, faults))
    });
    each.flatten().collect()
}

fn entries(value: &Value) -> &[Entry] {
    match &value.term {
        Term::Map(entries) => entries,
        _ => &[],
    }
}

/// What an item of the list says; nothing where a part of it cannot be read, with an error.
fn draft(item: &Value, faults: &mut Vec<Diagnostic>) -> Option<Draft> {
    let mut draft = Draft::default();
    if !matches!(item.term, Term::Map(_)) {
        faults.push(refused(item.span, "an exception, a mapping"));
        return None;
    }
    for entry in entries(item) {
        if entry.key == keys::IN_METADATA[0] {
            draft.rules = texts(&entry.value, faults)?;
            continue;
        }
        let Some(slot) = draft.slot(&entry.key) else {
            let message = format!("`{}` is not a key of an exception", entry.key);
            let fault = Diagnostic::error(REFUSED, entry.key_span, message);
            faults.push(match closest_name(&entry.key, keys::IN_METADATA) {
                Some(near) => fault.help(format!("did you mean `{near}`?")),
                None => fault,
            });
            return None;
        };
        *slot = Some(text(&entry.value, faults)?);
    }
    Some(draft)
}

fn texts(value: &Value, faults: &mut Vec<Diagnostic>) -> Option<Vec<Written>> {
    match &value.term {
        Term::List(items) => items.iter().map(|item| text(item, faults)).collect(),
        _ => Some(vec![text(value, faults)?]),
    }
}

fn text(value: &Value, faults: &mut Vec<Diagnostic>) -> Option<Written> {
    match &value.term {
        Term::Scalar(scalar) => Some(Written {
            text: scalar.text.clone(),
            span: value.span,
        }),
        _ => {
            faults.push(refused(value.span, "a text that is written out"));
            None
        }
    }
}

fn refused(span: Span, expected: &str) -> Diagnostic {
    let message = format!("this exception is not read: expected {expected}");
    Diagnostic::error(REFUSED, span, message)
}

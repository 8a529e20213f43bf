//! A template that was read out of a joined text, as one whose places and values are those of the text's parts.
//!
//! In: a template with ranges of the joined text, in which marks stand for holes. Out: the same with spans of the file and
//! the values in the holes.

use crate::source::Span;
use crate::syntax::{Joined, Term, Value};

use super::super::super::Template;

/// Gives everything in a template its place, and every hole its value.
pub(super) fn settle(template: &mut Template, joined: &Joined<'_>) {
    let place = |span: &mut Span| *span = joined.place(*span);
    for resource in &mut template.resources {
        for span in [
            &mut resource.type_span,
            &mut resource.properties_key,
            &mut resource.span,
            &mut resource.whole,
        ] {
            place(span);
        }
        settled(&mut resource.properties, joined);
        if let Some(metadata) = &mut resource.metadata {
            settled(metadata, joined);
        }
    }
    for output in &mut template.outputs {
        place(&mut output.entry.key_span);
        settled(&mut output.entry.value, joined);
        if let Some(export) = &mut output.export {
            settled(export, joined);
        }
    }
    if let Some(metadata) = &mut template.metadata {
        settled(metadata, joined);
    }
}

fn settled(value: &mut Value, joined: &Joined<'_>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        let span = joined.place(value.span);
        value.span = span;
        if let Term::Scalar(scalar) = &value.term
            && Joined::has_hole(&scalar.text)
        {
            *value = joined.scalar(&scalar.text, scalar.plain, span);
            continue;
        }
        match &mut value.term {
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => {
                for entry in entries {
                    entry.key_span = joined.place(entry.key_span);
                    entry.key = joined.key(&entry.key);
                    open.push(&mut entry.value);
                }
            }
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&mut **then, &mut **otherwise]),
            Term::Parameter(parameter) => open.extend(parameter.default.as_deref_mut()),
            _ => {}
        }
    }
}

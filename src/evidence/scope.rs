//! What a run read, and what it did not.
//!
//! In: the coverage and the diagnostics of a run, and its files. Out: [`Scope`]. What was found is not known here.

use std::collections::BTreeMap;

use crate::report::clean;
use crate::report::evidence::{Message, Scope};
use crate::source::{Diagnostic, Place, Severity, Sources};

use super::{Material, at};

/// The scope of a run.
pub(super) fn scope(material: &Material<'_>) -> Scope {
    let coverage = &material.report.coverage;
    let sources = material.report.sources;
    let diagnostics = material.report.diagnostics.iter();
    let mut messages: Vec<Message> = diagnostics.map(|one| message(sources, one)).collect();
    messages.sort();
    messages.dedup();
    let texts = |list: &[String]| list.iter().map(|text| clean(text)).collect();
    let mut unknown_types: BTreeMap<String, usize> = BTreeMap::new();
    for (name, number, _) in &coverage.unmapped {
        *unknown_types.entry(clean(name)).or_default() += number;
    }
    let components = coverage.components.iter();
    Scope {
        inputs: material.inputs.clone(),
        deployments: super::standing::deployments(material),
        assumptions: texts(&coverage.assumptions),
        messages,
        not_recognised: texts(&material.not_recognised),
        ignored: texts(&coverage.ignored),
        unknown_types,
        unresolved_references: coverage.unresolved,
        unread_policies: coverage.opaque_policies,
        policies_set_aside: coverage.policies_set_aside,
        components: components
            .map(|(presence, number)| ((*presence).to_owned(), *number))
            .collect(),
    }
}

fn message(sources: &Sources, said: &Diagnostic) -> Message {
    let severity = match said.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    Message {
        severity: severity.to_owned(),
        place: match &said.place {
            Place::Span(span) => at(sources, *span),
            Place::Path(path) => clean(path),
            Place::Run => String::new(),
        },
        text: clean(&said.message),
    }
}

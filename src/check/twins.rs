//! Places that stand elsewhere too: a finding in a source points to the plan that was made of it as well.
//!
//! In: findings and the twins of places. Out: the same findings, each with one place more behind its first.

use std::collections::BTreeMap;

use crate::source::Span;

use super::{Finding, Label};

/// Places before a label that are looked at for one that contains it.
const MOST: usize = 256;

/// Adds to each finding where its first place stands in the plan or state.
pub fn show_twins(findings: &mut [Finding], twins: &BTreeMap<Span, Vec<Span>>) {
    if twins.is_empty() {
        return;
    }
    for finding in findings {
        let Some(label) = finding.labels.first() else {
            continue;
        };
        let Some(twin) = twin(label.span, twins) else {
            continue;
        };
        let text = "as it is planned or deployed".to_owned();
        finding.labels.insert(1, Label { span: twin, text });
    }
}

/// The twin of a place, else of the nearest one around it.
fn twin(span: Span, twins: &BTreeMap<Span, Vec<Span>>) -> Option<Span> {
    if let Some(own) = twins.get(&span) {
        return own.first().copied();
    }
    let last = Span {
        end: u32::MAX,
        ..span
    };
    let before = twins.range(..=last).rev().take(MOST);
    let mut own = before.take_while(|(outer, _)| outer.file == span.file);
    let (_, found) = own.find(|(outer, _)| outer.contains(span))?;
    found.first().copied()
}

//! Places that stand elsewhere too: a finding in a source points to the plan that was made of it as well, and one in a
//! template of the AWS CDK to the code that made the resource.
//!
//! In: findings, the twins of places and the constructs behind resources. Out: the same findings, each with one place more:
//! of a plan behind its first, of code before it.

use std::collections::BTreeMap;

use crate::source::Span;

use crate::model::Construct;

use super::{Finding, Label, order};

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
        let Some(twin) = around(label.span, twins).and_then(|all| all.first().copied()) else {
            continue;
        };
        let text = "as it is planned or deployed".to_owned();
        finding.labels.insert(1, Label { span: twin, text });
    }
}

/// Says of each finding which construct its first place belongs to, and puts the code before it.
pub fn show_constructs(findings: &mut [Finding], constructs: &BTreeMap<Span, Construct>) {
    if constructs.is_empty() {
        return;
    }
    for finding in findings.iter_mut() {
        let mut places = finding.labels.iter().map(|label| label.span);
        let Some(construct) = places.find_map(|span| around(span, constructs)) else {
            continue;
        };
        if let Some(span) = construct.place {
            let text = format!("`{}` is made here", construct.path);
            finding.labels.insert(0, Label { span, text });
        }
        finding.construct = Some(construct.clone());
    }
    order(findings);
}

/// What is known of a place, else of the nearest one around it.
pub(super) fn around<T>(span: Span, known: &BTreeMap<Span, T>) -> Option<&T> {
    if let Some(own) = known.get(&span) {
        return Some(own);
    }
    let last = Span {
        end: u32::MAX,
        ..span
    };
    let before = known.range(..=last).rev().take(MOST);
    let mut own = before.take_while(|(outer, _)| outer.file == span.file);
    let (_, found) = own.find(|(outer, _)| outer.contains(span))?;
    Some(found)
}

//! Profiles of work: what each demands.

use std::collections::BTreeMap;

use crate::knowledge::Workload;
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{Field, Fields, unknown_name};

use super::catalog::owned;

/// What a profile can demand; rules read the words.
const DEMANDS: [&str; 8] = [
    "redaction",
    "grounding",
    "citations",
    "denied_topics",
    "prompt_attack_filter",
    "human_confirmation",
    "deidentification_first",
    "session_isolation",
];

/// The profiles of a file.
pub(super) fn read(root: Node<'_>, faults: &mut Vec<Diagnostic>) -> BTreeMap<String, Workload> {
    let mut workloads = BTreeMap::new();
    let Some(file) = Fields::of(root, "a file of workloads", &["workloads"], faults) else {
        return workloads;
    };
    for Field { name, value, .. } in file.entries("workloads", "workloads", faults) {
        let Some(fields) = Fields::of(value, "a workload", &["title", "demands"], faults) else {
            continue;
        };
        let title = fields.need_text("title", faults);
        let demands = fields.texts("demands", faults);
        for (demand, node) in &demands {
            if !DEMANDS.contains(&&**demand) {
                faults.push(unknown_name("demand", demand, node.span(), DEMANDS));
            }
        }
        let workload = Workload {
            title: title.unwrap_or_default().into_owned(),
            demands: owned(demands),
        };
        workloads.insert(name.into_owned(), workload);
    }
    workloads
}

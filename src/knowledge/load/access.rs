//! How somebody comes to act as somebody else.
//!
//! In: `catalog/access.yaml`. Out: [`Access`]. Policies are not known here.

use crate::knowledge::access::{Access, Launch};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::Fields;

use super::catalog::owned;

const KEYS: [&str; 6] = [
    "assume",
    "pass",
    "passed_to",
    "launches",
    "key_read",
    "key_write",
];

/// Reads the file.
pub(super) fn read(root: Node<'_>, faults: &mut Vec<Diagnostic>) -> Access {
    let Some(file) = Fields::of(root, "a file on access", &KEYS, faults) else {
        return Access::default();
    };
    let items = file.items("launches", faults).into_iter();
    let launches = items.filter_map(|node| launch(node, faults)).collect();
    let mut texts = |key: &str| owned(file.texts(key, faults));
    Access {
        assume: texts("assume"),
        pass: texts("pass"),
        key_read: texts("key_read"),
        key_write: texts("key_write"),
        passed_to: file.text("passed_to", faults).into_owned(),
        launches,
    }
}

fn launch(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Launch> {
    let fields = Fields::of(node, "a launch", &["service", "actions"], faults)?;
    let service = fields.need_text("service", faults)?.into_owned();
    let actions = owned(fields.texts("actions", faults));
    Some(Launch { service, actions })
}

//! How somebody comes to act as somebody else.
//!
//! In: `catalog/access.yaml`. Out: [`Access`]. Policies are not known here.

use crate::knowledge::access::{Access, Keys, Launch};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{self, Field, Fields};

use super::catalog::owned;

const KEYS: [&str; 11] = [
    "assume",
    "pass",
    "passed_to",
    "launches",
    "keys",
    "service_host",
    "key_use",
    "key_manage",
    "tiers",
    "no_tier",
    "free_conditions",
];

/// Reads the file.
pub(super) fn read(root: Node<'_>, faults: &mut Vec<Diagnostic>) -> Access {
    let Some(file) = Fields::of(root, "a file on access", &KEYS, faults) else {
        return Access::default();
    };
    let items = file.items("launches", faults).into_iter();
    let launches = items.filter_map(|node| launch(node, faults)).collect();
    let tiers = file.entries("tiers", "words by what roles are for", faults);
    let tiers = tiers.into_iter().map(|Field { name, value, .. }| {
        let words = owned(fields::texts(value, faults));
        (name.into_owned(), words)
    });
    let tiers = tiers.collect();
    let mut texts = |key: &str| owned(file.texts(key, faults));
    Access {
        assume: texts("assume"),
        pass: texts("pass"),
        free_conditions: texts("free_conditions"),
        key_use: texts("key_use"),
        key_manage: texts("key_manage"),
        no_tier: texts("no_tier"),
        service_host: file.text("service_host", faults).into_owned(),
        keys: keys(&file, faults),
        passed_to: file.text("passed_to", faults).into_owned(),
        launches,
        tiers,
    }
}

fn launch(node: Node<'_>, faults: &mut Vec<Diagnostic>) -> Option<Launch> {
    let fields = Fields::of(node, "a launch", &["service", "actions"], faults)?;
    let service = fields.need_text("service", faults)?.into_owned();
    let actions = owned(fields.texts("actions", faults));
    Some(Launch { service, actions })
}

fn keys(file: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Keys {
    const NAMES: [&str; 8] = [
        "principal_account",
        "principal_arn",
        "principal_is_service",
        "resource_account",
        "source_account",
        "source_arn",
        "key_account",
        "key_service",
    ];
    let node = file.need("keys", faults);
    let Some(fields) = node.and_then(|node| Fields::of(node, "condition keys", &NAMES, faults))
    else {
        return Keys::default();
    };
    let mut text = |name: &str| fields.text(name, faults).into_owned();
    Keys {
        principal_account: text("principal_account"),
        principal_arn: text("principal_arn"),
        principal_is_service: text("principal_is_service"),
        resource_account: text("resource_account"),
        source_account: text("source_account"),
        source_arn: text("source_arn"),
        key_account: text("key_account"),
        key_service: text("key_service"),
    }
}

//! Terms of services: what an agreement can cover, feature by feature, and where a service runs.
//!
//! In: the mapping of a service. Out: facts with citations. Whether an agreement exists is not known here.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::knowledge::{Eligibility, Infrastructure};
use crate::source::Diagnostic;
use crate::syntax::Node;
use crate::syntax::fields::{Field, Fields};

use super::names::Names;

const STATUSES: [&str; 4] = ["eligible", "not_eligible", "unlisted", "unclear"];
/// Where a service can run.
pub(super) const PLACES: [&str; 4] = ["aws", "vendor", "own", "mixed"];

/// What a BAA can cover of a service.
pub(super) fn eligibility(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Eligibility {
    let node = fields.need("eligibility", faults);
    let read = node.and_then(|node| term(node, "an eligibility", names, faults));
    read.unwrap_or_else(|| Eligibility {
        status: Arc::from(STATUSES[3]),
        note: String::new(),
        citation: Default::default(),
    })
}

/// The features that a BAA treats apart.
pub(super) fn features(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Arc<str>, Eligibility> {
    let entries = fields.entries("features", "features by name", faults);
    let read = entries.into_iter().filter_map(|Field { name, value, .. }| {
        let term = term(value, "a feature", names, faults)?;
        Some((Arc::from(&*name), term))
    });
    read.collect()
}

fn term(
    node: Node<'_>,
    what: &'static str,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Eligibility> {
    let fields = Fields::of(node, what, &["status", "note", "cite"], faults)?;
    fields.need("status", faults);
    let status = fields.choice("status", &STATUSES.map(|name| (name, name)), faults);
    let note = fields.text("note", faults).into_owned();
    let (_, citation) = names.citation(&fields, faults)?;
    Some(Eligibility {
        status: Arc::from(status?),
        note,
        citation,
    })
}

/// On whose infrastructure a service runs, where its file says so.
pub(super) fn infrastructure(
    fields: &Fields<'_>,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Infrastructure> {
    let node = fields.get("infrastructure")?;
    let fields = Fields::of(
        node,
        "an infrastructure",
        &["where", "note", "cite"],
        faults,
    )?;
    fields.need("where", faults);
    let place = fields.choice("where", &PLACES.map(|name| (name, name)), faults);
    let note = fields.text("note", faults).into_owned();
    let (_, citation) = names.citation(&fields, faults)?;
    Some(Infrastructure {
        place: Arc::from(place?),
        note,
        citation,
    })
}

/// The route to a model that a service is.
pub(super) fn route(fields: &Fields<'_>, faults: &mut Vec<Diagnostic>) -> Option<Arc<str>> {
    let node = fields.get("route")?;
    crate::syntax::fields::text(node, faults).map(|name| Arc::from(&*name))
}

//! Signs that give a service away: hosts, variables, words of code, names of stored credentials.
//!
//! In: the mapping of a service. Out: patterns with how sure they are. What they are looked for in is not known here.

use crate::knowledge::{EndpointService, Host};
use crate::source::Diagnostic;
use crate::syntax::fields::Fields;

use super::catalog::owned;
use super::names::{LEVELS, Names};
use super::services::family;

const KEYS: [&str; 8] = [
    "pattern",
    "level",
    "within",
    "endpoint",
    "address",
    "unless",
    "unless_granted",
    "cite",
];

/// The signs under a key of a service.
pub(super) fn read(
    fields: &Fields<'_>,
    key: &str,
    endpoints: &[EndpointService],
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Host> {
    let items = fields.items(key, faults);
    let read = items.into_iter().filter_map(|node| {
        let fields = Fields::of(node, "a sign of a service", &KEYS, faults)?;
        let pattern = fields.need_text("pattern", faults);
        fields.need("level", faults);
        let level = fields.choice("level", &LEVELS, faults);
        let within = fields.choice("within", &LEVELS, faults);
        let endpoint = fields
            .get("endpoint")
            .and_then(|node| family(node, endpoints, faults));
        let address = fields.is_set("address", faults);
        let unless = owned(fields.texts("unless", faults));
        let unless_granted = owned(fields.texts("unless_granted", faults));
        let (_, citation) = names.citation(&fields, faults)?;
        Some(Host {
            pattern: pattern?.into_owned(),
            level: level?,
            within,
            endpoint,
            address,
            unless,
            unless_granted,
            citation,
        })
    });
    read.collect()
}

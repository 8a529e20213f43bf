//! What security groups and network access control lists let through.
//!
//! In: records of rules, and a graph whose settings are joined. Out: answers for addresses, ports and components. Routes and
//! public addresses are not known here.

mod acl;
mod answers;
mod around;
mod groups;
mod openings;
mod places;
mod range;
mod rule;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::model::ComponentId;

use super::builder::Builder;

pub(super) use acl::{bounds, in_from_anywhere, passes};
pub(super) use around::{containers, groups_around, is_group, seen_from, subnets_around};
pub(super) use groups::{has_default_group, lets, lets_out};
pub(super) use openings::{Opening, admits, of_group, openings};
pub(super) use range::{Ports, Protocol, Range};

use acl::Entry;
use rule::Rule;

/// The rules of all groups and lists, read once.
#[derive(Clone, Debug, Default)]
pub(super) struct Firewall {
    ingress: BTreeMap<ComponentId, Vec<Rule>>,
    egress: BTreeMap<ComponentId, Vec<Rule>>,
    entries: BTreeMap<ComponentId, Vec<Entry>>,
    /// Ranges of the prefix lists that are in the files read.
    lists: BTreeMap<ComponentId, Vec<Rule>>,
}

/// Reads the rules of the model; relations are joined by then, so that what rules name is known.
pub(super) fn read(builder: &mut Builder<'_>) {
    let words = builder.words;
    let mut firewall = Firewall::default();
    for record in &builder.model.records {
        let attribute = Some(record.attribute);
        let rules = match attribute {
            _ if attribute == words.ingress => &mut firewall.ingress,
            _ if attribute == words.egress => &mut firewall.egress,
            _ if attribute == words.list_entries => &mut firewall.lists,
            _ if attribute == words.acl_entries || attribute == words.acl_egress => {
                let entries = firewall.entries.entry(record.component).or_default();
                entries.extend(acl::read(builder, record));
                continue;
            }
            _ => continue,
        };
        let known = rules.entry(record.component).or_default();
        known.extend(rule::read(builder, record));
    }
    builder.firewall = firewall;
}

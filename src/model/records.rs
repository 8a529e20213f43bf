//! Items of lists whose parts say something together: the rules of a firewall, of which each has ports and a peer.
//!
//! In: the lists under the paths of a mapping. Out: records, as written. What the parts mean is not known here.

use std::sync::Arc;

use crate::frontend::Format;
use crate::knowledge::AttributeMapping;
use crate::syntax::{Guard, Term};

use super::items::chosen;
use super::path::{Found, Subject, cause_of, find_all, paths_of};
use super::{ComponentId, Record};

/// The records of an attribute, in the order in which they are written.
pub(super) fn read(
    mapping: &AttributeMapping,
    subject: &Subject<'_>,
    format: Format,
    component: ComponentId,
) -> Vec<Record> {
    let items = find_all(subject, paths_of(&mapping.each, format)).into_iter();
    let records = items.filter_map(|item| record(mapping, item, format, component));
    records.collect()
}

fn record(
    mapping: &AttributeMapping,
    item: Found,
    format: Format,
    component: ComponentId,
) -> Option<Record> {
    let (when, doubt): (Guard, _) = match &item.0.term {
        Term::Map(_) => match chosen(&item, &mapping.only, format) {
            Ok(when) => (when, None),
            Err(cause) => (item.1.clone(), Some(cause)),
        },
        _ => (item.1.clone(), Some(cause_of(&item.0))),
    };
    if !when.can_hold() {
        return None;
    }
    let inner = Subject::alone(&item.0);
    let parts = mapping.parts.iter().map(|part| {
        let found = find_all(&inner, paths_of(&part.paths, format));
        (Arc::clone(&part.name), found)
    });
    Some(Record {
        component,
        attribute: mapping.attribute,
        // What is no mapping has no parts that could be told apart.
        parts: match item.0.term {
            Term::Map(_) => parts.collect(),
            _ => std::collections::BTreeMap::new(),
        },
        doubt,
        when,
        span: item.0.span,
    })
}

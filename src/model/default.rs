//! What is not written: defaults that depend on what else is written, and the name of the property that is missing.
//!
//! In: a mapping of the catalog and the resource that it is read for. Out: the mapping with the default that holds there, and gaps
//! in the words of the template. What is written for the attribute itself is not known here.

use std::borrow::Cow;
use std::sync::Arc;

use crate::frontend::{Format, Resource};
use crate::knowledge::AttributeMapping;
use crate::syntax::Guard;
use crate::vocabulary::Attribute;

use super::lower::Lowering;
use super::path::{Subject, find, find_all, paths_of};
use super::{Gap, fact};

/// A mapping whose default another property decides, with the default that holds then.
pub(super) fn by_other<'k>(
    mapping: &'k AttributeMapping,
    attribute: &Attribute,
    subject: &Subject<'_>,
    format: Format,
) -> Cow<'k, AttributeMapping> {
    let found = find(subject, paths_of(&mapping.default_by, format));
    let (Some(default), false) = (&mapping.default, found.is_empty()) else {
        return Cow::Borrowed(mapping);
    };
    let said = match found.as_slice() {
        [(value, Guard::Always)] => value.as_text().and_then(|text| mapping.values.get(text)),
        _ => None,
    };
    let literal = said.and_then(|word| fact::word(attribute, word));
    let mut decided = mapping.clone();
    decided.default = literal.map(|literal| (literal, Arc::clone(&default.1)));
    Cow::Owned(decided)
}

/// A mapping whose default counts beside something else only, as it is where that is missing.
pub(super) fn settled<'k>(
    mapping: &'k AttributeMapping,
    subject: &Subject<'_>,
) -> Cow<'k, AttributeMapping> {
    let there = find_all(subject, &mapping.beside);
    let there = Guard::any(there.into_iter().map(|(_, when)| when));
    if mapping.beside.is_empty() || there.is_always() {
        return Cow::Borrowed(mapping);
    }
    let mut bare = mapping.clone();
    bare.default = None;
    Cow::Owned(bare)
}

/// A gap in a resource that a transform made, in the words of what stands in the template.
pub(super) fn as_written(gap: Gap, resource: &Resource, lowering: &Lowering<'_, '_>) -> Gap {
    let span = resource.type_span;
    let written = lowering.sources.get(span.file).slice(span);
    let renamed = &lowering.knowledge.sam.written_as;
    let names = renamed.get(written.trim_matches(['"', '\'']));
    let Some(name) = names.and_then(|names| names.get(gap.property.as_deref()?)) else {
        return gap;
    };
    Gap {
        property: Some(name.as_str().into()),
        ..gap
    }
}

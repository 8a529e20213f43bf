//! Resources that belong to a component, and items of theirs that read as statements of a policy.
//!
//! In: nodes of kind files. Out: [`Satellite`]s and [`StatementMapping`]s. What they belong to in a template is not known
//! here.

use std::collections::BTreeMap;

use crate::frontend::Format;
use crate::knowledge::{Fitting, Path, Satellite, StatementMapping};
use crate::source::Diagnostic;
use crate::syntax::fields::Fields;
use crate::syntax::{Node, Shape};

use super::catalog::owned;
use super::mappings::tests;
use super::names::{FORMATS, Names};
use super::paths::{self, KindSources};

/// Keys of a satellite that belongs by patterns of names.
pub const FITTING_KEYS: [&str; 6] = ["name", "only", "each", "patterns", "forms", "closest"];

/// The satellites of a source.
pub(super) fn read(
    fields: &Fields<'_>,
    format: Format,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Satellite> {
    let mut list = Vec::new();
    for field in fields.entries("satellites", "satellites by type", faults) {
        let type_name = &*field.name;
        let items: Vec<Node<'_>> = field.value.items().collect();
        let by_pattern = items.iter().any(|one| one.shape() == Shape::Mapping);
        if by_pattern && field.value.shape() == Shape::Sequence {
            let each = items.into_iter();
            list.extend(each.filter_map(|node| fitting(node, type_name, format, names, faults)));
            continue;
        }
        let to = paths::at(field.value, format, &BTreeMap::new(), faults);
        if !to.is_empty() {
            list.push(Satellite {
                type_name: type_name.to_owned(),
                name: type_name.to_owned(),
                to,
                fitting: None,
            });
        }
    }
    list
}

/// A satellite that belongs to what its patterns fit.
fn fitting(
    node: Node<'_>,
    type_name: &str,
    format: Format,
    names: Names<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Satellite> {
    let fields = Fields::of(node, "a satellite by patterns", &FITTING_KEYS, faults)?;
    let name = fields.need_text("name", faults)?.into_owned();
    let mut at = |key: &str| -> Option<Vec<Path>> {
        let node = fields.need(key, faults)?;
        Some(paths::at(node, format, &KindSources::new(), faults))
    };
    let (each, patterns) = (at("each")?, at("patterns")?);
    fields.need("forms", faults);
    Some(Satellite {
        type_name: type_name.to_owned(),
        name,
        to: Vec::new(),
        fitting: Some(Fitting {
            only: tests(&fields, names, faults),
            each,
            patterns,
            forms: owned(fields.texts("forms", faults)),
            closest: fields.is_set("closest", faults),
        }),
    })
}

/// Where the items of an attribute say what a statement would say.
pub(super) fn statement(
    fields: &Fields<'_>,
    faults: &mut Vec<Diagnostic>,
) -> Option<StatementMapping> {
    let node = fields.get("statement")?;
    let fields = Fields::of(node, "a statement", &["principals", "actions"], faults)?;
    let mut at = |key: &str| {
        let node = fields.need(key, faults)?;
        let inner = Fields::of(node, "paths by format", &FORMATS.map(Format::name), faults)?;
        Some(paths::paths(&inner, &KindSources::new(), faults))
    };
    Some(StatementMapping {
        principals: at("principals")?,
        actions: at("actions")?,
    })
}

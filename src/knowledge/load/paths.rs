//! Paths to values.
//!
//! In: nodes of kind files. Out: [`Path`]s by format. What they find is not known here.

use std::collections::BTreeMap;

use crate::frontend::Format;
use crate::knowledge::{METADATA, Path, Satellite, SourceSpec, Step};
use crate::source::Diagnostic;
use crate::syntax::fields::{self, Fields};
use crate::syntax::{Node, Shape};

use super::names::FORMATS;

/// Sources of the kind that is read, for the satellites at which paths can start.
pub(super) type KindSources = BTreeMap<Format, SourceSpec>;

/// The paths that the fields of a mapping give by format; other fields are not looked at.
pub(super) fn paths(
    fields: &Fields<'_>,
    sources: &KindSources,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Format, Vec<Path>> {
    let mut paths = BTreeMap::new();
    for format in FORMATS {
        let Some(node) = fields.get(format.name()) else {
            continue;
        };
        paths.insert(format, at(node, format, sources, faults));
    }
    paths
}

/// The paths that one node gives, alone or in a list.
pub(super) fn at(
    node: Node<'_>,
    format: Format,
    sources: &KindSources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Path> {
    let satellites = sources
        .get(&format)
        .map_or(&[][..], |source| &source.satellites);
    match node.shape() {
        Shape::Sequence => node
            .items()
            .filter_map(|item| path(item, satellites, faults))
            .collect(),
        _ => path(node, satellites, faults).into_iter().collect(),
    }
}

/// The paths by format of a field that is a mapping of its own; empty where it is missing.
pub(super) fn paths_of(
    fields: &Fields<'_>,
    key: &str,
    sources: &KindSources,
    faults: &mut Vec<Diagnostic>,
) -> BTreeMap<Format, Vec<Path>> {
    let Some(node) = fields.get(key) else {
        return BTreeMap::new();
    };
    match Fields::of(node, "paths by format", &FORMATS.map(Format::name), faults) {
        Some(fields) => paths(&fields, sources, faults),
        None => BTreeMap::new(),
    }
}

/// The path that a node writes with dots; it may start at one of the satellites.
pub(super) fn path(
    node: Node<'_>,
    satellites: &[Satellite],
    faults: &mut Vec<Diagnostic>,
) -> Option<Path> {
    let text = fields::text(node, faults)?;
    if &*text == "." {
        // The resource itself.
        return Some(Path {
            satellite: None,
            steps: Vec::new(),
        });
    }
    let (first, rest) = text.split_once('.').unwrap_or((&text, ""));
    let satellite = satellites.iter().find(|satellite| satellite.name == first);
    let satellite = match satellite {
        Some(satellite) => Some(satellite.name.clone()),
        None => (first == METADATA).then(|| METADATA.to_owned()),
    };
    if satellite.is_none() && first.contains("::") {
        let candidates = satellites.iter().map(|satellite| satellite.name.as_str());
        faults.push(fields::unknown_name(
            "satellite",
            first,
            node.span(),
            candidates,
        ));
        return None;
    }
    let written = if satellite.is_some() { rest } else { &*text };
    let steps = steps(written);
    if steps.contains(&"") && !(satellite.is_some() && written.is_empty()) {
        let message = format!("`{text}` has an empty step");
        faults.push(Diagnostic::error("wrong-type", node.span(), message));
        return None;
    }
    let steps = steps.into_iter().filter(|step| !step.is_empty());
    let steps = steps.map(|step| match step {
        "*" => Step::Values,
        "**" => Step::Below,
        "json" => Step::Json,
        name => {
            let name = name
                .strip_prefix('[')
                .and_then(|name| name.strip_suffix(']'));
            Step::Name(name.unwrap_or(step).to_owned())
        }
    });
    Some(Path {
        satellite,
        steps: steps.collect(),
    })
}

/// The steps of a path; one in square brackets can have dots.
fn steps(written: &str) -> Vec<&str> {
    let (mut steps, mut start, mut inside) = (Vec::new(), 0, false);
    for (at, letter) in written.char_indices() {
        match letter {
            '[' => inside = true,
            ']' => inside = false,
            '.' if !inside => {
                steps.push(&written[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    steps.push(&written[start..]);
    steps
}

//! Which zone each component is in: that of its parent, or of the parent's parent.
//!
//! In: components with what they name as parent. Out: a zone for each of them, where there is one. What zones are is not
//! known here.

use crate::source::Diagnostic;

use super::super::names::Register;
use super::super::reading::Reading;
use super::{Item, keys};

/// What a component names as its parent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Parent {
    None,
    Zone(usize),
    Component(usize),
}

/// Which zone each component is in.
pub(super) fn zones(
    items: &[Item<'_>],
    components: &mut Register,
    zones: &mut Register,
    reading: &mut Reading<'_>,
) -> Vec<Option<usize>> {
    let parents: Vec<Parent> = items
        .iter()
        .map(|item| parent(item, components, zones, reading))
        .collect();
    let mut found: Vec<Option<Option<usize>>> = vec![None; items.len()];
    // From which start each component was last passed.
    let mut passed = vec![usize::MAX; items.len()];
    for start in 0..items.len() {
        // Each way up ends at a component whose zone is known, so that all of them together are walked once.
        let mut way = Vec::new();
        let mut at = start;
        let zone = loop {
            if let Some(zone) = found[at] {
                break zone;
            }
            if passed[at] == start {
                say_cycle(&items[at], reading);
                break None;
            }
            passed[at] = start;
            way.push(at);
            match parents[at] {
                Parent::None => break None,
                Parent::Zone(zone) => break Some(zone),
                Parent::Component(next) => at = next,
            }
        };
        for at in way {
            found[at] = Some(zone);
        }
    }
    found.into_iter().map(Option::flatten).collect()
}

fn say_cycle(item: &Item<'_>, reading: &mut Reading<'_>) {
    let message = format!(
        "component `{}` is within itself; it is in no zone",
        item.name
    );
    let warning = Diagnostic::warning("parent-cycle", item.at, message);
    let help = "let the outermost of them name a trust zone";
    reading.notes.said.push(warning.help(help));
}

fn parent(
    item: &Item<'_>,
    components: &mut Register,
    zones: &mut Register,
    reading: &mut Reading<'_>,
) -> Parent {
    const THEN: &str = "the component is in no zone";
    let Some(node) = item.fields.need("parent", &mut reading.notes.said) else {
        return Parent::None;
    };
    let Some(fields) = reading.fields(node, "a parent", &keys::PARENT) else {
        return Parent::None;
    };
    let by_type = reading.text(&fields, "type");
    let is_component = by_type == "component" || fields.get("component").is_some();
    let key = match (fields.get("id"), is_component) {
        (Some(_), _) => "id",
        (None, true) => "component",
        (None, false) => "trustZone",
    };
    let Some(node) = fields.need(key, &mut reading.notes.said) else {
        return Parent::None;
    };
    let id = node.text().unwrap_or_default();
    let notes = &mut reading.notes;
    if !is_component {
        let zone = zones.find(&id, node.span(), THEN, notes);
        return zone.map_or(Parent::None, Parent::Zone);
    }
    let found = components.find(&id, node.span(), THEN, notes);
    if found.is_some() {
        notes.left_out("components", "parent", node.span());
    }
    found.map_or(Parent::None, Parent::Component)
}

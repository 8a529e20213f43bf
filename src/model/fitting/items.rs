//! The items of satellites, and the patterns by which they say to what they belong.
//!
//! In: the resources of a template. Out: items with what stands around them, by the kind that they are for and the name that
//! paths have for them. Which component they fit is not known here.

use std::collections::BTreeMap;

use crate::frontend::{Resource, Template};
use crate::knowledge::{Fitting, KindId, Knowledge, Path, Step, Texts};
use crate::source::{Sources, Span};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::super::flat::flat;
use super::super::items::chosen;
use super::super::path::{Found, Subject, cause_of, find_all};
use super::super::{DeploymentId, Model, render, texts};

/// An item, or what may be some.
pub(super) struct Item<'t> {
    pub(super) resource: &'t Resource,
    /// A mapping; unknown where it is not known what it says.
    pub(super) value: Value,
    pub(super) when: Guard,
    pub(super) patterns: Vec<Pattern>,
    pub(super) size: usize,
}

/// A pattern as it is written.
pub(super) struct Pattern {
    /// What is not known stands as a name in braces.
    pub(super) text: Option<String>,
    /// What is not known is `*`.
    pub(super) loose: String,
    /// Why part of it is not known.
    pub(super) cause: Option<Cause>,
    pub(super) when: Guard,
}

/// What a template looks like to its satellites.
pub(in crate::model) struct Place<'p, 't> {
    pub(in crate::model) template: &'t Template,
    pub(in crate::model) deployment: DeploymentId,
    pub(in crate::model) knowledge: &'p Knowledge,
    pub(in crate::model) sources: &'p Sources,
}

pub(super) type Offers<'p, 't> = BTreeMap<(KindId, &'p str), (&'p Fitting, Vec<Item<'t>>)>;

/// The items of a template, by the kind that they are for and what paths call them.
pub(super) fn offered<'p, 't>(
    place: &Place<'p, 't>,
    model: &Model,
    work: &mut usize,
) -> Offers<'p, 't> {
    let mut all = Offers::new();
    let format = place.template.format;
    for resource in &place.template.resources {
        let key = (format, resource.type_name.clone());
        for &kind in place.knowledge.satellites.get(&key).into_iter().flatten() {
            let source = place.knowledge.kind(kind).sources.get(&format);
            let satellites = source.into_iter().flat_map(|source| &source.satellites);
            for one in satellites.filter(|one| one.type_name == resource.type_name) {
                let Some(fitting) = &one.fitting else {
                    continue;
                };
                let entry = all.entry((kind, one.name.as_str()));
                let (_, items) = entry.or_insert_with(|| (fitting, Vec::new()));
                items.extend(items_of(place, model, resource, (fitting, kind), work));
            }
        }
    }
    all
}

/// The items of a resource.
fn items_of<'t>(
    place: &Place<'_, 't>,
    model: &Model,
    resource: &'t Resource,
    (fitting, kind): (&Fitting, KindId),
    work: &mut usize,
) -> Vec<Item<'t>> {
    let whole = (resource.properties.clone(), Guard::Always);
    let open = |cause: Cause, when: Guard, span: Span| Item {
        resource,
        value: Value {
            term: Term::Unknown(cause),
            span,
        },
        when,
        patterns: Vec::new(),
        size: 1,
    };
    let when = match chosen(&whole, &fitting.only, place.template.format) {
        Ok(when) if !when.can_hold() => return Vec::new(),
        Ok(when) => when,
        Err(cause) => return vec![open(cause, Guard::Always, whole.0.span)],
    };
    let names = fitting.each.iter().filter_map(first_name);
    let texts = Texts {
        names: names.map(str::to_owned).collect(),
        substitutions: None,
    };
    let properties = texts::read(&texts, &whole.0, place.sources);
    let mut items = Vec::new();
    for (found, when) in flat(&properties, &fitting.each, &when, work) {
        let Ok((value, size)) = found else {
            items.push(open(too_many(), when, whole.0.span));
            break;
        };
        if !matches!(value.term, Term::Map(_)) {
            items.push(open(cause_of(&value), when, value.span));
            continue;
        }
        let patterns = find_all(&Subject::alone(&value), &fitting.patterns);
        let patterns = patterns
            .iter()
            .map(|one| pattern(one, (place, kind), model));
        let patterns = patterns.collect();
        items.push(Item {
            resource,
            value,
            when,
            patterns,
            size,
        });
    }
    items
}

pub(super) fn too_many() -> Cause {
    Cause::new(CauseKind::Limit, "items that fit by patterns")
}

/// The property at which a path starts.
fn first_name(path: &Path) -> Option<&str> {
    match path.steps.first() {
        Some(Step::Name(name)) => Some(name),
        _ => None,
    }
}

/// A pattern with the names of the components that it refers to.
fn pattern(
    (value, when): &Found,
    (place, kind): (&Place<'_, '_>, KindId),
    model: &Model,
) -> Pattern {
    let value = named(value, (place, kind), model);
    let mut loose = String::new();
    let mut cause = None;
    let parts = match &value.term {
        Term::Text(parts) => parts.as_slice(),
        _ => std::slice::from_ref(&value),
    };
    for part in parts {
        match part.as_text() {
            Some(text) => loose.push_str(text),
            None => {
                loose.push('*');
                cause = cause.or_else(|| Some(cause_of(part)));
            }
        }
    }
    Pattern {
        text: render(&value),
        loose,
        cause,
        when: when.clone(),
    }
}

/// A text in which references to components of a kind are their names, as far as these are known.
fn named(value: &Value, (place, kind): (&Place<'_, '_>, KindId), model: &Model) -> Value {
    match &value.term {
        Term::Text(parts) => Value {
            term: Term::Text(
                parts
                    .iter()
                    .map(|part| named(part, (place, kind), model))
                    .collect(),
            ),
            span: value.span,
        },
        Term::Reference(reference) => {
            let key = (place.deployment, reference.to.clone());
            let id = model.references.get(&key);
            let component = id.map(|id| &model.components[id.0 as usize]);
            let own = component.filter(|one| one.kind == Some(kind));
            let name = own.and_then(|one| one.names.get(1).or(one.names.first()));
            name.map_or_else(
                || value.clone(),
                |name| Value::text(name.as_str(), value.span),
            )
        }
        _ => value.clone(),
    }
}

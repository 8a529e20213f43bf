//! Values that one template keeps in the parameter store and others read at deployment.
//!
//! In: stacks that were read. Out: what each stack keeps itself, which is what it reads. For each other value that is read
//! under a name that one resource of the run declares, what it perhaps is: another deployment can have put something else there.

use std::collections::BTreeMap;

use crate::source::{FileId, SourceFile};
use crate::syntax::{Cause, CauseKind, Guard, Term, Value};

use super::super::cloudformation::STORED;
use super::super::{Document, Template};
use super::instances::Instance;
use super::values::carried;
use super::{Language, Read, Run};

/// Parts of a value that a stack takes from itself; a parameter of the store has no room for more.
const MOST_PARTS: usize = 1_000;

/// Whether a template reads from the store in the middle of texts.
pub(super) fn is_named(template: &Template, file: &SourceFile) -> bool {
    !template.resources.is_empty() && file.text().contains(STORED)
}

/// Notes beside each template what its stored values perhaps are.
pub(super) fn note(instances: &mut [Instance], read: &BTreeMap<FileId, Read>, run: &Run<'_>) {
    let kept = kept(instances, run.language);
    if kept.is_empty() {
        return;
    }
    for index in 0..instances.len() {
        let own = &instances[index];
        let mut asked: Vec<(Cause, String)> = Vec::new();
        for (parameter, name) in &own.wanted.stored {
            let cause = Cause::new(CauseKind::Parameter, parameter.as_str());
            asked.push((cause, name.clone()));
        }
        if is_named(&own.template, &read[&own.file].file) {
            let values = own.template.resources.iter().map(|one| &one.properties);
            values.for_each(|value| resolved(value, &mut asked));
        }
        let perhaps = asked.into_iter().filter_map(|(cause, name)| {
            // Of two that keep it, neither is chosen.
            let [(other, value)] = kept.get(name.as_str())?.as_slice() else {
                return None;
            };
            let fits = own.place.fits(&instances[*other].place);
            let value = carried(value, &instances[*other].name, &own.name);
            fits.then_some((cause, value))
        });
        let perhaps: Vec<(Cause, Value)> = perhaps.collect();
        instances[index].template.perhaps.extend(perhaps);
    }
}

/// Notes beside configurations what the names perhaps are that they ask for, and that other templates of the run keep.
pub(in crate::frontend) fn note_beside(documents: &mut [Document], language: &Language) {
    let asks = |document: &Document| match document {
        Document::Template(template) => !template.asked.is_empty(),
        _ => false,
    };
    if !documents.iter().any(asks) {
        return;
    }
    let mut kept: BTreeMap<String, Vec<(String, Value)>> = BTreeMap::new();
    for document in documents.iter() {
        let Document::Template(template) = document else {
            continue;
        };
        for (name, value) in kept_by(template, language) {
            let one = (template.path.clone(), value);
            kept.entry(name).or_default().push(one);
        }
    }
    for document in documents {
        let Document::Template(template) = document else {
            continue;
        };
        for (cause, name) in &template.asked {
            // Of two that keep it, neither is chosen.
            if let Some([(path, value)]) = kept.get(name).map(Vec::as_slice) {
                let value = carried(value, path, &template.path);
                template.perhaps.insert(cause.clone(), value);
            }
        }
    }
}

/// What a stack keeps under names that it also reads, by name: it is in one account and Region.
pub(super) fn own(
    own: &Instance,
    read: &BTreeMap<FileId, Read>,
    run: &Run<'_>,
) -> BTreeMap<String, Value> {
    if own.wanted.stored.is_empty() && !is_named(&own.template, &read[&own.file].file) {
        return BTreeMap::new();
    }
    let kept = kept(std::slice::from_ref(own), run.language);
    let single = kept.into_iter().filter_map(|(name, found)| {
        let value = <[_; 1]>::try_from(found).ok().map(|[(_, value)]| value)?;
        // What is itself read from the store may be so in a circle: it is known a round later, or never.
        is_settled(&value, own).then_some((name, value))
    });
    single.collect()
}

/// Whether nothing of a value is still to be read from the store.
fn is_settled(value: &Value, own: &Instance) -> bool {
    let (mut open, mut parts) = (vec![value], 0);
    while let Some(value) = open.pop() {
        parts += 1;
        let is_open = match &value.term {
            Term::Unknown(cause) => match cause.kind {
                CauseKind::DynamicReference => cause.subject.starts_with(STORED),
                CauseKind::Parameter => own.wanted.stored.contains_key(&cause.subject),
                _ => false,
            },
            _ => false,
        };
        if is_open || parts > MOST_PARTS {
            return false;
        }
        open.extend(value.parts());
    }
    true
}

/// The values that resources keep, by literal name.
fn kept(instances: &[Instance], language: &Language) -> BTreeMap<String, Vec<(usize, Value)>> {
    let mut kept: BTreeMap<String, Vec<(usize, Value)>> = BTreeMap::new();
    for (index, instance) in instances.iter().enumerate() {
        for (name, value) in kept_by(&instance.template, language) {
            kept.entry(name).or_default().push((index, value));
        }
    }
    kept
}

/// What the resources of a template keep, with its literal name.
fn kept_by(template: &Template, language: &Language) -> Vec<(String, Value)> {
    let each = template.resources.iter().filter_map(|resource| {
        let [name, value, ..] = language.stored.get(&resource.type_name)?.as_slice() else {
            return None;
        };
        let name = resource.properties.get(name).and_then(Value::as_text)?;
        let value = resource.properties.get(value)?;
        Some((name.to_owned(), while_there(value, &resource.when)))
    });
    each.collect()
}

/// Names in the store that a value is resolved from, each with the cause for which it is not known.
fn resolved(value: &Value, into: &mut Vec<(Cause, String)>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Unknown(cause) if cause.kind == CauseKind::DynamicReference => {
                let inner = cause.subject.strip_prefix(STORED);
                let inner = inner.and_then(|inner| inner.strip_suffix("}}"));
                // A version may follow the name.
                let name = inner.and_then(|inner| inner.split(':').next());
                into.extend(name.map(|name| (cause.clone(), name.to_owned())));
            }
            _ => open.extend(value.parts()),
        }
    }
}

/// A value where its resource is there; where it is not, somebody else may keep one.
fn while_there(value: &Value, when: &Guard) -> Value {
    if *when == Guard::Always {
        return value.clone();
    }
    let cause = Cause::new(CauseKind::Condition, when.to_string());
    Value {
        term: Term::Choice {
            when: when.clone(),
            then: Box::new(value.clone()),
            otherwise: Box::new(Value {
                term: Term::Unknown(cause),
                span: value.span,
            }),
        },
        span: value.span,
    }
}

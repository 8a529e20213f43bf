//! Values that one template keeps in the parameter store and others read at deployment.
//!
//! In: stacks that were read. Out: for each value that is read from the store under a name that one resource of the run
//! declares, what it perhaps is: another deployment can have put something else there.

use std::collections::BTreeMap;

use crate::source::{FileId, SourceFile};
use crate::syntax::{Cause, CauseKind, Term, Value};

use super::super::Template;
use super::instances::Instance;
use super::values::carried;
use super::{Language, Read, Run};

/// How a text begins that is read from the parameter store at deployment.
const RESOLVE: &str = "{{resolve:ssm:";

/// Whether a template reads from the store in the middle of texts.
pub(super) fn is_named(template: &Template, file: &SourceFile) -> bool {
    !template.resources.is_empty() && file.text().contains(RESOLVE)
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

/// The values that resources keep, by literal name.
fn kept(instances: &[Instance], language: &Language) -> BTreeMap<String, Vec<(usize, Value)>> {
    let mut kept: BTreeMap<String, Vec<(usize, Value)>> = BTreeMap::new();
    for (index, instance) in instances.iter().enumerate() {
        for resource in &instance.template.resources {
            let Some([name, value, ..]) =
                language.stored.get(&resource.type_name).map(Vec::as_slice)
            else {
                continue;
            };
            let name = resource.properties.get(name).and_then(Value::as_text);
            if let Some((name, value)) = name.zip(resource.properties.get(value)) {
                let one = (index, value.clone());
                kept.entry(name.to_owned()).or_default().push(one);
            }
        }
    }
    kept
}

/// Names in the store that a value is resolved from, each with the cause for which it is not known.
fn resolved(value: &Value, into: &mut Vec<(Cause, String)>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match &value.term {
            Term::Unknown(cause) if cause.kind == CauseKind::DynamicReference => {
                let inner = cause.subject.strip_prefix(RESOLVE);
                let inner = inner.and_then(|inner| inner.strip_suffix("}}"));
                // A version may follow the name.
                let name = inner.and_then(|inner| inner.split(':').next());
                into.extend(name.map(|name| (cause.clone(), name.to_owned())));
            }
            Term::List(items) | Term::Text(items) => open.extend(items),
            Term::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
            Term::Choice {
                then, otherwise, ..
            } => open.extend([&**then, &**otherwise]),
            _ => {}
        }
    }
}

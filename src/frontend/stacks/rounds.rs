//! Reading stacks with what the others give them, until nothing changes.
//!
//! In: stacks, each as if it stood alone. Out: the same with what parents hand down, nested stacks hand up and others export.
//! In each round a stack is read again where what it gets has changed, so that its functions and conditions see it. A chain
//! that is longer than the rounds leaves values unknown.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::source::{Diagnostic, FileId, closest_name};
use crate::syntax::{self, Cause, CauseKind, Guard, Limits, Term, Tree, Value};

use super::super::Output;
use super::super::cloudformation::{self, Surroundings};
use super::exports::{Exports, Given, assuming};
use super::instances::Instance;
use super::values::carried;
use super::{Read, Run, stored};

/// Most rounds; each link of a chain of stacks takes one.
const MOST: usize = 24;

/// Reads the stacks.
pub(super) fn read(instances: &mut [Instance], read: &BTreeMap<FileId, Read>, run: &mut Run<'_>) {
    let limits = Limits::default();
    let mut trees: BTreeMap<FileId, Tree> = BTreeMap::new();
    let mut said: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
    for _ in 0..MOST {
        let mut changed = false;
        let exports = Exports::of(instances);
        for index in 0..instances.len() {
            let surroundings = surroundings(index, instances, read, &exports, run);
            if surroundings == *instances[index].surroundings {
                continue;
            }
            changed = true;
            let file = &read[&instances[index].file].file;
            let tree = trees
                .entry(file.id)
                .or_insert_with(|| syntax::parse(file, &limits).0);
            let mut documents = tree.documents();
            let root = documents.find(|root| cloudformation::is_template(*root));
            let surroundings = Arc::new(surroundings);
            let settings = run.language.settings.get(&file.path);
            let mut settings = settings.unwrap_or(run.settings).clone();
            let own = instances[index].place.parameters.iter();
            let own = own.map(|(name, (value, _))| (name.clone(), value.clone()));
            settings.values.extend(own);
            let (template, wanted, diagnostics) =
                cloudformation::read_within(tree, root, &settings, &surroundings, &limits);
            said.insert(index, diagnostics);
            instances[index].template = template;
            instances[index].wanted = wanted;
            instances[index].surroundings = surroundings;
        }
        if !changed {
            break;
        }
    }
    check_parameters(instances, read, run);
    let exports = Exports::of(instances);
    for index in 0..instances.len() {
        let perhaps = possible(index, instances, &exports);
        instances[index].template.perhaps.extend(perhaps);
    }
    // What a template says alone was said; what it says in its place, as often as it says something else there.
    for diagnostic in said.into_values().flatten() {
        if LINKED.contains(&diagnostic.code) && !run.diagnostics.contains(&diagnostic) {
            run.diagnostics.push(diagnostic);
        }
    }
}

/// Codes of what only a template among others can be told.
const LINKED: [&str; 2] = ["unknown-output", "value-not-allowed"];

/// What a stack gets from the others as they are.
fn surroundings(
    index: usize,
    instances: &[Instance],
    read: &BTreeMap<FileId, Read>,
    exports: &Exports,
    run: &Run<'_>,
) -> Surroundings {
    let own = &instances[index];
    let mut surroundings = Surroundings {
        stack: own.place.stack.clone(),
        stored: stored::own(own, read, run),
        given: own.place.parameters.keys().cloned().collect(),
        ..Surroundings::default()
    };
    let is_one_of_several = own.name != read[&own.file].file.path;
    surroundings.instance = is_one_of_several.then(|| own.name.clone());
    if let Some((parent, name)) = &own.parent {
        let parent = &instances[*parent];
        let handed = handed(parent, name, run);
        // What a parent hands down in a way that nobody can read leaves all parameters open.
        surroundings.nested = handed.is_some();
        surroundings.parameters = handed
            .into_iter()
            .flatten()
            .map(|entry| {
                let value = carried(&entry.value, &parent.name, &own.name);
                (entry.key.clone(), value)
            })
            .collect();
    }
    for (name, value) in &own.wanted.imports {
        let value = match exports.given(index, value, instances) {
            Given::Certain(other, value, parameters) => {
                let value = carried(&value, &instances[other].name, &own.name);
                assuming(value, parameters)
            }
            Given::Several(cause) => Value {
                term: Term::Unknown(cause),
                span: value.span,
            },
            Given::Possible(..) | Given::Nothing => continue,
        };
        surroundings.imports.insert(name.clone(), value);
    }
    for (name, nested) in &own.nested {
        let nested = &instances[*nested];
        let outputs = nested.template.outputs.iter();
        let outputs = outputs.map(|output| {
            let value = carried(&output_value(output), &nested.name, &own.name);
            (output.entry.key.clone(), value)
        });
        surroundings.outputs.insert(name.clone(), outputs.collect());
    }
    surroundings
}

/// The value of an output where it exists; where it does not, nobody can use it.
pub(super) fn output_value(output: &Output) -> Value {
    let value = &output.entry.value;
    let (when, then) = (output.when.clone(), Box::new(value.clone()));
    if when == Guard::Always {
        return value.clone();
    }
    let cause = Cause::new(CauseKind::Condition, when.to_string());
    let otherwise = Box::new(Value {
        term: Term::Unknown(cause),
        span: value.span,
    });
    Value {
        term: Term::Choice {
            when,
            then,
            otherwise,
        },
        span: value.span,
    }
}

/// What a resource that is a stack hands down, by parameter; `None` where that is not known.
fn handed<'i>(parent: &'i Instance, name: &str, run: &Run<'_>) -> Option<&'i [syntax::Entry]> {
    let mut resources = parent.template.resources.iter();
    let resource = resources.find(|resource| resource.name == name)?;
    let [_, property, ..] = run.language.nested.get(&resource.type_name)?.as_slice() else {
        return None;
    };
    match resource.properties.get(property).map(|value| &value.term) {
        None | Some(Term::Null | Term::Absent) => Some(&[]),
        Some(Term::Map(entries)) => Some(entries),
        Some(_) => None,
    }
}

/// Says which parameters of stacks do not fit what is handed down, or what the configuration says.
fn check_parameters(instances: &[Instance], read: &BTreeMap<FileId, Read>, run: &mut Run<'_>) {
    let mut found = Vec::new();
    for own in instances {
        let declared = &own.wanted.parameters;
        let known = || declared.keys().map(String::as_str);
        for (name, (_, span)) in &own.place.parameters {
            if !declared.contains_key(name) && !name.starts_with("AWS::") {
                let path = &read[&own.file].file.path;
                let message = format!("`{path}` has no parameter `{name}`");
                let mut fault = Diagnostic::error("unknown-parameter", *span, message);
                fault.help =
                    closest_name(name, known()).map(|name| format!("did you mean `{name}`?"));
                found.push(fault);
            }
        }
        let Some((parent, name)) = &own.parent else {
            continue;
        };
        let Some(handed) = handed(&instances[*parent], name, run) else {
            continue;
        };
        for entry in handed {
            if !declared.contains_key(&entry.key) {
                let path = &read[&own.file].file.path;
                let message = format!("`{path}` has no parameter `{}`", entry.key);
                let mut fault = Diagnostic::error("unknown-parameter", entry.key_span, message);
                fault.help =
                    closest_name(&entry.key, known()).map(|name| format!("did you mean `{name}`?"));
                found.push(fault);
            }
        }
        let mut resources = instances[*parent].template.resources.iter();
        let Some(resource) = resources.find(|resource| resource.name == *name) else {
            continue;
        };
        for (parameter, has_default) in declared {
            if !has_default && !handed.iter().any(|entry| entry.key == *parameter) {
                let message = format!(
                    "stack `{name}` gives no value for parameter `{parameter}`, which has no default"
                );
                found.push(Diagnostic::warning(
                    "parameter-without-value",
                    resource.span,
                    message,
                ));
            }
        }
    }
    for fault in found {
        if !run.diagnostics.contains(&fault) {
            run.diagnostics.push(fault);
        }
    }
}

/// What imports that nobody gives for certain perhaps are.
fn possible(index: usize, instances: &[Instance], exports: &Exports) -> Vec<(Cause, Value)> {
    let own = &instances[index];
    let wanted = own.wanted.imports.iter();
    let perhaps = wanted.filter_map(|(name, value)| {
        let Given::Possible(other, value) = exports.given(index, value, instances) else {
            return None;
        };
        let value = carried(&value, &instances[other].name, &own.name);
        Some((Cause::new(CauseKind::Import, name.as_str()), value))
    });
    perhaps.collect()
}

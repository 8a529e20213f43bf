//! Plans and states of Terraform and OpenTofu, as JSON.
//!
//! In: the text of a file, which can be hundreds of megabytes long: it is walked from part to part, and no tree of the whole
//! is made. Out: a [`Template`] of the resources that exist afterwards, with what is not known yet as references or unknowns.
//! Which attributes matter is not known here.

mod configuration;
mod documents;
mod faults;
mod instances;
mod legacy;
mod mark;
mod merge;
mod references;
mod resource;
mod says;
mod state;
mod survey;
mod terms;
mod variables;
mod written;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::frontend::terraform::Language;
use crate::frontend::{Format, Resource, Template};
use crate::source::{Diagnostic, SourceFile, Span};
use crate::syntax::{Cursor, Limits, Value};

use configuration::Configuration;
use documents::Documents;
use faults::Faults;
use instances::Instances;
use references::Follow;
use resource::Reader;
use says::{check_version, place, say_what_goes, say_what_is_lost, say_what_is_partial};
use survey::{Fate, Seen, Survey};

/// What a file says that Terraform wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// What is to be.
    Plan {
        /// Whether it covers everything that the configuration has: what it leaves out then is not there.
        is_whole: bool,
    },
    /// What was there when it was written.
    State,
}

/// What a plan or state says.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its resources.
    pub template: Template,
    /// Which of both it is.
    pub sort: Sort,
    /// What the variables of the root module were set to, but for sensitive ones; none in a state.
    pub variables: BTreeMap<String, Value>,
}

/// A file that was read.
#[derive(Debug, Default)]
pub struct Reading {
    /// What it says; `None` where it is broken, as nobody knows what is missing of it.
    pub document: Option<Stored>,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a file as a plan or state; `None` where it is neither.
pub fn read(file: &Arc<SourceFile>, language: &Language, limits: &Limits) -> Option<Reading> {
    let text = file.text();
    let begins = text.trim_start_matches('\u{feff}').trim_start();
    if !begins.starts_with('{') || !is_marked(text) {
        return None;
    }
    let (mut survey, mut faults) = (Survey::default(), Faults::default());
    let walked = survey.walk(&mut Cursor::new(file, limits), &mut faults);
    let sort = sort(&survey, walked.is_err())?;
    if let Err(stop) = walked {
        file.keep_secret(Vec::new());
        return Some(Reading {
            document: None,
            diagnostics: vec![broken(*stop, &sort)],
        });
    }
    let mut secrets = Vec::new();
    let mut variables = BTreeMap::new();
    let resources = match sort {
        Found::Plan => {
            let (resources, given) =
                plan(file, &survey, language, limits, &mut faults, &mut secrets);
            variables = given;
            Some(resources)
        }
        Found::Values => Some(values(
            file,
            &survey,
            language,
            limits,
            &mut faults,
            &mut secrets,
        )),
        Found::File => state::read(file, &survey, language, limits, &mut faults, &mut secrets),
    };
    // What `init` keeps of a backend has the form of an empty state.
    let is_empty = resources.as_ref().is_some_and(Vec::is_empty);
    if sort == Found::File && is_empty && survey.section("backend").is_some() {
        return None;
    }
    file.keep_secret(secrets);
    say_what_is_lost(file, &mut faults);
    let sort = match sort {
        Found::Plan => Sort::Plan {
            is_whole: is_whole(&survey, text),
        },
        _ => Sort::State,
    };
    Some(Reading {
        document: resources.map(|resources| Stored {
            template: template(file, resources),
            sort,
            variables,
        }),
        diagnostics: faults.all(),
    })
}

fn template(file: &SourceFile, resources: Vec<Resource>) -> Template {
    Template {
        resources,
        ..Template::new(file.id, file.path.clone(), Format::Terraform)
    }
}

/// Whether a text has one of the keys that every plan and state has.
fn is_marked(text: &str) -> bool {
    let has = |key: &str| memchr::memmem::find(text.as_bytes(), key.as_bytes()).is_some();
    has("\"format_version\"") || has("\"terraform_version\"")
}

/// What a file turned out to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// A plan.
    Plan,
    /// A state as `show` prints it.
    Values,
    /// A state file.
    File,
}

/// What a file is by its sections. One that breaks off early is taken for a plan: its first keys are those of nothing else.
fn sort(survey: &Survey<'_>, is_broken: bool) -> Option<Found> {
    let has = |name: &str| survey.section(name).is_some();
    let (format, version) = (has("format_version"), has("terraform_version"));
    let planned = has("planned_values") || has("resource_changes");
    if format && (planned || version && has("configuration")) {
        return Some(Found::Plan);
    }
    if format && version && has("values") {
        return Some(Found::Values);
    }
    let versions = has("version") && version;
    let parts = has("resources") || has("modules");
    if versions && (parts || is_broken) {
        return Some(Found::File);
    }
    let is_alone = |name: &str| survey.sections.iter().all(|(key, _)| key.text == name);
    if format && is_alone("format_version") && !is_broken {
        return Some(Found::Values);
    }
    let begun = format && version;
    // A state without resources, or a plan that ends too early.
    begun.then_some(if is_broken {
        Found::Plan
    } else {
        Found::Values
    })
}

fn broken(stop: Diagnostic, sort: &Found) -> Diagnostic {
    let (what, command) = match sort {
        Found::Plan => ("plan", "`terraform show -json FILE > plan.json`"),
        Found::Values | Found::File => ("state", "`terraform show -json > state.json`"),
    };
    Diagnostic {
        message: format!(
            "this {what} is cut off or damaged, and nothing of it is checked: {}",
            stop.message
        ),
        help: Some(format!("write it again with {command}")),
        ..stop
    }
}

fn is_whole(survey: &Survey<'_>, text: &str) -> bool {
    survey.text("complete", text) != Some("false") && survey.text("errored", text) != Some("true")
}

/// The resources of a plan.
fn plan(
    file: &Arc<SourceFile>,
    survey: &Survey<'_>,
    language: &Language,
    limits: &Limits,
    faults: &mut Faults,
    secrets: &mut Vec<Span>,
) -> (Vec<Resource>, BTreeMap<String, Value>) {
    check_version(file, survey, faults);
    say_what_is_partial(file, survey, faults);
    let configuration = Configuration::of(file, survey.section("configuration"), limits, faults);
    let changed: HashSet<&str> = survey.changes.iter().map(|one| &*one.address).collect();
    // A plan for chosen targets has changes of those only, and values of everything.
    let stays = |one: &&Seen<'_>| matches!(one.fate, Fate::Stays | Fate::Unclear);
    let rest = survey
        .values
        .iter()
        .filter(|one| !changed.contains(&*one.address));
    let rest: Vec<&Seen<'_>> = rest.filter(stays).collect();
    let kept: Vec<&Seen<'_>> = survey.changes.iter().filter(stays).collect();
    let reads = survey.changes.iter().filter(|one| one.fate == Fate::Read);
    let later: HashMap<String, u32> = reads.map(|one| (one.address.to_string(), one.at)).collect();
    let addresses = kept.iter().chain(&rest).map(|one| &*one.address);
    let instances = Instances::of(addresses.chain(later.keys().map(String::as_str)));
    let documents = Documents::of(file, limits, later.clone());
    let variables = variables::read(file, survey.section("variables"), &configuration, limits);
    let follow = Follow {
        configuration: &configuration,
        instances: &instances,
        identities: &language.identities,
        nulls: &variables.nulls,
    };
    let mut reader = Reader {
        follow: &follow,
        language,
        documents: Some(&documents),
        secrets: Vec::new(),
        faults: std::mem::take(faults),
    };
    let mut resources = each(file, &kept, limits, &mut reader, Reader::changed);
    resources.extend(each(file, &rest, limits, &mut reader, Reader::planned));
    *faults = reader.faults;
    secrets.extend(reader.secrets);
    secrets.append(&mut documents.secrets.borrow_mut());
    if configuration.is_empty() && !rest.is_empty() {
        let message = "this plan has neither changes nor a configuration: what is not set and what is not known yet look alike";
        faults.error(
            "partial-plan",
            place(file, survey, "planned_values"),
            message,
        );
    }
    if configuration.is_exhausted() {
        let message = "the configuration of this plan is looked at more often than its size allows; some values stay unknown";
        faults.warning("work-limit", place(file, survey, "configuration"), message);
    }
    say_what_goes(survey, file, faults);
    (resources, variables.values)
}

/// The resources of a state as `show` prints it.
fn values(
    file: &Arc<SourceFile>,
    survey: &Survey<'_>,
    language: &Language,
    limits: &Limits,
    faults: &mut Faults,
    secrets: &mut Vec<Span>,
) -> Vec<Resource> {
    check_version(file, survey, faults);
    let configuration = Configuration::of(file, None, limits, faults);
    let (instances, nulls) = (Instances::default(), HashSet::new());
    let follow = Follow {
        configuration: &configuration,
        instances: &instances,
        identities: &language.identities,
        nulls: &nulls,
    };
    let mut reader = Reader {
        follow: &follow,
        language,
        documents: None,
        secrets: Vec::new(),
        faults: std::mem::take(faults),
    };
    let kept = survey.values.iter().filter(|one| one.fate == Fate::Stays);
    let resources = each(
        file,
        &kept.collect::<Vec<_>>(),
        limits,
        &mut reader,
        Reader::stored,
    );
    *faults = reader.faults;
    secrets.extend(reader.secrets);
    resources
}

/// The resources at some places, each from a tree of its own.
fn each<'r, 't>(
    file: &Arc<SourceFile>,
    seen: &[&Seen<'_>],
    limits: &Limits,
    reader: &mut Reader<'r, 't>,
    read: impl Fn(&mut Reader<'r, 't>, crate::syntax::Node<'_>) -> Option<Resource>,
) -> Vec<Resource> {
    let mut cursor = Cursor::new(file, limits);
    let mut resources = Vec::with_capacity(seen.len());
    for one in seen {
        if one.address.is_empty() {
            let span = Span::new(file.id, one.at, one.at + 1);
            let message = "a resource without an address is not checked";
            reader.faults.error("malformed-address", span, message);
            continue;
        }
        cursor.seek(one.at);
        match cursor.tree() {
            Ok((tree, diagnostics)) => {
                diagnostics
                    .into_iter()
                    .for_each(|one| reader.faults.push(one));
                resources.extend(tree.root().and_then(|root| read(reader, root)));
            }
            Err(stop) => reader.faults.push(*stop),
        }
        if one.fate == Fate::Unclear {
            let span = Span::new(file.id, one.at, one.at + 1);
            let message = format!(
                "what becomes of `{}` is not understood; it is checked as if it stayed",
                one.address
            );
            reader.faults.warning("unknown-action", span, message);
        }
    }
    resources
}

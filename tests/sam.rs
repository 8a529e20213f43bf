//! The SAM transform: what it makes of templates, against what the service makes of those of others, and where findings point.

mod known;
mod properties;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use phipath::frontend::{self, Document, Resource, cloudformation};
use phipath::model;
use phipath::source::{Diagnostic, Encoding, Place, Severity, Sources, Span};
use phipath::{Input, Role};
use serde_json::Value;

use crate::support::{all_rules, compare, corpus};

/// The name of the transform.
const TRANSFORM: &str = "AWS::Serverless-2016-10-31";

/// What a template becomes, and what there is to say about it.
struct Transformed {
    resources: Vec<Resource>,
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
}

fn transform(path: &str, text: String) -> Transformed {
    let mut sources = Sources::default();
    let knowledge = all_rules().knowledge;
    let settings = cloudformation::Settings {
        values: BTreeMap::new(),
        sam: Some(Arc::new(model::transform(&knowledge))),
    };
    let input = Input {
        path: path.to_owned(),
        text,
        encoding: Encoding::Utf8,
        role: Role::Named,
    };
    let language = model::language(&knowledge);
    let read = frontend::read(vec![input], &mut sources, &settings, &language);
    let resources = read.documents.into_iter().find_map(|one| match one {
        Document::Template(template) => Some(template.resources),
        _ => None,
    });
    Transformed {
        resources: resources.unwrap_or_default(),
        diagnostics: read.diagnostics,
        sources,
    }
}

/// Templates of others with what the service makes of them; `None`, with a word about it, where there are none.
fn pairs() -> Option<Vec<(String, PathBuf, PathBuf)>> {
    let Some(root) = corpus().map(|corpus| corpus.join("sam")) else {
        println!("skipped: no corpus");
        return None;
    };
    let entries = std::fs::read_dir(root.join("input")).expect("templates");
    let mut pairs: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let stem = path.file_stem().expect("a file").to_string_lossy();
            let output = root.join("output").join(format!("{stem}.json"));
            (stem.into_owned(), path.clone(), output)
        })
        .filter(|(_, _, output)| output.is_file())
        .collect();
    pairs.sort();
    Some(pairs)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a text")
}

/// A template of others. Many leave out the line that names the transform: they are made for it alone.
fn template(path: &Path) -> String {
    let text = read(path).replace(&format!("{TRANSFORM}-test"), TRANSFORM);
    if text.contains(TRANSFORM) {
        return text;
    }
    let line = format!("Transform: {TRANSFORM}\n");
    match text.split_once("---\n") {
        Some((start, rest)) if start.is_empty() || start.starts_with('%') => {
            format!("{start}---\n{line}{rest}")
        }
        _ => line + &text,
    }
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&read(path)).expect("JSON")
}

/// A name whose ten last digits follow from what it stands for.
fn stable(name: &str) -> String {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    match name.len().checked_sub(10) {
        Some(at) if name.as_bytes()[at..].iter().all(|byte| is_digit(*byte)) => {
            format!("{}#", &name[..at])
        }
        _ => name.to_owned(),
    }
}

fn named(resources: impl Iterator<Item = (String, String)>) -> BTreeSet<(String, String)> {
    resources
        .map(|(name, kind)| (stable(&name), kind))
        .collect()
}

fn made(transformed: &Transformed) -> BTreeSet<(String, String)> {
    let resources = transformed.resources.iter();
    named(resources.map(|one| (one.name.clone(), one.type_name.clone())))
}

fn expected(output: &Value) -> BTreeSet<(String, String)> {
    let resources = output["Resources"].as_object().expect("resources");
    named(resources.iter().map(|(name, one)| {
        let kind = one["Type"].as_str().unwrap_or_default();
        (name.clone(), kind.to_owned())
    }))
}

#[test]
fn templates_become_what_the_service_makes_of_them() {
    let Some(pairs) = pairs() else { return };
    let (mut total, mut differing) = (0, Vec::new());
    for (stem, input, output) in pairs {
        if stem.starts_with("error_") {
            continue;
        }
        total += 1;
        let ours = made(&transform(&stem, template(&input)));
        let theirs = expected(&json(&output));
        if ours != theirs {
            for one in theirs.difference(&ours) {
                println!("{stem}: missing {} {}", one.0, one.1);
            }
            for one in ours.difference(&theirs) {
                println!("{stem}: too much {} {}", one.0, one.1);
            }
            differing.push(stem);
        }
    }
    println!("{} of {total} differ", differing.len());
    assert_eq!(differing, known::DIFFERING);
}

#[test]
fn templates_that_the_service_takes_are_not_refused() {
    let Some(pairs) = pairs() else { return };
    let mut refused = Vec::new();
    for (stem, input, _) in pairs {
        if stem.starts_with("error_") {
            continue;
        }
        let transformed = transform(&stem, template(&input));
        let mut errors = transformed.diagnostics.iter();
        let wrong = errors.find(|one| one.severity == Severity::Error);
        if let Some(one) = wrong {
            println!("{stem}:{}: {}", line(&transformed, one), one.message);
            refused.push(stem);
        }
    }
    assert_eq!(refused, known::REFUSED);
}

fn line(transformed: &Transformed, one: &Diagnostic) -> u32 {
    match one.place {
        Place::Span(span) => transformed.sources.get(span.file).position(span.start).line,
        _ => 0,
    }
}

#[test]
fn templates_that_the_service_refuses_are_refused() {
    let Some(pairs) = pairs() else { return };
    let (mut total, mut taken) = (0, Vec::new());
    for (stem, input, output) in pairs {
        if !stem.starts_with("error_") {
            continue;
        }
        total += 1;
        let transformed = transform(&stem, template(&input));
        let mut errors = transformed.diagnostics.iter();
        if !errors.any(|one| one.severity == Severity::Error) {
            let output = std::fs::read_to_string(&output).unwrap_or_default();
            let said: Value = serde_json::from_str(&output).unwrap_or_default();
            println!("{stem}: {}", said["errorMessage"]);
            taken.push(stem);
        }
    }
    println!("{} of {total} are taken", taken.len());
    assert_eq!(taken, known::TAKEN);
}

/// Templates of our own, by name.
fn own() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/sam");
    let entries = std::fs::read_dir(folder).expect("templates");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut templates: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|one| one == "yaml"))
        .map(|path| {
            let stem = path.file_stem().expect("a file").to_string_lossy();
            (stem.into_owned(), read(&path))
        })
        .collect();
    templates.sort();
    assert!(templates.len() > 3, "the templates are found");
    templates
}

#[test]
fn resources_are_made_where_they_are_caused() {
    for (name, text) in own() {
        let transformed = transform(&format!("{name}.yaml"), text);
        let mut said = String::new();
        for one in &transformed.resources {
            let file = transformed.sources.get(one.span.file);
            let at = file.position(one.span.start);
            let when = match one.when.is_always() {
                true => String::new(),
                false => format!(" when {}", one.when),
            };
            said += &format!(
                "{}:{} {} {}{when}\n",
                at.line,
                at.column,
                stable(&one.name),
                one.type_name
            );
        }
        for one in &transformed.diagnostics {
            let line = line(&transformed, one);
            said += &format!("{:?} {} {line}: {}\n", one.severity, one.code, one.message);
        }
        compare(&format!("testdata/sam/{name}.txt"), &said);
    }
}

/// All places of a value.
fn places(value: &phipath::syntax::Value, found: &mut Vec<Span>) {
    use phipath::syntax::Term;
    found.push(value.span);
    match &value.term {
        Term::List(items) | Term::Text(items) => items.iter().for_each(|one| places(one, found)),
        Term::Map(entries) => {
            for entry in entries {
                found.push(entry.key_span);
                places(&entry.value, found);
            }
        }
        Term::Choice {
            then, otherwise, ..
        } => {
            places(then, found);
            places(otherwise, found);
        }
        _ => {}
    }
}

#[test]
fn all_that_is_made_stands_in_the_template() {
    let others = pairs().into_iter().flatten();
    let others = others.map(|(stem, input, _)| (stem, template(&input)));
    for (name, text) in own().into_iter().chain(others) {
        let end = text.len();
        let transformed = transform(&name, text);
        for one in &transformed.resources {
            let mut found = vec![one.span, one.whole, one.type_span, one.properties_key];
            places(&one.properties, &mut found);
            let file = one.span.file;
            let path = &transformed.sources.get(file).path;
            assert_eq!(path, &name, "{}", one.name);
            for span in found {
                let inside = span.file == file && (span.end as usize) <= end;
                assert!(inside, "{name}: {}: {span:?}", one.name);
            }
        }
    }
}

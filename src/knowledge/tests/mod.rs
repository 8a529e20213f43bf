//! Tests of loading: the embedded files, and a tiny catalog with one thing wrong at a time.

mod actions;
mod catalog;
mod faults;
mod loaded;
mod rules;
mod summary;
mod tiny;

use crate::source::{Diagnostic, Place, Severity, Sources};

use super::load::load_files;
use super::{Knowledge, Request, UserFile, examples};

/// Diagnostics as lines: place, code, message, advice.
fn render(sources: &Sources, faults: &[Diagnostic]) -> String {
    let line = |fault: &Diagnostic| {
        let place = match &fault.place {
            Place::Span(span) => {
                let file = sources.get(span.file);
                let position = file.position(span.start);
                format!("{}:{}:{}", file.path, position.line, position.column)
            }
            Place::Path(path) => path.clone(),
            Place::Run => "run".to_owned(),
        };
        let mark = if fault.severity == Severity::Error {
            ""
        } else {
            " (warning)"
        };
        let help = fault
            .help
            .as_ref()
            .map(|help| format!(" | {help}"))
            .unwrap_or_default();
        format!("{place} {}{mark} {}{help}\n", fault.code, fault.message)
    };
    faults.iter().map(line).collect()
}

/// The tiny catalog with some texts replaced: path, text, replacement. Every replacement must find its text.
fn load_tiny(
    changes: &[(&str, &str, &str)],
    request: &Request,
) -> (Knowledge, Sources, Vec<Diagnostic>) {
    let mut files: Vec<(&str, String)> = tiny::FILES
        .iter()
        .map(|(path, text)| (*path, (*text).to_owned()))
        .collect();
    for (path, from, to) in changes {
        let (_, text) = files
            .iter_mut()
            .find(|(name, _)| name == path)
            .expect("a path of the tiny catalog");
        assert!(text.contains(from), "`{from}` is not in {path}");
        *text = text.replacen(from, to, 1);
    }
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let mut sources = Sources::default();
    let (knowledge, faults) = load_files(&mut sources, &files, request);
    (knowledge, sources, faults)
}

/// What is wrong with the tiny catalog after a change.
fn check(path: &str, from: &str, to: &str) -> String {
    let request = Request {
        packs: vec!["base".to_owned()],
        ..Request::default()
    };
    let (_, sources, faults) = load_tiny(&[(path, from, to)], &request);
    render(&sources, &faults)
}

/// What is wrong with a user's rule after a change, and the ids of the rules that are left.
fn check_user(from: &str, to: &str) -> String {
    assert!(
        tiny::USER_RULE.contains(from),
        "`{from}` is not in the rule"
    );
    let text = tiny::USER_RULE.replacen(from, to, 1);
    let file = UserFile {
        path: "mine/exposure/open-way.yaml".to_owned(),
        text,
    };
    let request = Request {
        packs: vec!["base".to_owned()],
        user_rules: vec![file],
    };
    let (knowledge, sources, faults) = load_tiny(&[], &request);
    let ids: Vec<&str> = knowledge.rules.iter().map(|rule| &*rule.id).collect();
    format!("{}rules: {}\n", render(&sources, &faults), ids.join(", "))
}

/// Everything, from one of the two lists of embedded files.
fn load_embedded(files: &[(&str, &str)]) -> (Knowledge, Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let request = Request {
        packs: vec!["all".to_owned()],
        ..Request::default()
    };
    let (knowledge, faults) = load_files(&mut sources, files, &request);
    (knowledge, sources, faults)
}

#[test]
fn embedded_files_load_without_a_diagnostic() {
    let (knowledge, sources, faults) = load_embedded(super::embedded::COMPLETE);
    assert_eq!(render(&sources, &faults), "");
    assert!(!knowledge.rules.is_empty() && !knowledge.kinds.is_empty());
}

#[test]
fn embedded_examples_are_complete() {
    let mut sources = Sources::default();
    let (examples, faults) = examples(&mut sources);
    assert_eq!(render(&sources, &faults), "");
    assert!(examples.iter().any(|(_, examples)| !examples.is_empty()));
}

#[test]
fn lean_files_say_what_the_complete_ones_say() {
    let without_spans = |files| {
        let (knowledge, sources, faults) = load_embedded(files);
        assert_eq!(render(&sources, &faults), "");
        let text = format!("{knowledge:#?}");
        let place = |line: &&str| {
            let line = line.trim_start();
            ["file: FileId(", "start: ", "end: ", "start..", "at: "]
                .iter()
                .any(|key| line.starts_with(key))
        };
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for index in 0..lines.len() {
            if lines[index].trim_start() == "FileId(" {
                lines[index + 1].clear();
            }
        }
        lines.retain(|line| !place(&line.as_str()));
        lines
    };
    let lean = without_spans(super::embedded::LEAN);
    let complete = without_spans(super::embedded::COMPLETE);
    let differing = lean.iter().zip(&complete).find(|(one, other)| one != other);
    assert_eq!(differing, None);
    assert_eq!(lean.len(), complete.len());
}

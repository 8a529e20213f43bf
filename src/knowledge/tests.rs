//! Tests of loading: the embedded files, and a tiny catalog with one thing wrong at a time.

use crate::source::{Diagnostic, Place, Severity, Sources};

use super::{Request, examples, load};

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
        let mark = if fault.severity == Severity::Error { "" } else { " (warning)" };
        let help = fault.help.as_ref().map(|help| format!(" | {help}")).unwrap_or_default();
        format!("{place} {}{mark} {}{help}\n", fault.code, fault.message)
    };
    faults.iter().map(line).collect()
}

#[test]
fn embedded_files_load_without_a_diagnostic() {
    let mut sources = Sources::default();
    let request = Request { packs: vec!["all".to_owned()], ..Request::default() };
    let (knowledge, faults) = load(&mut sources, &request);
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

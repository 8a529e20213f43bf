//! The public test suites of JSON and YAML, where the corpus is at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use phipath::source::{Encoding, FileId, Severity, SourceFile, decode};
use phipath::syntax::{Limits, Shape, parse};

/// Cases of the YAML suite that are read although they should not be, or the other way round.
const YAML_MISSES: &[&str] = &[
    // Items of a flow sequence with less indentation than their key are accepted, as other tools do.
    "9C9N/0",
    // A version directive with two versions is rejected; the suite itself marks the case as not worth supporting.
    "ZYU8/2",
];

/// The folder of a suite; `None`, with a word about it, where there is none.
fn suite(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from);
    let folder = corpus.join("parsers").join(name);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no {name} suite");
    None
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the suite");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|found| found == extension)).collect();
    files.sort();
    files
}

/// Whether the text is read without an error.
fn accepts(path: &str, text: String) -> bool {
    let file = Arc::new(SourceFile::new(FileId(0), path.to_owned(), text, Encoding::Utf8));
    let (_, diagnostics) = parse(&file, &Limits::default());
    diagnostics.iter().all(|diagnostic| diagnostic.severity < Severity::Error && diagnostic.code != "not-json")
}

#[test]
fn json() {
    let Some(folder) = suite("json") else {
        return;
    };
    let mut wrong = Vec::new();
    let (mut accepted, mut rejected) = (0, 0);
    for path in files(&folder, "json") {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let bytes = std::fs::read(&path).expect("a file");
        let good = decode(bytes, "t.json").is_ok_and(|(text, _)| accepts("t.json", text));
        match name.as_bytes().first() {
            Some(b'y') if good => accepted += 1,
            Some(b'n') if !good => rejected += 1,
            Some(b'y' | b'n') => wrong.push(name),
            _ => {}
        }
    }
    println!("JSON: {accepted} accepted, {rejected} rejected");
    assert_eq!(wrong, Vec::<String>::new());
    assert!(accepted > 90 && rejected > 150, "{accepted} {rejected}");
}

#[test]
fn yaml() {
    let Some(folder) = suite("yaml") else {
        return;
    };
    let mut misses = Vec::new();
    let mut cases = 0;
    for path in files(&folder, "yaml") {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        let text = std::fs::read_to_string(&path).expect("a file");
        for (index, (source, fail)) in yaml_cases(&text).into_iter().enumerate() {
            cases += 1;
            if accepts("t.yaml", source) == fail {
                misses.push(format!("{name}/{index}"));
            }
        }
    }
    println!("YAML: {cases} cases, {} misses", misses.len());
    assert!(cases > 350, "{cases}");
    assert_eq!(misses, YAML_MISSES);
}

/// The cases of a file: the text, and whether it must be rejected.
fn yaml_cases(text: &str) -> Vec<(String, bool)> {
    let file = Arc::new(SourceFile::new(FileId(0), "case.yaml".to_owned(), text.to_owned(), Encoding::Utf8));
    let (tree, diagnostics) = parse(&file, &Limits::default());
    assert_eq!(diagnostics, []);
    let root = tree.root().expect("cases");
    assert_eq!(root.shape(), Shape::Sequence);
    let mut cases = Vec::new();
    let mut before = String::new();
    let mut fail_before = false;
    for case in root.items() {
        let text_of = |key: &str| case.get(key).and_then(|node| node.text()).map(|text| text.into_owned());
        // A case without a text has that of the case before.
        before = text_of("yaml").unwrap_or(before);
        fail_before = text_of("fail").map_or(fail_before && case.get("yaml").is_none(), |fail| fail == "true");
        cases.push((visible(&before), fail_before));
    }
    cases
}

/// The suite writes invisible characters as visible ones.
fn visible(text: &str) -> String {
    let text = text.replace('␣', " ").replace('↵', "").replace('⇔', "\u{feff}").replace('←', "\r");
    let text = text.replace('—', "").replace('»', "\t");
    match text.strip_suffix("∎\n") {
        Some(cut) => cut.to_owned(),
        None => text,
    }
}

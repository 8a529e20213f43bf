//! Reports of real runs: valid by their schemas, and the same bytes every time.

use std::fs;
use std::path::{Path, PathBuf};

use phipath::check::Verdict;
use phipath::report::terminal::Style;
use phipath::report::{Report, json, sarif, terminal};
use phipath::source::Encoding;
use phipath::{Analysis, Input, Settings, analyse};
use serde_json::Value;

use crate::support::all_rules;

/// Templates of our own, systems and principles alike.
fn templates() -> Vec<PathBuf> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata");
    let mut open = vec![data.join("systems"), data.join("propagation")];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            match path.extension() {
                None if path.is_dir() => open.push(path),
                Some(extension) if extension == "yaml" => found.push(path),
                _ => {}
            }
        }
    }
    found.sort();
    found
}

fn analysis(paths: &[PathBuf]) -> Analysis {
    let input = |path: &PathBuf| {
        let text = fs::read_to_string(path).expect("it can be read");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let path = path
            .strip_prefix(root)
            .expect("it lies inside")
            .display()
            .to_string();
        Input {
            path,
            text,
            encoding: Encoding::Utf8,
            role: phipath::Role::Named,
        }
    };
    analyse(
        all_rules(),
        paths.iter().map(input).collect(),
        &Settings::default(),
    )
}

fn report(analysis: &Analysis) -> Report<'_> {
    Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome: analysis.outcome.clone(),
        diagnostics: analysis.diagnostics.clone(),
        coverage: analysis.coverage.clone(),
        as_of: "2026-11-22".to_owned(),
        exceptions: Vec::new(),
        reach: phipath::report::Reach::default(),
        baseline: None,
        catalog_date: analysis.knowledge.catalog_date.clone(),
    }
}

fn render(
    render: impl Fn(&Report<'_>, &mut Vec<u8>) -> std::io::Result<()>,
    analysis: &Analysis,
) -> Vec<u8> {
    let mut out = Vec::new();
    render(&report(analysis), &mut out).expect("memory can be written");
    out
}

fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    let errors: Vec<String> = validator
        .iter_errors(document)
        .take(5)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn sarif_of_real_runs_is_valid() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/schemas/sarif-2.1.0.json");
    let text = fs::read_to_string(path).expect("it can be read");
    let mut schema: Value = serde_json::from_str(&text).expect("it is JSON");
    // The published pattern of `language` is no valid regular expression.
    for definition in schema["definitions"]
        .as_object_mut()
        .expect("there are some")
        .values_mut()
    {
        if let Some(language) = definition.pointer_mut("/properties/language") {
            language
                .as_object_mut()
                .expect("it is a schema")
                .remove("pattern");
        }
    }
    let analysis = analysis(&templates());
    let log: Value =
        serde_json::from_slice(&render(|report, out| sarif::render(report, out), &analysis))
            .expect("it is JSON");
    assert_valid(&schema, &log);
    let run = &log["runs"][0];
    assert_eq!(
        run["tool"]["driver"]["rules"].as_array().map(Vec::len),
        Some(analysis.knowledge.rules.len())
    );
    let results = run["results"].as_array().expect("there are results");
    let findings = analysis.outcome.findings.iter();
    let open = findings.filter(|one| one.verdict <= Verdict::Undecided);
    assert_eq!(results.len(), open.count());
    assert!(
        results
            .iter()
            .any(|result| result["kind"] == "fail" && result["codeFlows"].is_array())
    );
    assert!(results.iter().any(|result| result["kind"] == "open"));
    assert!(results.iter().all(|result| result["kind"] != "pass"));
}

#[test]
fn json_of_real_runs_is_valid() {
    let analysis = analysis(&templates());
    let document: Value =
        serde_json::from_slice(&render(|report, out| json::render(report, out), &analysis))
            .expect("it is JSON");
    assert_valid(&json::schema(), &document);
}

#[test]
fn same_inputs_give_the_same_bytes() {
    let paths = templates();
    let all = |analysis: &Analysis| {
        let style = Style::default();
        let human = render(
            |report, out| terminal::render(report, &style, out),
            analysis,
        );
        let sarif = render(|report, out| sarif::render(report, out), analysis);
        (
            human,
            sarif,
            render(|report, out| json::render(report, out), analysis),
        )
    };
    let one = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build()
        .expect("a pool starts");
    let alone = one.install(|| all(&analysis(&paths)));
    let together = all(&analysis(&paths));
    assert!(alone == together);
}

#[test]
fn fingerprints_survive_moves_in_the_file() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/systems/documentation-summariser-flawed/template.yaml");
    let text = fs::read_to_string(path).expect("it can be read");
    let fingerprints = |text: String| {
        let input = Input {
            path: "template.yaml".to_owned(),
            text,
            encoding: Encoding::Utf8,
            role: phipath::Role::Named,
        };
        let analysis = analyse(all_rules(), vec![input], &Settings::default());
        let mut all: Vec<String> = analysis
            .outcome
            .findings
            .iter()
            .map(|one| one.fingerprint.clone())
            .collect();
        all.sort();
        all
    };
    let before = fingerprints(text.clone());
    let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!(distinct.len(), before.len(), "each finding has its own");
    assert_eq!(
        before,
        fingerprints(text.replace("Resources:\n", "Resources:\n\n  # moved\n\n"))
    );
}

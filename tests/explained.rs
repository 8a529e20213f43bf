//! What `explain` says of a finding: of one that is violated, one whose value is a default, one that is undecided; how findings are named.

use serde_json::Value;

use crate::graph::flawed;
use crate::invalid::{Run, run_in};
use crate::support::compare;

fn run(arguments: &[&str]) -> Run {
    let common = ["template.yaml", "--root", ".", "--as-of", "2026-11-28"];
    run_in(&flawed(), &[arguments, &common].concat(), "")
}

/// The findings of the report on the system.
fn findings() -> Vec<Value> {
    let report = run(&["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&report.out).expect("it is JSON");
    report["findings"].as_array().expect("a list").clone()
}

/// The fingerprint of the first finding of a rule with a verdict.
fn of(rule: &str, verdict: &str) -> String {
    let findings = findings();
    let mut fits = findings
        .iter()
        .filter(|one| one["rule"] == rule && one["verdict"] == verdict);
    let found = fits.next().expect("there is one");
    found["fingerprint"].as_str().expect("a text").to_owned()
}

#[test]
fn findings_are_explained() {
    for (rule, verdict, file) in [
        ("phi-to-claude-platform", "violated", "flow.txt"),
        ("phi-key-without-rotation", "violated", "default.txt"),
        ("operator-without-agreement", "undecided", "undecided.txt"),
    ] {
        let fingerprint = of(rule, verdict);
        let explained = run(&["explain", &fingerprint]);
        assert_eq!((explained.status, explained.err.as_str()), (0, ""));
        compare(&format!("tests/expected/finding/{file}"), &explained.out);
        // The first digits, in either case, name the same.
        let short = fingerprint[..8].to_ascii_uppercase();
        assert_eq!(run(&["explain", &short]).out, explained.out);
    }
}

#[test]
fn the_report_shows_how_to_name_a_finding() {
    let fingerprint = of("phi-to-claude-platform", "violated");
    let short = &fingerprint[..8];
    let full = run(&["check"]).out;
    assert!(full.contains(&format!("\n  finding: {short}\n")));
    let lines = run(&["check", "--quiet"]);
    assert!(!lines.out.contains(short), "counts alone: {}", lines.out);
    let undecided = of("operator-without-agreement", "undecided");
    assert!(full.contains(&format!(", {}\n", &undecided[..8])), "{full}");
}

#[test]
fn every_open_finding_has_facts_with_a_place_or_a_reason_why_not() {
    let (mut seen, mut defaults) = (0, 0);
    for finding in findings() {
        let verdict = finding["verdict"].as_str().expect("a text");
        if verdict == "satisfied" {
            continue;
        }
        let fingerprint = finding["fingerprint"].as_str().expect("a text");
        let explained = run(&["explain", fingerprint, "--format", "json"]);
        assert_eq!(explained.status, 0, "{}", explained.err);
        let document: Value = serde_json::from_str(&explained.out).expect("it is JSON");
        let schema = phipath::report::json::told_schema();
        assert!(jsonschema::is_valid(&schema, &document));
        let one = &document["findings"][0];
        assert_eq!(one["finding"]["fingerprint"], fingerprint);
        for fact in one["facts"].as_array().expect("a list") {
            let placed = !fact["spans"].as_array().expect("a list").is_empty();
            assert!(placed || fact["whence"] == "graph", "{fact}");
            if fact["whence"] == "default" {
                assert!(fact["source"].as_str().is_some_and(|text| !text.is_empty()));
                defaults += 1;
            }
            seen += 1;
        }
    }
    assert!(seen > 50 && defaults > 3, "{seen} {defaults}");
}

#[test]
fn a_name_means_one_finding_or_says_which() {
    let all = findings();
    let prints: Vec<&str> = all
        .iter()
        .map(|one| one["fingerprint"].as_str().expect("a text"))
        .collect();
    let known = prints[0];
    // With its last digit changed it is no finding, and the one that was meant is named.
    let digit = if known.ends_with('0') { '1' } else { '0' };
    let other = format!("{}{digit}", &known[..known.len() - 1]);
    let unknown = run(&["explain", &other]);
    assert_eq!(unknown.status, 2);
    assert!(
        unknown.err.contains("no finding of this run begins with")
            && unknown.err.contains(&format!("did you mean `{known}`?")),
        "{}",
        unknown.err
    );
    let word = run_in(&flawed(), &["explain", "phi-to-claude-platfrm"], "");
    assert_eq!(word.status, 2);
    assert!(word.err.contains("did you mean `phi-to-claude-platform`?"));
    let rule = run(&["explain", "phi-to-claude-platform"]);
    assert_eq!(rule.status, 2);
    assert!(
        rule.err.contains("is explained without files"),
        "{}",
        rule.err
    );
}

#[test]
fn several_findings_are_listed() {
    // Among the findings of many systems some share their first four digits.
    let systems = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    let common = ["--as-of", "2026-11-28", "--root", "."];
    let check = [&["check", ".", "--format", "json"][..], &common].concat();
    let report: Value = serde_json::from_str(&run_in(&systems, &check, "").out).expect("JSON");
    let mut prints: Vec<&str> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["fingerprint"].as_str().expect("a text"))
        .collect();
    prints.sort_unstable();
    prints.dedup();
    let pair = prints.windows(2).find(|two| two[0][..4] == two[1][..4]);
    let pair = pair.expect("of so many two begin alike");
    let explain = [&["explain", &pair[0][..4], "."][..], &common].concat();
    let explained = run_in(&systems, &explain, "");
    assert_eq!(explained.status, 2);
    assert!(explained.err.contains("findings"), "{}", explained.err);
    assert!(explained.err.contains(pair[0]) && explained.err.contains(pair[1]));
}

#[test]
fn the_schema_is_the_generated_one() {
    let schema = format!("{:#}\n", phipath::report::json::told_schema());
    compare("schemas/finding.schema.json", &schema);
    let printed = run_in(&flawed(), &["schema", "finding"], "");
    assert_eq!((printed.status, printed.out), (0, schema));
}

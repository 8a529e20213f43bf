//! Tests of the json rendering.

use std::{env, fs};

use serde_json::{Value, json};

use crate::report::{Report, json};

use super::sample::Sample;

fn rendered(report: &Report<'_>) -> Value {
    let mut out = Vec::new();
    json::render(report, &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn is_valid_by_its_own_schema() {
    let sample = Sample::new();
    let mut document = rendered(&sample.report());
    let validator = jsonschema::validator_for(&json::schema()).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| error.to_string())
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    document["findings"][0]["labels"][0]["span"]["start"]["line"] = "one".into();
    assert!(!validator.is_valid(&document));
    document["findings"][0]
        .as_object_mut()
        .unwrap()
        .remove("labels");
    assert!(!validator.is_valid(&document));
}

#[test]
fn the_committed_schema_is_the_generated_one() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas/report.schema.json");
    let schema = serde_json::to_string_pretty(&json::schema()).unwrap() + "\n";
    if env::var_os("PHIPATH_BLESS").is_some() {
        fs::create_dir_all(concat!(env!("CARGO_MANIFEST_DIR"), "/schemas")).unwrap();
        fs::write(path, &schema).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == schema,
        "schemas/report.schema.json is stale; run the tests with PHIPATH_BLESS=1"
    );
}

#[test]
fn a_finding_has_its_places_its_way_and_its_causes() {
    let sample = Sample::new();
    let document = rendered(&sample.report());
    let finding = &document["findings"][0];
    assert_eq!(finding["verdict"], "violated");
    assert_eq!(
        finding["labels"][1]["span"],
        json!({
            "path": "stacks/notes.yaml",
            "start": {"line": 13, "column": 3, "byte": 231},
            "end": {"line": 13, "column": 13, "byte": 241},
        })
    );
    assert_eq!(finding["path"]["hops"][1]["breaks"], true);
    let undecided = &document["findings"][1];
    assert_eq!(undecided.get("path"), None);
    assert_eq!(
        undecided["causes"][0],
        json!({
            "kind": "parameter",
            "subject": "KeyArn",
            "text": "the value of parameter `KeyArn` is not known",
            "settled_by": "pass `--set KeyArn=VALUE`",
        })
    );
}

#[test]
fn counts_keep_apart_what_held_and_what_held_if_it_applies() {
    let sample = Sample::new();
    let document = rendered(&sample.report());
    let all =
        json!({"violated": 1, "undecided": 1, "waived": 0, "held": 4, "held_if_it_applies": 1});
    assert_eq!(document["summary"]["verdicts"], all);
    let medium =
        json!({"violated": 0, "undecided": 1, "waived": 0, "held": 1, "held_if_it_applies": 1});
    assert_eq!(document["rules"][1]["verdicts"], medium);
    assert_eq!(document["summary"]["by_severity"]["medium"], medium);
    assert_eq!(document["coverage"]["unmapped_types"][0]["count"], 12);
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let sample = Sample::new();
    let once = |report: &Report<'_>| {
        let mut out = Vec::new();
        json::render(report, &mut out).unwrap();
        out
    };
    assert_eq!(once(&sample.report()), once(&sample.report()));
}

#[test]
fn what_is_no_report_says_so() {
    let error = |text: &str| json::read(text.as_bytes()).err().unwrap_or_default();
    assert!(error("{}").starts_with("it is no JSON report of phipath: missing field `format`"));
    assert!(error("no").starts_with("it is no JSON report of phipath: "));
    let head = "\"version\": \"0\", \"catalog_date\": \"\", \"coverage\": {\"files\": []}, \"diagnostics\": [], \"findings\": []";
    let of = |format: &str, version: u32| {
        error(&format!(
            "{{\"format\": \"{format}\", \"format_version\": {version}, {head}}}"
        ))
    };
    assert_eq!(
        of("phipath-graph", 1),
        "it is no JSON report of phipath that this version understands"
    );
    assert_eq!(
        of("phipath-report", 9),
        "it is no JSON report of phipath that this version understands"
    );
    assert_eq!(
        of("phipath-report", 1),
        "it does not say where PHI goes: an older version made it"
    );
}

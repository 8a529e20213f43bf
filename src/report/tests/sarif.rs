//! Tests of the sarif rendering.

use std::fs;

use serde_json::Value;

use crate::check::{Finding, FlowPath};
use crate::report::{Report, sarif};
use crate::source::Span;

use super::sample::Sample;

/// The official schema, without two patterns that are no regular expressions.
fn schema() -> Value {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/testdata/schemas/sarif-2.1.0.json"
    );
    let mut schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut dropped = 0;
    for definition in schema["definitions"].as_object_mut().unwrap().values_mut() {
        if let Some(language) = definition.pointer_mut("/properties/language") {
            dropped += usize::from(
                language
                    .as_object_mut()
                    .unwrap()
                    .remove("pattern")
                    .is_some(),
            );
        }
    }
    assert_eq!(dropped, 2);
    schema
}

fn rendered(report: &Report<'_>) -> Value {
    let mut out = Vec::new();
    sarif::render(report, &mut out).unwrap();
    assert_eq!(out.last(), Some(&b'\n'));
    serde_json::from_slice(&out).unwrap()
}

fn errors(log: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    validator
        .iter_errors(log)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

#[test]
fn is_valid_sarif() {
    let sample = Sample::new();
    let log = rendered(&sample.report());
    assert_eq!(errors(&log), Vec::<String>::new());
    let mut broken = log;
    broken["runs"][0]["results"][0]["kind"] = "wrong".into();
    assert_eq!(errors(&broken).len(), 1);
}

#[test]
fn a_violation_is_a_failed_result_with_its_way() {
    let sample = Sample::new();
    let log = rendered(&sample.report());
    let result = &log["runs"][0]["results"][0];
    assert_eq!(
        (&result["kind"], &result["level"]),
        (&"fail".into(), &"error".into())
    );
    assert_eq!(
        (&result["ruleId"], &result["ruleIndex"]),
        (&"made-up-leak".into(), &0.into())
    );
    assert_eq!(
        result["partialFingerprints"]["phipath/v1"],
        "00112233445566778899aabbccddeeff"
    );
    assert_eq!(
        result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"],
        "stacks/notes.yaml#Resources.NotesBucket"
    );
    assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 1);
    let steps = result["codeFlows"][0]["threadFlows"][0]["locations"]
        .as_array()
        .unwrap();
    let importance: Vec<&str> = steps
        .iter()
        .map(|step| step["importance"].as_str().unwrap())
        .collect();
    assert_eq!(importance, ["important", "important", "essential"]);
    let uri = &steps[1]["location"]["physicalLocation"]["artifactLocation"];
    assert_eq!(
        (&uri["uri"], &uri["uriBaseId"]),
        (
            &"stacks/policies/read%20notes.json".into(),
            &"%SRCROOT%".into()
        )
    );
}

#[test]
fn other_verdicts_have_no_level() {
    let sample = Sample::new();
    let log = rendered(&sample.report());
    let results = log["runs"][0]["results"].as_array().unwrap();
    let kinds: Vec<_> = results
        .iter()
        .map(|result| {
            (
                result["kind"].as_str().unwrap(),
                result["level"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(kinds, [("fail", "error"), ("open", "none")]);
    assert_eq!(
        results[1]["properties"]["causes"][0]["settledBy"],
        "pass `--set KeyArn=VALUE`"
    );
    // What holds would be taken for a finding: it is counted alone.
    let said = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array();
    let last = said.unwrap().last().unwrap();
    assert_eq!(last["descriptor"]["id"], "held-left-out");
    let text = last["message"]["text"].as_str().unwrap();
    assert!(text.starts_with("5 verdicts that hold"), "{text}");
}

/// What a log says of itself, by name.
fn said(log: &Value, id: &str) -> Option<String> {
    let all = log["runs"][0]["invocations"][0]["toolExecutionNotifications"].as_array();
    let found = all
        .unwrap()
        .iter()
        .find(|one| one["descriptor"]["id"] == id);
    found.map(|one| one["message"]["text"].as_str().unwrap().to_owned())
}

#[test]
fn what_services_do_not_take_is_left_out_in_order_and_said() {
    let sample = Sample::new();
    let mut report = sample.report();
    let [leak, undecided] = [0, 1].map(|index| report.outcome.findings[index].clone());
    assert_eq!(said(&rendered(&report), "results-left-out"), None);
    let short = |finding: &Finding| Finding {
        path: FlowPath::default(),
        ..finding.clone()
    };
    let mut findings = vec![short(&undecided); 10];
    findings.extend(vec![short(&leak); 25_000]);
    report.outcome.findings = findings;
    let log = rendered(&report);
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert!(results.iter().all(|one| one["kind"] == "fail"));
    let text = said(&log, "results-left-out").unwrap();
    assert!(
        text.contains("0 violated, 10 undecided, 0 excepted"),
        "{text}"
    );
    let text = said(&log, "results-not-shown").unwrap();
    assert!(text.contains("20000 of these"), "{text}");
}

#[test]
fn long_ways_and_many_places_are_cut_and_that_is_said() {
    let sample = Sample::new();
    let mut report = sample.report();
    let finding = &mut report.outcome.findings[0];
    let (hop, label) = (finding.path.hops[0].clone(), finding.labels[1].clone());
    finding.path.hops.splice(1..1, vec![hop; 1_200]);
    finding.labels.extend(vec![label; 150]);
    let log = rendered(&report);
    assert_eq!(errors(&log), Vec::<String>::new());
    let result = &log["runs"][0]["results"][0];
    let steps = &result["codeFlows"][0]["threadFlows"][0]["locations"];
    let steps = steps.as_array().unwrap();
    assert_eq!(steps.len(), 1_000);
    assert_eq!(steps[999]["importance"], "essential");
    assert_eq!(steps[0]["executionOrder"], 1);
    assert_eq!(result["relatedLocations"].as_array().unwrap().len(), 100);
    assert!(said(&log, "ways-cut").is_some() && said(&log, "places-cut").is_some());
}

#[test]
fn a_log_that_grows_too_large_ends_in_order() {
    let sample = Sample::new();
    let mut report = sample.report();
    let mut finding = report.outcome.findings[0].clone();
    finding.message = "a".repeat(10_000);
    report.outcome.findings = vec![finding; 7_000];
    let mut out = Vec::new();
    sarif::render(&report, &mut out).unwrap();
    assert!(out.len() < 61_000_000, "{} bytes", out.len());
    let log: Value = serde_json::from_slice(&out).unwrap();
    assert!(said(&log, "results-left-out").is_some());
}

#[test]
fn rules_inputs_and_coverage_are_told() {
    let sample = Sample::new();
    let log = rendered(&sample.report());
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 3);
    assert_eq!(rules[0]["name"], "MadeUpLeak");
    assert_eq!(rules[0]["deprecatedIds"][0], "made-up-leak-before");
    assert_eq!(
        rules[0]["properties"]["tags"],
        serde_json::json!(["security", "made-up-topic", "made/1.2(a)"])
    );
    assert_eq!(rules[1]["properties"]["security-severity"], "5.5");
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    assert_eq!(
        run["properties"]["unmappedTypes"][0],
        serde_json::json!({"type": "Made::Up::Thing", "count": 12})
    );
}

/// Counts what is written, and keeps the longest single write.
#[derive(Default)]
struct Counted {
    bytes: usize,
    longest: usize,
}

impl std::io::Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes += bytes.len();
        self.longest = self.longest.max(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn results_are_streamed() {
    let sample = Sample::new();
    let mut report = sample.report();
    let finding = report.outcome.findings[0].clone();
    report.outcome.findings = vec![finding; 2_000];
    let mut out = Counted::default();
    sarif::render(&report, &mut out).unwrap();
    assert!(out.bytes > 2_000_000, "{} bytes", out.bytes);
    assert!(out.longest < 10_000, "{} bytes at once", out.longest);
}

#[test]
fn columns_are_utf16_and_offsets_bytes() {
    let mut sample = Sample::new();
    let file = sample.sources.add(
        "/elsewhere/a:b.yaml".into(),
        "x: é𝒳 here".into(),
        crate::source::Encoding::Utf8,
    );
    let start = file.text().find("here").unwrap() as u32;
    let mut report = sample.report();
    report.outcome.findings[0].labels[0].span = Span::new(file.id, start, start + 4);
    let log = rendered(&report);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        serde_json::json!({"uri": "file:///elsewhere/a%3Ab.yaml"})
    );
    let region = serde_json::json!(
        {"startLine": 1, "startColumn": 8, "endLine": 1, "endColumn": 12, "byteOffset": 10, "byteLength": 4});
    assert_eq!(place["region"], region);
}

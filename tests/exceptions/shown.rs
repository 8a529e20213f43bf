//! What reports show of exceptions, whose they are, and how plans go by their sources.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::invalid::run_in;

use super::{RULE, SAID, TEMPLATE, check, json, root, states};

#[test]
fn what_is_meant_for_other_tools_has_no_effect() {
    let marks = "
  # checkov:skip=CKV_AWS_145: not now
  #checkov:skip=CKV_AWS_145
  # tfsec:ignore:aws-s3-encryption-customer-key
  # trivy:ignore:AVD-AWS-0132
  # nosec
  Notes:
    Metadata:
      cfn_nag: {rules_to_suppress: [{id: W41, reason: not now}]}
      checkov: {skip: [{id: CKV_AWS_145, comment: not now}]}
      guard: {SuppressedRules: [S3_BUCKET_DEFAULT_LOCK_ENABLED]}";
    let bare = json(
        &root("except-others", &[("a.yaml", TEMPLATE)]),
        &["--pack", "all"],
    );
    let text = TEMPLATE.replace("\n  Notes:", marks);
    let marked = json(
        &root("except-others", &[("a.yaml", &text)]),
        &["--pack", "all"],
    );
    assert_eq!(bare["summary"], marked["summary"]);
    assert_eq!(marked["exceptions"], serde_json::json!([]));
}

#[test]
fn every_format_shows_what_is_excepted() {
    let comment = format!("\n  # phipath: ignore[{RULE}] {SAID}\n  Notes:");
    let text = TEMPLATE.replace("\n  Notes:", &comment);
    let folder = root("except-formats", &[("a.yaml", &text)]);
    let out = |format: &str| check(&folder, &["--format", format]).out;
    let sarif: Value = serde_json::from_str(&out("sarif")).expect("it is JSON");
    let results = sarif["runs"][0]["results"]
        .as_array()
        .expect("a list")
        .iter();
    let suppressed: Vec<&Value> = results
        .filter(|one| one["suppressions"].is_array())
        .collect();
    assert_eq!(suppressed.len(), 1);
    let suppression = &suppressed[0]["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["status"], "accepted");
    assert_eq!(suppression["justification"], "keys come with the move");
    assert_eq!(suppression["properties"]["owner"], "clinic-platform");
    let junit = out("junit");
    assert!(
        junit.contains("<skipped message=\"excepted until 2027-06-30: "),
        "{junit}"
    );
    let github = out("github");
    let line = github.lines().find(|line| line.contains("excepted until"));
    assert!(
        line.is_some_and(|line| line.starts_with("::notice ")),
        "{github}"
    );
    let gitlab: Value = serde_json::from_str(&out("gitlab")).expect("it is JSON");
    let issues = gitlab.as_array().expect("a list").iter();
    let is_own = |one: &&Value| {
        one["description"]
            .as_str()
            .is_some_and(|text| text.starts_with("excepted"))
    };
    let own: Vec<&Value> = issues.filter(is_own).collect();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0]["severity"], "info");
    let rdjson: Value = serde_json::from_str(&out("rdjson")).expect("it is JSON");
    let said = rdjson["diagnostics"].as_array().expect("a list").iter();
    let is_own = |one: &&Value| {
        one["message"]
            .as_str()
            .is_some_and(|text| text.starts_with("excepted"))
    };
    assert!(
        said.clone()
            .filter(is_own)
            .all(|one| one["severity"] == "INFO")
    );
    assert_eq!(said.filter(is_own).count(), 1);
    let why = ["why", "Notes", ".", "--root", ".", "--as-of", "2026-12-01"];
    let why = run_in(&folder, &why, "").out;
    assert!(
        why.contains(&format!("violated, excepted  {RULE}")),
        "{why}"
    );
    let markdown = out("markdown");
    assert!(
        markdown.contains("1 more covered by exceptions."),
        "{markdown}"
    );
    assert!(
        markdown.contains("1 excepted or unchanged</summary>"),
        "{markdown}"
    );
}

#[test]
fn a_plan_goes_by_its_sources() {
    let pair = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform-plans-pairs/values");
    let read = |path: &str| fs::read_to_string(pair.join(path)).expect("it can be read");
    let (main, plan) = (read("main.tf"), read("plan.json"));
    let of = |main: &str| {
        let files = [("main.tf", main), ("plan.json", plan.as_str())];
        json(
            &root("except-plan", &files),
            &["--pack", "all", "--phi", "all"],
        )
    };
    let report = of(&main);
    let all = report["findings"].as_array().expect("a list").iter();
    let planned = |one: &&Value| {
        let text = one["labels"][1]["text"].as_str();
        one["verdict"] == "violated" && text == Some("as it is planned or deployed")
    };
    let finding = all
        .clone()
        .find(planned)
        .expect("something is wrong with it");
    let place = &finding["labels"][0]["span"];
    assert_eq!(place["path"], "main.tf");
    let line = place["start"]["line"].as_u64().expect("a line") as usize;
    let rule = finding["rule"].as_str().expect("a rule");
    let mut lines: Vec<String> = main.lines().map(str::to_owned).collect();
    lines[line - 1].push_str(&format!(" # phipath: ignore[{rule}] {SAID}"));
    let report = of(&(lines.join("\n") + "\n"));
    let mut all = report["findings"].as_array().expect("a list").iter();
    let same = all.find(|one| one["fingerprint"] == finding["fingerprint"]);
    assert_eq!(
        same.expect("it stays")["waiver"]["owner"],
        "clinic-platform"
    );
    assert_eq!(states(&report), ["used"]);
}

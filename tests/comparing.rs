//! Runs beside earlier ones: a baseline that does not fail again, and what a change brings.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::invalid::{Run, flat, run_in, scratch};
use crate::support::compare;

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// A bucket with PHI, and a function that reads it.
fn template() -> String {
    fs::read_to_string(data().join("diff/base/template.yaml")).expect("it can be read")
}

fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> Run {
    let usual = ["check", ".", "--root", ".", "--as-of", "2026-12-01"];
    run_in(folder, &[&usual, more].concat(), "")
}

/// A run beside the baseline of another folder.
fn beside(base: &Path, folder: &Path, more: &[&str]) -> Run {
    let report = base.join("base.json");
    let target = format!("json={}", report.display());
    let made = check(base, &["--report", &target, "--quiet"]);
    assert_eq!(made.err, "");
    let report = report.display().to_string();
    check(folder, &[&["--baseline", report.as_str()], more].concat())
}

#[test]
fn what_is_known_does_not_fail_and_what_is_new_does() {
    let text = template();
    let base = folder("baseline", &[("app/template.yaml", &text)]);
    assert_eq!(check(&base, &[]).status, 1);
    let same = beside(&base, &base, &["--fail-on-undecided"]);
    assert_eq!(same.status, 0, "{}", same.out);
    let out = flat(&same.out);
    assert!(out.contains("unchanged since"), "{out}");
    assert!(
        !out.contains("how the data gets there"),
        "what is known is a line: {out}"
    );
    let head = fs::read_to_string(data().join("diff/head/template.yaml")).expect("it can be read");
    let changed = folder("baseline-changed", &[("app/template.yaml", &head)]);
    let run = beside(&base, &changed, &["--format", "json"]);
    assert_eq!(run.status, 1);
    let report: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let findings = report["findings"].as_array().expect("a list").iter();
    let new = findings.filter(|one| one["verdict"] == "violated" && one["unchanged"] == false);
    let mut new: Vec<&str> = new
        .map(|one| one["rule"].as_str().expect("a text"))
        .collect();
    new.sort_unstable();
    assert_eq!(
        new,
        [
            "operator-without-agreement",
            "phi-crosses-operator-boundary",
            "phi-to-vendor-model-api"
        ]
    );
    assert!(report["summary"]["violations_unchanged"].as_u64() > Some(0));
}

/// The same template with other white space, quotes and order of lines.
fn reformatted(text: &str) -> String {
    let tags = "      Tags:\n        - {Key: DataClassification, Value: PHI}\n";
    let flow =
        "      Tags: [\n        {\"Value\": \"PHI\",\n         \"Key\": 'DataClassification'}]\n";
    let runtime = "      Runtime: python3.13\n      Handler: app.handler\n";
    let swapped =
        "      # what runs\n      Handler:    'app.handler'\n\n      Runtime: \"python3.13\"\n";
    assert!(text.contains(tags) && text.contains(runtime));
    text.replace(tags, flow).replace(runtime, swapped)
}

#[test]
fn what_is_known_survives_moves_renames_and_reformatting() {
    let text = template();
    let base = folder("baseline-moves", &[("app/template.yaml", &text)]);
    let cases = [
        (
            "moved",
            "app/template.yaml",
            format!("# a line more\n\n{text}"),
        ),
        ("renamed", "app/clinic.yaml", text.clone()),
        ("elsewhere", "stacks/one/clinic.yaml", text.clone()),
        ("reformatted", "app/template.yaml", reformatted(&text)),
        (
            "all",
            "stacks/clinic.yaml",
            reformatted(&format!("\n{text}")),
        ),
    ];
    for (name, path, text) in cases {
        let other = folder(&format!("baseline-{name}"), &[(path, &text)]);
        let run = beside(&base, &other, &["--fail-on-undecided"]);
        assert_eq!(run.status, 0, "{name}: {}", run.out);
    }
    // A copy is new: each finding of the baseline counts once.
    let copied = folder(
        "baseline-copied",
        &[("app/template.yaml", &text), ("app/more.yaml", &text)],
    );
    assert_eq!(beside(&base, &copied, &[]).status, 1);
    // So is what was mended in one file and broken in another.
    let plain = text.replace("Value: PHI", "Value: public");
    let two = folder("baseline-two", &[("a.yaml", &text), ("b.yaml", &plain)]);
    let swapped = folder("baseline-swapped", &[("a.yaml", &plain), ("b.yaml", &text)]);
    assert_eq!(beside(&two, &two, &[]).status, 0);
    assert_eq!(beside(&two, &swapped, &[]).status, 1);
}

#[test]
fn terraform_moves_with_its_folder() {
    let text = "resource \"aws_s3_bucket\" \"notes\" {\n  bucket = \"notes\"\n  tags   = { DataClassification = \"PHI\" }\n}\n";
    let base = folder("baseline-tf", &[("old/main.tf", text)]);
    assert_eq!(check(&base, &[]).status, 1);
    let other = folder("baseline-tf-other", &[("new/buckets.tf", text)]);
    assert_eq!(beside(&base, &other, &[]).status, 0);
}

#[test]
fn an_exception_that_ended_is_not_known() {
    let rule = "phi-store-without-customer-key";
    let comment = format!(
        "\n  # phipath: ignore[{rule}] until=2026-12-20 owner=clinic-platform reason=later\n  NotesBucket:"
    );
    let text = template().replace("\n  NotesBucket:", &comment);
    let base = folder("baseline-ended", &[("template.yaml", &text)]);
    assert_eq!(beside(&base, &base, &[]).status, 0);
    let report = base.join("base.json").display().to_string();
    let later = [
        "check",
        ".",
        "--root",
        ".",
        "--as-of",
        "2026-12-21",
        "--baseline",
        &report,
    ];
    let run = run_in(&base, &later, "");
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(
        flat(&run.out).contains(&format!("[{rule}] (")),
        "{}",
        run.out
    );
}

#[test]
fn what_is_no_baseline_is_an_error() {
    let text = template();
    let root = folder(
        "baseline-none",
        &[("template.yaml", &text), ("other.json", "{}")],
    );
    for (path, message) in [
        ("nothing.json", "`nothing.json` cannot be read"),
        ("other.json", "`other.json` cannot be compared with"),
        ("template.yaml", "`template.yaml` cannot be compared with"),
    ] {
        let run = check(&root, &["--baseline", path]);
        assert_eq!(run.status, 2);
        assert!(
            run.err.starts_with(&format!("error: {message}")),
            "{}",
            run.err
        );
        let run = run_in(&root, &["diff", path, path], "");
        assert_eq!(run.status, 2);
    }
}

fn diff(more: &[&str]) -> Run {
    let usual = ["diff", "base", "head", "--as-of", "2026-12-01"];
    run_in(&data().join("diff"), &[&usual, more].concat(), "")
}

#[test]
fn one_variable_is_one_new_flow_of_phi() {
    let run = diff(&["--format", "json"]);
    assert_eq!(run.status, 1, "{}", run.err);
    let document: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let flows = document["new_flows"].as_array().expect("a list");
    assert_eq!(flows.len(), 1);
    assert_eq!(
        flows[0]["path"],
        serde_json::json!(["NotesBucket", "Counter", "Claude API"])
    );
    assert_eq!(
        (&flows[0]["level"], &flows[0]["was"]),
        (&"yes".into(), &"no".into())
    );
    assert_eq!(flows[0]["place"], "template.yaml:21:11");
    assert_eq!(document["widened"].as_array().map(Vec::len), Some(1));
    let schema = phipath::report::diff::schema();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    assert!(validator.is_valid(&document));
    compare("schemas/diff.schema.json", &format!("{schema:#}\n"));
    // The other way round nothing is new.
    let back = run_in(
        &data().join("diff"),
        &["diff", "head", "base", "--as-of", "2026-12-01"],
        "",
    );
    assert_eq!(back.status, 0, "{}", back.out);
    assert!(
        flat(&back.out).contains("PHI flows that are gone (1)"),
        "{}",
        back.out
    );
    assert!(
        flat(&back.out).contains("fixed findings (4)"),
        "{}",
        back.out
    );
}

#[test]
fn every_format_of_a_diff_is_as_committed() {
    for (format, file) in [
        ("human", "txt"),
        ("markdown", "md"),
        ("github", "github.txt"),
    ] {
        let run = diff(&["--format", format]);
        assert_eq!(run.status, 1, "{}", run.err);
        compare(&format!("testdata/diff/expected.{file}"), &run.out);
    }
}

#[test]
fn a_flow_is_new_even_where_no_rule_is_broken() {
    // With no rule but those on exceptions, nothing is found and the flow is.
    let pack = "pack: none\ntitle: Nothing\nrules: [unused-exception]\n";
    let rules = folder("diff-rules", &[("packs/none.yaml", pack)]);
    let rules = rules.display().to_string();
    let run = diff(&["--pack", "none", "--rules", &rules]);
    assert_eq!(run.status, 1);
    assert!(
        run.out.contains("1 new PHI flows") && run.out.contains("findings: 0 new"),
        "{}",
        run.out
    );
    let run = diff(&[
        "--pack",
        "none",
        "--rules",
        &rules,
        "--fail-on",
        "violation",
    ]);
    assert_eq!(run.status, 0);
    assert_eq!(diff(&["--fail-on", "never"]).status, 0);
    assert_eq!(diff(&["--fail-on", "reach"]).status, 1);
    assert_eq!(diff(&["--fail-on", "violation,flow"]).status, 1);
}

#[test]
fn reports_are_compared_like_folders() {
    let data = data().join("diff");
    let out = scratch("diff-reports");
    let report = |side: &str| {
        let path = out.join(format!("{side}.json"));
        let target = format!("json={}", path.display());
        let arguments = [
            "check",
            ".",
            "--root",
            ".",
            "--as-of",
            "2026-12-01",
            "--quiet",
            "--report",
            &target,
        ];
        run_in(&data.join(side), &arguments, "");
        path.display().to_string()
    };
    let (base, head) = (report("base"), report("head"));
    let of_reports = run_in(&data, &["diff", &base, &head], "");
    let of_folders = diff(&[]);
    assert_eq!(
        (of_reports.status, of_reports.out),
        (of_folders.status, of_folders.out)
    );
    let mixed = run_in(&data, &["diff", &base, "head", "--as-of", "2026-12-01"], "");
    assert_eq!(mixed.status, 1);
    // Two folders have two roots, and none of them is both.
    let root = run_in(&data, &["diff", "base", "head", "--root", "."], "");
    assert_eq!(root.status, 2);
}

#[test]
fn what_the_head_did_not_read_is_not_said_to_be_fine() {
    let text = template();
    let base = folder("diff-base", &[("template.yaml", &text)]);
    let head = folder(
        "diff-head",
        &[
            ("template.yaml", &text),
            ("broken.yaml", "Resources:\n  A: {Type: [\n"),
        ],
    );
    let (base, head) = (base.display().to_string(), head.display().to_string());
    let run = run_in(&data(), &["diff", &base, &head], "");
    assert_eq!(run.status, 2, "{}{}", run.out, run.err);
    assert!(
        run.out.starts_with("note: 2 errors in inputs of the head"),
        "{}",
        run.out
    );
    let run = run_in(&data(), &["diff", &head, &base], "");
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    assert!(
        run.out.starts_with("note: 2 errors in inputs of the base"),
        "{}",
        run.out
    );
}

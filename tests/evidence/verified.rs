//! What is found out about evidence later: still true, not true any more and why, or not to be told.

use std::fs;

use super::{DAY, FILES, copy, create, json, replace, text, verify};
use crate::invalid::run_in;

/// The key of the system, which does not rotate, and as it does.
const OFF: &str = "    Type: AWS::KMS::Key\n    Properties:\n";
const ON: &str = "    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: true\n";

#[test]
fn evidence_is_still_true() {
    let folder = copy("verify-true");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    for day in [DAY, "2026-12-24"] {
        let run = verify(&folder, "out", day);
        assert_eq!((run.status, run.err.as_str()), (0, ""), "{}", run.out);
        assert!(
            run.out
                .starts_with("still true: the evidence of 2026-12-01")
        );
    }
    // What is no infrastructure bears on nothing, nor does a copy elsewhere.
    fs::write(folder.join("system/list.json"), "[1, 2]").expect("it can be written");
    fs::create_dir(folder.join("copy")).expect("it can be made");
    for file in FILES {
        fs::copy(
            folder.join("out").join(file),
            folder.join("copy").join(file),
        )
        .expect("a copy");
    }
    for out in ["out", "copy"] {
        let run = verify(&folder, out, DAY);
        assert_eq!(run.status, 0, "{}", run.out);
    }
}

#[test]
fn a_file_that_changed_is_named_with_its_hashes() {
    let folder = copy("verify-changed");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    replace(&folder, "system/template.yaml", OFF, ON);
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 1);
    let evidence = json(&folder, "out/evidence.json");
    let before = evidence["scope"]["inputs"][1]["sha256"]
        .as_str()
        .expect("a hash");
    assert!(run.out.starts_with("not true any more"));
    assert!(
        run.out.contains(&format!(
            "files: `system/template.yaml` changed: was {before}, is "
        )),
        "{}",
        run.out
    );
    assert!(
        run.out
            .contains("finding gone: phi-key-without-rotation (violated)"),
        "{}",
        run.out
    );
    assert!(!run.out.contains("edited by hand"));
}

#[test]
fn files_that_come_and_go_are_named() {
    let folder = copy("verify-files");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let template = text(&folder, "system/template.yaml");
    fs::write(folder.join("system/other.yaml"), template).expect("it can be written");
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 1);
    assert!(
        run.out.contains("files: `system/other.yaml` is new: "),
        "{}",
        run.out
    );
    fs::remove_file(folder.join("system/other.yaml")).expect("it can be removed");
    fs::remove_file(folder.join("system/system.architecture.yaml")).expect("it can be removed");
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 1);
    assert!(
        run.out
            .contains("files: `system/system.architecture.yaml` is gone: was "),
        "{}",
        run.out
    );
    assert!(run.out.contains("  result: control hipaa/"), "{}", run.out);
}

#[test]
fn a_file_of_evidence_that_was_edited_is_named() {
    let folder = copy("verify-edited");
    for file in FILES {
        assert_eq!(create(&folder, file, &[]).status, 0);
        let path = format!("{file}/{file}");
        match file {
            "evidence.json" => replace(&folder, &path, "\"undecided\": 2", "\"undecided\": 0"),
            "controls.csv" => replace(&folder, &path, "violated", "held"),
            "evidence.html" => replace(
                &folder,
                &path,
                "violations were found",
                "violation was found",
            ),
            _ => replace(&folder, &path, "not-satisfied", "satisfied"),
        }
        let run = verify(&folder, file, DAY);
        assert_eq!(run.status, 1, "{}", run.out);
        assert!(
            run.out
                .contains(&format!("edited by hand: `{file}` was edited: written ")),
            "{}",
            run.out
        );
        fs::remove_dir_all(folder.join(file)).expect("it can be removed");
    }
    assert_eq!(create(&folder, "out", &[]).status, 0);
    fs::remove_file(folder.join("out/controls.csv")).expect("it can be removed");
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 1);
    assert!(
        run.out.contains("edited by hand: `controls.csv` is gone"),
        "{}",
        run.out
    );
}

/// Whoever edits the document and its hash is found out by the result.
#[test]
fn an_edited_result_is_not_the_one_of_the_files() {
    let folder = copy("verify-forged");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let mut forged: phipath::report::evidence::Evidence =
        serde_json::from_str(&text(&folder, "out/evidence.json")).expect("it is evidence");
    let control = forged
        .controls
        .iter_mut()
        .find(|one| one.result.name() == "violated");
    let control = control.expect("there is one");
    control.result = phipath::report::evidence::ControlOutcome::Held;
    let id = control.id.clone();
    forged.content_sha256 = phipath::report::evidence::content_sha256(&forged).expect("a hash");
    forged.sha256 = phipath::report::evidence::document_sha256(&forged).expect("a hash");
    let written = phipath::report::evidence::json(&forged).expect("a text");
    fs::write(folder.join("out/evidence.json"), written).expect("it can be written");
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 1);
    assert!(!run.out.contains("edited by hand"), "{}", run.out);
    assert!(
        run.out
            .contains(&format!("result: control {id}: was held, is violated")),
        "{}",
        run.out
    );
}

#[test]
fn a_day_can_end_what_was_true() {
    let folder = copy("verify-day");
    replace(
        &folder,
        "system/system.architecture.yaml",
        "expires: 2026-10-01",
        "expires: 2027-10-01",
    );
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    assert_eq!(evidence["ends"][0]["day"], "2027-10-01");
    assert!(text(&folder, "out/evidence.html").contains("ends by itself does on"));
    assert_eq!(verify(&folder, "out", "2027-09-30").status, 0);
    let run = verify(&folder, "out", "2027-10-01");
    assert_eq!(run.status, 1);
    assert!(
        run.out.contains(
            "result as of 2027-10-01, by the day alone: new finding: operator-without-agreement"
        ),
        "{}",
        run.out
    );
    assert!(!run.out.contains("  files:"));
}

#[test]
fn what_cannot_be_told_is_said() {
    let folder = copy("verify-unknown");
    let run = verify(&folder, "system", DAY);
    assert_eq!(run.status, 2);
    assert!(
        run.err.contains("there is no `evidence.json` in `system`"),
        "{}",
        run.err
    );
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let run = run_in(
        &folder,
        &["evidence", "verify", "out", "--root", "out", "--as-of", DAY],
        "",
    );
    assert_eq!(run.status, 2);
    assert!(
        run.err
            .contains("none of the 2 files of the evidence is below"),
        "{}",
        run.err
    );
    replace(
        &folder,
        "out/evidence.json",
        "\"format_version\": 2",
        "\"format_version\": 9",
    );
    let run = verify(&folder, "out", DAY);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("of version 9"), "{}", run.err);
    for text in ["", "{}", "\u{0}", "[[[["] {
        fs::write(folder.join("out/evidence.json"), text).expect("it can be written");
        let run = verify(&folder, "out", DAY);
        assert_eq!(run.status, 2, "{}", run.out);
        assert!(
            run.err.contains("is no evidence that this phipath reads"),
            "{}",
            run.err
        );
    }
}

#[test]
fn later_evidence_says_what_changed() {
    let folder = copy("evidence-changes");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    assert!(json(&folder, "out/evidence.json")["changes"].is_null());
    fs::rename(folder.join("out"), folder.join("before")).expect("it can be moved");
    replace(&folder, "system/template.yaml", OFF, ON);
    assert_eq!(create(&folder, "out", &["--since", "before"]).status, 0);
    let changes = &json(&folder, "out/evidence.json")["changes"];
    assert_eq!(changes["since"], DAY);
    let found = &changes["found"];
    assert_eq!(found["inputs"][0]["path"], "system/template.yaml");
    assert_eq!(found["inputs"].as_array().map(Vec::len), Some(1));
    let gone = found["gone_findings"].as_array().expect("a list");
    assert_eq!(gone.len(), 1, "{gone:?}");
    assert!(
        gone[0]
            .as_str()
            .is_some_and(|text| text.starts_with("phi-key-without-rotation (violated)"))
    );
    assert_eq!(found["new_findings"].as_array().map(Vec::len), Some(0));
    assert!(text(&folder, "out/evidence.html").contains("Findings that are gone"));
    // Over its own evidence the same is written again; over an earlier one the differences are.
    let first = text(&folder, "out/evidence.json");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    assert_eq!(first, text(&folder, "out/evidence.json"));
    assert_eq!(create(&folder, "before", &[]).status, 0);
    assert_eq!(first, text(&folder, "before/evidence.json"));
}

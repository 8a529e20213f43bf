//! Options of the program, and the exit status that follows from them.

use super::{data, flat, run, run_in, scratch};

/// The system with flaws, and the one without.
const FLAWED: &str = "documentation-summariser-flawed/template.yaml";
const SOUND: &str = "documentation-summariser/template.yaml";

fn status(arguments: &[&str]) -> i32 {
    let folder = data().join("../systems");
    run_in(&folder, &[&["check"], arguments].concat(), "").status
}

#[test]
fn exit_status() {
    assert_eq!(status(&[SOUND]), 0);
    assert_eq!(status(&[FLAWED]), 1);
    assert_eq!(status(&[FLAWED, "--fail-on", "critical"]), 1);
    assert_eq!(status(&[FLAWED, "--fail-on", "never"]), 0);
    assert_eq!(status(&[FLAWED, "nothing.yaml"]), 2);
    assert_eq!(status(&[FLAWED, "nothing.yaml", "--fail-on", "never"]), 2);
    assert_eq!(status(&[FLAWED, "--format", "xml"]), 2);
    assert_eq!(run("", &[]).status, 2);
    assert_eq!(run("", &["--version"]).status, 0);
    assert_eq!(run("", &["check", "--help"]).status, 0);
    // Only a rule of medium severity is broken here.
    assert_eq!(run("templates", &["check", "good.yaml"]).status, 1);
    assert_eq!(
        run("templates", &["check", "good.yaml", "--fail-on", "high"]).status,
        0
    );
}

#[test]
fn undecided_findings_fail_on_request() {
    // What is violated there is of medium severity.
    let open = [
        "check",
        "open.yaml",
        "agreements.architecture.yaml",
        "--fail-on",
        "high",
        "--as-of",
        "2026-12-01",
    ];
    assert_eq!(run("values", &open).status, 0);
    assert_eq!(
        run("values", &[&open[..], &["--fail-on-undecided"]].concat()).status,
        1
    );
    let settled = [
        "--fail-on-undecided",
        "--set",
        "Rotate=true",
        "--set",
        "Algorithm=aws:kms",
    ];
    assert_eq!(run("values", &[&open[..], &settled].concat()).status, 0);
    for file in ["values.yaml", "values.json"] {
        let given = ["--fail-on-undecided", "--values", file];
        assert_eq!(
            run("values", &[&open[..], &given].concat()).status,
            0,
            "{file}"
        );
    }
    // What is set on the command line wins over the file.
    let both = ["--values", "values.yaml", "--set", "Rotate=false"];
    let run_both = run("values", &[&open[..], &both].concat());
    assert_eq!(run_both.status, 1, "{}", run_both.out);
}

#[test]
fn values_with_faults() {
    let faults = [
        (
            "nothing.yaml",
            "error: cannot read `nothing.yaml`: there is no such file",
        ),
        (
            "../templates/malformed.yaml",
            "error: ../templates/malformed.yaml:4:4: while parsing a block mapping",
        ),
        (
            "open.yaml",
            "error: `open.yaml`: expected parameter names with plain values\n  help: ",
        ),
    ];
    for (file, message) in faults {
        let run = run("values", &["check", "open.yaml", "--values", file]);
        assert_eq!((run.status, &*run.out), (2, ""));
        assert!(run.err.starts_with(message), "{}", run.err);
    }
    let unknown = run("values", &["check", "open.yaml", "--set", "Rotat=true"]);
    assert_eq!(unknown.status, 1);
    assert!(
        flat(&unknown.out)
            .contains("warning[unknown-parameter]: `Rotat` is set, but the template has no such")
    );
    let usage = run("values", &["check", "open.yaml", "--set", "Rotate"]);
    assert_eq!(usage.status, 2);
    assert!(usage.err.contains("expected NAME=VALUE"), "{}", usage.err);
}

#[test]
fn where_phi_starts() {
    let with = |phi: &str| run("templates", &["check", "good.yaml", "--phi", phi]);
    assert_eq!(with("all").status, 1);
    assert_eq!(with("none").status, 0);
    assert_eq!(with("Notes").status, 1);
    let tag = with("Kind=Record");
    assert_eq!(tag.status, 1);
    assert!(
        flat(&tag.out).contains(
            "warning[unused-tag]: no component has the tag `Kind` with the value `Record`"
        )
    );
    let template = "Resources:\n  A: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: Kind, Value: Record}]}}\n  B: {Type: AWS::S3::Bucket}\n";
    let tagged = run_in(&data(), &["check", "-", "--phi", "Kind=Record"], template);
    assert!(tagged.out.contains("A holds PHI"), "{}", tagged.out);
    assert!(!tagged.out.contains("B holds PHI"), "{}", tagged.out);
}

#[test]
fn standard_input() {
    let text = std::fs::read_to_string(data().join("templates/good.yaml")).expect("a template");
    let good = run_in(&data(), &["check", "-"], &text);
    assert_eq!(good.status, 1);
    assert!(good.out.contains("<stdin>:4:5"), "{}", good.out);
    let json = run_in(&data(), &["check", "-"], "{\"Resources\": {\"A\": }}");
    assert_eq!(json.status, 2, "{}", json.out);
    assert!(json.out.contains("<stdin>:1:"), "{}", json.out);
    let empty = run_in(&data(), &["check", "-"], "");
    assert_eq!(empty.status, 2);
    assert!(empty.out.contains("error[not-recognised]"), "{}", empty.out);
}

#[test]
fn formats_and_report_files() {
    let folder = scratch("reports");
    let good = data().join("templates/good.yaml");
    std::fs::copy(&good, folder.join("good.yaml")).expect("the file is copied");
    let both = [
        "--report",
        "json=one.json",
        "--report",
        "sarif=two.sarif",
        "--report",
        "human=three.txt",
    ];
    let human = run_in(&folder, &[&["check", "good.yaml"], &both[..]].concat(), "");
    assert_eq!(human.status, 1, "{}", human.err);
    for (format, file) in [
        ("json", "one.json"),
        ("sarif", "two.sarif"),
        ("human", "three.txt"),
    ] {
        let shown = run_in(&folder, &["check", "good.yaml", "--format", format], "");
        assert_eq!(shown.status, 1);
        let written = std::fs::read_to_string(folder.join(file)).expect("a report");
        assert_eq!(shown.out, written, "{format}");
        if format != "human" {
            let _: serde_json::Value = serde_json::from_str(&written).expect("JSON");
        }
    }
    let nowhere = run_in(
        &folder,
        &["check", "good.yaml", "--report", "json=no/where.json"],
        "",
    );
    assert_eq!(nowhere.status, 2);
    assert!(
        nowhere
            .err
            .starts_with("error: `no/where.json` cannot be written: "),
        "{}",
        nowhere.err
    );
    let wrong = run_in(&folder, &["check", "good.yaml", "--report", "srif=x"], "");
    assert!(
        wrong
            .err
            .contains("`srif` is not one of human, json, sarif"),
        "{}",
        wrong.err
    );
}

#[test]
fn paths_outside_the_root_are_shown_as_named() {
    let folder = scratch("inside");
    let good = data().join("templates/good.yaml");
    std::fs::copy(&good, folder.join("../outside.yaml")).expect("the file is copied");
    let run = run_in(&folder, &["check", "--root", ".", "../outside.yaml"], "");
    assert_eq!(run.status, 1, "{}", run.out);
    assert!(run.out.contains("─[../outside.yaml:4:5]"), "{}", run.out);
}

#[test]
fn a_closed_pipe_is_no_fault() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_phipath"))
        .args(["check", FLAWED, "--format", "json"])
        .current_dir(data().join("../systems"))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn colours() {
    let arguments = |when| ["check", "good.yaml", "--color", when];
    assert!(
        run("templates", &arguments("always"))
            .out
            .contains('\u{1b}')
    );
    assert!(!run("templates", &arguments("auto")).out.contains('\u{1b}'));
    assert!(!run("templates", &arguments("never")).out.contains('\u{1b}'));
}

#[test]
fn other_commands_say_what_they_do_not_know() {
    let explain = run("", &["explain", "phi-store-without-customer-keys"]);
    assert_eq!(explain.status, 2);
    assert!(
        explain
            .err
            .contains("help: did you mean `phi-store-without-customer-key`?"),
        "{}",
        explain.err
    );
    let list = run("", &["rules", "list", "--rules", "rules"]);
    assert_eq!(list.status, 2);
    assert!(
        list.err
            .contains("rules/audit-controls/misspelt-attribute.yaml:11:20: unknown attribute"),
        "{}",
        list.err
    );
}

//! Expressions of Terraform: what we make of them, and what Terraform does.
//!
//! In: `testdata/terraform-console/*.txt`, an expression a line with the JSON that Terraform gives, or `error`. Out: a
//! failure for each on which we differ; and, where Terraform is installed, for each on which the file does. See the
//! README there for what each file is about.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use phipath::frontend::terraform::evaluate;
use phipath::syntax::{Term, Value};

/// Between an expression and its result.
const GIVES: &str = "  ⇒  ";

/// The version of Terraform whose results are committed.
const VERSION: &str = "1.11.";

/// Expressions that Terraform evaluates and we do not, on purpose.
const NOT_EVALUATED: &str = "not-evaluated.txt";

/// Expressions that are errors, or of another type, in Terraform alone: known misses.
const NOT_TOLD: &str = "not-told.txt";

struct Case {
    file: String,
    expression: String,
    result: String,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/terraform-console");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of expressions") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let file = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("expressions");
        for line in text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with("# "))
        {
            let (expression, result) = line
                .split_once(GIVES)
                .expect("an expression and its result");
            cases.push(Case {
                file: file.clone(),
                expression: expression.to_owned(),
                result: result.to_owned(),
            });
        }
    }
    cases.sort_by(|one, other| one.file.cmp(&other.file));
    cases
}

/// What we make of an expression: its JSON, `error`, or why it is not known.
fn ours(expression: &str) -> String {
    let value = match evaluate(expression) {
        Ok(value) => value,
        Err(fault) => return format!("not parsed: {}", fault.message),
    };
    let can = evaluate(&format!("can({expression})")).expect("it was parsed before");
    if can.as_text() == Some("false") {
        return "error".to_owned();
    }
    if let Term::Unknown(cause) = &value.term {
        return format!("not known: {cause}");
    }
    // A document is printed where a text is needed.
    let printed = evaluate(&format!("format(\"%s\", jsonencode({expression}))"));
    match printed.map(|value| value.term) {
        Ok(Term::Scalar(scalar)) => scalar.text,
        _ => "not known: in part".to_owned(),
    }
}

#[test]
fn we_give_what_terraform_gives() {
    let cases = cases();
    assert!(cases.len() > 600, "the expressions are read");
    let usual = cases
        .iter()
        .filter(|case| ![NOT_EVALUATED, NOT_TOLD].contains(&case.file.as_str()));
    let differences: Vec<String> = usual
        .filter_map(|case| {
            let ours = ours(&case.expression);
            let differs = ours != case.result;
            differs.then(|| {
                format!(
                    "{}: {}\n  Terraform: {}\n  we: {ours}",
                    case.file, case.expression, case.result
                )
            })
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

#[test]
fn what_is_not_evaluated_is_not_known() {
    let cases = cases();
    let mut open = cases
        .iter()
        .filter(|case| case.file == NOT_EVALUATED)
        .peekable();
    assert!(open.peek().is_some(), "there are such expressions");
    for case in open {
        let ours = ours(&case.expression);
        assert!(
            ours.starts_with("not known: "),
            "{}: {ours}",
            case.expression
        );
    }
}

#[test]
fn known_misses_are_still_missed() {
    let cases = cases();
    let mut missed = cases.iter().filter(|case| case.file == NOT_TOLD).peekable();
    assert!(missed.peek().is_some(), "there are such expressions");
    for case in missed {
        let ours = ours(&case.expression);
        let is_miss = ours != case.result && !ours.starts_with("not known");
        assert!(
            is_miss,
            "no longer missed, move it to another file: {}: {ours}",
            case.expression
        );
    }
}

#[test]
fn a_value_that_is_not_known_is_no_result() {
    let text = |value: Result<Value, _>| value.map(|value| value.as_text().map(str::to_owned));
    assert_eq!(text(evaluate("timestamp()")), Ok(None));
    assert_eq!(text(evaluate("upper(uuid())")), Ok(None));
    assert_eq!(
        ours("no_such_function(1)"),
        "not known: `no_such_function` is not evaluated"
    );
}

/// Runs Terraform once on all expressions, and compares with what is committed.
#[test]
fn terraform_gives_what_is_committed() {
    let version = Command::new("terraform")
        .args(["version", "-json"])
        .output();
    let version = match version {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => return eprintln!("Terraform is not installed: its results are not compared"),
    };
    let version: serde_json::Value = serde_json::from_str(&version).unwrap_or_default();
    let version = version["terraform_version"].as_str().unwrap_or_default();
    if !version.starts_with(VERSION) {
        return eprintln!("Terraform {version} is not {VERSION}x: its results are not compared");
    }
    let cases = cases();
    let results = results_of_terraform(&cases);
    assert_eq!(results.len(), cases.len());
    let differences: Vec<String> = cases
        .iter()
        .zip(results)
        .filter(|(case, result)| case.result != *result)
        .map(|(case, result)| {
            format!(
                "{}: {}\n  committed: {}\n  Terraform: {result}",
                case.file, case.expression, case.result
            )
        })
        .collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

/// The results as JSON, or `error`, in a folder with nothing but the expressions.
fn results_of_terraform(cases: &[Case]) -> Vec<String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terraform-console");
    // What an earlier run left there would be read too.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let wrapped: Vec<String> = cases
        .iter()
        .map(|case| format!("    try(jsonencode({}), \"error\"),\n", case.expression))
        .collect();
    let configuration = format!("locals {{\n  results = [\n{}  ]\n}}\n", wrapped.concat());
    fs::write(folder.join("main.tf"), configuration).expect("a file");
    fs::write(
        folder.join("question"),
        "base64encode(jsonencode(local.results))\n",
    )
    .expect("a file");
    let question = fs::File::open(folder.join("question")).expect("the question");
    let output = Command::new("terraform")
        .arg("console")
        .current_dir(&folder)
        .env("CHECKPOINT_DISABLE", "1")
        .stdin(question)
        .output()
        .expect("Terraform runs");
    let printed = String::from_utf8_lossy(&output.stdout);
    let decoded =
        base64::engine::general_purpose::STANDARD.decode(printed.trim().trim_matches('"'));
    let Ok(decoded) = decoded else {
        panic!(
            "Terraform does not evaluate the expressions: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    serde_json::from_slice(&decoded).expect("a list of texts")
}

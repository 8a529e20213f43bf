//! Reports as files: each format as it is committed, valid by what its readers publish, and written whole or not at all.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use quick_xml::events::Event;
use serde_json::Value;

use crate::invalid::{Run, run_in, scratch};
use crate::support::compare;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/reports")
}

const ARGUMENTS: [&str; 10] = [
    "check",
    "system",
    "--root",
    ".",
    "--as-of",
    "2026-12-01",
    "--pack",
    "few",
    "--rules",
    "rules",
];

fn run(more: &[&str]) -> Run {
    run_in(&folder(), &[&ARGUMENTS, more].concat(), "")
}

fn report(format: &str) -> String {
    let run = run(&["--format", format]);
    assert_eq!((run.status, run.err.as_str()), (1, ""), "{format}");
    run.out
}

fn json(format: &str) -> Value {
    serde_json::from_str(&report(format)).expect("it is JSON")
}

/// The formats that the command line offers.
fn formats() -> Vec<String> {
    let refused = run(&["--format", "?"]).err;
    let list = refused.split_once("[possible values: ").expect("a list");
    let list = list.1.split(']').next().expect("its end");
    list.split(", ").map(str::to_owned).collect()
}

#[test]
fn every_format_is_as_committed() {
    let all = formats();
    assert!(all.len() >= 8, "{all:?}");
    for format in all {
        let text = report(&format);
        // One line of JSON cannot be reviewed: it is compared as what it says.
        let shown = match serde_json::from_str::<Value>(&text) {
            Ok(value) => format!("{value:#}\n"),
            Err(_) => text,
        };
        compare(&format!("testdata/reports/expected.{format}"), &shown);
    }
}

#[test]
fn sarif_is_valid_by_the_schema_of_the_standard() {
    let path = folder().join("../schemas/sarif-2.1.0.json");
    let text = fs::read_to_string(path).expect("it can be read");
    let mut schema: Value = serde_json::from_str(&text).expect("it is JSON");
    // The published pattern of `language` is no valid regular expression.
    let definitions = schema["definitions"]
        .as_object_mut()
        .expect("there are some");
    for definition in definitions.values_mut() {
        if let Some(language) = definition.pointer_mut("/properties/language") {
            language
                .as_object_mut()
                .expect("a schema")
                .remove("pattern");
        }
    }
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let log = json("sarif");
    assert!(validator.is_valid(&log));
    let results = log["runs"][0]["results"].as_array().expect("a list");
    let suppressed = results.iter().filter(|one| one["suppressions"].is_array());
    assert_eq!(suppressed.count(), 1);
    for place in log["runs"][0].to_string().split("\"uri\":\"").skip(1) {
        assert!(
            place.starts_with("system/") || place.starts_with("catalog/"),
            "{place:.40}"
        );
    }
}

#[test]
fn junit_is_well_formed_and_its_counts_are_those_of_its_cases() {
    let text = report("junit");
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut open, mut seen) = (
        Vec::new(),
        std::collections::BTreeMap::<String, usize>::new(),
    );
    let mut counts = std::collections::BTreeMap::new();
    loop {
        let event = reader.read_event().expect("it is XML");
        let (start, closes) = match &event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                open.pop();
                continue;
            }
            Event::Eof => break,
            _ => continue,
        };
        let name = start.name().as_ref().to_owned();
        let parent = open.last().map_or("", String::as_str);
        let expected = match name.as_str() {
            "testsuites" => "",
            "testsuite" => "testsuites",
            "testcase" => "testsuite",
            _ => "testcase",
        };
        assert_eq!(parent, expected, "{name}");
        for attribute in start.attributes() {
            let attribute = attribute.expect("it is one");
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.value.to_string();
            if let (true, Ok(count)) = (name == "testsuite", value.parse::<usize>()) {
                counts.insert(key, count);
            }
        }
        *seen.entry(name.clone()).or_default() += 1;
        if !closes {
            open.push(name);
        }
    }
    assert!(open.is_empty());
    for (count, element) in [
        ("tests", "testcase"),
        ("failures", "failure"),
        ("skipped", "skipped"),
    ] {
        assert_eq!(counts.get(count), seen.get(element), "{count}");
        assert!(counts[count] > 0);
    }
    assert_eq!(counts["errors"], 0);
}

#[test]
fn json_is_valid_by_its_schema_and_that_by_its_own() {
    let schema = phipath::report::json::schema();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let mut document = json("json");
    assert!(validator.is_valid(&document));
    document["phi"]["flows"][0]["level"] = Value::Null;
    assert!(!validator.is_valid(&document));
}

#[test]
fn annotations_are_commands_of_the_service() {
    let pattern = "^::(error|warning|notice) (file=[^,:]+,line=[0-9]+,endLine=[0-9]+(,col=[0-9]+,endColumn=[0-9]+)?,)?title=[^,:]+::.+$";
    let schema = serde_json::json!({"type": "string", "pattern": pattern});
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    let text = report("github");
    assert!(text.lines().count() > 3);
    for line in text.lines() {
        assert!(validator.is_valid(&line.into()), "{line}");
    }
}

/// A run whose output goes somewhere, with its status and what it said.
fn with_output(arguments: &[&str], out: Stdio) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_phipath"))
        .args(ARGUMENTS)
        .args(arguments)
        .current_dir(folder())
        .stdout(out)
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    if let Some(mut pipe) = child.stdout.take() {
        let mut first = [0];
        pipe.read_exact(&mut first).expect("it writes something");
        // The reader goes away, as `head` does.
        drop(pipe);
    }
    let mut said = String::new();
    let mut pipe = child.stderr.take().expect("a pipe");
    pipe.read_to_string(&mut said).expect("UTF-8");
    (child.wait().expect("it ends").code(), said)
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for format in formats() {
        // With all rules a report is longer than any pipe holds.
        let arguments = ["--pack", "all", "--format", &format];
        let (status, said) = with_output(&arguments, Stdio::piped());
        assert_eq!((status, said.as_str()), (Some(1), ""), "{format}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_fault() {
    for format in formats() {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let out = Stdio::from(full.expect("Linux has it"));
        let (status, said) = with_output(&["--format", &format], out);
        assert_eq!(status, Some(2), "{format}");
        assert!(
            said.starts_with("error: standard output cannot be written: "),
            "{said}"
        );
        let target = format!("{format}=/dev/full");
        let run = run(&["--report", &target]);
        assert_eq!(run.status, 2, "{format}");
        assert!(
            run.err
                .starts_with("error: `/dev/full` cannot be written: "),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_report_that_cannot_be_written_is_a_fault() {
    let missing = scratch("reports-missing").join("no/such/folder/a.json");
    let folder = scratch("reports-folder");
    for path in [missing, folder] {
        let target = format!("json={}", path.display());
        let run = run(&["--report", &target]);
        assert_eq!(run.status, 2);
        let message = format!("error: `{}` cannot be written: ", path.display());
        assert!(run.err.starts_with(&message), "{}", run.err);
    }
}

#[test]
fn reports_besides_are_the_same_as_reports_alone() {
    let out = scratch("reports-besides");
    let mut arguments = Vec::new();
    for format in formats() {
        arguments.push("--report".to_owned());
        arguments.push(format!("{format}={}", out.join(&format).display()));
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    assert_eq!(run(&arguments).status, 1);
    for format in formats() {
        let written = fs::read_to_string(out.join(&format)).expect("it is there");
        assert_eq!(written, report(&format), "{format}");
    }
}

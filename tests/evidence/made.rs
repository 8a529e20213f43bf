//! What is written: compared with files that are committed, held against schemas of others, the same bytes every time.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{DAY, FILES, copy, copy_of, create, json, replace, text};
use crate::support::compare;

/// A text without what changes with every change of the tool or its catalog: hashes, and the ids that come from them.
fn steady(text: &str, evidence: &Value) -> String {
    let mut steady = text.to_owned();
    let hash = |steady: &mut String, value: &Value, name: &str| {
        let value = value.as_str().expect("a text");
        assert_eq!(value.len(), 64, "{name}");
        *steady = steady.replace(value, &format!("<{name}>"));
    };
    hash(
        &mut steady,
        &evidence["tool"]["source_sha256"],
        "hash of the source",
    );
    let known = &evidence["knowledge"];
    hash(&mut steady, &known["catalog_sha256"], "hash of the catalog");
    for pack in known["packs"].as_array().expect("a list") {
        hash(&mut steady, &pack["sha256"], "hash of the pack");
    }
    hash(
        &mut steady,
        &evidence["content_sha256"],
        "hash of the content",
    );
    hash(&mut steady, &evidence["sha256"], "hash of the document");
    for file in evidence["files"].as_array().expect("a list") {
        hash(&mut steady, &file["sha256"], "hash of the file");
    }
    steady
}

/// The ids of a document in OSCAL that come from the content as a whole.
fn without_whole_ids(text: &str, document: &Value) -> String {
    let root = &document["assessment-results"];
    let ids = [
        &root["uuid"],
        &root["results"][0]["uuid"],
        &root["back-matter"]["resources"][0]["uuid"],
    ];
    let ids = ids.map(|id| id.as_str().expect("an id"));
    ids.iter().fold(text.to_owned(), |text, id| {
        text.replace(id, "<id of the content>")
    })
}

#[test]
fn evidence_of_the_example_system() {
    // A small choice of rules and controls, so that a difference can be read.
    let folder = copy_of("patient-intake-flawed", "evidence-golden");
    let few = ["--pack", "phi-routing", "--framework", "hipaa"];
    let run = create(&folder, "out", &few);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    let evidence = json(&folder, "out/evidence.json");
    for file in FILES {
        let mut written = steady(&text(&folder, &format!("out/{file}")), &evidence);
        if file.starts_with("oscal") {
            let document = json(&folder, &format!("out/{file}"));
            written = without_whole_ids(&written, &document);
        }
        compare(&format!("tests/expected/evidence/{file}"), &written);
    }
}

#[test]
fn the_schema_is_the_generated_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = format!("{:#}\n", phipath::report::evidence::schema());
    compare("schemas/evidence.schema.json", &schema);
    let printed = crate::invalid::run_in(root, &["schema", "evidence"], "");
    assert_eq!((printed.status, printed.out), (0, schema));
}

fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .expect("the schema is one");
    let errors = validator.iter_errors(document).take(5);
    let errors: Vec<String> = errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn documents_are_valid_by_their_schemas() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let oscal = json(root, "testdata/schemas/oscal-assessment-results-1.2.3.json");
    let own = json(root, "schemas/evidence.schema.json");
    let folder = copy("evidence-schemas");
    for (out, more) in [
        ("all", &["--pack", "all"][..]),
        ("one", &["--framework", "nist-800-53"]),
        ("later", &["--since", "all", "--as-of", "2028-01-01"]),
    ] {
        let run = create(&folder, out, more);
        assert_eq!((run.status, run.err.as_str()), (0, ""));
        assert_valid(&own, &json(&folder, &format!("{out}/evidence.json")));
        let results = json(&folder, &format!("{out}/oscal-assessment-results.json"));
        assert_valid(&oscal, &results);
    }
    let mut wrong = json(&folder, "one/oscal-assessment-results.json");
    wrong["assessment-results"]["results"][0]["observations"] = Value::Array(Vec::new());
    assert!(
        !jsonschema::is_valid(&oscal, &wrong),
        "the schema sees something"
    );
}

/// A control is said to be not satisfied where something is violated, and satisfied where files can show all of it.
#[test]
fn findings_in_oscal_say_no_more_than_is_known() {
    let folder = copy("evidence-oscal");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let document = json(&folder, "out/oscal-assessment-results.json");
    let result = &document["assessment-results"]["results"][0];
    let of = |name: &str| result[name].as_array().expect("a list");
    let control = |finding: &Value| {
        let id = finding["props"][0]["value"]
            .as_str()
            .expect("an id")
            .to_owned();
        let controls = evidence["controls"].as_array().expect("a list").iter();
        let mut controls = controls.filter(move |one| one["id"] == id.as_str());
        controls.next().expect("a control").clone()
    };
    let mut seen = [0, 0];
    for finding in of("findings") {
        let control = control(finding);
        match finding["target"]["status"]["state"].as_str() {
            Some("not-satisfied") => {
                assert_eq!(control["result"], "violated");
                seen[0] += 1;
            }
            Some("satisfied") => {
                assert_eq!(
                    (&control["result"], &control["automation"]),
                    (&"held".into(), &"automated".into())
                );
                seen[1] += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(seen[0] > 20 && seen[1] > 3, "{seen:?}");
    let violated = evidence["controls"].as_array().expect("a list").iter();
    assert_eq!(
        seen[0],
        violated.filter(|one| one["result"] == "violated").count()
    );
    let undecided = of("observations").iter();
    let undecided = undecided.filter(|one| one["props"][1]["value"] == "undecided");
    assert_eq!(undecided.count(), 2);
    let ids: Vec<&Value> = of("observations").iter().map(|one| &one["uuid"]).collect();
    for finding in of("findings") {
        for related in finding["related-observations"].as_array().expect("a list") {
            assert!(ids.contains(&&related["observation-uuid"]));
        }
    }
}

#[test]
fn the_table_has_a_row_for_each_control() {
    let folder = copy("evidence-table");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let controls = evidence["controls"].as_array().expect("a list");
    let table = text(&folder, "out/controls.csv");
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), controls.len());
    for (row, control) in rows.iter().zip(controls) {
        assert_eq!(row.get(1), control["id"].as_str());
        assert_eq!(row.get(5), control["result"].as_str());
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let folder = copy("evidence-same");
    let written = |out: &str, threads: &str| {
        let made = Command::new(env!("CARGO_BIN_EXE_phipath"))
            .args([
                "evidence", "create", "system", "--root", ".", "--as-of", DAY,
            ])
            .args(["--out", out])
            .current_dir(&folder)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("the program runs");
        assert_eq!(made.status.code(), Some(0));
        FILES.map(|file| fs::read(folder.join(out).join(file)).expect("it is there"))
    };
    let first = written("one", "1");
    assert!(
        first == written("two", "2"),
        "with another number of threads"
    );
    assert!(first == written("one", "2"), "over the same evidence");
    let there = folder.join("system");
    let arguments = [
        "evidence", "create", ".", "--root", "..", "--out", "../three", "--as-of", DAY,
    ];
    assert_eq!(crate::invalid::run_in(&there, &arguments, "").status, 0);
    let three = FILES.map(|file| fs::read(folder.join("three").join(file)).expect("it is there"));
    assert!(first == three, "from another folder");
}

/// Names that mean harm, in everything that is written.
#[test]
fn names_of_the_input_do_nothing() {
    let folder = copy("evidence-hostile");
    let name = r#"notes</code><script>alert(1)</script>]]>\u001b[31m\u202Ered\n::error::x"#;
    replace(
        &folder,
        "system/system.architecture.yaml",
        "with: AWS",
        &format!("with: \"{name}\""),
    );
    replace(
        &folder,
        "system/system.architecture.yaml",
        "architecture: documentation-summariser",
        &format!("architecture: \"{name}\""),
    );
    let run = create(&folder, "out", &[]);
    assert!(!run.err.contains("panicked"), "{}", run.err);
    for file in FILES {
        let text = text(&folder, &format!("out/{file}"));
        for harm in ["\u{1b}", "\u{202e}", "\n::error::"] {
            assert!(!text.contains(harm), "{file} has {harm:?}");
        }
        assert_eq!(text.contains("alert(1)"), file != "controls.csv", "{file}");
    }
    let page = text(&folder, "out/evidence.html");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"));
    let oscal = text(&folder, "out/oscal-assessment-results.json");
    assert!(!oscal.contains("<script"));
}

//! Pictures of the graph and explanations of components: of whole systems, of parts of them, of hostile inputs.

mod folded;
mod hostile;
mod names;
mod select;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use phipath::Analysis;
use phipath::graph::{DataClass, Extent, Wanted, select as selected};
use phipath::report::graph::{Material, Picture, picture};
use phipath::report::{Report, json};
use serde_json::Value;

use crate::invalid::{Run, run_in};
use crate::support::compare;

/// The folder of the system with flaws.
pub(crate) fn flawed() -> PathBuf {
    let systems = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    systems.join("documentation-summariser-flawed")
}

fn run(arguments: &[&str]) -> Run {
    let arguments = [
        arguments,
        &["template.yaml", "--root", ".", "--as-of", "2026-11-28"],
    ]
    .concat();
    run_in(&flawed(), &arguments, "")
}

/// The picture of a part of an analysis, rendered.
pub(crate) fn drawn(
    analysis: &Analysis,
    wanted: &Wanted,
    render: impl Fn(&Picture<'_>, &mut dyn std::io::Write) -> std::io::Result<()>,
) -> String {
    let report = Report {
        sources: &analysis.sources,
        rules: &analysis.knowledge.rules,
        controls: &analysis.knowledge.controls,
        outcome: analysis.outcome.clone(),
        diagnostics: analysis.diagnostics.clone(),
        coverage: analysis.coverage.clone(),
        as_of: "2026-11-28".to_owned(),
        exceptions: Vec::new(),
        reach: phipath::report::Reach::default(),
        baseline: None,
        catalog_date: analysis.knowledge.catalog_date.clone(),
    };
    let material = Material {
        report: &report,
        graph: &analysis.graph,
        knowledge: &analysis.knowledge,
        deployments: &analysis.model.deployments,
    };
    let selection = selected(&analysis.graph, &analysis.knowledge, wanted);
    let mut out = Vec::new();
    let picture = picture(material, &selection, DataClass::Phi, Vec::new());
    render(&picture, &mut out).expect("memory can be written");
    String::from_utf8(out).expect("it is text")
}

/// Everything, on the layer of flows.
pub(crate) fn whole() -> Wanted {
    Wanted {
        extent: Extent::Whole,
        layers: BTreeSet::new(),
        class: None,
    }
}

#[test]
fn the_flawed_system_looks_as_expected() {
    for (arguments, file) in [
        (&["graph"][..], "whole.mmd"),
        (&["graph", "--format", "dot"], "whole.dot"),
        (&["graph", "--format", "svg"], "whole.svg"),
        (&["graph", "--fold", "service"], "by-service.mmd"),
        (
            &["graph", "--from", "NotesBucket", "--to", "ReviewApi"],
            "ways.mmd",
        ),
        (
            &[
                "graph",
                "--around",
                "NotesBucket",
                "--layer",
                "encrypts",
                "--layer",
                "grants",
            ],
            "around.mmd",
        ),
        (&["graph", "--class", "access_log"], "access-log.mmd"),
        (&["why", "Summariser"], "why-summariser.txt"),
        (&["why", "SummariserLog"], "why-log.txt"),
        (&["why", "AccessLogBucket"], "why-access-log.txt"),
        (&["why", "RecordsKey", "--class", "phi"], "why-key.txt"),
        (&["access", "NotesBucket"], "access-notes.txt"),
        (
            &["access", "RecordsKey", "--action", "kms:*"],
            "access-key.txt",
        ),
        (
            &["access", "--principal", "ReviewRole"],
            "access-review.txt",
        ),
        (
            &["access", "NotesBucket", "--format", "mermaid"],
            "access.mmd",
        ),
    ] {
        let run = run(arguments);
        assert_eq!((run.status, &*run.err), (0, ""), "{arguments:?}");
        compare(&format!("tests/expected/graph/{file}"), &run.out);
    }
}

fn json_of(arguments: &[&str]) -> Value {
    let run = run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(run.status, 0, "{}", run.err);
    serde_json::from_str(&run.out).expect("it is JSON")
}

pub(crate) fn assert_valid(schema: &Value, document: &Value) {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn committed_schemas_are_the_generated_ones() {
    for (schema, file) in [
        (json::graph_schema(), "schemas/graph.schema.json"),
        (json::why_schema(), "schemas/why.schema.json"),
        (json::access_schema(), "schemas/access.schema.json"),
    ] {
        compare(file, &format!("{schema:#}\n"));
        let name = ["why", "access"]
            .into_iter()
            .find(|name| file.contains(name));
        let printed = run_in(&flawed(), &["schema", name.unwrap_or("graph")], "");
        assert_eq!(printed.out, format!("{schema:#}\n"));
    }
}

#[test]
fn the_graph_as_json() {
    let document = json_of(&["graph", "--layer", "grants"]);
    assert_valid(&json::graph_schema(), &document);
    let all = |name: &str| document[name].as_array().expect("a list").clone();
    let ids: BTreeSet<String> = all("nodes")
        .iter()
        .map(|node| node["id"].to_string())
        .collect();
    assert_eq!(ids.len(), all("nodes").len());
    let edges: BTreeSet<String> = all("edges")
        .iter()
        .map(|edge| edge["id"].to_string())
        .collect();
    assert_eq!(edges.len(), all("edges").len());
    for edge in all("edges") {
        assert!(ids.contains(&edge["source"].to_string()), "{edge}");
        assert!(ids.contains(&edge["target"].to_string()), "{edge}");
        assert!(
            !edge["places"].as_array().expect("a list").is_empty(),
            "{edge}"
        );
    }
    let notes = all("nodes")
        .into_iter()
        .find(|node| node["name"] == "NotesBucket")
        .expect("it is there");
    assert_eq!(notes["address"], "template.yaml#NotesBucket");
    assert_eq!(notes["element"], "data_store");
    assert_eq!(notes["classes"][0]["class"], "phi");
    assert_eq!(
        notes["classes"][0]["reason"],
        "label `DataClassification` is `PHI`"
    );
    assert_eq!(notes["place"]["path"], "template.yaml");
    let text = std::fs::read_to_string(flawed().join("template.yaml")).expect("it can be read");
    let byte = |end: &str| notes["place"][end]["byte"].as_u64().expect("a number") as usize;
    assert!(text[byte("start")..byte("end")].starts_with("NotesBucket"));
    // Each flow by which the rule is broken is marked, not only the one that the finding names.
    let broken = all("edges").into_iter().filter(|edge| {
        let violated = edge["violated"].as_array().expect("a list");
        violated.contains(&"phi-to-claude-platform".into())
    });
    let reasons: Vec<String> = broken.map(|edge| edge["reason"].to_string()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
}

#[test]
fn who_may_as_json() {
    let document = json_of(&["access", "NotesBucket"]);
    assert_valid(&json::access_schema(), &document);
    assert_eq!(document["rights"][0]["principal"]["name"], "SummariserRole");
    assert_eq!(document["rights"][0]["key"]["key"]["name"], "RecordsKey");
    let document = json_of(&["access", "--principal", "SummariserRole"]);
    assert_valid(&json::access_schema(), &document);
    assert!(document["at_most"]["services"]["s3"].is_array());
}

#[test]
fn what_cannot_be_asked_is_an_error() {
    for (arguments, said) in [
        (&["access", "Nobody"][..], "no component is named"),
        (
            &["access", "--principal", "NotesBucket"],
            "has no permissions",
        ),
        (
            &["access", "NotesBucket", "--action", "s3:GetObjct"],
            "did you mean `s3:GetObject`?",
        ),
    ] {
        let run = run(arguments);
        assert_eq!(run.status, 2, "{arguments:?}");
        assert!(run.err.contains(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
    }
}

#[test]
fn a_component_as_json() {
    let document = json_of(&["why", "AccessLogBucket"]);
    assert_valid(&json::why_schema(), &document);
    assert_eq!(document["component"]["name"], "AccessLogBucket");
    let classes = document["classes"].as_array().expect("a list");
    assert_eq!(
        (&classes[0]["class"], &classes[0]["level"]),
        (&"phi".into(), &"no".into())
    );
    assert_eq!(
        classes[0]["stops"][0]["flow"],
        document["flows_in"][0]["id"]
    );
    assert_eq!(classes[0]["stops"][0]["by"], "payload");
    assert_eq!(
        (&classes[1]["class"], &classes[1]["level"]),
        (&"access_log".into(), &"yes".into())
    );
    assert_eq!(classes[1]["hops"][0]["from"], "NotesBucket");
    assert_eq!(document["neighbours"][0]["name"], "NotesBucket");
    let document = json_of(&["why", "Summariser", "--class", "credential"]);
    assert_valid(&json::why_schema(), &document);
    assert_eq!(document["classes"].as_array().map(Vec::len), Some(1));
    let findings = document["findings"].as_array().expect("a list");
    assert_eq!(findings[0]["verdict"], "violated");
    assert!(
        findings
            .iter()
            .any(|finding| finding["verdict"] == "satisfied")
    );
}

#[test]
fn the_same_inputs_give_the_same_pictures() {
    let systems = flawed().join("..");
    let (sound, flawed) = (
        "documentation-summariser",
        "documentation-summariser-flawed",
    );
    for format in ["svg", "dot", "mermaid", "json"] {
        let draw = |folders: [&str; 2]| {
            let arguments = [
                "graph",
                "--root",
                ".",
                "--as-of",
                "2026-11-28",
                "--format",
                format,
            ];
            run_in(&systems, &[&arguments[..], &folders].concat(), "").out
        };
        assert_eq!(draw([sound, flawed]), draw([flawed, sound]), "{format}");
    }
}

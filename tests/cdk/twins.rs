//! The same estate in CloudFormation and as an app of the CDK: one graph, and the same findings.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::invalid::run_in;

/// Runs the program on an estate.
fn run(estate: &str, command: &str) -> Json {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/estates");
    let folder = std::path::Path::new(root).join(estate);
    let arguments = [
        command,
        "--root",
        ".",
        ".",
        "--format",
        "json",
        "--as-of",
        "2026-12-01",
    ];
    let run = run_in(&folder, &arguments, "");
    assert!(run.status < 2, "{}", run.err);
    serde_json::from_str(&run.out).expect("JSON")
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json[key].as_str().unwrap_or_default()
}

/// How often each line is there.
fn counted(lines: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    lines.for_each(|line| *counts.entry(line).or_default() += 1);
    counts
}

fn list<'j>(json: &'j Json, key: &str) -> &'j [Json] {
    json[key].as_array().map_or(&[], Vec::as_slice)
}

/// What is known of the classes of data in a component.
fn classes(node: &Json) -> String {
    let class = |one: &Json| {
        ["class", "level", "reason"]
            .map(|key| text(one, key))
            .join(" ")
    };
    let all: Vec<String> = list(node, "classes").iter().map(class).collect();
    all.join(", ")
}

/// Components and flows that PHI can reach, without what the two languages call files.
fn graph(estate: &str) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let graph = run(estate, "graph");
    let nodes = list(&graph, "nodes");
    let component = |one: &Json| {
        let keys = ["name", "kind", "presence", "service"].map(|key| text(one, key));
        format!("{} {}", keys.join(" "), classes(one))
    };
    let name = |key: &str| {
        let found = nodes.iter().find(|one| text(one, "id") == key);
        text(found.expect("a component"), "name").to_owned()
    };
    let flow = |one: &Json| {
        let (from, to) = (name(text(one, "source")), name(text(one, "target")));
        let keys = ["reason", "payload", "basis", "level"].map(|key| text(one, key));
        format!("{from} -> {to} {} {}", keys.join(" "), one["moves"])
    };
    let flows = list(&graph, "edges");
    assert!(nodes.len() > 7 && flows.len() > 7, "{estate}");
    (
        counted(nodes.iter().map(component)),
        counted(flows.iter().map(flow)),
    )
}

/// Verdicts of rules on subjects, with the way of the data.
fn findings(report: &Json) -> BTreeMap<String, usize> {
    let one = |finding: &Json| {
        let hops = list(&finding["path"], "hops").iter();
        let hops: Vec<String> = hops
            .map(|hop| format!("{}>{}", text(hop, "from"), text(hop, "to")))
            .collect();
        let keys = ["rule", "verdict", "subject", "message"].map(|key| text(finding, key));
        format!("{} {}", keys.join(" | "), hops.join(" "))
    };
    counted(list(report, "findings").iter().map(one))
}

#[test]
fn an_app_of_the_cdk_is_the_graph_of_its_templates() {
    for flaws in ["", "-flawed"] {
        let (own, app) = (
            format!("clinic-messages{flaws}"),
            format!("clinic-messages-cdk{flaws}"),
        );
        let (components, flows) = graph(&own);
        let (of_app, flows_of_app) = graph(&app);
        assert_eq!(components, of_app);
        assert_eq!(flows, flows_of_app);
        assert_eq!(findings(&run(&own, "check")), findings(&run(&app, "check")));
    }
}

#[test]
fn phi_crosses_the_stacks_of_an_app() {
    let graph = run("clinic-messages-cdk", "graph");
    let nodes = list(&graph, "nodes");
    let file = |key: &Json| {
        let found = nodes.iter().find(|node| node["id"] == *key);
        text(found.expect("a component"), "deployment").to_owned()
    };
    let carries = |one: &&Json| one["moves"]["phi"] == "yes";
    let flows = list(&graph, "edges").iter().filter(carries);
    let ends = flows.map(|one| (file(&one["source"]), file(&one["target"])));
    let crossing: Vec<(String, String)> = ends.filter(|(from, to)| from != to).collect();
    let has = |from: &str, to: &str| {
        crossing
            .iter()
            .any(|(one, other)| one.contains(from) && other.contains(to))
    };
    assert!(has("Data.template", "Application.template"), "{crossing:?}");
    assert!(
        has("Application.template", "ApplicationNotifications"),
        "{crossing:?}"
    );
}

#[test]
fn flaws_are_found_at_the_lines_of_the_app() {
    let report = run("clinic-messages-cdk-flawed", "check");
    let violated = list(&report, "findings").iter();
    let violated = violated.filter(|one| one["verdict"] == "violated");
    let place = |one: &Json| {
        let span = &one["labels"][0]["span"];
        let line = &span["start"]["line"];
        let at = format!("{}:{line}", text(span, "path"));
        assert_eq!(text(&one["construct"], "line"), at);
        format!(
            "{} {at} {}",
            text(one, "rule"),
            text(&one["construct"], "path")
        )
    };
    let found: Vec<String> = violated.map(place).collect();
    let expected = [
        "phi-key-without-rotation lib/data.js:95 Data/RepliesKey",
        "phi-store-without-customer-key lib/notifications.js:14 Application/Notifications/Drafts",
    ];
    assert_eq!(found, expected);
}

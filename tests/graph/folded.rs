//! Folded graphs: of a whole estate, around a component, and by themselves where they would be too large.

use std::path::{Path, PathBuf};

use phipath::report::json;
use serde_json::Value;

use super::assert_valid;
use crate::invalid::{Run, run_in, scratch};

fn estate() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/estates/clinic-messages-flawed")
}

fn drawn(folder: &Path, arguments: &[&str]) -> Run {
    let always = ["graph", ".", "--root", ".", "--as-of", "2026-11-28"];
    run_in(folder, &[&always[..], arguments].concat(), "")
}

fn document(folder: &Path, arguments: &[&str]) -> Value {
    let run = drawn(folder, &[arguments, &["--format", "json"]].concat());
    assert_eq!((run.status, &*run.err), (0, ""), "{arguments:?}");
    let document = serde_json::from_str(&run.out).expect("it is JSON");
    assert_valid(&json::graph_schema(), &document);
    document
}

fn list<'d>(document: &'d Value, name: &str) -> &'d Vec<Value> {
    document[name].as_array().expect("a list")
}

/// The names of all nodes, with how many components each stands for.
fn nodes(document: &Value) -> Vec<(String, u64)> {
    let nodes = list(document, "nodes").iter();
    let mut nodes: Vec<(String, u64)> = nodes
        .map(|node| {
            let components = node["folded"]["components"].as_u64();
            (
                node["name"].as_str().unwrap_or_default().to_owned(),
                components.unwrap_or(1),
            )
        })
        .collect();
    nodes.sort();
    nodes
}

fn rules(document: &Value) -> Vec<String> {
    let all = list(document, "nodes")
        .iter()
        .chain(list(document, "edges"));
    let mut rules: Vec<String> = all
        .flat_map(|one| one["violated"].as_array().expect("a list"))
        .map(|rule| rule.to_string())
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

#[test]
fn folding_keeps_every_component_flow_and_violated_rule() {
    let zoned = estate().join("../../systems/four-planes-flawed");
    for folder in [estate(), zoned] {
        let whole = document(&folder, &[]);
        assert!(!rules(&whole).is_empty());
        for by in ["deployment", "zone", "service"] {
            let folded = document(&folder, &["--fold", by]);
            let components: u64 = nodes(&folded)
                .iter()
                .map(|(_, components)| components)
                .sum();
            assert_eq!(components as usize, list(&whole, "nodes").len(), "{by}");
            let inside = list(&folded, "nodes").iter();
            let inside = inside.filter_map(|node| node["folded"]["inside"].as_u64());
            let edges = list(&folded, "edges").iter();
            let edges = edges.map(|edge| edge["summed"]["edges"].as_u64().unwrap_or(1));
            let all = edges.sum::<u64>() + inside.sum::<u64>();
            assert_eq!(all as usize, list(&whole, "edges").len(), "{by}");
            assert_eq!(rules(&folded), rules(&whole), "{by}");
            assert_eq!(folded, document(&folder, &["--fold", by]), "{by}");
        }
    }
}

#[test]
fn a_deployment_unfolds_around_a_component() {
    let folded = document(&estate(), &["--fold", "deployment"]);
    let names: Vec<String> = nodes(&folded).into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        [
            "Amazon Bedrock",
            "application.yaml",
            "data.yaml",
            "notifications.yaml"
        ]
    );
    for arguments in [
        &["--unfold", "Drafter"][..],
        &["--around", "Drafter", "--hops", "9"],
        &["--from", "Drafter"],
    ] {
        let open = document(&estate(), &[arguments, &["--fold", "deployment"]].concat());
        let nodes = nodes(&open);
        assert!(nodes.contains(&("Drafter".to_owned(), 1)), "{nodes:?}");
        assert!(nodes.contains(&("DrafterLog".to_owned(), 1)), "{nodes:?}");
        assert!(
            nodes
                .iter()
                .any(|(name, count)| name == "notifications.yaml" && *count > 1),
            "{nodes:?}"
        );
    }
    let nobody = drawn(&estate(), &["--fold", "service", "--unfold", "Draftr"]);
    assert_eq!((nobody.status, &*nobody.out), (2, ""));
    assert!(
        nobody.err.contains("did you mean `Drafter`?"),
        "{}",
        nobody.err
    );
}

/// Templates with so many stores each.
fn many(name: &str, templates: usize, stores: usize) -> PathBuf {
    let folder = scratch(name);
    for template in 0..templates {
        let mut text = "Resources:\n".to_owned();
        for store in 0..stores {
            text.push_str(&format!(
                "  Notes{store}: {{Type: AWS::S3::Bucket, Properties: {{Tags: [{{Key: DataClassification, Value: PHI}}]}}}}\n"
            ));
        }
        std::fs::write(folder.join(format!("t{template:03}.yaml")), text)
            .expect("it can be written");
    }
    folder
}

#[test]
fn a_picture_that_is_too_large_folds_and_says_so() {
    let folder = many("folds", 4, 30);
    let run = drawn(&folder, &["--format", "svg"]);
    assert_eq!(run.status, 0, "{}", run.err);
    assert!(
        run.err
            .contains("note: folded by service: the picture would have 120 components"),
        "{}",
        run.err
    );
    assert!(run.err.contains("`--fold none`"), "{}", run.err);
    assert!(
        run.out
            .contains("folded by service: 4 nodes stand for 120 components"),
        "{}",
        run.out
    );
    let whole = drawn(&folder, &["--format", "svg", "--fold", "none"]);
    assert_eq!((whole.status, &*whole.err), (0, ""));
    assert_eq!(whole.out.matches("<g class=\"node").count(), 120);
    // What is for programs is never changed without a wish.
    for format in ["json", "dot"] {
        let run = drawn(&folder, &["--format", format]);
        assert_eq!((run.status, &*run.err), (0, ""), "{format}");
        assert!(!run.out.contains("folded by"), "{format}");
    }
}

#[test]
fn what_no_fold_makes_small_enough_is_an_error_with_a_way_out() {
    let folder = many("too-large", 510, 2);
    let run = drawn(&folder, &["--format", "svg"]);
    assert_eq!((run.status, &*run.out), (2, ""));
    assert!(
        run.err.contains("error: the picture has 510 components"),
        "{}",
        run.err
    );
    for option in ["--around", "--from", "--to", "--fold", "--format dot"] {
        assert!(run.err.contains(option), "{option}: {}", run.err);
    }
}

//! Assemblies that are wrong or made to harm: each ends in a diagnostic, and the templates are read all the same.

use std::fs;

use phipath::Settings;
use serde_json::json;

use super::reports::{app, check};
use super::{analyse_files, bucket, made_at, manifest, read, tree};
use crate::support::errors;

fn codes(files: &[(&str, serde_json::Value)]) -> Vec<String> {
    let all = errors(&read(files)).into_iter();
    all.map(|one| one.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

#[test]
fn files_outside_and_files_that_are_not_there_are_errors() {
    let outside = [
        "../a.template.json",
        "/etc/a.json",
        "..",
        ".",
        "x/../../a.json",
        "C:\\a.json",
    ];
    for path in outside {
        let mut one = manifest(&json!({}));
        one["artifacts"]["Data"]["properties"]["templateFile"] = json!(path);
        let files = [
            ("app/cdk.out/manifest.json", one),
            ("app/cdk.out/tree.json", tree(&[])),
            ("app/a.template.json", bucket("Outside")),
        ];
        assert_eq!(codes(&files), ["outside-assembly"], "{path}");
    }
    let files = [
        ("cdk.out/manifest.json", manifest(&json!({}))),
        ("cdk.out/tree.json", tree(&[])),
    ];
    assert_eq!(codes(&files), ["assembly-incomplete"]);
}

#[test]
fn assemblies_cannot_lie_in_themselves() {
    for (folder, code) in [
        ("..", "outside-assembly"),
        (".", "outside-assembly"),
        ("", "outside-assembly"),
        ("../cdk.out", "outside-assembly"),
        ("/", "outside-assembly"),
        ("assembly-None", "assembly-incomplete"),
    ] {
        for own in ["cdk.out/manifest.json", "manifest.json"] {
            let mut one = manifest(&json!({}));
            one["artifacts"]["Prod"] =
                json!({"type": "cdk:cloud-assembly", "properties": {"directoryName": folder}});
            let beside = |name: &str| own.replace("manifest.json", name);
            let (template, constructs) = (beside("Data.template.json"), beside("tree.json"));
            let files = [
                (own, one),
                (template.as_str(), bucket("Notes")),
                (constructs.as_str(), tree(&[])),
            ];
            assert_eq!(codes(&files), [code], "{folder:?} in {own}");
        }
    }
}

#[test]
fn a_nested_assembly_has_the_tree_and_the_code_of_the_outer_one() {
    let stage = json!({"version": "55.0.0", "artifacts": {
        "Prod": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "assembly-Prod"}},
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
    }});
    let metadata = json!({"/Prod/Data/Notes": made_at("/srv/lib/data.js:1:1")});
    let mut inner = manifest(&metadata);
    let artifacts = inner["artifacts"].as_object_mut().expect("artifacts");
    artifacts.remove("Tree");
    let files = [
        ("app/cdk.out/manifest.json", stage.to_string()),
        (
            "app/cdk.out/tree.json",
            tree(&["Prod/Data/Notes"]).to_string(),
        ),
        ("app/cdk.out/assembly-Prod/manifest.json", inner.to_string()),
        (
            "app/cdk.out/assembly-Prod/Data.template.json",
            bucket("Notes1A2B").to_string(),
        ),
        ("app/lib/data.js", "new Data();".to_owned()),
    ];
    let analysis = analyse_files(&files, &Settings::default());
    let odd: Vec<&str> = analysis.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(odd, [""; 0]);
    let construct = analysis.model.constructs.values().next().expect("one");
    assert_eq!(construct.line.as_deref(), Some("lib/data.js:1"));
    assert!(construct.place.is_some());
    assert_eq!(analysis.coverage.other_files, 0);
}

#[test]
fn broken_files_leave_the_templates() {
    let metadata = json!({"/Data/Notes/Resource": made_at("/srv/lib/data.js:1:1")});
    let whole = [
        ("cdk.out/manifest.json", manifest(&metadata).to_string()),
        (
            "cdk.out/Data.template.json",
            bucket("Notes1A2B").to_string(),
        ),
        (
            "cdk.out/tree.json",
            tree(&["Data/Notes/Resource"]).to_string(),
        ),
    ];
    // Cut anywhere, as a run that was stopped leaves a file.
    for cut in [0, 2] {
        let length = whole[cut].1.len();
        for end in (1..length).step_by(7) {
            let mut files = whole.clone();
            files[cut].1.truncate(end);
            let analysis = analyse_files(&files, &Settings::default());
            let components = analysis.model.components.iter();
            let bucket = components.filter(|one| one.name == "Notes1A2B");
            assert_eq!(bucket.count(), 1, "{} cut at {end}", whole[cut].0);
            // Before its types are written nobody can tell what a manifest is of.
            if cut == 2 || whole[cut].1[..end].contains("cdk:tree") {
                assert!(
                    !errors(&analysis).is_empty(),
                    "{} cut at {end}",
                    whole[cut].0
                );
            }
        }
    }
}

#[test]
fn other_things_are_called_manifest_too() {
    let others = [
        json!({"name": "made-up", "version": "1.0.0", "artifacts": {"a": {"type": "zip"}}}),
        json!({"manifest_version": 3, "version": "1.0.0"}),
        json!({"version": "1", "artifacts": ["cdk:tree"]}),
        json!({"version": "1", "artifacts": {"a": {"note": "aws:cloudformation:stack"}}}),
    ];
    for other in others {
        let files = [
            ("app/manifest.json", other),
            ("app/Data.template.json", bucket("Notes")),
        ];
        let analysis = read(&files);
        assert_eq!(errors(&analysis), [""; 0]);
        assert_eq!(analysis.coverage.other_files, 1);
        assert_eq!(analysis.model.components.len(), 1);
    }
}

#[test]
fn odd_shapes_say_nothing_and_break_nothing() {
    let odd = [
        json!(null),
        json!(1),
        json!("x"),
        json!([]),
        json!([[{}]]),
        json!({"a": {"b": []}}),
    ];
    for value in &odd {
        for key in [
            "environment",
            "metadata",
            "dependencies",
            "additionalMetadataFile",
        ] {
            let mut one = manifest(&json!({}));
            one["artifacts"]["Data"][key] = value.clone();
            let files = [
                ("cdk.out/manifest.json", one),
                ("cdk.out/Data.template.json", bucket("Notes")),
                ("cdk.out/tree.json", value.clone()),
            ];
            let analysis = read(&files);
            assert!(
                analysis
                    .model
                    .components
                    .iter()
                    .any(|one| one.name == "Notes"),
                "{key}: {value}"
            );
        }
        for entries in [
            value.clone(),
            json!([value]),
            json!([{"type": "aws:cdk:logicalId", "data": value, "trace": value}]),
        ] {
            let files = [
                (
                    "cdk.out/manifest.json",
                    manifest(&json!({"/Data": entries, "": entries, "/": entries})),
                ),
                ("cdk.out/Data.template.json", bucket("Notes")),
                ("cdk.out/tree.json", tree(&[])),
            ];
            assert_eq!(codes(&files), [""; 0], "{entries}");
        }
    }
}

#[test]
fn long_traces_and_deep_trees_are_read_in_time() {
    let frames: Vec<String> = (0..200_000)
        .map(|at| format!("f{at} (node:internal/x:{at}:1)"))
        .collect();
    let metadata = json!({"/Data/Notes": [
        {"type": "aws:cdk:logicalId", "data": "Notes1A2B", "trace": frames},
    ]});
    let mut node = json!({"id": "x", "path": "Data/Notes"});
    for _ in 0..150 {
        node = json!({"id": "x", "path": "x", "children": {"x": node}});
    }
    // A tree that goes on in itself.
    node["fileName"] = json!("tree.json");
    node["treeId"] = json!("t");
    let files = [
        ("cdk.out/manifest.json", manifest(&metadata)),
        ("cdk.out/Data.template.json", bucket("Notes1A2B")),
        (
            "cdk.out/tree.json",
            json!({"tree": node, "forest": {"t": node}}),
        ),
    ];
    assert_eq!(codes(&files), [""; 0]);
    // As many files of code as there are constructs.
    let many = (0..5_000).map(|at| {
        (format!("/Data/{at}"), json!([{"type": "aws:cdk:creationStack", "data": [format!("f (/a/b/c/d{at}.js:1:1)")]}]))
    });
    let many: serde_json::Map<String, serde_json::Value> = many.collect();
    let files = [
        ("cdk.out/manifest.json", manifest(&json!(many))),
        ("cdk.out/Data.template.json", bucket("Notes1A2B")),
        ("cdk.out/tree.json", tree(&[])),
    ];
    assert_eq!(codes(&files), [""; 0]);
}

#[test]
fn a_trace_cannot_make_other_files_read() {
    let folder = app("cdk-hostile-trace");
    let places = [
        "lib/data.js",
        "../outside.js",
        "/etc/passwd",
        "secrets.yaml",
        "lib/../../outside.js",
    ];
    fs::write(folder.join("secrets.yaml"), bucket("Secret").to_string()).expect("a file");
    fs::write(folder.join("../outside.js"), "const secret = 1;\n").expect("a file");
    for place in places {
        let metadata =
            json!({"/Data/Notes/Resource": made_at(&format!("/somewhere/clinic/{place}:1:1"))});
        fs::write(
            folder.join("cdk.out/manifest.json"),
            manifest(&metadata).to_string(),
        )
        .expect("a file");
        let run = check(&folder, &["--root", ".", "cdk.out"]);
        assert_eq!(run.status, 1, "{place}: {}{}", run.out, run.err);
        assert!(
            !run.out.contains("const secret") && !run.out.contains("Secret"),
            "{place}: {}",
            run.out
        );
    }
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    let folder = app("cdk-hostile-links");
    let outside = folder.join("../cdk-outside.template.json");
    fs::write(&outside, bucket("Outside").to_string()).expect("a file");
    let template = folder.join("cdk.out/Data.template.json");
    fs::remove_file(&template).expect("it was there");
    std::os::unix::fs::symlink(&outside, &template).expect("a link");
    let run = check(&folder, &["--root", ".", "cdk.out"]);
    assert_eq!(run.status, 2, "{}{}", run.out, run.err);
    assert!(!run.out.contains("Outside "), "{}", run.out);
    assert!(run.out.contains("leads out of the root"), "{}", run.out);
    assert!(run.out.contains("which is not there"), "{}", run.out);
}

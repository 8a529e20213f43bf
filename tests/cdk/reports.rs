//! Runs over folders with an app of the CDK: what reports say, and what is left out.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use super::{bucket, made_at, manifest, read, tree};
use crate::invalid::{Run, run_in, scratch};

/// Writes an app with its assembly.
pub(super) fn app(name: &str) -> PathBuf {
    let folder = scratch(name);
    let metadata = json!({"/Data/Notes/Resource": made_at("/somewhere/clinic/lib/data.js:2:3")});
    let write = |path: &str, text: &str| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    write("cdk.out/manifest.json", &manifest(&metadata).to_string());
    write(
        "cdk.out/Data.template.json",
        &bucket("Notes1A2B").to_string(),
    );
    write(
        "cdk.out/tree.json",
        &tree(&["Data/Notes/Resource"]).to_string(),
    );
    write("lib/data.js", "// data\n  new Bucket(this, 'Notes');\n");
    write(".gitignore", "cdk.out\n");
    folder
}

pub(super) fn check(folder: &Path, arguments: &[&str]) -> Run {
    let usual = ["check", "--as-of", "2026-12-01", "--color", "never"];
    run_in(folder, &[&usual, arguments].concat(), "")
}

#[test]
fn reports_name_the_construct_and_its_code() {
    let folder = app("cdk-reports");
    for named in ["cdk.out", "cdk.out/manifest.json"] {
        let run = check(&folder, &["--root", ".", named]);
        assert_eq!(run.status, 1, "{}{}", run.out, run.err);
        assert!(run.out.contains("[lib/data.js:2:3]"), "{}", run.out);
        assert!(
            run.out.contains("[cdk.out/Data.template.json:1:"),
            "{}",
            run.out
        );
        assert!(run.out.contains("`Data/Notes/Resource` is made here"));
    }
    // Code outside the root is not read, and is named all the same.
    let run = check(&folder, &["--root", "cdk.out", "cdk.out"]);
    assert!(
        run.out
            .contains("construct: Data/Notes/Resource, made at data.js:2"),
        "{}",
        run.out
    );
    let run = check(&folder, &["--root", ".", "--format", "json", "cdk.out"]);
    let report: Json = serde_json::from_str(&run.out).expect("JSON");
    let finding = &report["findings"][0];
    assert_eq!(
        finding["construct"],
        json!({"path": "Data/Notes/Resource", "line": "lib/data.js:2"})
    );
    assert_eq!(finding["labels"][0]["span"]["path"], "lib/data.js");
    assert_eq!(
        report["coverage"]["files"],
        json!(["cdk.out/Data.template.json", "cdk.out/manifest.json"])
    );
    let run = check(&folder, &["--root", ".", "--format", "sarif", "cdk.out"]);
    let log: Json = serde_json::from_str(&run.out).expect("JSON");
    let place = &log["runs"][0]["results"][0]["locations"][0];
    assert_eq!(
        place["physicalLocation"]["artifactLocation"]["uri"],
        "lib/data.js"
    );
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 2);
    let logical = &place["logicalLocations"][1];
    assert_eq!(logical["fullyQualifiedName"], "Data/Notes/Resource");
}

#[test]
fn a_template_that_is_left_out_is_not_missed() {
    let folder = app("cdk-left-out");
    let glob = "**/Data.*";
    for named in ["cdk.out", "cdk.out/manifest.json"] {
        let run = check(&folder, &["--root", ".", "--exclude", glob, named]);
        assert_eq!(run.status, 0, "{named}: {}{}", run.out, run.err);
        assert!(!run.out.contains("Notes1A2B"), "{}", run.out);
    }
    let template = folder.join("cdk.out/Data.template.json");
    fs::remove_file(template).expect("it was there");
    let run = check(&folder, &["--root", ".", "cdk.out"]);
    assert_eq!(run.status, 2, "{}{}", run.out, run.err);
}

#[test]
fn where_a_stack_goes_is_said_once_or_alike() {
    let folder = app("cdk-placement");
    let config = |account: &str| {
        let text = format!("deployments: {{cdk.out/Data.template.json: {{account: {account}}}}}\n");
        fs::write(folder.join("phipath.yaml"), text).expect("a file");
        check(&folder, &["--root", ".", "cdk.out"]).out
    };
    assert!(!config("111122223333").contains("placement-differs"));
    let said = config("222233334444");
    assert!(said.contains("warning[placement-differs]"), "{said}");
}

#[test]
fn a_nested_stack_is_found_by_the_name_under_which_it_is_published() {
    let mut manifest = manifest(&json!({}));
    let artifacts = &mut manifest["artifacts"];
    artifacts["Data"]["dependencies"] = json!(["Data.assets"]);
    artifacts["Data.assets"] =
        json!({"type": "cdk:asset-manifest", "properties": {"file": "Data.assets.json"}});
    let assets = json!({"version": "55.0.0", "files": {"00ff": {
        "source": {"path": "DataNested.nested.template.json", "packaging": "file"},
        "destinations": {"here": {"bucketName": "made-up", "objectKey": "some/00ff.json"}},
    }}});
    let address = json!({"Fn::Join": ["", [
        "https://s3.eu-central-1.", {"Ref": "AWS::URLSuffix"}, "/made-up/some/00ff.json",
    ]]});
    let own = json!({"Resources": {"Nested": {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": address, "Parameters": {"Class": "PHI"}},
    }}});
    let mut nested = bucket("Notes");
    nested["Parameters"] = json!({"Class": {"Type": "String"}});
    nested["Resources"]["Notes"]["Properties"]["Tags"][0]["Value"] = json!({"Ref": "Class"});
    nested["Resources"]["Notes"]["Properties"]["BucketName"] = json!({"Ref": "AWS::Region"});
    let analysis = read(&[
        ("cdk.out/manifest.json", manifest),
        ("cdk.out/Data.template.json", own),
        ("cdk.out/DataNested.nested.template.json", nested),
        ("cdk.out/Data.assets.json", assets),
        ("cdk.out/tree.json", tree(&[])),
    ]);
    let notes: Vec<_> = analysis
        .model
        .components
        .iter()
        .filter(|one| one.name == "Notes")
        .collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].marks[0].value.as_deref(), Some("PHI"));
    assert!(
        notes[0].names.contains(&"eu-central-1".to_owned()),
        "{:?}",
        notes[0].names
    );
}

#[test]
fn exceptions_stand_at_the_line_of_the_app_or_in_metadata() {
    const RULE: &str = "phi-store-without-customer-key";
    let owner = |folder: &Path| {
        let run = check(folder, &["--root", ".", "--format", "json", "cdk.out"]);
        let report: Json = serde_json::from_str(&run.out).expect("JSON");
        let mut all = report["findings"].as_array().expect("a list").iter();
        let own = all.find(|one| one["rule"] == RULE).expect("it is judged");
        (
            own["waiver"]["owner"].clone(),
            report["diagnostics"].clone(),
        )
    };
    let none = json!([]);
    let folder = app("cdk-exceptions");
    assert_eq!(owner(&folder), (Json::Null, none.clone()));
    let comment = format!("// phipath: ignore[{RULE}] until=2027-06-30 owner=clinic reason=later");
    let code = format!("{comment}\n  new Bucket(this, 'Notes');\n");
    fs::write(folder.join("lib/data.js"), code).expect("a file");
    assert_eq!(owner(&folder), (json!("clinic"), none.clone()));
    let folder = app("cdk-exceptions");
    let mut template = bucket("Notes1A2B");
    let item = json!({"rule": [RULE], "until": "2027-06-30", "owner": "data", "reason": "later"});
    template["Resources"]["Notes1A2B"]["Metadata"] = json!({"phipath": {"ignore": [item]}});
    let path = folder.join("cdk.out/Data.template.json");
    fs::write(path, template.to_string()).expect("a file");
    assert_eq!(owner(&folder), (json!("data"), none));
}

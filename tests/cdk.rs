//! Assemblies of the AWS CDK: what is read of them, what is wrong with bad ones, and those of others.

mod corpus;
mod hostile;
mod reports;
mod twins;

use std::collections::BTreeMap;

use phipath::check::Verdict;
use phipath::source::Encoding;
use phipath::{Analysis, Input, Role, Settings, analyse};
use serde_json::{Value as Json, json};

use crate::support::{DAY, errors, rules_but_of_house};

/// Runs every rule on files: paths and texts.
fn analyse_files(files: &[(&str, String)], settings: &Settings) -> Analysis {
    let input = |(path, text): &(&str, String)| Input {
        path: (*path).to_owned(),
        text: text.clone(),
        encoding: Encoding::Utf8,
        role: match path.ends_with(".json") {
            true => Role::Found,
            false => Role::Beside,
        },
    };
    let settings = Settings {
        as_of: Some(DAY),
        ..settings.clone()
    };
    analyse(
        rules_but_of_house(),
        files.iter().map(input).collect(),
        &settings,
    )
}

fn read(files: &[(&str, Json)]) -> Analysis {
    let files = files.iter().map(|(path, json)| (*path, json.to_string()));
    analyse_files(&files.collect::<Vec<_>>(), &Settings::default())
}

/// A bucket that holds PHI, under a logical id.
fn bucket(id: &str) -> Json {
    json!({"Resources": {id: {
        "Type": "AWS::S3::Bucket",
        "Properties": {"Tags": [{"Key": "DataClassification", "Value": "PHI"}]},
    }}})
}

/// An assembly of one stack.
fn manifest(metadata: &Json) -> Json {
    json!({"version": "55.0.0", "artifacts": {
        "Data": {
            "type": "aws:cloudformation:stack",
            "environment": "aws://111122223333/eu-central-1",
            "properties": {"templateFile": "Data.template.json", "stackName": "clinic-data"},
            "metadata": metadata,
        },
        "Tree": {"type": "cdk:tree", "properties": {"file": "tree.json"}},
    }})
}

fn made_at(place: &str) -> Json {
    json!([
        {"type": "aws:cdk:logicalId", "data": "Notes1A2B"},
        {"type": "aws:cdk:creationStack", "data": ["...new Bucket2 in aws-cdk-lib...", format!("new Data ({place})")]},
    ])
}

/// A tree with these constructs, all children of the root.
fn tree(paths: &[&str]) -> Json {
    let node = |path: &&str| ((*path).to_owned(), json!({"id": "x", "path": *path}));
    let children: serde_json::Map<String, Json> = paths.iter().map(node).collect();
    json!({"version": "tree-0.1", "tree": {"id": "App", "path": "", "children": children}})
}

/// Construct paths and lines of code by component.
fn constructs(analysis: &Analysis) -> BTreeMap<String, (String, Option<String>)> {
    let constructs = analysis.model.constructs.iter();
    let named = constructs.map(|(span, one)| {
        let mut all = analysis.model.components.iter();
        let own = all
            .find(|own| span.contains(own.span))
            .expect("a component");
        (own.name.clone(), (one.path.clone(), one.line.clone()))
    });
    named.collect()
}

#[test]
fn a_resource_has_its_construct_and_its_line() {
    let metadata = json!({"/Data/Notes/Resource": made_at("/srv/clinic/lib/data.js:3:5")});
    let code = "one\ntwo\n    new Bucket(this, 'Notes');  \n";
    let files = [
        ("cdk.out/manifest.json", manifest(&metadata).to_string()),
        (
            "cdk.out/Data.template.json",
            bucket("Notes1A2B").to_string(),
        ),
        (
            "cdk.out/tree.json",
            tree(&["Data/Notes/Resource"]).to_string(),
        ),
        ("lib/data.js", code.to_owned()),
    ];
    let analysis = analyse_files(&files, &Settings::default());
    assert_eq!(errors(&analysis), [""; 0]);
    assert_eq!(analysis.coverage.other_files, 0);
    let violated = analysis.outcome.findings.iter();
    let mut violated = violated.filter(|one| one.verdict == Verdict::Violated);
    let finding = violated.next().expect("a bucket with nothing but a tag");
    let [first, second, ..] = finding.labels.as_slice() else {
        panic!("two places");
    };
    let file = analysis.sources.get(first.span.file);
    assert_eq!(file.path, "lib/data.js");
    assert_eq!(file.slice(first.span), "new Bucket(this, 'Notes');");
    assert_eq!(first.text, "`Data/Notes/Resource` is made here");
    let template = analysis.sources.get(second.span.file);
    assert_eq!(template.path, "cdk.out/Data.template.json");
    let construct = finding.construct.as_ref().expect("it is known");
    assert_eq!(construct.line.as_deref(), Some("lib/data.js:3"));
    // Account, Region and name of the stack.
    let deployment = &analysis.model.deployments[0];
    let known = |name: &str| {
        let id = analysis.knowledge.vocabulary.id(name).expect("a word");
        deployment.facts.contains_key(&id)
    };
    assert!(known("account") && known("region"));
}

#[test]
fn without_its_code_a_construct_has_a_text() {
    let metadata = json!({"/Data/Notes/Resource": made_at("/srv/clinic/lib/data.js:3:5")});
    let files = [
        ("cdk.out/manifest.json", manifest(&metadata)),
        ("cdk.out/Data.template.json", bucket("Notes1A2B")),
        ("cdk.out/tree.json", tree(&["Data/Notes/Resource"])),
    ];
    let found = constructs(&read(&files));
    let line = Some("data.js:3".to_owned());
    assert_eq!(found["Notes1A2B"], ("Data/Notes/Resource".to_owned(), line));
}

#[test]
fn a_line_that_the_code_does_not_have_is_no_place() {
    for place in ["/srv/lib/data.js:9:1", "/srv/lib/data.js:1:90"] {
        let metadata = json!({"/Data/Notes/Resource": made_at(place)});
        let files = [
            ("cdk.out/manifest.json", manifest(&metadata).to_string()),
            (
                "cdk.out/Data.template.json",
                bucket("Notes1A2B").to_string(),
            ),
            (
                "cdk.out/tree.json",
                tree(&["Data/Notes/Resource"]).to_string(),
            ),
            ("lib/data.js", "one\n".to_owned()),
        ];
        let analysis = analyse_files(&files, &Settings::default());
        let construct = analysis.model.constructs.values().next().expect("one");
        assert_eq!(construct.place, None);
        assert!(construct.line.is_some());
    }
}

#[test]
fn a_line_without_a_column_is_shown_from_its_first_letter() {
    let metadata = json!({"/Data/Notes/Resource": made_at("/srv/app/stacks/data.py:2")});
    let files = [
        ("cdk.out/manifest.json", manifest(&metadata).to_string()),
        (
            "cdk.out/Data.template.json",
            bucket("Notes1A2B").to_string(),
        ),
        (
            "cdk.out/tree.json",
            tree(&["Data/Notes/Resource"]).to_string(),
        ),
        (
            "stacks/data.py",
            "# data\n        Bucket(self)\n".to_owned(),
        ),
    ];
    let analysis = analyse_files(&files, &Settings::default());
    let construct = analysis.model.constructs.values().next().expect("one");
    let place = construct.place.expect("it is there");
    let file = analysis.sources.get(place.file);
    assert_eq!(file.slice(place), "Bucket(self)");
}

#[test]
fn pseudo_parameters_and_parameters_of_the_stack_are_known() {
    let mut manifest = manifest(&json!({}));
    manifest["artifacts"]["Data"]["properties"]["parameters"] = json!({"Class": "PHI"});
    let mut template = bucket("Notes1A2B");
    template["Parameters"] = json!({"Class": {"Type": "String", "Default": "metadata"}});
    let notes = &mut template["Resources"]["Notes1A2B"]["Properties"];
    notes["Tags"][0]["Value"] = json!({"Ref": "Class"});
    let names = ["StackName", "AccountId", "Region"].map(|one| format!("${{AWS::{one}}}"));
    notes["BucketName"] = json!({"Fn::Sub": names.join("-")});
    let files = [
        ("cdk.out/manifest.json", manifest.to_string()),
        ("cdk.out/Data.template.json", template.to_string()),
        ("cdk.out/tree.json", tree(&[]).to_string()),
    ];
    let names = |settings: &Settings| {
        let analysis = analyse_files(&files, settings);
        let marks = &analysis.model.components[0].marks;
        let class = marks[0].value.clone().expect("it is known");
        (analysis.model.components[0].names.clone(), class)
    };
    let (found, class) = names(&Settings::default());
    assert!(
        found.contains(&"clinic-data-111122223333-eu-central-1".to_owned()),
        "{found:?}"
    );
    assert_eq!(class, "PHI");
    // What a person says counts more.
    let mut settings = Settings::default();
    let said = [("Class", "none"), ("AWS::Region", "us-east-1")];
    let said = said.map(|(name, value)| (name.to_owned(), value.to_owned()));
    settings.template.values.extend(said);
    let (found, class) = names(&settings);
    assert!(
        found.contains(&"clinic-data-111122223333-us-east-1".to_owned()),
        "{found:?}"
    );
    assert_eq!(class, "none");
}

#[test]
fn an_id_that_two_constructs_have_belongs_to_the_template_of_its_stack() {
    let id = |id: &str| json!([{"type": "aws:cdk:logicalId", "data": id}]);
    let mut metadata = json!({
        "/Data/Notes": id("Notes"),
        "/Data/Nested/Notes": id("Notes"),
        "/Data/Other": id("Other"),
    });
    let nested = "DataNested.nested.template.json";
    let run = |metadata: &Json| {
        let mut manifest = manifest(metadata);
        let artifacts = &mut manifest["artifacts"];
        artifacts["Data"]["dependencies"] = json!(["Data.assets"]);
        artifacts["Data.assets"] =
            json!({"type": "cdk:asset-manifest", "properties": {"file": "Data.assets.json"}});
        let assets = json!({"version": "55.0.0", "files": {
            "00": {"source": {"path": nested, "packaging": "file"}},
            "11": {"source": {"path": "asset.11", "packaging": "zip"}},
        }});
        let mut own = bucket("Notes");
        own["Resources"]["Other"] = json!({"Type": "AWS::S3::Bucket"});
        let analysis = read(&[
            ("cdk.out/manifest.json", manifest),
            ("cdk.out/Data.template.json", own),
            ("cdk.out/DataNested.nested.template.json", bucket("Notes")),
            ("cdk.out/Data.assets.json", assets),
            ("cdk.out/asset.11/package.json", json!({"name": "made-up"})),
            ("cdk.out/asset.11/example/template.json", bucket("Example")),
            (
                "cdk.out/tree.json",
                tree(&["Data/Notes", "Data/Nested/Notes", "Data/Other"]),
            ),
        ]);
        // What is published is not read, and counts as one.
        assert_eq!(analysis.coverage.other_files, 1);
        let example = analysis.model.components.iter();
        assert_eq!(example.filter(|one| one.name == "Example").count(), 0);
        let paths = analysis.model.constructs.iter();
        let paths = paths.map(|(span, one)| {
            let file = &analysis.sources.get(span.file).path;
            format!("{file} {}", one.path)
        });
        paths.collect::<Vec<String>>()
    };
    // Without a word about whose it is, nobody knows.
    assert_eq!(run(&metadata), ["cdk.out/Data.template.json Data/Other"]);
    metadata["/Data"] = json!([{"type": "aws:cdk:templateFile", "data": "Data.template.json"}]);
    metadata["/Data/Nested"] = json!([{"type": "aws:cdk:templateFile", "data": nested}]);
    let expected = [
        "cdk.out/Data.template.json Data/Notes",
        "cdk.out/Data.template.json Data/Other",
        "cdk.out/DataNested.nested.template.json Data/Nested/Notes",
    ];
    assert_eq!(run(&metadata), expected);
}

#[test]
fn the_metadata_of_a_resource_comes_first_and_the_tree_is_compared() {
    let metadata = json!({"/Data/Old": [{"type": "aws:cdk:logicalId", "data": "Notes1A2B"}]});
    let mut template = bucket("Notes1A2B");
    template["Resources"]["Notes1A2B"]["Metadata"] = json!({"aws:cdk:path": "Data/Notes/Resource"});
    let run = |paths: &[&str]| {
        read(&[
            ("cdk.out/manifest.json", manifest(&metadata)),
            ("cdk.out/Data.template.json", template.clone()),
            ("cdk.out/tree.json", tree(paths)),
        ])
    };
    let warnings = |analysis: &Analysis| {
        let all = analysis.diagnostics.iter();
        all.filter(|one| one.code == "assembly-mixed").count()
    };
    let analysis = run(&["Data/Notes/Resource"]);
    assert_eq!(constructs(&analysis)["Notes1A2B"].0, "Data/Notes/Resource");
    assert_eq!(warnings(&analysis), 0);
    assert_eq!(warnings(&run(&["Data/Other"])), 1);
}

#[test]
fn a_tree_in_several_files_is_one() {
    let id = json!([{"type": "aws:cdk:logicalId", "data": "Notes1A2B"}]);
    let rest = json!({"id": "Data", "path": "Data", "fileName": "trees-1.json", "treeId": "t0"});
    let first = json!({"version": "tree-0.1", "tree": {"id": "App", "path": "", "children": {"Data": rest}}});
    let notes = json!({"id": "Notes", "path": "Data/Notes",
        "attributes": {"aws:cdk:cloudformation:type": "AWS::S3::Bucket"}});
    let second = json!({"version": "forest-0.1", "forest": {"t0": {"id": "Data", "path": "Data", "children": {"Notes": notes}}}});
    let analysis = read(&[
        (
            "cdk.out/manifest.json",
            manifest(&json!({"/Data/Notes": id})),
        ),
        ("cdk.out/Data.template.json", bucket("Notes1A2B")),
        ("cdk.out/tree.json", first),
        ("cdk.out/trees-1.json", second),
    ]);
    assert_eq!(analysis.coverage.other_files, 0);
    let mixed = analysis.diagnostics.iter();
    assert_eq!(mixed.filter(|one| one.code == "assembly-mixed").count(), 0);
}

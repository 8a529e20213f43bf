//! The schemas of rules, packs, kinds and controls: what the repository has is valid by them, what the reader refuses is not,
//! and every key of the reader is described.

use std::fs;
use std::path::{Path, PathBuf};

use phipath::knowledge::{Request, UserFile};
use phipath::schema;
use serde_json::Value;

use super::{example_of, json_of};
use crate::support::all_rules;

/// The files below a folder of the repository, as JSON with their text.
fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let text = fs::read_to_string(&path).expect("it can be read");
                files.push((path, text));
            }
        }
    }
    files
}

fn errors(schema: &Value, text: &str) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    let value = json_of(text);
    let errors = validator.iter_errors(&value);
    errors
        .map(|one| format!("{} at {}", one, one.instance_path()))
        .collect()
}

/// Every file below a folder is valid, and with a text replaced it is not, in at least one of them.
fn hold(folder: &str, skip: &str, schema: &Value, faults: &[(&str, &str)]) {
    let validator = jsonschema::validator_for(schema).expect("the schema is one");
    let files = files(folder);
    let files: Vec<_> = files
        .iter()
        .filter(|(path, _)| !path.to_string_lossy().contains(skip))
        .collect();
    assert!(!files.is_empty());
    for (path, text) in &files {
        let found = errors(schema, text);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
    }
    for (right, wrong) in faults {
        let (path, text) = files
            .iter()
            .find(|(_, text)| text.contains(right))
            .expect("a file that has it");
        let text = text.replacen(right, wrong, 1);
        let shown = path.display();
        assert!(!validator.is_valid(&json_of(&text)), "{shown}: {wrong}");
    }
}

#[test]
fn rules_and_packs_are_valid_by_their_schema() {
    let knowledge = all_rules().knowledge;
    let rule = schema::rule(&knowledge);
    hold(
        "rules",
        "/packs/",
        &rule,
        &[
            ("severity: high", "severity: hihg"),
            ("subject: component", "subject: path"),
            ("\nwhy:", "\nwhi:"),
            ("expect: violated", "expect: broken"),
            ("hipaa/164.312(a)(2)(iv)", "hipaa/164.312(z)"),
            ("confidence: high", "confidence: critical"),
        ],
    );
    hold(
        "rules/packs",
        "nothing",
        &schema::pack(&knowledge),
        &[("\nrules:", "\nrule:"), ("\ntitle:", "\n#title:")],
    );
}

#[test]
fn kinds_and_controls_are_valid_by_their_schema() {
    let knowledge = all_rules().knowledge;
    hold(
        "catalog/kinds",
        "nothing",
        &schema::kinds(&knowledge),
        &[
            ("element: data_store", "element: datastore"),
            ("layer: flows", "layer: flow"),
            ("service: s3\n", "service: s4\n"),
            ("attributes:", "atributes:"),
        ],
    );
    hold(
        "catalog/controls",
        "nothing",
        &schema::controls(),
        &[
            ("level: required", "level: must"),
            ("automation: partial", "automation: half"),
            ("\nframework:", "\nframe:"),
        ],
    );
}

/// What `phipath rules new` writes, and what the page on rules shows.
#[test]
fn what_authors_start_from_is_valid() {
    let knowledge = all_rules().knowledge;
    let skeleton = include_str!("../../src/cli/rules/skeleton.yaml");
    let skeleton = skeleton.replace("RULE_ID", "phi-store-without-owner");
    assert_eq!(
        errors(&schema::rule(&knowledge), &skeleton),
        Vec::<String>::new()
    );
    let page = example_of("writing-rules");
    let missing = errors(&schema::rule(&knowledge), &page);
    assert!(
        missing.iter().all(|one| one.contains("required")),
        "{missing:?}"
    );
}

/// The pack that the page on rules shows, beside the rule that `phipath rules new` writes.
#[test]
fn the_pack_of_the_page_loads() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/writing-rules.md");
    let page = fs::read_to_string(page).expect("it can be read");
    let start = page.find("pack: our-baseline").expect("the example");
    let end = start + page[start..].find("```").expect("its end");
    let skeleton = include_str!("../../src/cli/rules/skeleton.yaml");
    let file = |path: &str, text: &str| UserFile {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let rule = skeleton.replace("RULE_ID", "phi-notes-without-recovery");
    let request = Request {
        packs: vec!["our-baseline".to_owned()],
        user_rules: vec![
            file("rules/contingency/phi-notes-without-recovery.yaml", &rule),
            file("rules/packs/our-baseline.yaml", &page[start..end]),
        ],
    };
    let loaded = phipath::load(&request);
    assert_eq!(loaded.diagnostics, []);
    let ids: Vec<&str> = loaded
        .knowledge
        .rules
        .iter()
        .map(|rule| &*rule.id)
        .collect();
    assert!(
        ids.contains(&"phi-notes-without-recovery") && ids.contains(&"network-without-flow-log")
    );
}

/// The kind that the page on kinds writes step by step is valid, and its types are ones that nobody has mapped.
#[test]
fn the_kind_of_the_page_is_new() {
    let knowledge = all_rules().knowledge;
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/writing-kinds.md");
    let page = fs::read_to_string(page).expect("it can be read");
    let start = page.find("```yaml\nkinds:").expect("the kind") + "```yaml\n".len();
    let end = start + page[start..].find("```").expect("its end");
    let kind = &page[start..end];
    assert_eq!(
        errors(&schema::kinds(&knowledge), kind),
        Vec::<String>::new()
    );
    let first = &json_of(kind)["kinds"][0];
    let sources = first["sources"].as_object().expect("sources by format");
    assert_eq!(sources.len(), 2);
    for source in sources.values() {
        let name = source["type"].as_str().expect("one type");
        assert!(page[..start].contains(name) || name.contains('_'), "{name}");
        let known = knowledge.by_type.keys().chain(knowledge.inert.keys());
        let mut known = known.chain(knowledge.satellites.keys());
        assert!(!known.any(|(_, other)| other == name), "{name}");
    }
    let service = first["service"].as_str().expect("its service");
    let mut services = knowledge.services.iter();
    assert!(services.any(|one| &*one.name == service), "{service}");
}

/// A key without a description is one that the schemas do not know.
#[test]
fn every_key_of_the_readers_is_described() {
    fn empty(value: &Value, path: &str, found: &mut Vec<String>) {
        if let Value::Object(map) = value {
            if map.get("description").and_then(Value::as_str) == Some("") {
                found.push(path.to_owned());
            }
            for (key, value) in map {
                empty(value, &format!("{path}/{key}"), found);
            }
        }
        if let Value::Array(items) = value {
            items.iter().for_each(|item| empty(item, path, found));
        }
    }
    let knowledge = all_rules().knowledge;
    let mut found = Vec::new();
    for (name, schema) in [
        ("rule", schema::rule(&knowledge)),
        ("pack", schema::pack(&knowledge)),
        ("kinds", schema::kinds(&knowledge)),
        ("controls", schema::controls()),
    ] {
        empty(&schema, name, &mut found);
    }
    assert_eq!(found, Vec::<String>::new());
}

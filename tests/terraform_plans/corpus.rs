//! Plans and states of others, where they are at hand: all of them are read, and with the resources that another reading
//! finds in them.

use std::collections::BTreeSet;
use std::fs;

use phipath::frontend::terraform::plan::read;
use phipath::source::Severity;
use phipath::syntax::{Limits, Term};
use serde_json::Value as Json;

use super::{file, files_in, language};
use crate::support::corpus;

/// What is wrong with files of the corpus, and why it is right to say so.
const FAULTS: &[(&str, &str, &str)] = &[(
    "terraform-plan/cli/tests/functional/test_issue-132/plan.out.json",
    "partial-plan",
    "written by hand: planned values alone, of which nobody knows what they leave out",
)];

/// The addresses of managed resources that are there afterwards, by another reading of the text.
fn addresses(text: &str) -> BTreeSet<String> {
    let json: Json = serde_json::from_str(text).expect("JSON");
    let mut found = BTreeSet::new();
    let mut changed = BTreeSet::new();
    for one in json["resource_changes"].as_array().into_iter().flatten() {
        let address = one["address"].as_str().expect("an address").to_owned();
        let actions = one["change"]["actions"].as_array().expect("actions");
        let stays =
            |action: &Json| ["create", "update", "no-op"].contains(&action.as_str().unwrap_or(""));
        if one["mode"] == "managed" && one["deposed"].is_null() && actions.iter().any(stays) {
            found.insert(address.clone());
        }
        changed.insert(address);
    }
    let mut open: Vec<&Json> = vec![
        &json["planned_values"]["root_module"],
        &json["values"]["root_module"],
    ];
    while let Some(module) = open.pop() {
        for one in module["resources"].as_array().into_iter().flatten() {
            let address = one["address"].as_str().expect("an address").to_owned();
            if one["mode"] == "managed"
                && one["deposed_key"].is_null()
                && !changed.contains(&address)
            {
                found.insert(address);
            }
        }
        open.extend(module["child_modules"].as_array().into_iter().flatten());
    }
    if json["version"] == 4 {
        for one in json["resources"].as_array().into_iter().flatten() {
            let module = one["module"]
                .as_str()
                .map_or(String::new(), |module| format!("{module}."));
            let (kind, name) = (
                one["type"].as_str().expect("a type"),
                one["name"].as_str().expect("a name"),
            );
            let instances = one["instances"].as_array().into_iter().flatten();
            for instance in instances.filter(|one| one["deposed"].is_null()) {
                let key = match &instance["index_key"] {
                    Json::Null => String::new(),
                    key => format!("[{key}]"),
                };
                if one["mode"] == "managed" {
                    found.insert(format!("{module}{kind}.{name}{key}"));
                }
            }
        }
    }
    found
}

#[test]
fn every_plan_and_state_of_others_is_read() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let (mut count, mut references, mut unknown) = (0, 0, 0);
    let mut faults: BTreeSet<(String, String)> = BTreeSet::new();
    for folder in ["terraform-plan", "tf-state"] {
        for path in files_in(&corpus.join(folder), &[".json", ".tfstate"]) {
            let text = fs::read_to_string(&path).expect("a text");
            let name = path
                .strip_prefix(&corpus)
                .expect("a file below it")
                .to_string_lossy();
            let mut fault = |what: &str| faults.insert((name.to_string(), what.to_owned()));
            let file = file(&name, text.clone());
            let Some(reading) = read(&file, &language().terraform, &Limits::default()) else {
                fault("neither");
                continue;
            };
            count += 1;
            let errors = reading
                .diagnostics
                .iter()
                .filter(|one| one.severity == Severity::Error);
            for one in errors {
                fault(one.code);
            }
            let Some(stored) = reading.document else {
                continue;
            };
            let found: BTreeSet<String> = stored
                .template
                .resources
                .iter()
                .map(|one| one.name.clone())
                .collect();
            if !text.contains("\"version\": 3") {
                assert_eq!(found, addresses(&text), "{name}");
            }
            for one in &stored.template.resources {
                let mut open = vec![&one.properties];
                while let Some(value) = open.pop() {
                    match &value.term {
                        Term::Reference(reference) => {
                            references += 1;
                            assert!(found.contains(&reference.to), "{name}: {}", reference.to);
                        }
                        Term::Unknown(_) => unknown += 1,
                        Term::List(items) | Term::Text(items) => open.extend(items),
                        Term::Map(entries) => open.extend(entries.iter().map(|one| &one.value)),
                        _ => {}
                    }
                }
            }
        }
    }
    println!("{count} files, {references} references, {unknown} unknown values");
    let known: BTreeSet<(String, String)> = FAULTS
        .iter()
        .map(|(name, what, _)| ((*name).to_owned(), (*what).to_owned()))
        .collect();
    assert_eq!(faults, known);
    assert!(count > 180 && references > 100, "{count} {references}");
}

//! Policies of others, where they are at hand: none of them is malformed, and each is taken for what it is.

use std::path::{Path, PathBuf};

use phipath::policy::sort::{Sort, likely_sort};
use phipath::policy::{Policy, Reading};
use phipath::source::{Diagnostic, Severity};

use super::{policy, read_json};
use crate::support::corpus;

fn folder() -> Option<PathBuf> {
    let folder = corpus().map(|corpus| corpus.join("iam"));
    if folder.is_none() {
        println!("skipped: no corpus");
    }
    folder
}

fn json_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            json_files(&path, found);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            found.push(path);
        }
    }
}

fn words(found: &[Diagnostic]) -> Vec<String> {
    found
        .iter()
        .map(|one| format!("{}: {}", one.code, one.message))
        .collect()
}

/// A managed policy of AWS says nothing that makes no sense.
#[test]
fn managed_policies_are_not_malformed() {
    let Some(folder) = folder() else { return };
    let text = std::fs::read_to_string(folder.join("aws-managed-policies.jsonl")).expect("a file");
    let (mut count, mut noisy) = (0, Vec::new());
    for line in text.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let (reading, found) = read_json(&entry["document"].to_string());
        assert!(matches!(reading, Reading::Read(_)));
        if !found.is_empty() {
            noisy.push(format!("{}: {}", entry["name"], words(&found).join("; ")));
        }
        count += 1;
    }
    assert!(count > 1_000);
    assert_eq!(noisy, [""; 0]);
}

/// Limits of organizations and endpoints are taken for limits, never for grants.
#[test]
fn limits_are_recognised() {
    let Some(folder) = folder() else { return };
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    let (mut count, mut wrong) = (0, Vec::new());
    for path in files {
        let name = path
            .strip_prefix(&folder)
            .expect("below")
            .to_string_lossy()
            .replace('\\', "/");
        let expected = match name.as_str() {
            name if name.contains("vpc_endpoint_policies") => Sort::Endpoint,
            name if name.contains("resource_control_policies") => Sort::ResourceControl,
            _ => Sort::ServiceControl,
        };
        let policy: Policy = policy(&std::fs::read_to_string(&path).expect("a file"));
        let likely = likely_sort(&policy, Some(&name));
        if likely.sort != expected || !likely.is_sure() {
            wrong.push(format!("{name}: {likely:?}"));
        }
        // Without its name a limit may be something else, but it is not taken for a grant.
        if likely_sort(&policy, None).is_grant() {
            wrong.push(format!("{name} without its name: a grant"));
        }
        count += 1;
    }
    assert!(count > 80, "{count}");
    assert_eq!(wrong, [""; 0]);
}

/// What is said of the examples: placeholders stand in them where values belong.
#[test]
fn examples_have_placeholders() {
    let Some(folder) = folder() else { return };
    let mut files = Vec::new();
    json_files(&folder, &mut files);
    let mut said = Vec::new();
    for path in files {
        let (_, found) = read_json(&std::fs::read_to_string(&path).expect("a file"));
        let loud = found
            .into_iter()
            .filter(|one| one.severity > Severity::Note);
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        said.extend(
            words(&loud.collect::<Vec<_>>())
                .into_iter()
                .map(|text| format!("{name}: {text}")),
        );
    }
    let is_placeholder =
        |text: &&String| text.contains("`<") || text.contains("`[") || text.contains("`${");
    let others: Vec<_> = said.iter().filter(|text| !is_placeholder(text)).collect();
    assert!(others.is_empty(), "{others:#?}");
}

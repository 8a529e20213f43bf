//! The policies of others: all are read without loss, and none that limits is taken for a grant.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use phipath::knowledge::summary::{Abilities, Summary, summarise};
use phipath::model::Sort;
use phipath::source::Encoding;
use phipath::{Analysis, Input, Settings, analyse};

use super::{bytes, document, files, name};
use crate::support::{all_rules, corpus, count, errors};

/// Services of which the policy for readers reads more services than the policy for everything, as it is published.
const READS_MORE: &[&str] = &[
    "AWSElasticBeanstalk",
    "AWSProton",
    "AmazonCloudWatchRUM",
    "AmazonInspector2",
    "CloudFront",
    "CloudWatch",
    "ServiceQuotas",
];

/// Services with new or retired actions, for which no source gives a level.
const UNLISTED: &[&str] = &[
    "AWSArtifactComplianceInquiries",
    "AWSIoT1Click",
    "AmazonBedrockExternalWebSearch",
    "AmazonBedrockWebSearch",
    "AmazonS3FilesClient",
    "GroundTruthSyntheticConsole",
];

/// Policies for readers with actions that the source classes as writing, or does not have any more.
const CLASSED_OTHERWISE: &[&str] = &["AmazonHoneycode", "AmazonRoute53RecoveryControlConfig"];

/// Services of which the two policies, as they are published, allow the same actions; the second is a `ReadOnly`.
const THE_SAME: &[&str] = &["AmazonBedrockExternalWebSearch", "AmazonBedrockWebSearch"];

const MANAGED: &str = "iam/aws-managed-policies.jsonl";

fn check(path: &str, text: String) -> Analysis {
    let input = Input {
        path: path.to_owned(),
        text,
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    analyse(all_rules(), vec![input], &Settings::default())
}

/// The policies that the provider manages, read as one file.
fn managed() -> Option<(String, Analysis)> {
    let path = corpus()?.join(MANAGED);
    let text = std::fs::read_to_string(path).expect("the policies");
    Some((text.clone(), check("managed.jsonl", text)))
}

/// How many statements a document has.
fn statements(line: &str) -> usize {
    let value: serde_json::Value = serde_json::from_str(&document(line)).expect("a document");
    value["Statement"].as_array().map_or(1, Vec::len)
}

#[test]
fn managed_policies_are_read_without_loss() {
    let Some((text, analysis)) = managed() else {
        println!("skipped: no corpus");
        return;
    };
    assert_eq!(errors(&analysis), [""; 0]);
    let standing = &analysis.model.standing;
    assert_eq!(standing.len(), text.lines().count());
    for (line, one) in text.lines().zip(standing) {
        let policy = one.policy.as_ref().expect("its text is read");
        assert!(policy.opaque.is_empty(), "{}", one.name);
        assert_eq!(policy.statements.len(), statements(line), "{}", one.name);
        let summary = summarise(policy, &analysis.knowledge.actions);
        let says = summary.others.any() || summary.services.values().any(|one| one.any());
        // What is no grant denies only.
        assert_eq!(says, one.component.is_some(), "{}: {summary:?}", one.name);
    }
    assert!(standing.len() > 1_600, "{}", standing.len());
    // They name some actions that are retired or newer than the list, and nothing else in vain.
    let mut codes = BTreeMap::new();
    for said in &analysis.diagnostics {
        count(&mut codes, said.code);
    }
    println!("{codes:?}");
    assert!(codes["unknown-action"] < 100 && codes["unknown-action-prefix"] < 30);
    assert_eq!(codes.len(), 2, "{codes:?}");
}

#[test]
fn full_access_is_above_read_only_access() {
    let Some((_, analysis)) = managed() else {
        println!("skipped: no corpus");
        return;
    };
    let standing = analysis.model.standing.iter();
    let summaries: BTreeMap<&str, Summary> = standing
        .filter_map(|one| {
            let policy = one.policy.as_ref().ok()?;
            Some((&*one.name, summarise(policy, &analysis.knowledge.actions)))
        })
        .collect();
    let (mut pairs, mut not_above, mut not_by_rank) = (0, Vec::new(), Vec::new());
    for (full_name, full) in &summaries {
        let Some(stem) = full_name.strip_suffix("FullAccess") else {
            continue;
        };
        for ending in ["ReadOnlyAccess", "ReadOnly"] {
            let Some(read) = summaries.get(&*format!("{stem}{ending}")) else {
                continue;
            };
            pairs += 1;
            if full.partial_cmp(read) != Some(Ordering::Greater) {
                not_above.push(stem);
            }
            if !full.is_more_than(read) {
                not_by_rank.push(stem);
            }
        }
    }
    assert!(pairs > 200, "{pairs}");
    println!("{pairs} pairs, not above by rank: {not_by_rank:?}");
    assert_eq!(not_by_rank, THE_SAME);
    let known = [READS_MORE, UNLISTED, CLASSED_OTHERWISE].concat();
    let known: BTreeSet<_> = known.into_iter().collect();
    assert_eq!(not_above.into_iter().collect::<BTreeSet<_>>(), known);
    for stem in UNLISTED {
        let full = &summaries[&*format!("{stem}FullAccess")];
        let classed = |has: &Abilities| has.write || has.administer;
        assert!(!full.services.values().any(classed), "{stem}");
    }
    for stem in READS_MORE {
        let full = &summaries[&*format!("{stem}FullAccess")];
        let read = [format!("{stem}ReadOnlyAccess"), format!("{stem}ReadOnly")];
        let read = read.iter().find_map(|name| summaries.get(&**name));
        let writes = |summary: &Summary| summary.services.values().any(|has| has.write);
        assert!(writes(full) && !read.is_some_and(writes), "{stem}");
    }
}

#[test]
fn limits_are_no_grants() {
    let folders = [
        (
            "iam/service-control-policy-examples",
            "scp",
            Sort::ServiceControl,
        ),
        (
            "iam/data-perimeter-policy-examples/service_control_policies",
            "",
            Sort::ServiceControl,
        ),
        (
            "iam/data-perimeter-policy-examples/resource_control_policies",
            "",
            Sort::ResourceControl,
        ),
        (
            "iam/data-perimeter-policy-examples/vpc_endpoint_policies",
            "",
            Sort::Endpoint,
        ),
    ];
    let mut sorts = BTreeMap::new();
    for (folder, hint, sort) in folders {
        let Some(files) = files(folder) else { return };
        let files = files
            .iter()
            .filter(|path| path.extension().is_some_and(|one| one == "json"));
        for path in files {
            let text = String::from_utf8(bytes(path)).expect("a text");
            let own = name(path, folder);
            // By the path of the folder, and by the form alone.
            let last = folder.rsplit('/').next().unwrap_or(folder);
            let told = check(&format!("{hint}/{last}/{own}"), text.clone());
            assert_eq!(errors(&told), [""; 0], "{own}");
            for one in &told.model.standing {
                assert_eq!((one.sort, one.component), (sort, None), "{own}");
                count(&mut sorts, one.sort.name());
            }
            let untold = check("policy.json", text);
            for one in &untold.model.standing {
                assert_eq!(
                    one.component, None,
                    "{own} is no grant by its form: {:?}",
                    one.sort
                );
            }
        }
    }
    println!("{sorts:?}");
    assert!(sorts["service control"] >= 60, "{sorts:?}");
    assert!(sorts.values().sum::<usize>() >= 85, "{sorts:?}");
}

//! Packs: those that the tool brings along, and those of a user with rules of one's own beside them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use phipath::knowledge::{self, Request, RuleLevel};
use phipath::source::Sources;
use serde_json::Value;

use crate::invalid::{Run, flat, run_in, scratch};
use crate::support::{all_rules, compare};

/// Packs of a framework, whose lists are made from the data.
const OF_FRAMEWORKS: [&str; 2] = ["hitrust", "nist-800-53"];

#[test]
fn packs_of_frameworks_have_what_speaks_of_them() {
    let knowledge = all_rules().knowledge;
    let (crosswalk, faults) = knowledge::crosswalk(&mut Sources::default(), &knowledge);
    assert_eq!(faults, []);
    for framework in OF_FRAMEWORKS {
        let own = |id: &String| {
            let rest = id.strip_prefix(framework);
            rest.is_some_and(|rest| rest.starts_with('/'))
        };
        let rules = knowledge.rules.iter().filter(|rule| {
            let mut to = crosswalk.of_rule(rule).flat_map(|topic| &topic.to);
            rule.controls.iter().any(own) || to.any(|mapping| mapping.controls.iter().any(own))
        });
        let list: String = rules.map(|rule| format!("  - {}\n", rule.id)).collect();
        let path = format!("rules/packs/{framework}.yaml");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path));
        let text = text.expect("the pack is there");
        let end = text.find("rules:\n").expect("a list") + "rules:\n".len();
        compare(&path, &format!("{}{list}", &text[..end]));
    }
}

#[test]
fn every_rule_is_in_a_pack() {
    let knowledge = all_rules().knowledge;
    let packs = knowledge.packs.iter();
    // That a framework lists a rule does not mean that somebody chose it.
    let chosen = packs.filter(|(name, _)| !OF_FRAMEWORKS.contains(&name.as_str()));
    let listed: BTreeSet<&String> = chosen.flat_map(|(_, pack)| pack.rules.keys()).collect();
    let missing: Vec<&str> = knowledge
        .rules
        .iter()
        .map(|rule| &*rule.id)
        .filter(|id| !listed.contains(&(*id).to_owned()))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

/// What the law calls addressable, and what is policy, is never critical by the word of a pack.
#[test]
fn packs_raise_nothing_to_critical() {
    for (name, pack) in &all_rules().knowledge.packs {
        for (rule, choice) in &pack.rules {
            assert_ne!(choice.severity, Some(RuleLevel::Critical), "{name}: {rule}");
        }
    }
}

#[test]
fn several_packs_are_one() {
    let rules = |packs: &[&str]| {
        let request = Request {
            packs: packs.iter().map(|name| (*name).to_owned()).collect(),
            ..Request::default()
        };
        let (knowledge, faults) = knowledge::load(&mut Sources::default(), &request);
        assert_eq!(faults, []);
        let ids = knowledge.rules.iter().map(|rule| rule.id.to_string());
        ids.collect::<BTreeSet<_>>()
    };
    let (house, residency) = (rules(&["house"]), rules(&["gdpr-residency"]));
    let both = rules(&["house", "gdpr-residency"]);
    assert_eq!(both, house.union(&residency).cloned().collect());
    assert!(house.len() < both.len() && residency.len() < both.len());
    assert_eq!(rules(&[]), rules(&["hipaa-baseline"]));
}

/// A bucket with PHI that keeps no versions, one for tests and one for production.
const TEMPLATE: &str = "
Resources:
  Trial:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}, {Key: Owner, Value: records}]
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}]
";

const OWN_RULE: &str = "
id: phi-bucket-without-versions
title: A bucket with PHI keeps no versions
severity: low
confidence: high
since: 0.1.0
subject: component
where: component.kind == 'aws.s3.bucket' && carries(component, 'phi')
require: component.name == 'Nobody'
message: \"{component.name} keeps no versions\"
why: ours
fix: keep versions
examples: []
";

/// A folder with a template, a rule and packs of a user.
fn folder(name: &str) -> PathBuf {
    let folder = scratch(name);
    for (path, text) in [
        ("app.yaml", TEMPLATE),
        ("our/contingency/phi-bucket-without-versions.yaml", OWN_RULE),
        (
            "our/packs/ours.yaml",
            "pack: ours\ntitle: Ours\nextends: [gdpr-residency]\nrules: [phi-bucket-without-versioning]\n\
             severity: {phi-bucket-without-versioning: high, phi-bucket-without-versions: medium}\n\
             scope: {phi-bucket-without-versioning: \"component.name == 'Notes'\"}\n",
        ),
        (
            "our/packs/more.yaml",
            "pack: more\ntitle: More\nrules: [phi-bucket-without-versioning]\n",
        ),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> Run {
    let usual = ["check", "app.yaml", "--root", ".", "--as-of", "2026-12-01"];
    run_in(folder, &[&usual, more].concat(), "")
}

/// Violations as `rule component severity`, and the number of rules that ran.
fn violations(folder: &Path, more: &[&str]) -> (BTreeSet<String>, usize) {
    let run = check(folder, &[&["--format", "json"], more].concat());
    let report: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let rules = report["rules"].as_array().expect("a list");
    let severity = |id: &Value| {
        let rule = rules.iter().find(|one| one["id"] == *id);
        rule.expect("it ran")["severity"]
            .as_str()
            .expect("a text")
            .to_owned()
    };
    let findings = report["findings"].as_array().expect("a list").iter();
    let violated = findings.filter(|one| one["verdict"] == "violated");
    let lines = violated.map(|one| {
        let subject = one["subject"].as_str().expect("a text");
        let rule = one["rule"].as_str().expect("a text");
        format!("{rule} {subject} {}", severity(&one["rule"]))
    });
    (lines.collect(), rules.len())
}

#[test]
fn a_pack_of_ones_own_extends_narrows_and_changes_severities() {
    let folder = folder("packs-own");
    let lines =
        |list: &[&str]| -> BTreeSet<String> { list.iter().map(|one| (*one).to_owned()).collect() };
    let (seen, count) = violations(&folder, &["--rules", "our", "--pack", "ours"]);
    let own = [
        "phi-bucket-without-versions Notes medium",
        "phi-bucket-without-versions Trial medium",
    ];
    let narrow = ["phi-bucket-without-versioning Notes high"];
    assert_eq!(seen, lines(&[&own[..], &narrow].concat()));
    assert_eq!(
        count, 13,
        "eleven of the pack that it extends, and two more"
    );
    // Another pack has the rule everywhere.
    let (seen, _) = violations(
        &folder,
        &["--rules", "our", "--pack", "ours", "--pack", "more"],
    );
    let wide = ["phi-bucket-without-versioning Trial high"];
    assert_eq!(seen, lines(&[&own[..], &narrow, &wide].concat()));
    // The configuration says the same.
    fs::write(folder.join("phipath.yaml"), "packs: [ours]\nrules: our\n").expect("a file");
    let (seen, configured) = violations(&folder, &[]);
    assert_eq!(seen, lines(&[&own[..], &narrow].concat()));
    assert_eq!(configured, count);
    let listed = run_in(
        &folder,
        &["rules", "list", "--rules", "our", "--pack", "ours"],
        "",
    );
    assert_eq!((listed.status, listed.out.lines().count()), (0, count));
}

#[test]
fn a_fault_of_a_pack_is_shown_where_it_is() {
    let folder = folder("packs-faults");
    let pack = folder.join("our/packs/ours.yaml");
    let sound = fs::read_to_string(&pack).expect("it is there");
    for (from, to, said, help) in [
        (
            "gdpr-residency",
            "gdpr-residence",
            "unknown pack `gdpr-residence`",
            "did you mean `gdpr-residency`?",
        ),
        (
            "rules: [phi-bucket-without-versioning]",
            "rules: [phi-bucket-without-versoning]",
            "unknown rule `phi-bucket-without-versoning`",
            "did you mean `phi-bucket-without-versioning`?",
        ),
        (
            "extends: [",
            "extends: [ours, ",
            "pack `ours` extends itself",
            "take it out of `extends`",
        ),
        (
            "component.name ==",
            "component.nmae ==",
            "unknown attribute `nmae`",
            "did you mean `name`?",
        ),
        (
            "pack: ours",
            "pack: yours",
            "`yours` is not the name of its file",
            "rename one of them",
        ),
    ] {
        assert!(sound.contains(from), "{from}");
        fs::write(&pack, sound.replacen(from, to, 1)).expect("a file");
        let run = check(&folder, &["--rules", "our", "--pack", "ours"]);
        let tested = run_in(&folder, &["rules", "test", "our"], "");
        for run in [run, tested] {
            let text = flat(&run.out);
            assert_eq!(run.status, 2, "{to}: {text}");
            for word in [said, help, "our/packs/ours.yaml:"] {
                assert!(text.contains(word), "{to} lacks `{word}`: {text}");
            }
        }
    }
}

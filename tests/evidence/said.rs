//! What evidence says of controls, findings, companies, exceptions and its scope, held against what the parts of the same document say.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::{DAY, copy, copy_of, create, json, text, verify};
use crate::invalid::run_in;

fn list<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().expect("a list")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn is_in(value: &Value, words: &[&str]) -> bool {
    value.as_str().is_some_and(|text| words.contains(&text))
}

/// The basis of each rule of a document.
fn bases(evidence: &Value) -> BTreeMap<&str, &str> {
    let rules = list(evidence, "rules").iter();
    rules
        .map(|rule| {
            let text = |name: &str| rule[name].as_str().expect("a text");
            (text("id"), text("basis"))
        })
        .collect()
}

#[test]
fn a_control_is_no_more_than_its_rules_and_mappings_show() {
    let folder = copy_of("patient-intake-flawed", "evidence-said");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let bases = bases(&evidence);
    let rules: BTreeMap<&str, &Value> = list(&evidence, "rules")
        .iter()
        .map(|rule| (rule["id"].as_str().expect("an id"), rule))
        .collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for control in list(&evidence, "controls") {
        let id = &control["id"];
        let result = control["result"].as_str().expect("a text");
        let mapped = !list(control, "through").is_empty();
        let cited = !list(control, "rules").is_empty();
        assert!(!(mapped && cited), "{id}");
        if result == "held" {
            assert_eq!(control["automation"], "automated", "{id}");
        }
        if mapped {
            assert!(is_in(&control["result"], &["mapped", "attest"]), "{id}");
        }
        let broken = list(control, "rules").iter().filter_map(|rule| {
            let id = rule.as_str().expect("an id");
            (number(&rules[id]["verdicts"]["violated"]) > 0).then(|| bases[id])
        });
        let broken: Vec<&str> = broken.collect();
        match control["failed_by"].as_str().expect("a text") {
            "" => assert_ne!(result, "violated", "{id}"),
            "required" => assert!(broken.contains(&"required"), "{id}"),
            "addressable" => assert!(broken.iter().any(|one| *one != "policy"), "{id}"),
            "policy" => assert!(
                control["level"] == "policy" || broken.iter().all(|one| *one == "policy"),
                "{id}"
            ),
            "standard" => assert!(!broken.is_empty(), "{id}"),
            other => panic!("{other}"),
        }
        let failed_by = control["failed_by"].as_str().expect("a text");
        for key in [result, failed_by] {
            *seen.entry(key.to_owned()).or_default() += 1;
        }
    }
    for key in [
        "mapped",
        "held",
        "held_in_part",
        "required",
        "addressable",
        "policy",
        "standard",
    ] {
        assert!(
            seen.get(key).is_some_and(|number| *number > 4),
            "{key}: {seen:?}"
        );
    }
    let by_basis = &evidence["summary"]["violated_by_basis"];
    let counted: u64 = by_basis
        .as_object()
        .expect("counts")
        .values()
        .map(number)
        .sum();
    assert_eq!(
        counted,
        number(&evidence["summary"]["verdicts"]["violated"])
    );
    // What is mapped, or held in part, is no finding of OSCAL.
    let oscal = json(&folder, "out/oscal-assessment-results.json");
    let findings = list(&oscal["assessment-results"]["results"][0], "findings");
    let (held, violated) = (seen["held"], seen["violated"]);
    assert_eq!(findings.len(), held + violated);
    let page = text(&folder, "out/evidence.html");
    assert!(page.contains("mapping unverified") && page.contains("in what the law requires"));
    assert!(text(&folder, "out/controls.csv").contains("(unverified): "));
}

#[test]
fn findings_show_what_was_found_and_wanted() {
    let folder = copy_of("patient-intake-flawed", "evidence-values");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let finding = |rule: &str| {
        let mut findings = list(&evidence, "findings").iter();
        let found = findings.find(|one| one["rule"] == rule);
        found.expect("it is found").clone()
    };
    let old = finding("phi-front-with-old-tls");
    let wanted = old["wanted"].as_str().expect("a text");
    assert!(
        wanted.starts_with("`transit.minimum_tls` is one of `1.2`, `1.3`"),
        "{wanted}"
    );
    let mut values = list(&old, "found").iter();
    let value = values.find(|one| one["attribute"] == "transit.minimum_tls");
    let value = value.expect("it is there");
    assert_eq!(value["value"], "1.0");
    assert_eq!(
        (&value["of"], &value["whence"]),
        (&"Host".into(), &"written".into())
    );
    assert!(
        value["place"]
            .as_str()
            .is_some_and(|place| place.contains("template.yaml:"))
    );
    // Nobody wrote it: the default, with who says so.
    let deletable = &finding("phi-store-without-deletion-protection")["found"][0];
    assert_eq!(
        (&deletable["value"], &deletable["whence"]),
        (&"false".into(), &"default".into())
    );
    assert!(
        deletable["source"]
            .as_str()
            .is_some_and(|source| source.contains("off by default"))
    );
    let page = text(&folder, "out/evidence.html");
    assert!(page.contains("<dt>Wanted</dt>") && page.contains("<strong>1.0</strong>"));
}

#[test]
fn a_company_has_one_state() {
    let folder = copy_of("patient-intake-flawed", "evidence-vendors");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let states = list(&evidence, "vendors").iter();
    let states: Vec<(&str, &str)> = states
        .map(|one| {
            (
                one["name"].as_str().expect("a name"),
                one["state"].as_str().expect("a state"),
            )
        })
        .collect();
    // Of Twilio a rule is violated and one is undecided.
    assert_eq!(states, [("AWS", "covered"), ("Twilio", "not covered")]);
    let reasons = list(&evidence["vendors"][1], "reasons");
    assert!(reasons.len() > 1);
    assert!(
        reasons[0]
            .as_str()
            .is_some_and(|text| text.contains("no business associate agreement"))
    );
    // Where no rule on agreements runs, nothing is said to be covered.
    assert_eq!(create(&folder, "few", &["--pack", "house"]).status, 0);
    for vendor in list(&json(&folder, "few/evidence.json"), "vendors") {
        assert_eq!(vendor["state"], "not judged");
    }
}

/// An exception that has ended and one that nothing fits, and where the template goes.
pub(super) const CONFIGURATION: &str = "\
deployments:
  system/template.yaml: {account: \"111122223333\", region: us-east-1, stage: production}
exceptions:
  - {rule: phi-key-without-rotation, subject: RecordsKey, reason: later, owner: clinic-platform, until: 2026-11-30}
  - {rule: phi-store-without-tls, subject: NoSuchBucket, reason: later, owner: clinic-platform, until: 2027-06-30}
";

#[test]
fn exceptions_and_deployments_are_on_the_page() {
    let folder = copy("evidence-configured");
    fs::write(folder.join("phipath.yaml"), CONFIGURATION).expect("it can be written");
    let commit = ["--commit", "0123ABCDEF0123abcdef"];
    let run = create(&folder, "out", &commit);
    assert_eq!(run.status, 0, "{}", run.err);
    let evidence = json(&folder, "out/evidence.json");
    let states = list(&evidence, "exceptions").iter();
    let states: Vec<&Value> = states.map(|one| &one["state"]).collect();
    assert_eq!(states, ["ended", "unused"]);
    let deployed = &evidence["scope"]["deployments"][0];
    assert_eq!(deployed["account"]["value"], "111122223333");
    assert_eq!(deployed["region"]["place"], "phipath.yaml:2:51");
    assert_eq!(evidence["options"]["commit"], "0123abcdef0123abcdef");
    let page = text(&folder, "out/evidence.html");
    for words in [
        "what it covered counts again",
        "nothing that was found fits it",
        "Commit <code>0123abcdef0123abcdef</code>",
        "Accounts: 111122223333. Regions: us-east-1.",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert_eq!(verify(&folder, "out", DAY).status, 0);
    // Another commit with the same files is the same result by other means.
    let other = ["--since", "out", "--commit", "fedcba9"];
    assert_eq!(create(&folder, "later", &other).status, 0);
    let found = &json(&folder, "later/evidence.json")["changes"]["found"];
    assert_eq!(found["means"][0], "files of the commit fedcba9");
    assert_eq!(list(found, "means").len(), 1);
    let arguments = [
        "evidence", "create", "system", "--out", "no", "--commit", "HEAD",
    ];
    let run = run_in(&folder, &arguments, "");
    assert!(
        run.status == 2 && run.err.contains("7 to 64 hex digits"),
        "{}",
        run.err
    );
    // Without a configuration nobody says where it goes.
    let plain = copy("evidence-unconfigured");
    assert_eq!(create(&plain, "out", &[]).status, 0);
    assert!(
        text(&plain, "out/evidence.html")
            .contains("Accounts: not declared. Regions: not declared.")
    );
}

/// What a rule of ours rests on is said, and a control that it cites is of that sort.
#[test]
fn every_rule_says_what_it_rests_on() {
    let knowledge = crate::support::all_rules().knowledge;
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let wanting = |level: &str| match level {
        "standard" => "required".to_owned(),
        other => other.to_owned(),
    };
    for rule in &knowledge.rules {
        let path = format!("rules/{}/{}.yaml", rule.topic, rule.id);
        assert!(
            text(root, &path).contains("\nbasis: "),
            "{path} has no `basis`"
        );
        let law = rule.controls.iter().filter(|id| {
            let framework = id.split_once('/').map_or("", |(framework, _)| framework);
            knowledge.frameworks[framework].law
        });
        let mut levels = law.map(|id| wanting(&knowledge.controls[id].level));
        let basis = rule.basis.name();
        assert!(
            basis == "policy" || levels.any(|level| level == basis),
            "{}",
            rule.id
        );
    }
}

#[test]
fn a_control_about_one_kind_is_not_held_by_another() {
    let folder = copy_of("patient-intake-flawed", "evidence-kinds");
    assert_eq!(create(&folder, "out", &[]).status, 0);
    let evidence = json(&folder, "out/evidence.json");
    let result = |id: &str| {
        let mut controls = list(&evidence, "controls").iter();
        let control = controls.find(|one| one["id"] == id).expect("a control");
        control["result"].as_str().expect("a text").to_owned()
    };
    // One rule asks stores of many kinds for encryption; the system has queues, and no volumes or warehouses.
    assert_eq!(result("hipaa-checks/3"), "nothing_to_judge");
    assert_eq!(result("hipaa-checks/11"), "nothing_to_judge");
    // Its log without an agreement is a tool for numbers, no model.
    assert_eq!(result("phi-genai/routes/foundry"), "nothing_to_judge");
}

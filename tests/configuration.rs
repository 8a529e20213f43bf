//! The configuration: where it is found, what it says, and what is wrong with it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::invalid::{Run, flat, run_in, scratch};

/// A bucket whose policy lets one account in.
const TEMPLATE: &str = "
Parameters:
  Class: {Type: String}
Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: !Ref Class}]
  NotesPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Notes
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {AWS: 'arn:aws:iam::111122223333:root'}, Action: 's3:GetObject', Resource: !Sub '${Notes.Arn}/*'}
";

const OTHER_ACCOUNT: &str = "phi-store-open-to-other-account";

/// A root with a template and a configuration.
fn root(name: &str, config: &str) -> PathBuf {
    let folder = scratch(name);
    fs::create_dir_all(folder.join("app")).expect("a folder");
    fs::write(folder.join("app/template.yaml"), TEMPLATE).expect("a file");
    fs::write(folder.join("phipath.yaml"), config).expect("a file");
    folder
}

fn check(folder: &Path, more: &[&str]) -> Run {
    let usual = ["check", ".", "--root", ".", "--as-of", "2026-12-01"];
    run_in(folder, &[&usual, more].concat(), "")
}

/// The verdict of a rule on a run, with all rules.
fn verdict(folder: &Path, rule: &str, more: &[&str]) -> Option<String> {
    let json = ["--pack", "all", "--format", "json"];
    let run = check(folder, &[&json, more].concat());
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
    let findings = report["findings"].as_array().expect("a list");
    let found = findings.iter().find(|one| one["rule"] == rule);
    found.map(|one| one["verdict"].as_str().expect("a text").to_owned())
}

#[test]
fn an_account_decides_who_is_another() {
    let of = |name: &str, account: &str| {
        let config = format!(
            "parameters: {{Class: PHI}}\ndeployments:\n  app/template.yaml: {{account: {account}, region: us-east-1, stage: production}}\n"
        );
        verdict(&root(name, &config), OTHER_ACCOUNT, &[])
    };
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(of("config-own-account", "111122223333"), said("satisfied"));
    assert_eq!(of("config-other-account", "222233334444"), said("violated"));
    let without = root("config-no-account", "parameters: {Class: PHI}\n");
    assert_eq!(verdict(&without, OTHER_ACCOUNT, &[]), said("undecided"));
}

#[test]
fn a_template_can_be_deployed_several_times() {
    let config = "deployments:
  app/template.yaml:
    - {account: \"111122223333\", stack: notes-prod, stage: production, parameters: {Class: PHI}}
    - {account: \"444455556666\", stack: notes-test, stage: test, parameters: {Class: PHI}}
    - {account: \"444455556666\", stack: notes-mock, parameters: {Class: none}}
";
    let folder = root("several", config);
    let json = ["--pack", "all", "--format", "json"];
    let of =
        |run: &Run| -> serde_json::Value { serde_json::from_str(&run.out).expect("it is JSON") };
    let report = of(&check(&folder, &json));
    let of_rule = |report: &serde_json::Value, rule: &str| -> Vec<serde_json::Value> {
        let findings = report["findings"].as_array().expect("a list");
        let violated = findings.iter().filter(|one| one["verdict"] == "violated");
        violated
            .filter(|one| one["rule"] == rule)
            .cloned()
            .collect()
    };
    // Only one account is another one; what is mocked holds nothing.
    let others = of_rule(&report, OTHER_ACCOUNT);
    assert_eq!(others.len(), 1, "{others:?}");
    let address = others[0].to_string();
    assert!(address.contains("notes-test"), "{address}");
    assert!(!address.contains("notes-mock"), "{address}");
    // What is wrong with both is one finding.
    let versions = of_rule(&report, "phi-bucket-without-versioning");
    assert_eq!(versions.len(), 1, "{versions:?}");
    let said = versions[0].to_string();
    assert!(said.contains("holds of 2 instances"), "{said}");
    assert!(
        said.contains("notes-prod") && said.contains("notes-test"),
        "{said}"
    );
    // The command line wins: then it holds something too.
    let said = [&json[..], &["--set", "Class=PHI"]].concat();
    let others = of_rule(&of(&check(&folder, &said)), OTHER_ACCOUNT);
    assert_eq!(others.len(), 1, "{others:?}");
    let both = others[0].to_string();
    assert!(
        both.contains("notes-test") && both.contains("notes-mock"),
        "{both}"
    );
}

#[test]
fn the_command_line_wins() {
    let folder = root(
        "config-wins",
        "parameters: {Class: PHI}\nexclude: [\"*.yaml\"]\n",
    );
    assert_eq!(check(&folder, &[]).status, 2, "everything is left out");
    let folder = root("config-wins", "parameters: {Class: PHI}\n");
    let by_config = verdict(&folder, OTHER_ACCOUNT, &["--phi", "none"]);
    assert_eq!(by_config.as_deref(), Some("undecided"));
    let other = ["--phi", "none", "--set", "Class=metadata"];
    assert_eq!(verdict(&folder, OTHER_ACCOUNT, &other), None);
    let phi = root(
        "config-phi",
        "parameters: {Class: metadata}\nphi: [Notes]\n",
    );
    assert!(verdict(&phi, OTHER_ACCOUNT, &[]).is_some());
    assert_eq!(verdict(&phi, OTHER_ACCOUNT, &["--phi", "none"]), None);
    // Another file, and one that is not there.
    fs::write(
        phi.join("app/other.yml"),
        "phi: none\nparameters: {Class: metadata}\n",
    )
    .expect("a file");
    assert_eq!(
        verdict(&phi, OTHER_ACCOUNT, &["--config", "app/other.yml"]),
        None
    );
    let missing = check(&phi, &["--config", "nothing.yaml"]);
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("nothing.yaml"), "{}", missing.err);
}

#[test]
fn packs_and_rules_come_from_the_file() {
    let folder = root(
        "config-rules",
        "packs: [phi-genai]\nparameters: {Class: PHI}\n",
    );
    let ran = |more: &[&str]| {
        let run = check(&folder, &[&["--format", "json"], more].concat());
        let report: serde_json::Value = serde_json::from_str(&run.out).expect("it is JSON");
        report["rules"].as_array().expect("a list").len()
    };
    assert!(ran(&[]) < ran(&["--pack", "all"]));
    fs::write(folder.join("phipath.yaml"), "rules: app\n").expect("a file");
    let faults = check(&folder, &[]);
    assert_eq!(faults.status, 2, "a template is no rule");
    fs::write(folder.join("phipath.yaml"), "rules: ..\n").expect("a file");
    let outside = check(&folder, &[]);
    assert_eq!(outside.status, 2);
    let expected = "error: phipath.yaml:1:8: `..` leads out of the root";
    assert!(outside.err.starts_with(expected), "{}", outside.err);
    fs::write(folder.join("phipath.yaml"), "rules: nothing\n").expect("a file");
    assert!(
        check(&folder, &[])
            .err
            .contains("`nothing` is not a folder")
    );
    assert_eq!(run_in(&folder, &["rules", "list"], "").status, 0);
}

#[test]
fn faults_have_their_place() {
    let faults = [
        (
            "phy: [Notes]",
            "phipath.yaml:1:1",
            "`phy` is not a key of the configuration",
            "did you mean `phi`?",
        ),
        (
            "deployments:\n  app/template.yaml: {acount: \"111122223333\"}",
            "phipath.yaml:2:23",
            "`acount` is not a key of a deployment",
            "did you mean `account`?",
        ),
        (
            "deployments:\n  app/template.yaml: {account: 11112222}",
            "phipath.yaml:2:32",
            "an account is 12 digits",
            "",
        ),
        (
            "deployments:\n  app/template.yaml: {stage: prod}",
            "phipath.yaml:2:30",
            "`stage` is one of `production`",
            "",
        ),
        (
            "deployments:\n  app/templat.yaml: {stage: test}",
            "phipath.yaml:2:3",
            "there is no template `app/templat.yaml`",
            "did you mean `app/template.yaml`?",
        ),
        (
            "catalog_max_age_days: soon",
            "phipath.yaml:1:23",
            "a whole number of days",
            "",
        ),
        (
            "- phi",
            "phipath.yaml:1:1",
            "the configuration, a mapping",
            "",
        ),
        ("phi: [", "phipath.yaml:1", "", ""),
    ];
    for (config, place, message, help) in faults {
        let folder = root("config-faults", config);
        let run = check(&folder, &[]);
        assert_eq!(run.status, 2, "{config}: {}", run.out);
        let out = flat(&run.out);
        assert!(
            out.contains(place) && out.contains(message) && out.contains(help),
            "{config}:\n{}",
            run.out
        );
        assert!(
            run.out.contains("app/template.yaml") || run.out.contains("Notes"),
            "the rest goes on:\n{}",
            run.out
        );
    }
    let empty = root("config-empty", "# nothing\n");
    let run = check(&empty, &[]);
    assert!(run.status < 2, "{}", run.out);
    assert!(
        !run.out.contains("not infrastructure"),
        "it is no stranger: {}",
        run.out
    );
}

#[test]
fn an_old_catalog_is_said_in_every_report() {
    let folder = root("config-age", "parameters: {Class: PHI}\n");
    let warned = |day: &str, more: &[&str]| {
        let usual = ["check", ".", "--root", ".", "--as-of", day];
        run_in(&folder, &[&usual, more].concat(), "")
            .out
            .contains("old-catalog")
    };
    assert!(!warned("2026-12-01", &[]));
    for format in ["human", "json", "sarif"] {
        assert!(warned("2029-12-01", &["--format", format]), "{format}");
    }
    let graph = run_in(
        &folder,
        &["graph", "--root", ".", "--as-of", "2029-12-01"],
        "",
    );
    assert!(graph.err.contains("old-catalog"), "{}", graph.err);
    fs::write(folder.join("phipath.yaml"), "catalog_max_age_days: 9999\n").expect("a file");
    assert!(!warned("2029-12-01", &[]));
    fs::write(folder.join("phipath.yaml"), "catalog_max_age_days: 0\n").expect("a file");
    assert!(warned("2029-12-01", &[]));
}

#[cfg(unix)]
#[test]
fn a_configuration_outside_of_the_root_is_not_read() {
    let folder = root("config-outside", "parameters: {Class: PHI}\n");
    let app = folder.join("app");
    let run = run_in(
        &app,
        &["check", ".", "--root", ".", "--config", "../phipath.yaml"],
        "",
    );
    assert_eq!(run.status, 2);
    assert!(run.err.contains("leads out of the root"), "{}", run.err);
    std::os::unix::fs::symlink("../phipath.yaml", app.join("phipath.yaml")).expect("a link");
    let run = run_in(&app, &["check", ".", "--root", "."], "");
    assert_eq!(run.status, 2);
    assert!(run.err.contains("leads out of the root"), "{}", run.err);
}

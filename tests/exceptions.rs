//! Exceptions on whole runs: what they cover, what is refused, what every format says of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::invalid::{Run, flat, run_in, scratch};

#[path = "exceptions/shown.rs"]
mod shown;

/// A table and a bucket with PHI under no key of the customer.
const TEMPLATE: &str = "
Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}]
  Visits:
    Type: AWS::DynamoDB::Table
    Properties:
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      BillingMode: PAY_PER_REQUEST
      Tags: [{Key: DataClassification, Value: PHI}]
";

const RULE: &str = "phi-store-without-customer-key";
const UNUSED: &str = "unused-exception";

const SAID: &str = "until=2027-06-30 owner=clinic-platform reason=\"keys come with the move\"";

fn root(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> Run {
    let usual = ["check", ".", "--root", ".", "--as-of", "2026-12-01"];
    let pack: &[&str] = match more.contains(&"--pack") {
        true => &[],
        false => &["--pack", "hipaa-baseline"],
    };
    run_in(folder, &[&usual, pack, more].concat(), "")
}

fn json(folder: &Path, more: &[&str]) -> Value {
    let run = check(folder, &[&["--format", "json"], more].concat());
    serde_json::from_str(&run.out).expect("it is JSON")
}

/// The subjects of the findings of a rule that are not held, each with the owner of its exception.
fn found(report: &Value, rule: &str) -> Vec<(String, Option<String>)> {
    let findings = report["findings"].as_array().expect("a list").iter();
    let open = findings.filter(|one| one["rule"] == rule && one["verdict"] != "satisfied");
    let text = |value: &Value| value.as_str().map(str::to_owned);
    open.map(|one| {
        let subject = text(&one["subject"]).expect("a text");
        (subject, text(&one["waiver"]["owner"]))
    })
    .collect()
}

/// What a report says of inputs: the codes.
fn codes(report: &Value) -> Vec<&str> {
    let said = report["diagnostics"].as_array().expect("a list").iter();
    said.map(|one| one["code"].as_str().expect("a text"))
        .collect()
}

fn states(report: &Value) -> Vec<&str> {
    let all = report["exceptions"].as_array().expect("a list").iter();
    all.map(|one| one["state"].as_str().expect("a text"))
        .collect()
}

fn pairs(expected: &[(&str, Option<&str>)]) -> Vec<(String, Option<String>)> {
    let each = expected.iter();
    each.map(|(subject, owner)| ((*subject).to_owned(), owner.map(str::to_owned)))
        .collect()
}

const OWNER: Option<&str> = Some("clinic-platform");

#[test]
fn a_comment_covers_its_resource_alone() {
    let comment = format!("\n  # phipath: ignore[{RULE}] {SAID}\n  Notes:");
    let text = TEMPLATE.replace("\n  Notes:", &comment);
    let report = json(&root("except-comment", &[("a.yaml", &text)]), &[]);
    let expected = pairs(&[("Notes", OWNER), ("Visits", None)]);
    assert_eq!(found(&report, RULE), expected);
    assert_eq!(states(&report), ["used"]);
    assert_eq!(found(&report, UNUSED), []);
    let tally = report["rules"].as_array().expect("a list").iter();
    let own = tally.clone().find(|one| one["id"] == RULE).expect("it ran");
    assert_eq!(own["verdicts"]["violated"], 1);
    assert_eq!(own["verdicts"]["waived"], 1);
}

#[test]
fn a_comment_can_stand_at_the_end_of_the_line_of_the_place() {
    let line = "BillingMode: PAY_PER_REQUEST";
    let there = format!("  Visits: # phipath: ignore[{RULE}] {SAID}");
    let text = TEMPLATE.replace("  Visits:", &there);
    let report = json(&root("except-line", &[("a.yaml", &text)]), &[]);
    let expected = pairs(&[("Notes", None), ("Visits", OWNER)]);
    assert_eq!(found(&report, RULE), expected);
    // Elsewhere in the resource it covers nothing, and that is a finding which the run fails by.
    let other = format!("{line} # phipath: ignore[{RULE}] {SAID}");
    let folder = root(
        "except-line",
        &[("a.yaml", &TEMPLATE.replace(line, &other))],
    );
    let report = json(&folder, &[]);
    assert_eq!(
        found(&report, RULE),
        pairs(&[("Notes", None), ("Visits", None)])
    );
    assert_eq!(found(&report, UNUSED).len(), 1);
    assert_eq!(states(&report), ["unused"]);
}

#[test]
fn terraform_has_comments_too() {
    let bucket = "resource \"aws_s3_bucket\" \"notes\" {\n  bucket = \"notes\"\n  tags = { DataClassification = \"PHI\" }\n}\n";
    let text = format!(
        "# phipath: ignore[{RULE}] {SAID}\n{bucket}{}",
        bucket.replace("notes", "more")
    );
    let report = json(&root("except-tf", &[("main.tf", &text)]), &[]);
    let expected = pairs(&[("aws_s3_bucket.more", None), ("aws_s3_bucket.notes", OWNER)]);
    let mut seen = found(&report, RULE);
    seen.sort();
    assert_eq!(seen, expected);
}

#[test]
fn metadata_covers_its_resource() {
    let item = format!(
        "{{\"rule\": \"{RULE}\", \"until\": \"2027-06-30\", \"owner\": \"clinic-platform\", \"reason\": \"later\", \"ticket\": \"CLIN-7\"}}"
    );
    let bucket = |metadata: &str| {
        format!(
            "{{\"Resources\": {{\"Notes\": {{\"Type\": \"AWS::S3::Bucket\", \"Metadata\": {{\"phipath\": {{\"ignore\": {metadata}}}}}, \"Properties\": {{\"Tags\": [{{\"Key\": \"DataClassification\", \"Value\": \"PHI\"}}]}}}}}}}}"
        )
    };
    let folder = root(
        "except-metadata",
        &[("a.json", &bucket(&format!("[{item}]")))],
    );
    let report = json(&folder, &[]);
    assert_eq!(found(&report, RULE), pairs(&[("Notes", OWNER)]));
    let exception = &report["exceptions"][0];
    assert_eq!(exception["ticket"], "CLIN-7");
    assert_eq!(exception["kind"], "in_source");
    let refused = [
        item.replace("later", ""),
        item.replace("\"reason\"", "\"resaon\""),
        item.replace("\"clinic-platform\"", "{\"Ref\": \"AWS::StackName\"}"),
        item.replace("2027-06-30", "soon"),
        "true".to_owned(),
    ];
    for item in refused {
        let folder = root(
            "except-metadata",
            &[("a.json", &bucket(&format!("[{item}]")))],
        );
        let report = json(&folder, &[]);
        assert_eq!(codes(&report), ["refused-exception"], "{item}");
        assert_eq!(found(&report, RULE), pairs(&[("Notes", None)]), "{item}");
        assert_eq!(check(&folder, &[]).status, 2, "{item}");
    }
}

fn config(subject: &str, more: &str) -> String {
    format!(
        "exceptions:\n  - rule: {RULE}\n    subject: {subject}\n    reason: keys come with the move\n    owner: clinic-platform\n    until: 2027-06-30\n{more}"
    )
}

#[test]
fn the_configuration_names_subjects() {
    let of = |config: &str| {
        let files = [("a.yaml", TEMPLATE), ("phipath.yaml", config)];
        json(&root("except-config", &files), &[])
    };
    for subject in ["Notes", "\"a.yaml#Notes\""] {
        let report = of(&config(subject, "    ticket: CLIN-7\n"));
        assert_eq!(
            found(&report, RULE),
            pairs(&[("Notes", OWNER), ("Visits", None)])
        );
        assert_eq!(report["exceptions"][0]["kind"], "external");
    }
    let unused = of(&config("Nothing", ""));
    assert_eq!(
        (states(&unused), found(&unused, UNUSED).len()),
        (vec!["unused"], 1)
    );
    // Of a file that this run did not read nothing is said.
    let elsewhere = of(&config("\"b.yaml#Notes\"", ""));
    assert_eq!(
        (states(&elsewhere), found(&elsewhere, UNUSED).len()),
        (vec!["not_judged"], 0)
    );
}

#[test]
fn a_name_that_means_several_subjects_covers_none() {
    let config = config("Notes", "");
    let files = [
        ("a.yaml", TEMPLATE),
        ("b.yaml", TEMPLATE),
        ("phipath.yaml", config.as_str()),
    ];
    let report = json(&root("except-ambiguous", &files), &[]);
    assert_eq!(states(&report), ["refused"]);
    let said = report["diagnostics"][0]["help"].as_str().expect("a text");
    assert_eq!(
        said,
        "name one by its address: `a.yaml#Notes`, `b.yaml#Notes`"
    );
    assert!(
        found(&report, RULE)
            .iter()
            .all(|(_, owner)| owner.is_none())
    );
}

#[test]
fn what_is_refused_has_a_place_and_fails_the_run() {
    let cases = [
        ("ignore[RULE] until=2027-06-30 owner=a", "has no `reason`"),
        ("ignore[RULE] until=2027-06-30 reason=b", "has no `owner`"),
        ("ignore[RULE] owner=a reason=b", "has no `until`"),
        (
            "ignore[phi-store-without-customer-kei] until=2027-06-30 owner=a reason=b",
            "does not exist",
        ),
    ];
    for (said, message) in cases {
        let comment = format!("\n  # phipath: {}\n  Notes:", said.replace("RULE", RULE));
        let text = TEMPLATE.replace("\n  Notes:", &comment);
        let folder = root("except-refused", &[("a.yaml", &text)]);
        let run = check(&folder, &[]);
        assert_eq!(run.status, 2, "{said}");
        let out = flat(&run.out);
        assert!(
            out.contains("error[refused-exception]") && out.contains(message),
            "{out}"
        );
        assert!(out.contains("a.yaml:3:"), "{out}");
    }
}

/// The state and the codes of a run on a day.
fn on(folder: &Path, day: &str) -> (String, Vec<String>, i32) {
    let arguments = [
        "check",
        ".",
        "--root",
        ".",
        "--as-of",
        day,
        "--format",
        "json",
        "--pack",
        "hipaa-baseline",
    ];
    let run = run_in(folder, &arguments, "");
    let report: Value = serde_json::from_str(&run.out).expect("it is JSON");
    let state = states(&report)[0].to_owned();
    let codes = codes(&report).into_iter().map(str::to_owned).collect();
    (state, codes, run.status)
}

#[test]
fn exceptions_end_and_say_so_before() {
    let config = config("Notes", "");
    let one = TEMPLATE.split("  Visits").next().expect("a part");
    let folder = root("except-ends", &[("a.yaml", one), ("phipath.yaml", &config)]);
    let said = |code: &str| vec![code.to_owned()];
    let state = |day: &str| {
        let (state, mut codes, _) = on(&folder, day);
        codes.retain(|code| code.starts_with("exception"));
        (state, codes)
    };
    assert_eq!(state("2027-06-15"), ("used".to_owned(), Vec::new()));
    assert_eq!(
        state("2027-06-16"),
        ("used".to_owned(), said("exception-ends-soon"))
    );
    assert_eq!(
        state("2027-06-30"),
        ("used".to_owned(), said("exception-ends-soon"))
    );
    assert_eq!(
        state("2027-07-01"),
        ("ended".to_owned(), said("exception-ended"))
    );
}

#[test]
fn an_exception_of_everything_found_lets_the_run_pass() {
    let arguments = ["--pack", "one", "--rules", "rules"];
    let comment = format!("\n  # phipath: ignore[{RULE}] {SAID}\n  Notes:");
    let text = TEMPLATE.replace("\n  Notes:", &comment);
    let one = text.split("  Visits").next().expect("a part");
    let pack = format!("pack: one\ntitle: One rule\nrules: [{RULE}, {UNUSED}]\n");
    let folder = root(
        "except-pass",
        &[("a.yaml", one), ("rules/packs/one.yaml", &pack)],
    );
    let run = check(
        &folder,
        &[&arguments[..], &["--fail-on-undecided"]].concat(),
    );
    assert_eq!(run.status, 0, "{}{}", run.out, run.err);
    let out = flat(&run.out);
    assert!(
        out.contains("no violation found in what was read; 0 undecided; 1 excepted"),
        "{out}"
    );
    assert!(out.contains("excepted (1)"), "{out}");
    assert!(
        out.contains("until 2027-06-30, clinic-platform: keys come with the move"),
        "{out}"
    );
    // A pack can say that nobody may except a rule.
    let never = format!("{pack}never_except: [{RULE}]\n");
    let folder = root(
        "except-never",
        &[("a.yaml", one), ("rules/packs/one.yaml", &never)],
    );
    let run = check(&folder, &arguments);
    assert_eq!(run.status, 2);
    let out = flat(&run.out);
    assert!(
        out.contains("allows no exception: pack `one` says so"),
        "{out}"
    );
    assert!(out.contains("1 violation found"), "{out}");
    let misspelt = format!("{pack}never_except: [nothing]\n");
    let folder = root(
        "except-never",
        &[("a.yaml", one), ("rules/packs/one.yaml", &misspelt)],
    );
    assert!(flat(&check(&folder, &arguments).out).contains("unknown rule `nothing`"));
}

#[test]
fn what_is_undecided_can_be_excepted() {
    let text = "
Parameters:
  Class: {Type: String}
Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}]
  # phipath: ignore[phi-store-open-to-other-account] until=2027-06-30 owner=clinic-platform reason=\"the account is ours\"
  NotesPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Notes
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
          - {Effect: Allow, Principal: {AWS: 'arn:aws:iam::111122223333:root'}, Action: 's3:GetObject', Resource: !Sub '${Notes.Arn}/*'}
";
    let folder = root("except-undecided", &[("a.yaml", text)]);
    let report = json(&folder, &["--pack", "all"]);
    let all = report["findings"].as_array().expect("a list").iter();
    let mut own = all.filter(|one| one["rule"] == "phi-store-open-to-other-account");
    let own = own.next().expect("it is judged");
    assert_eq!(own["verdict"], "undecided");
    assert_eq!(own["waiver"]["owner"], "clinic-platform");
}

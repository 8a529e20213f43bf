//! Manifests: what barriers leave behind them, how agreements end, and how a design compares with the code.

use std::collections::BTreeMap;

use phipath::frontend::cloudformation;
use phipath::graph::{DataClass, Level, Seeds, Sweep};
use phipath::source::Encoding;
use phipath::{Analysis, Input, Settings, analyse};

use crate::corpus::mutation::{self, Random};
use crate::invalid::{run_in, scratch};
use crate::support::{DAY, all_rules, errors};

/// Runs every rule on some files.
fn analysed(files: &[(&str, &str)]) -> Analysis {
    let input = |(path, text): &(&str, &str)| Input {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    let settings = Settings {
        template: cloudformation::Settings::default(),
        seeds: Seeds {
            sweep: Sweep::Labels,
            ..Seeds::default()
        },
        as_of: Some(DAY),
        ..Settings::default()
    };
    analyse(all_rules(), files.iter().map(input).collect(), &settings)
}

/// The levels of a class by name of the component.
fn levels(analysis: &Analysis, class: DataClass) -> BTreeMap<&str, &'static str> {
    let components = analysis.graph.inner.node_weights();
    let level = |id| analysis.graph.carried(id, class).level.name();
    components
        .map(|component| (&*component.name, level(component.id)))
        .collect()
}

/// Notes go to a step that asks somebody, answers a caller, writes on and writes a log.
const AROUND: &str = "
architecture: around
components:
  notes: {kind: aws.s3.bucket, stores: [phi]}
  caller: {kind: aws.lambda.function}
  step: {kind: aws.lambda.function}
  next: {kind: aws.s3.bucket}
  log: {kind: aws.logs.group}
flows:
  - {from: notes, to: step, carries: [phi]}
  - {from: caller, to: step, carries: [metadata], answers: [deidentified]}
  - {from: step, to: next, carries: [deidentified]}
  - {from: step, to: log, carries: [deidentified]}
barriers:
";

/// What a barrier leaves of PHI at the caller, at the next store and in the log; without one all three have it possibly, since the design claims that it is gone.
fn behind(barrier: &str) -> [&'static str; 3] {
    let text = format!("{AROUND}  - {barrier}\n");
    let analysis = analysed(&[("a.architecture.yaml", &text)]);
    assert_eq!(errors(&analysis), Vec::<String>::new(), "{barrier}");
    let levels = levels(&analysis, DataClass::Phi);
    ["caller", "next", "log"].map(|name| levels[name])
}

const ATTESTED: &str =
    "attested: {by: privacy office, on: 2026-10-01, until: 2027-10-01, evidence: register}";

#[test]
fn a_barrier_holds_where_it_stands() {
    let at = |position: &str| {
        behind(&format!(
            "{{at: step, does: deidentification, on: {position}, identifiers: all, {ATTESTED}}}"
        ))
    };
    assert_eq!(at("request"), ["possible", "no", "possible"]);
    assert_eq!(at("response"), ["no", "possible", "possible"]);
    assert_eq!(at("log"), ["possible", "possible", "no"]);
}

#[test]
fn a_barrier_counts_as_much_as_is_vouched_for() {
    let next = |rest: &str| {
        behind(&format!(
            "{{at: step, does: deidentification, on: request{rest}}}"
        ))[1]
    };
    let complete = ", method: safe_harbor, identifiers: all, ";
    assert_eq!(next(&format!("{complete}{ATTESTED}")), "no");
    assert_eq!(next(", method: safe_harbor, identifiers: all"), "possible");
    let ended = ATTESTED.replace("2027-10-01", "2026-12-01");
    assert_eq!(next(&format!("{complete}{ended}")), "possible");
    let last_day = ATTESTED.replace("2027-10-01", "2026-12-02");
    assert_eq!(next(&format!("{complete}{last_day}")), "no");
    let not_yet = ATTESTED.replace("2026-10-01", "2026-12-02");
    assert_eq!(next(&format!("{complete}{not_yet}")), "possible");
    let gaps = format!(", method: safe_harbor, identifiers: [names, email], {ATTESTED}");
    assert_eq!(next(&gaps), "yes");
    assert_eq!(next(&format!(", {ATTESTED}")), "possible");
    assert_eq!(
        next(&format!(", method: expert_determination, {ATTESTED}")),
        "no"
    );
}

#[test]
fn behind_a_barrier_is_what_it_makes() {
    let text = format!(
        "{AROUND}  - {{at: step, does: deidentification, on: request, identifiers: all, {ATTESTED}}}\n"
    );
    let analysis = analysed(&[("a.architecture.yaml", &text)]);
    let levels = levels(&analysis, DataClass::Deidentified);
    assert_eq!([levels["step"], levels["next"]], ["no", "yes"]);
}

#[test]
fn what_a_flow_claims_without_a_barrier_is_possible() {
    let text = AROUND
        .replace(
            "to: log, carries: [deidentified]",
            "to: log, carries: [metadata]",
        )
        .replace("barriers:\n", "");
    let analysis = analysed(&[("a.architecture.yaml", &text)]);
    let levels = levels(&analysis, DataClass::Phi);
    assert_eq!([levels["next"], levels["log"]], ["possible", "no"]);
}

#[test]
fn what_nobody_has_classified_may_be_phi() {
    let text = "
architecture: open
components:
  a: {kind: aws.s3.bucket, stores: [unclassified]}
  b: {kind: aws.lambda.function}
  c: {kind: external.person}
  d: {kind: aws.s3.bucket, stores: [metadata]}
flows:
  - {from: a, to: b, carries: [unclassified]}
  - {from: c, to: d, carries: [unclassified], exchange: transfer}
";
    let analysis = analysed(&[("a.architecture.yaml", text)]);
    let levels = levels(&analysis, DataClass::Phi);
    assert_eq!([levels["a"], levels["b"], levels["d"]], ["possible"; 3]);
    // Nothing is marked as PHI, so that stores are assumed to hold it besides.
    assert!(!analysis.graph.spread.assumed || levels["d"] != Level::No.name());
}

#[test]
fn the_day_of_the_run_decides_on_an_agreement() {
    let folder = scratch("agreement");
    let text = "architecture: notes\ncomponents:\n  notes: {kind: aws.s3.bucket, stores: [phi]}\nagreements:\n  - {with: AWS, \
                effective: 2026-01-01, expires: 2027-01-01, evidence: register}\n";
    std::fs::write(folder.join("notes.architecture.yaml"), text).expect("it can be written");
    let on = |day: &str| {
        let arguments = [
            "check",
            "--root",
            ".",
            "notes.architecture.yaml",
            "--format",
            "json",
            "--as-of",
            day,
        ];
        let one = run_in(&folder, &arguments, "");
        let again = run_in(&folder, &arguments, "");
        assert_eq!(one.out, again.out, "the same day, the same bytes");
        let report: serde_json::Value = serde_json::from_str(&one.out).expect("JSON");
        let findings = report["findings"].as_array().expect("a list").iter();
        let own = |finding: &&serde_json::Value| finding["rule"] == "operator-without-agreement";
        let verdicts: Vec<String> = findings
            .filter(own)
            .map(|one| one["verdict"].to_string())
            .collect();
        (verdicts, one.status)
    };
    assert_eq!(on("2025-12-31"), (vec!["\"violated\"".to_owned()], 1));
    assert_eq!(on("2026-01-01").0, ["\"satisfied\""]);
    assert_eq!(on("2026-12-31").0, ["\"satisfied\""]);
    assert_eq!(on("2027-01-01"), (vec!["\"violated\"".to_owned()], 1));
}

const CODE: &str = r#"
Resources:
  Answers:
    Type: AWS::DynamoDB::Table
    Properties:
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
  Failed: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: ["dynamodb:GetItem", "dynamodb:PutItem"], Resource: !GetAtt Answers.Arn}
              - {Effect: Allow, Action: "bedrock:InvokeModel", Resource: "*"}
  Intake:
    Type: AWS::Lambda::Function
    Properties:
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: artifacts, S3Key: a.zip}
      DeadLetterConfig: {TargetArn: !GetAtt Failed.Arn}
      Environment: {Variables: {TABLE: !Ref Answers}}
"#;

const DESIGN: &str = "
architecture: intake
components:
  patient: {kind: external.person}
  intake: {binds: [Intake]}
  answers: {binds: [Answers], stores: [phi]}
  failed: {binds: [Failed]}
  model: {service: bedrock}
flows:
  - {from: patient, to: intake, carries: [phi]}
  - {from: intake, to: answers, carries: [phi]}
  - {from: intake, to: model, carries: [phi]}
  - {from: failed, to: intake, carries: [phi]}
";

/// How each flow compares, by its ends.
fn compared(analysis: &Analysis) -> BTreeMap<(&str, &str), &'static str> {
    let graph = &analysis.graph;
    let words = phipath::graph::Words::of(&analysis.knowledge.vocabulary);
    let flows = graph.inner.edge_weights().filter_map(|edge| {
        let (from, to) = graph.ends(edge.id);
        let design = phipath::graph::compared(edge, &words)?;
        Some((
            (&*graph.component(from).name, &*graph.component(to).name),
            design,
        ))
    });
    flows.collect()
}

#[test]
fn flows_are_declared_missing_or_undeclared() {
    let analysis = analysed(&[("t.yaml", CODE), ("d.architecture.yaml", DESIGN)]);
    assert_eq!(errors(&analysis), Vec::<String>::new());
    let compared = compared(&analysis);
    let model = "Amazon Bedrock";
    let expected = [
        (("Answers", "Intake"), "undeclared"),
        (("Failed", "Intake"), "missing"),
        (("Intake", "/aws/lambda/Intake"), "declared"),
        (("Intake", "Answers"), "declared"),
        (("Intake", "Failed"), "undeclared"),
        (("Intake", model), "declared"),
        ((model, "Intake"), "declared"),
    ];
    assert_eq!(compared, BTreeMap::from(expected));
    // What only the design has is there too, and PHI comes over it.
    let levels = levels(&analysis, DataClass::Phi);
    assert_eq!(levels["Intake"], "yes");
    assert!(levels.contains_key("patient"));
}

#[test]
fn a_picture_tells_design_and_code_apart() {
    let folder = scratch("compared");
    std::fs::write(folder.join("t.yaml"), CODE).expect("it can be written");
    std::fs::write(folder.join("d.architecture.yaml"), DESIGN).expect("it can be written");
    let drawn =
        |format: &str| run_in(&folder, &["graph", "--root", ".", "--format", format], "").out;
    for format in ["dot", "mermaid"] {
        let picture = drawn(format);
        for words in [
            "in the design, not in the code",
            "in the code, not in the design",
            "dotted is in the design",
        ] {
            assert!(
                picture.contains(words),
                "{format} lacks `{words}`: {picture}"
            );
        }
    }
    let json: serde_json::Value = serde_json::from_str(&drawn("json")).expect("JSON");
    let edges = json["edges"].as_array().expect("a list");
    let count = |word: &str| edges.iter().filter(|edge| edge["design"] == word).count();
    assert!(count("declared") > 0 && count("missing") > 0 && count("undeclared") > 0);
}

#[test]
fn a_manifest_alone_binds_nothing_and_says_so_of_nothing() {
    let analysis = analysed(&[(
        "d.architecture.yaml",
        DESIGN
            .replace(
                "intake: {binds: [Intake]}",
                "intake: {kind: aws.lambda.function, binds: [Intake]}",
            )
            .as_str(),
    )]);
    assert_eq!(errors(&analysis), Vec::<String>::new());
    assert_eq!(compared(&analysis), BTreeMap::new());
}

#[test]
fn whatever_stands_in_a_manifest_ends_in_a_report() {
    let attested = format!(
        "{AROUND}  - {{at: step, does: masking, on: log, identifiers: [names], {ATTESTED}}}\n"
    );
    let agreement = "architecture: a\nagreements:\n  - {with: AWS, effective: 2026-01-01, expires: 2027-01-01, evidence: x, accounts: [a]}\n";
    let mut random = Random::of("manifests");
    for text in [DESIGN, &attested, agreement] {
        for _ in 0..40 {
            for (_, mutate) in mutation::ALL {
                let mutant = mutate(text, &mut random);
                analysed(&[("t.yaml", CODE), ("d.architecture.yaml", &mutant)]);
            }
        }
        for end in (0..text.len())
            .filter(|end| text.is_char_boundary(*end))
            .step_by(7)
        {
            analysed(&[("d.architecture.yaml", &text[..end])]);
        }
    }
}

#[test]
fn what_ends_a_way_is_told() {
    let folder = scratch("ended");
    let text = format!(
        "{}  - {{at: step, does: deidentification, on: request, identifiers: all, {ATTESTED}}}\n",
        AROUND.replace(
            "to: log, carries: [deidentified]",
            "to: log, carries: [telemetry]"
        )
    );
    std::fs::write(folder.join("a.architecture.yaml"), text).expect("it can be written");
    let why = |name: &str| {
        let day = ["--as-of", "2026-12-01"];
        let arguments = [&["why", name, ".", "--root", "."][..], &day].concat();
        crate::invalid::flat(&run_in(&folder, &arguments, "").out)
    };
    let (next, log) = (why("next"), why("log"));
    assert!(
        next.contains("a barrier that is vouched for ends PHI there"),
        "{next}"
    );
    assert!(
        log.contains("the design says what moves there, and that is not PHI"),
        "{log}"
    );
}

#[test]
fn a_name_means_the_template_beside_the_manifest() {
    let files = [
        ("one/t.yaml", CODE),
        ("one/d.architecture.yaml", DESIGN),
        ("two/t.yaml", CODE),
        ("two/d.architecture.yaml", DESIGN),
    ];
    let both = analysed(&files);
    assert_eq!(errors(&both), Vec::<String>::new());
    let alone = analysed(&files[..2]);
    assert_eq!(compared(&both), compared(&alone));
    assert_eq!(
        both.graph.inner.node_count(),
        2 * alone.graph.inner.node_count()
    );
}

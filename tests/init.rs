//! First manifests: what `phipath init` writes must be read without a word, and agree with the templates that it is from.

use std::fs;
use std::path::{Path, PathBuf};

use phipath::check::Verdict;
use phipath::init::{Study, manifest, name, study, templates};
use phipath::source::{Encoding, decode};
use phipath::{Analysis, Input, Settings, analyse};

use crate::invalid::{run_in, scratch};
use crate::support::{DAY, all_rules, compare, corpus};

const FILE: &str = "made.architecture.yaml";

fn input(path: &str, text: &str) -> Input {
    Input {
        path: path.to_owned(),
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Found,
    }
}

fn settings() -> Settings {
    Settings {
        as_of: Some(DAY),
        ..Settings::default()
    }
}

/// The first manifest of some templates.
fn made(inputs: &[Input], system: &str) -> (Study, String) {
    let study = study(all_rules(), inputs.to_vec(), &settings());
    let text = manifest(&study.analysis, system);
    (study, text)
}

/// Fails where a first manifest is not read without a word, or does not agree with its templates.
fn assert_agrees(inputs: &[Input], text: &str, about: &str) -> Analysis {
    let mut all = inputs.to_vec();
    let without: Vec<String> = said(&analyse(all_rules(), all.clone(), &settings()));
    all.push(input(FILE, text));
    let analysis = analyse(all_rules(), all, &settings());
    assert_eq!(said(&analysis), without, "{about}:\n{text}");
    assert_eq!(analysis.model.designs.len(), 1, "{about}:\n{text}");
    for finding in &analysis.outcome.findings {
        let rule = &analysis.knowledge.rules[usize::from(finding.rule.0)].id;
        let compares = [
            "undeclared-phi-flow",
            "declared-flow-missing",
            "design-contradicts-code",
        ];
        let broken = finding.verdict == Verdict::Violated && compares.contains(&&**rule);
        assert!(!broken, "{about}: {rule}: {}\n{text}", finding.message);
    }
    analysis
}

/// What is violated, by rule and subject.
fn violated(analysis: &Analysis) -> Vec<String> {
    let findings = analysis.outcome.findings.iter();
    let violated = findings.filter(|one| one.verdict == Verdict::Violated);
    let named = violated.map(|one| {
        let rule = &analysis.knowledge.rules[usize::from(one.rule.0)].id;
        format!("{rule}: {}", one.message)
    });
    named.collect()
}

fn said(analysis: &Analysis) -> Vec<String> {
    let all = analysis.diagnostics.iter();
    let said = all.map(|one| format!("{}: {}", one.code, one.message));
    said.collect()
}

fn systems() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/systems");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<PathBuf> = paths.filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() > 10);
    folders
}

fn template_of(folder: &Path) -> String {
    fs::read_to_string(folder.join("template.yaml")).expect("it can be read")
}

#[test]
fn first_manifests_of_the_systems_agree_with_them() {
    for folder in systems() {
        let about = folder.display().to_string();
        let template = template_of(&folder);
        let inputs = [input("template.yaml", &template)];
        let (_, text) = made(&inputs, "made");
        let analysis = assert_agrees(&inputs, &text, &about);
        assert!(analysis.model.designs[0].parts.len() > 3, "{about}");
        // Nothing that is certain comes from a proposal.
        let before = violated(&analyse(all_rules(), inputs.to_vec(), &settings()));
        let mut more = violated(&analysis);
        // What only a design is asked for: a policy on routes, and what clears logs to which the code writes PHI.
        let asked = ["models-without-routing-policy", "log-without-sanitiser"];
        more.retain(|one| !before.contains(one) && !asked.iter().any(|rule| one.starts_with(rule)));
        assert_eq!(more, [""; 0], "{about}:\n{text}");
        let (_, again) = made(&inputs, "made");
        assert_eq!(text, again, "{about}");
    }
}

#[test]
fn the_manifest_of_the_intake_assistant_is_as_expected() {
    let folder = systems()
        .into_iter()
        .find(|path| path.ends_with("patient-intake"));
    let template = template_of(&folder.expect("the system"));
    let (_, text) = made(&[input("template.yaml", &template)], "patient-intake");
    compare(
        "tests/expected/init/patient-intake.architecture.yaml",
        &text,
    );
}

#[test]
fn first_manifests_of_templates_of_others_agree_with_them() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus");
        return;
    };
    let sample = match std::env::var_os("PHIPATH_FULL") {
        Some(_) => 1,
        None => 12,
    };
    let mut files = Vec::new();
    let mut pending = vec![corpus];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(folder).expect("a folder of the corpus") {
            let path = entry.expect("an entry").path();
            let is_text = path.extension().is_some_and(|one| {
                ["json", "yaml", "yml", "template"].contains(&one.to_string_lossy().as_ref())
            });
            match path.is_dir() {
                true => pending.push(path),
                false if is_text => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    let mut tried = 0;
    for path in files.iter().step_by(sample) {
        let bytes = fs::read(path).expect("a file of the corpus");
        let Ok((text, _)) = decode(bytes, "template") else {
            continue;
        };
        let inputs = [input("template.yaml", &text)];
        let (study, text) = made(&inputs, "made");
        if templates(&study.analysis).is_empty() {
            continue;
        }
        tried += 1;
        assert_agrees(&inputs, &text, &path.display().to_string());
    }
    assert!(tried > 10, "{tried} templates were tried");
}

/// Two templates whose resources have the same names, one of which names what nobody declares.
const TWICE: &str = "
Resources:
  PatientNotes: {Type: AWS::S3::Bucket}
  Failed: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
      Policies:
        - PolicyName: access
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - {Effect: Allow, Action: 's3:GetObject', Resource: !Sub '${PatientNotes.Arn}/*'}
              - {Effect: Allow, Action: 'dynamodb:PutItem', Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/elsewhere'}
              - {Effect: Allow, Action: 'comprehendmedical:DetectPHI', Resource: '*'}
  Reader:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Code: {ZipFile: 'def handler(event, context): return None'}
      DeadLetterConfig: {TargetArn: !GetAtt Failed.Arn}
      Environment: {Variables: {VENDOR: 'https://intake.example.com/v1'}}
";

#[test]
fn names_and_hosts_give_components() {
    let inputs = [input("one.yaml", TWICE), input("two.yaml", TWICE)];
    let (_, text) = made(&inputs, "made");
    let analysis = assert_agrees(&inputs, &text, "two templates");
    for line in [
        "binds: [\"one.yaml#PatientNotes\"]}  # proposed: because `patient` is in its name",
        "binds: [\"two.yaml#PatientNotes\"]}  # proposed: because `patient` is in its name",
        "binds: [\"one.yaml#intake.example.com\"]",
        "#   - at: Reader\n",
        "carries: [phi], exchange: transfer}  # proposed: because PHI of PatientNotes goes this way",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let marked = analysis.coverage.assumptions.iter();
    assert_eq!(marked.count(), 0, "{:?}", analysis.coverage.assumptions);
}

#[test]
fn what_is_left_out_for_people_to_fill_in_asks_for_days_alone() {
    let inputs = [input("one.yaml", TWICE)];
    let (_, text) = made(&inputs, "made");
    let (head, tail) = text
        .split_once("# barriers:")
        .expect("barriers are proposed");
    let taken_in: String = format!("# barriers:{tail}")
        .lines()
        .filter(|line| !line.starts_with("# No agreement"))
        .map(|line| {
            format!(
                "{}\n",
                line.strip_prefix("# ")
                    .or(line.strip_prefix('#'))
                    .unwrap_or(line)
            )
        })
        .collect();
    let all = vec![
        inputs[0].clone(),
        input(FILE, &format!("{head}\n{taken_in}")),
    ];
    let analysis = analyse(all_rules(), all, &settings());
    let said = said(&analysis);
    assert!(!said.is_empty());
    for one in said {
        assert!(one.contains("expected a day"), "{one}\n{taken_in}");
    }
}

#[test]
fn what_nobody_has_classified_is_why_it_is_undecided() {
    let text = "
architecture: open
components:
  records: {kind: aws.s3.bucket, stores: [unclassified]}
";
    let analysis = analyse(all_rules(), vec![input(FILE, text)], &settings());
    let findings = analysis.outcome.findings.iter();
    let undecided = findings.filter(|one| one.verdict == Verdict::Undecided);
    let mut causes = undecided
        .flat_map(|one| &one.causes)
        .map(ToString::to_string);
    assert!(causes.any(|cause| cause == "nobody has classified what records holds"));
    let writers = "may be where the data of a labelled store comes from";
    assert!(!causes.any(|cause| cause.contains(writers)));
}

#[test]
fn without_templates_there_is_a_manifest_all_the_same() {
    let (_, text) = made(&[], &name("My Clinic (new)"));
    assert!(text.contains("\narchitecture: my-clinic-new\n"), "{text}");
    let analysis = analyse(all_rules(), vec![input(FILE, &text)], &settings());
    assert_eq!(analysis.diagnostics, [], "{text}");
    assert_eq!(analysis.model.designs[0].parts.len(), 3);
    assert_eq!(name("…"), "system");
}

#[test]
fn the_command_writes_and_does_not_overwrite() {
    let folder = scratch("init-command");
    let system = folder.join("Intake Desk");
    fs::create_dir_all(system.join("deep")).expect("a folder");
    fs::write(system.join("template.yaml"), TWICE).expect("a file");
    let root = ["--root", "."];
    let init = |more: &[&str]| {
        run_in(
            &folder,
            &[&["init", "Intake Desk"], more, &root].concat(),
            "",
        )
    };
    let printed = init(&["--stdout"]);
    assert_eq!(printed.status, 0, "{}", printed.err);
    assert!(!folder.join("phipath.yaml").exists());
    let first = init(&[]);
    assert_eq!((first.status, &*first.out), (0, ""), "{}", first.err);
    let manifest = system.join("intake-desk.architecture.yaml");
    let written = fs::read_to_string(&manifest).expect("it is there");
    let config = fs::read_to_string(folder.join("phipath.yaml")).expect("it is there");
    assert_eq!(
        printed.out,
        format!("{written}\n# --- phipath.yaml ---\n{config}")
    );
    let check = run_in(
        &folder,
        &[&["check", ".", "--as-of", "2026-12-01"], &root[..]].concat(),
        "",
    );
    assert!(check.status < 2, "{}", check.out);
    assert!(!check.out.contains("error["), "{}", check.out);

    fs::write(&manifest, "architecture: mine\ncomponents: {}\n").expect("a file");
    let second = init(&[]);
    assert_eq!(second.status, 2);
    assert!(
        second.err.contains("there is a manifest already"),
        "{}",
        second.err
    );
    let kept = fs::read_to_string(&manifest).expect("it is there");
    assert!(kept.contains("mine"));
    let forced = init(&["--force"]);
    assert_eq!(forced.status, 0, "{}", forced.err);
    assert_eq!(fs::read_to_string(&manifest).expect("it is there"), written);
    // A manifest of another name would be a second one over the same resources.
    fs::rename(&manifest, system.join("other.architecture.yaml")).expect("it is moved");
    assert_eq!(init(&[]).status, 2);
}

#[test]
fn a_broken_template_is_said_and_the_rest_is_read() {
    let folder = scratch("init-broken");
    fs::write(folder.join("one.yaml"), TWICE).expect("a file");
    fs::write(
        folder.join("two.yaml"),
        "Resources:\n  A: {Type: AWS::S3::Bucket\n",
    )
    .expect("a file");
    let run = run_in(&folder, &["init", "--root", ".", "--stdout"], "");
    assert_eq!(run.status, 2, "{}", run.err);
    assert!(run.err.contains("two.yaml"), "{}", run.err);
    assert!(run.out.contains("PatientNotes"), "{}", run.out);
}

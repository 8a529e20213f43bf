//! The example estates: systems of several stacks, judged as one graph.
//!
//! `testdata/estates/NAME/expected.txt` lists what `phipath check` must say, and every flow between stacks.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use phipath::check::Verdict;
use phipath::config;
use phipath::graph::{DataClass, Layer};
use phipath::model::Presence;
use phipath::source::{Encoding, Sources};
use phipath::syntax::{Limits, parse};
use phipath::{Analysis, Input, Role, Settings, analyse};

use crate::support::{DAY, compare, errors, rules_but_of_house};
use crate::systems::{diagnostics, findings};

const CONFIG: &str = "phipath.yaml";

fn folder(name: &str) -> PathBuf {
    let estates = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/estates");
    estates.join(name)
}

/// Templates with what a configuration says of them.
fn run(files: &[(String, String)], config: &str) -> Analysis {
    let inputs = files.iter().map(|(path, text)| Input {
        path: path.clone(),
        text: text.clone(),
        encoding: Encoding::Utf8,
        role: Role::Found,
    });
    let mut sources = Sources::default();
    let file = sources.add(CONFIG.to_owned(), config.to_owned(), Encoding::Utf8);
    let (tree, _) = parse(&file, &Limits::default());
    let mut faults = Vec::new();
    let config = config::read(&tree, &mut faults);
    assert!(faults.is_empty(), "{faults:?}");
    let settings = Settings {
        as_of: Some(DAY),
        deployments: config.deployments,
        ..Settings::default()
    };
    analyse(rules_but_of_house(), inputs.collect(), &settings)
}

fn estate(name: &str) -> Analysis {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder(name)).expect("the folder is there") {
        let path = entry.expect("it can be listed").path();
        let name = path
            .file_name()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        if name.ends_with(".yaml") && name != CONFIG {
            files.push((name, fs::read_to_string(&path).expect("it can be read")));
        }
    }
    files.sort();
    let config = fs::read_to_string(folder(name).join(CONFIG)).expect("it can be read");
    let analysis = run(&files, &config);
    assert_eq!(errors(&analysis), Vec::<String>::new(), "{name}");
    analysis
}

/// Every flow between components of two templates, with how sure it is and whether it moves PHI.
fn crossing(analysis: &Analysis) -> Vec<String> {
    let (graph, deployments) = (&analysis.graph, &analysis.model.deployments);
    let flows = graph
        .inner
        .edge_weights()
        .filter(|edge| edge.layer == Layer::Flows);
    let lines = flows.filter_map(|edge| {
        let (from, to) = graph.ends(edge.id);
        let (from, to) = (graph.component(from), graph.component(to));
        let path = |id: phipath::model::DeploymentId| &deployments[id.0 as usize].path;
        (from.deployment != to.deployment).then(|| {
            format!(
                "{}#{} -> {}#{} ({}), phi {}",
                path(from.deployment),
                from.name,
                path(to.deployment),
                to.name,
                edge.level,
                graph.moved(edge.id, DataClass::Phi)
            )
        })
    });
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines.dedup();
    lines
}

#[test]
fn estates_are_judged_as_expected() {
    for name in ["clinic-messages", "clinic-messages-flawed"] {
        let analysis = estate(name);
        let found = findings(&analysis);
        let clean = !name.ends_with("-flawed");
        assert_eq!(clean, found.is_empty(), "{name}:\n{found}");
        let mut text = diagnostics(&analysis) + &found;
        for line in crossing(&analysis) {
            writeln!(text, "flow {line}").expect("text grows");
        }
        compare(&format!("testdata/estates/{name}/expected.txt"), &text);
    }
}

#[test]
fn phi_goes_from_the_bucket_of_one_stack_through_another_one_to_the_model_and_the_nested_queue() {
    let analysis = estate("clinic-messages");
    let graph = &analysis.graph;
    let declared = graph
        .inner
        .node_weights()
        .filter(|one| one.presence == Presence::Declared);
    assert_eq!(declared.count(), 23);
    let reached = |name: &str| {
        let mut all = graph.inner.node_weights();
        let one = all.find(|one| one.name == name).expect("it is there");
        graph.carried(one.id, DataClass::Phi).level.to_string()
    };
    for name in [
        "MessagesBucket",
        "Drafter",
        "Amazon Bedrock",
        "RepliesTable",
        "Drafts",
        "Notifier",
    ] {
        assert_eq!(reached(name), "yes", "{name}");
    }
}

#[test]
fn the_flaws_of_the_estate_show_only_where_its_stacks_are_one_graph() {
    let whole = estate("clinic-messages-flawed");
    let flawed = whole.outcome.findings.iter();
    let flawed = flawed.filter(|one| one.verdict <= Verdict::Undecided);
    assert_eq!(flawed.count(), 3);
    for name in ["network.yaml", "data.yaml", "application.yaml"] {
        let path = folder("clinic-messages-flawed").join(name);
        let text = fs::read_to_string(path).expect("it can be read");
        let alone = run(&[(name.to_owned(), text)], "{}");
        let violated = alone.outcome.findings.iter();
        let violated = violated.filter(|one| one.verdict == Verdict::Violated);
        assert_eq!(violated.count(), 0, "{name}");
    }
}

const BUCKET: &str = "Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: made-up-notes
      Tags: [{Key: DataClassification, Value: PHI}]
Outputs: {Notes: {Value: !GetAtt Notes.Arn, Export: {Name: !Sub '${AWS::StackName}-notes'}}}
";

fn reader(resource: &str) -> String {
    format!(
        "Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: sts:AssumeRole}}]}}
      Policies: [{{PolicyName: read, PolicyDocument: {{Version: '2012-10-17', Statement: [{{Effect: Allow, Action: s3:GetObject, Resource: {resource}}}]}}}}]
  Reader:
    Type: AWS::Lambda::Function
    Properties: {{Handler: a.b, Runtime: python3.13, Role: !GetAtt Role.Arn, Code: {{S3Bucket: code, S3Key: a.zip}}}}
"
    )
}

fn linked(reader: &str, others: &[&str], config: &str) -> Vec<String> {
    let mut files = vec![("reader.yaml".to_owned(), reader.to_owned())];
    for (index, text) in others.iter().enumerate() {
        files.push((format!("bucket{index}.yaml"), (*text).to_owned()));
    }
    let mut lines = crossing(&run(&files, config));
    lines.retain(|line| line.contains("#Notes"));
    lines
}

#[test]
fn a_link_that_rests_on_an_unknown_name_is_only_possible() {
    let imports = reader("!Sub ['${Arn}/*', {Arn: !ImportValue base-notes}]");
    let possible = ["bucket0.yaml#Notes -> reader.yaml#Reader (possible), phi possible"];
    assert_eq!(linked(&imports, &[BUCKET], "{}"), possible);
    let certain = ["bucket0.yaml#Notes -> reader.yaml#Reader (yes), phi yes"];
    let config = "deployments: {bucket0.yaml: {stack: base}}";
    assert_eq!(linked(&imports, &[BUCKET], config), certain);
    let other = "deployments: {bucket0.yaml: {stack: other}}";
    assert_eq!(linked(&imports, &[BUCKET], other), [""; 0]);
}

#[test]
fn a_name_by_hand_is_possible_and_of_two_none_is_chosen() {
    let by_name = reader("arn:aws:s3:::made-up-notes/*");
    let possible = ["bucket0.yaml#Notes -> reader.yaml#Reader (possible), phi possible"];
    assert_eq!(linked(&by_name, &[BUCKET], "{}"), possible);
    assert_eq!(linked(&by_name, &[BUCKET, BUCKET], "{}"), [""; 0]);
    let unlike = reader("arn:aws:s3:::made-up-notes-2/*");
    assert_eq!(linked(&unlike, &[BUCKET], "{}"), [""; 0]);
}

const QUEUE: &str = "Resources:
  Notes: {Type: AWS::SQS::Queue, Properties: {QueueName: made-up-notes, Tags: [{Key: DataClassification, Value: PHI}]}}
";

#[test]
fn an_arn_with_the_account_of_the_other_stack_is_certain() {
    let by_arn = reader("arn:aws:sqs:us-east-1:111122223333:made-up-notes")
        .replace("s3:GetObject", "sqs:ReceiveMessage");
    let own = "deployments: {bucket0.yaml: {account: '111122223333', region: us-east-1}, reader.yaml: {account: '111122223333', region: us-east-1}}";
    let certain = ["bucket0.yaml#Notes -> reader.yaml#Reader (yes), phi yes"];
    assert_eq!(linked(&by_arn, &[QUEUE], own), certain);
    let possible = ["bucket0.yaml#Notes -> reader.yaml#Reader (possible), phi possible"];
    assert_eq!(linked(&by_arn, &[QUEUE], "{}"), possible);
    let other = "deployments: {bucket0.yaml: {account: '444455556666'}}";
    assert_eq!(linked(&by_arn, &[QUEUE], other), [""; 0]);
}

#[test]
fn a_role_of_another_stack_speaks_of_its_own_template() {
    let roles = "Parameters: {Notes: {Type: String}}\n".to_owned() + &reader("!Sub '${Notes}/*'");
    let (role, function) = roles.split_once("  Reader:").expect("it has both");
    let role = format!("{role}Outputs: {{Role: {{Value: !GetAtt Role.Arn}}}}\n");
    let main = format!(
        "Resources:
  Notes: {{Type: AWS::S3::Bucket, Properties: {{Tags: [{{Key: DataClassification, Value: PHI}}]}}}}
  Roles: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: role.yaml, Parameters: {{Notes: !GetAtt Notes.Arn}}}}}}
  Reader:{}",
        function.replace("!GetAtt Role.Arn", "!GetAtt Roles.Outputs.Role")
    );
    let files = [
        ("main.yaml".to_owned(), main),
        ("role.yaml".to_owned(), role),
    ];
    let analysis = run(&files, "{}");
    assert_eq!(errors(&analysis), Vec::<String>::new());
    let flows = analysis.graph.inner.edge_weights();
    let flows = flows.filter(|edge| edge.layer == Layer::Flows).map(|edge| {
        let (from, to) = analysis.graph.ends(edge.id);
        let name = |id| analysis.graph.component(id).name.as_str();
        format!("{} -> {} {}", name(from), name(to), edge.level)
    });
    let flows: Vec<String> = flows.collect();
    assert!(
        flows.contains(&"Notes -> Reader yes".to_owned()),
        "{flows:?}"
    );
}

#[test]
fn a_policy_in_another_stack_belongs_to_its_bucket() {
    let policy = "Resources:
  Direct:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !ImportValue base-name
      PolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Deny, Principal: '*', Action: 's3:*', Resource: '*', Condition: {Bool: {'aws:SecureTransport': 'false'}}}]
";
    let bucket = BUCKET.replace(
        "Outputs: {",
        "Outputs: {Name: {Value: !Ref Notes, Export: {Name: base-name}}, ",
    );
    let files = [
        ("bucket.yaml".to_owned(), bucket),
        ("policy.yaml".to_owned(), policy.to_owned()),
    ];
    let analysis = run(&files, "{}");
    let mut components = analysis.model.components.iter();
    let notes = components
        .find(|one| one.name == "Notes")
        .expect("it is there")
        .id;
    let own = analysis
        .model
        .policies
        .iter()
        .filter(|one| one.component == notes);
    assert_eq!(own.count(), 1);
}

/// What is wrong with a template that is nested twice is said once, with the stacks in which it is.
#[test]
fn a_template_that_is_nested_twice_has_its_findings_once() {
    let child = "Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}]
";
    let main = "Resources:
  North: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
  South: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}
";
    let files = [("child.yaml", child), ("main.yaml", main)];
    let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
    let analysis = run(&files, "{}");
    let rules = &analysis.knowledge.rules;
    let findings = analysis.outcome.findings.iter();
    let versions: Vec<_> = findings
        .filter(|one| &*rules[usize::from(one.rule.0)].id == "phi-bucket-without-versioning")
        .collect();
    assert_eq!(versions.len(), 1);
    let notes = versions[0].notes.join(" ");
    assert!(notes.contains("holds of 2 instances"), "{notes}");
    assert!(
        notes.contains("North") && notes.contains("South"),
        "{notes}"
    );
}

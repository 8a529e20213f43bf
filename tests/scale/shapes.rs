//! One test for each way of being large.

use phipath::graph::{Extent, Wanted, named};
use phipath::report::graph::{dot, mermaid};

use crate::graph::{drawn, whole};

use super::{analyse_on_small_stack, counts};

const ROLE: &str = "AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]}";

/// So many functions, each with a role that may do everything with every store.
fn wildcards(count: usize) -> String {
    let mut text = String::from("Resources:\n");
    for index in 0..count {
        text += &format!(
            "  B{index}: {{Type: AWS::S3::Bucket}}\n  F{index}: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt R{index}.Arn}}}}\n  R{index}:\n    Type: AWS::IAM::Role\n    Properties:\n      {ROLE}\n      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: 's3:*', Resource: '*'}}]}}}}]\n"
        );
    }
    text
}

#[test]
fn roles_that_may_do_everything() {
    for count in [20, 40, 80] {
        let (errors, components, flows, findings) = counts(wildcards(count));
        println!("{count}: {components} components, {flows} flows, {findings} findings");
        assert_eq!(errors, Vec::<String>::new());
        // A function and a store have one flow each way; beside them there are logs.
        assert!(
            flows >= count * count && flows < 4 * count * count + 10 * count,
            "{flows}"
        );
        // Rules on flows judge each flow, the others each function, store or log.
        assert!(findings < 2 * flows + 20 * count, "{findings}");
    }
}

/// So many functions, each of which reads what the one before it wrote.
fn chain(count: usize) -> String {
    let mut text = String::from("Resources:\n  B: {Type: AWS::S3::Bucket}\n");
    for index in 0..count {
        let source = match index {
            0 => "B".to_owned(),
            _ => format!("Q{}", index - 1),
        };
        text += &format!(
            "  Q{index}: {{Type: AWS::SQS::Queue}}\n  F{index}: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt R{index}.Arn}}}}\n  M{index}: {{Type: AWS::Lambda::EventSourceMapping, Properties: {{EventSourceArn: !GetAtt {source}.Arn, FunctionName: !Ref F{index}}}}}\n  R{index}:\n    Type: AWS::IAM::Role\n    Properties:\n      {ROLE}\n      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: ['sqs:*', 's3:*'], Resource: [!GetAtt {source}.Arn, !GetAtt Q{index}.Arn]}}]}}}}]\n"
        );
    }
    text
}

#[test]
fn a_long_chain() {
    let (errors, components, flows, findings) = counts(chain(1_000));
    println!("chain: {components} components, {flows} flows, {findings} findings");
    assert_eq!(errors, Vec::<String>::new());
    assert!(components > 3_000 && flows > 2_000, "{components} {flows}");
}

#[test]
fn many_resources() {
    let text: String = (0..5_000)
        .map(|index| format!("  B{index}: {{Type: AWS::S3::Bucket}}\n"))
        .collect();
    let (errors, components, _, findings) = counts(format!("Resources:\n{text}"));
    assert_eq!(errors, Vec::<String>::new());
    assert!(
        components >= 5_000 && findings > 5_000,
        "{components} {findings}"
    );
}

#[test]
fn independent_conditions() {
    let mut text = String::from("Parameters:\n");
    (0..40).for_each(|index| text += &format!("  P{index}: {{Type: String}}\n"));
    text += "Conditions:\n";
    (0..40).for_each(|index| text += &format!("  C{index}: !Equals [!Ref P{index}, x]\n"));
    let all: Vec<String> = (0..40)
        .map(|index| format!("!Condition C{index}"))
        .collect();
    text += &format!("  Any: !Or [{}]\n", all[..10].join(", "));
    text += "Resources:\n";
    for index in 0..40 {
        text += &format!(
            "  B{index}:\n    Type: AWS::S3::Bucket\n    Condition: C{index}\n    Properties:\n      BucketEncryption: !If [C{}, {{ServerSideEncryptionConfiguration: [{{ServerSideEncryptionByDefault: {{SSEAlgorithm: !If [C{}, 'aws:kms', AES256]}}}}]}}, !Ref 'AWS::NoValue']\n",
            (index + 1) % 40,
            (index + 2) % 40,
        );
    }
    let mut value = "AES256".to_owned();
    (0..40).for_each(|index| value = format!("!If [C{index}, 'aws:kms', {value}]"));
    text += &format!(
        "  Nested: {{Type: AWS::S3::Bucket, Condition: Any, Properties: {{BucketEncryption: {{ServerSideEncryptionConfiguration: [{{ServerSideEncryptionByDefault: {{SSEAlgorithm: {value}}}}}]}}}}}}\n"
    );
    let (errors, components, _, findings) = counts(text);
    assert_eq!(errors, Vec::<String>::new());
    assert!(
        components >= 41 && findings < 10_000,
        "{components} {findings}"
    );
}

#[test]
fn functions_within_functions() {
    for levels in [60, 240] {
        let mut choice = "x".to_owned();
        let mut text = "x".to_owned();
        let mut join = "x".to_owned();
        for _ in 0..levels / 3 {
            choice = format!("{{'Fn::If': [C, {choice}, y]}}");
            text = format!("{{'Fn::Sub': ['a${{v}}', {{v: {text}}}]}}");
            join = format!("{{'Fn::Join': ['', [a, {join}]]}}");
        }
        let template = format!(
            "Parameters: {{P: {{Type: String}}}}\nConditions: {{C: !Equals [!Ref P, x]}}\nResources:\n  A: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {choice}}}}}\n  B: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {text}}}}}\n  D: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {join}}}}}\n"
        );
        let (_, components, _, _) = counts(template);
        println!("{levels} levels: {components} components");
    }
}

#[test]
fn texts_that_double() {
    let mut text = "${P}".to_owned();
    for _ in 0..20 {
        text = format!(
            "{{'Fn::Sub': ['${{v}}${{v}}', {{v: {}}}]}}",
            if text == "${P}" { "!Ref P" } else { &text }
        );
    }
    let template = format!(
        "Parameters: {{P: {{Type: String, Default: abcdefgh}}}}\nResources:\n  A: {{Type: AWS::S3::Bucket, Properties: {{BucketName: {text}}}}}\n"
    );
    let (_, components, _, _) = counts(template);
    assert!(components >= 1);
}

#[test]
fn aliases_that_multiply() {
    let mut text = String::from("x0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..9 {
        let alias = format!("*a{}", level - 1);
        text += &format!("x{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(", "));
    }
    for place in [
        "Properties: {Tags: *a8}",
        "Properties: {PolicyDocument: *a8}",
        "Metadata: {M: *a8}",
    ] {
        let template = format!(
            "{text}Resources:\n  A: {{Type: AWS::S3::Bucket, {place}}}\n  B: {{Type: AWS::IAM::ManagedPolicy, {place}}}\n"
        );
        let (errors, _, _, findings) = counts(template);
        assert!(
            errors
                .iter()
                .any(|error| error.starts_with("template-too-large")),
            "{errors:?}"
        );
        assert!(findings < 1_000, "{findings}");
    }
}

#[test]
fn cycles() {
    let template = format!(
        "Resources:\n  Q1: {{Type: AWS::SQS::Queue, Properties: {{RedrivePolicy: {{deadLetterTargetArn: !GetAtt Q2.Arn, maxReceiveCount: 1}}}}}}\n  Q2: {{Type: AWS::SQS::Queue, Properties: {{RedrivePolicy: {{deadLetterTargetArn: !GetAtt Q1.Arn, maxReceiveCount: 1}}}}}}\n  Q3: {{Type: AWS::SQS::Queue, Properties: {{RedrivePolicy: {{deadLetterTargetArn: !GetAtt Q3.Arn, maxReceiveCount: 1}}}}}}\n  T: {{Type: AWS::SNS::Topic, Properties: {{Subscription: [{{Protocol: lambda, Endpoint: !GetAtt F.Arn}}]}}}}\n  F: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt R.Arn, DeadLetterConfig: {{TargetArn: !Ref T}}, Environment: {{Variables: {{T: !Ref T, F: !Ref F}}}}}}}}\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      {ROLE}\n      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: ['sns:*', 'sqs:*', 'lambda:*', 's3:*'], Resource: '*'}}]}}}}]\n  B: {{Type: AWS::S3::Bucket, Properties: {{LoggingConfiguration: {{DestinationBucketName: !Ref B}}, ReplicationConfiguration: {{Role: !GetAtt R.Arn, Rules: [{{Status: Enabled, Destination: {{Bucket: !GetAtt B.Arn}}}}]}}}}}}\n  K: {{Type: AWS::KMS::Key, Properties: {{KeyPolicy: {{Statement: [{{Effect: Allow, Principal: {{AWS: !GetAtt R.Arn}}, Action: 'kms:*', Resource: !GetAtt K.Arn}}]}}}}}}\n"
    );
    let (errors, components, flows, _) = counts(template);
    assert_eq!(errors, Vec::<String>::new());
    assert!(components >= 8 && flows >= 4, "{components} {flows}");
}

#[test]
fn conditions_in_a_long_chain() {
    let mut text = String::from("Conditions:\n  C0: !Equals [!Ref 'AWS::Region', x]\n");
    (1..2_000).for_each(|index| text += &format!("  C{index}: !Not [!Condition C{}]\n", index - 1));
    text += "Resources:\n  A: {Type: AWS::S3::Bucket, Condition: C1999}\n";
    let (_, components, _, _) = counts(text);
    println!("{components} components");
}

/// Lines of a picture of the whole and of the ways between two components, drawn on a small stack.
fn lines(text: String, from: &'static str, to: &'static str) -> [usize; 3] {
    analyse_on_small_stack(text, move |analysis| {
        let named = |name| named(&analysis.graph, &analysis.model.deployments, name).ok();
        let ways = Wanted {
            extent: Extent::Ways {
                from: named(from),
                to: named(to),
            },
            ..whole()
        };
        let started = std::time::Instant::now();
        let drawn = [
            drawn(&analysis, &whole(), dot),
            drawn(&analysis, &whole(), mermaid),
            drawn(&analysis, &ways, dot),
        ];
        println!("drawn: {:?}", started.elapsed());
        drawn.map(|text| text.lines().count())
    })
}

#[test]
fn pictures_of_large_systems() {
    let [chain_dot, chain_mermaid, chain_ways] = lines(chain(400), "B", "F399");
    // Per link a queue, a function, its log, and flows between them and to what the grants leave open.
    assert!((1_200..6_400).contains(&chain_dot), "{chain_dot}");
    assert!((1_200..6_400).contains(&chain_mermaid), "{chain_mermaid}");
    assert!((1_200..chain_dot).contains(&chain_ways), "{chain_ways}");
    let [dense, _, _] = lines(wildcards(40), "B0", "F39");
    assert!((2 * 40 * 40..5 * 40 * 40).contains(&dense), "{dense}");
}

/// So many databases, each of which is a copy of every other one, and takes its key from there.
#[test]
fn keys_that_are_taken_from_each_other() {
    const COUNT: usize = 30;
    let all: Vec<String> = (0..COUNT).map(|index| format!("!Ref D{index}")).collect();
    let mut text = String::from("Resources:\n");
    for index in 0..COUNT {
        text += &format!(
            "  D{index}: {{Type: AWS::RDS::DBInstance, Properties: {{SourceDBInstanceIdentifier: [{}]}}}}\n",
            all.join(", ")
        );
    }
    let (errors, components, flows, _) = counts(text);
    println!("copies: {components} components, {flows} flows");
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(components, COUNT);
    assert_eq!(flows, COUNT * COUNT);
}

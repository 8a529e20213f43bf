//! Policies in files of their own, and what policies name in vain.

use phipath::model::Sort;
use phipath::source::{Encoding, Place};
use phipath::{Analysis, Input, Settings, analyse};

use crate::support::{all_rules, errors};

/// Runs every rule on some files.
fn check(files: &[(&str, &str)]) -> Analysis {
    let inputs = files.iter().map(|(path, text)| Input {
        path: (*path).to_owned(),
        text: (*text).to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    });
    analyse(all_rules(), inputs.collect(), &Settings::default())
}

/// What is said about the inputs: code, the text that it points to, and help.
fn said(analysis: &Analysis) -> Vec<String> {
    let line = |one: &phipath::source::Diagnostic| {
        let Place::Span(span) = one.place else {
            return one.code.to_owned();
        };
        let text = analysis.sources.get(span.file).slice(span);
        let help = one.help.as_deref().unwrap_or("-");
        format!("{} {text} | {help}", one.code)
    };
    analysis.diagnostics.iter().map(line).collect()
}

/// The template of a role with these statements.
fn role(statements: &str) -> String {
    let trust = r#"{Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}"#;
    format!(
        "Resources:\n  Store: {{Type: AWS::S3::Bucket}}\n  Reader:\n    Type: AWS::IAM::Role\n    Properties:\n      \
         AssumeRolePolicyDocument: {trust}\n      Policies:\n        - PolicyName: read\n          PolicyDocument:\n            \
         Version: '2012-10-17'\n            Statement:\n{statements}"
    )
}

fn of_role(statements: &str) -> Vec<String> {
    said(&check(&[("app.yaml", &role(statements))]))
}

const GRANT: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#;

#[test]
fn rules_on_statements_judge_a_policy_alone() {
    let analysis = check(&[("grants/everything.json", GRANT)]);
    assert_eq!(errors(&analysis), [""; 0]);
    let rules = &analysis.knowledge.rules;
    let violated = analysis.outcome.findings.iter();
    let violated = violated.map(|one| &*rules[usize::from(one.rule.0)].id);
    assert!(
        violated.clone().any(|id| id == "grant-of-everything"),
        "{:?}",
        violated.collect::<Vec<_>>()
    );
    assert_eq!(analysis.coverage.files, ["grants/everything.json"]);
    assert_eq!(analysis.coverage.components["declared"], 1);
    assert_eq!(analysis.coverage.policies_set_aside, 0);
    assert_eq!(analysis.model.components[0].name, "everything");
}

#[test]
fn a_limit_grants_nothing() {
    let analysis = check(&[
        ("org/scp/everything.json", GRANT),
        ("org/rcps/a.json", GRANT),
        ("deny.json", &GRANT.replace("Allow", "Deny")),
    ]);
    let sorts: Vec<_> = analysis.model.standing.iter().map(|one| one.sort).collect();
    assert_eq!(sorts, [Sort::ServiceControl, Sort::Unclear, Sort::Unclear]);
    assert!(analysis.model.components.is_empty() && analysis.graph.statements.is_empty());
    assert_eq!(analysis.coverage.policies_set_aside, 3);
    assert_eq!(analysis.coverage.files.len(), 3);
}

#[test]
fn a_policy_alone_is_the_one_that_a_role_names() {
    let template = |name: &str| {
        format!(
            "Resources:\n  Store: {{Type: AWS::S3::Bucket, Properties: {{BucketName: made-up-notes}}}}\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      \
             AssumeRolePolicyDocument: {{Statement: [{{Effect: Allow, Principal: {{Service: lambda.amazonaws.com}}, Action: 'sts:AssumeRole'}}]}}\n      \
             ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/{name}']\n  Function:\n    Type: AWS::Lambda::Function\n    Properties: {{Runtime: python3.13, Handler: a.b, Role: !GetAtt Role.Arn, Code: {{ZipFile: pass}}}}\n"
        )
    };
    let policy = r#"{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::made-up-notes/*"}}"#;
    let opaque = |files: &[(&str, &str)]| check(files).coverage.opaque_policies;
    let app = template("ReadNotes");
    assert_eq!(opaque(&[("app.yaml", &app)]), 1);
    assert_eq!(opaque(&[("app.yaml", &app), ("ReadNotes.json", policy)]), 0);
    assert_eq!(
        opaque(&[
            ("app.yaml", &app),
            ("a/ReadNotes.json", policy),
            ("b/ReadNotes.json", policy)
        ]),
        1
    );
    // A policy of the customer that is called like one of the provider is another one.
    assert_eq!(
        opaque(&[("app.yaml", &template("AmazonS3ReadOnlyAccess"))]),
        1
    );
    let flows = |files: &[(&str, &str)]| check(files).coverage.flows;
    assert!(
        flows(&[("app.yaml", &app), ("ReadNotes.json", policy)]) < flows(&[("app.yaml", &app)])
    );
}

#[test]
fn faults_of_policies_alone_have_a_place() {
    let faulty = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Alow", "Action": "s3:GetObjct", "Resource": "*"}]}"#;
    assert_eq!(
        said(&check(&[("a.json", faulty)])),
        ["malformed-statement \"Alow\" | did you mean `Allow`?"]
    );
    let wrong = faulty.replace("Alow", "Allow");
    let expected = ["unknown-action \"s3:GetObjct\" | did you mean `s3:GetObject`?"];
    assert_eq!(said(&check(&[("a.json", &wrong)])), expected);
    // The places inside a text with escapes cannot be told: it has one, and still each name is judged.
    let encoded = wrong.replace("\"s3:GetObjct\"", "[\"s3:GetObjct\", \"s3:PutObjct\"]");
    let encoded = encoded.replace('"', "%22").replace('{', "%7B");
    let version = format!("{{\"PolicyVersion\": {{\"Document\": \"{encoded}\"}}}}");
    assert_eq!(said(&check(&[("a.json", &version)])).len(), 2);
    let broken = "{\"Version\": \"2012-10-17\", \"Statement\": [}";
    let analysis = check(&[("a.json", broken)]);
    assert_eq!(errors(&analysis).len(), 1, "{:?}", errors(&analysis));
    assert!(analysis.model.standing.is_empty());
}

#[test]
fn names_that_are_not_in_the_list() {
    let statement = |action: &str| {
        format!("              - {{Effect: Allow, Action: [{action}], Resource: '*'}}\n")
    };
    let cases = [
        (
            "'s3:GetObjct'",
            "unknown-action 's3:GetObjct' | did you mean `s3:GetObject`?",
        ),
        (
            "'bedrock:Converse'",
            "unknown-action 'bedrock:Converse' | -",
        ),
        ("'s3:Gett*'", "unknown-action 's3:Gett*' | -"),
        (
            "'dynamdb:GetItem', 'dynamdb:PutItem'",
            "unknown-action-prefix 'dynamdb:GetItem' | did you mean `dynamodb`?",
        ),
    ];
    for (action, expected) in cases {
        assert_eq!(of_role(&statement(action)), [expected]);
    }
    let fine = [
        "'s3:getobject'",
        "'s3:*'",
        "'*'",
        "'*:*'",
        "'s3*:Get*'",
        "!Sub '${AWS::Region}:Get'",
        "!Sub 's3:Gett${AWS::Region}'",
    ];
    for action in fine {
        assert_eq!(of_role(&statement(action)), [""; 0], "{action}");
    }
}

#[test]
fn actions_on_resources_that_they_are_not_for() {
    let statement = |action: &str, resource: &str| {
        format!("              - {{Effect: Allow, Action: [{action}], Resource: [{resource}]}}\n")
    };
    let vain = [
        ("'s3:GetObject'", "'arn:aws:s3:::notes'"),
        (
            "'sqs:SendMessage'",
            "'arn:aws:sns:us-east-1:111122223333:notes'",
        ),
        (
            "'kms:Decrypt', 'kms:Encrypt'",
            "'arn:aws:kms:us-east-1:111122223333:alias/notes'",
        ),
    ];
    for (action, resource) in vain {
        let said = of_role(&statement(action, resource));
        assert_eq!(said.len(), 1, "{action} {said:?}");
        assert!(
            said[0].starts_with(&format!("action-on-other-resource {resource}")),
            "{said:?}"
        );
    }
    let fine = [
        ("'s3:GetObject'", "'arn:aws:s3:::notes/*'"),
        ("'s3:GetObject', 's3:ListBucket'", "'arn:aws:s3:::notes'"),
        // Some are used on names although no type of resource is listed.
        ("'s3:ListAllMyBuckets'", "'arn:aws:s3:::*'"),
        (
            "'states:InvokeHTTPEndpoint'",
            "'arn:aws:states:us-east-1:111122223333:stateMachine:notes'",
        ),
        ("'s3:GetObject'", "!GetAtt Store.Arn"),
        ("'s3:GetObject'", "!Sub '${Store.Arn}/*'"),
        ("'s3:GetObject'", "!Sub 'arn:aws:s3:::${Store}'"),
        ("'sqs:*'", "'arn:aws:sqs:us-east-1:111122223333:notes', '*'"),
        (
            "'made-up:Call'",
            "'arn:aws:sqs:us-east-1:111122223333:notes'",
        ),
    ];
    for (action, resource) in fine {
        let said = of_role(&statement(action, resource));
        let none = said.iter().all(|one| !one.starts_with("action-on-other"));
        assert!(none, "{action} on {resource}: {said:?}");
    }
}

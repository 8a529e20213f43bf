//! What definitions in texts call: flows to what they name, with places inside the texts.

use std::fmt::Write as _;

use phipath::Analysis;
use phipath::graph::{Basis, Layer, Leg};

use crate::support::{analyse_text, errors, settings_on_day};

/// The flows that the definition of a component makes: to whom or from whom, how sure, why, and what is written where it says so.
fn flows(analysis: &Analysis, name: &str) -> String {
    let graph = &analysis.graph;
    let mut out = String::new();
    for edge in graph.inner.edge_weights() {
        let (from, to) = graph.ends(edge.id);
        let (from, to) = (graph.component(from), graph.component(to));
        let own = edge.layer == Layer::Flows && edge.reason.basis == Basis::Configured;
        let response = matches!(edge.leg, Leg::Response(_));
        if !own || response || !(from.name == name || to.name == name) {
            continue;
        }
        let places = edge.reason.spans.iter().map(|span| {
            let text = analysis.sources.get(span.file).text();
            &text[span.start as usize..span.end as usize]
        });
        let places: Vec<&str> = places.collect();
        let line = format!(
            "{} > {} {} {} {}: {}",
            from.name,
            to.name,
            edge.payload.name(),
            edge.level,
            edge.reason.text,
            places.join(" | ")
        );
        writeln!(out, "{line}").expect("text grows");
    }
    out
}

fn read(path: &str, text: &str) -> Analysis {
    let analysis = analyse_text(path, text, &settings_on_day());
    assert!(errors(&analysis).is_empty(), "{:?}", errors(&analysis));
    analysis
}

const MACHINES: &str = r#"
Resources:
  Check: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "pass"}, Role: "arn:aws:iam::111122223333:role/check"}}
  Sort: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "pass"}, Role: "arn:aws:iam::111122223333:role/check"}}
  Inbox: {Type: AWS::SQS::Queue}
  Notes: {Type: AWS::DynamoDB::Table, Properties: {TableName: notes}}
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: arn:aws:iam::111122223333:role/machine
"#;

#[test]
fn states_of_a_text_call_what_they_name() {
    let text = format!(
        "{MACHINES}{}",
        r#"      DefinitionString: !Sub |
        {
          "StartAt": "All",
          "States": {
            "All": {
              "Type": "Parallel",
              "Branches": [
                {"StartAt": "Check", "States": {"Check": {"Type": "Task", "Resource": "${Check.Arn}", "End": true}}},
                {"StartAt": "Each", "States": {"Each": {
                  "Type": "Map",
                  "ItemProcessor": {"StartAt": "Put", "States": {"Put": {
                    "Type": "Task",
                    "Resource": "arn:${AWS::Partition}:states:::sqs:sendMessage.waitForTaskToken",
                    "Parameters": {"QueueUrl": "${Inbox}", "MessageBody.$": "$"},
                    "End": true
                  }}}
                }}}
              ],
              "Next": "Sort"
            },
            "Sort": {
              "Type": "Task",
              "Resource": "arn:aws:states:::lambda:invoke",
              "Parameters": {"FunctionName": "${Sort.Arn}:live"},
              "Next": "Read"
            },
            "Read": {
              "Type": "Task",
              "Resource": "arn:aws:states:::aws-sdk:dynamodb:getItem",
              "Parameters": {"TableName": "notes"},
              "Next": "Write"
            },
            "Write": {
              "Type": "Task",
              "Resource": "arn:aws:states:::bedrock:invokeModel",
              "Parameters": {"ModelId": "anthropic.claude-3-haiku-20240307-v1:0", "Body.$": "$"},
              "Next": "Tell"
            },
            "Tell": {
              "Type": "Task",
              "Resource": "arn:aws:states:::http:invoke",
              "Parameters": {"ApiEndpoint": "https://letters.example.org/send", "Method": "POST"},
              "End": true
            }
          }
        }
"#
    );
    let analysis = read("machine.yaml", &text);
    assert_eq!(
        certain(&flows(&analysis, "Machine")),
        "\
Machine > Check content yes a state of Machine calls it: ${Check.Arn}
Machine > Sort content yes a state of Machine uses `lambda:InvokeFunction`: \"${Sort.Arn}:live\"
Machine > Inbox content yes a state of Machine uses `sqs:SendMessage`: ${Inbox}
Notes > Machine content yes a state of Machine uses `dynamodb:GetItem`: \"notes\"
Machine > letters.example.org content yes a state of Machine calls `letters.example.org`: \"https://letters.example.org/send\"
Machine > Amazon Bedrock content yes a state of Machine uses `bedrock:InvokeModel`: \"arn:aws:states:::bedrock:invokeModel\"
"
    );
}

/// The lines about flows that are certain; texts are searched for hosts besides, which is possible only.
fn certain(flows: &str) -> String {
    let lines = flows.lines().filter(|line| line.contains(" yes "));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn substitutions_stand_for_names() {
    let text = format!(
        "{MACHINES}{}",
        r#"      DefinitionSubstitutions: {check: !GetAtt Check.Arn, queue: !Ref Inbox, nothing: !Ref Elsewhere}
      DefinitionString: "{\"StartAt\": \"Check\", \"States\": {\"Check\": {\"Type\": \"Task\", \"Resource\": \"${check}\", \"Next\": \"Put\"}, \"Put\": {\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::sqs:sendMessage\", \"Arguments\": {\"QueueUrl\": \"${queue}\"}, \"Next\": \"Ask\"}, \"Ask\": {\"Type\": \"Task\", \"Resource\": \"${nothing}\", \"End\": true}}}"
Parameters:
  Elsewhere: {Type: String}
"#
    );
    let analysis = read("machine.yaml", &text);
    assert_eq!(
        flows(&analysis, "Machine"),
        "\
Machine > Check content yes a state of Machine calls it: ${check}
Machine > Inbox content yes a state of Machine uses `sqs:SendMessage`: ${queue}
Machine > what parameter `Elsewhere` names content possible a state of Machine calls it: ${nothing}
"
    );
}

#[test]
fn a_mapping_is_read_like_a_text() {
    let text = format!(
        "{MACHINES}{}",
        r#"      DefinitionSubstitutions: {check: !GetAtt Check.Arn}
      Definition:
        StartAt: Check
        States:
          Check: {Type: Task, Resource: "${check}", Next: Asked}
          Asked: {Type: Task, Resource: "arn:aws:states:::lambda:invoke", Arguments: {FunctionName: "{% $states.input.name %}"}, Next: Done}
          Done: {Type: Succeed}
"#
    );
    let analysis = read("machine.yaml", &text);
    assert_eq!(
        flows(&analysis, "Machine"),
        "Machine > Check content yes a state of Machine calls it: ${check}\n"
    );
}

#[test]
fn terraform_definitions_are_read() {
    let text = r#"
resource "aws_lambda_function" "check" {
  function_name = "check"
  role          = "arn:aws:iam::111122223333:role/check"
  runtime       = "python3.13"
  handler       = "index.handler"
  filename      = "code.zip"
}
resource "aws_sqs_queue" "inbox" {}
resource "aws_sfn_state_machine" "first" {
  name     = "first"
  role_arn = "arn:aws:iam::111122223333:role/machine"
  definition = jsonencode({
    StartAt = "Check"
    States = {
      Check = { Type = "Task", Resource = aws_lambda_function.check.arn, End = true }
    }
  })
}
resource "aws_sfn_state_machine" "second" {
  name       = "second"
  role_arn   = "arn:aws:iam::111122223333:role/machine"
  definition = <<-EOT
    {
      "StartAt": "Put",
      "States": {
        "Put": {
          "Type": "Task",
          "Resource": "arn:aws:states:::sqs:sendMessage",
          "Parameters": {"QueueUrl": "${aws_sqs_queue.inbox.url}", "MessageBody.$": "$"},
          "End": true
        }
      }
    }
  EOT
}
"#;
    let analysis = read("machine.tf", text);
    assert_eq!(
        flows(&analysis, "aws_sfn_state_machine.first"),
        "aws_sfn_state_machine.first > aws_lambda_function.check content yes a state of aws_sfn_state_machine.first calls it: aws_lambda_function.check.arn\n"
    );
    assert_eq!(
        flows(&analysis, "aws_sfn_state_machine.second"),
        "aws_sfn_state_machine.second > aws_sqs_queue.inbox content yes a state of aws_sfn_state_machine.second uses `sqs:SendMessage`: aws_sqs_queue.inbox.url\n"
    );
}

#[test]
fn a_definition_that_is_deep_or_broken_is_no_harm() {
    let deep = |text: &str, times: usize| text.repeat(times);
    let nested = format!(
        "{}{{\"Type\": \"Task\", \"Resource\": 1}}{}",
        deep("{\"States\": {\"A\": ", 200),
        deep("}}", 200)
    );
    for (definition, called) in [
        (nested.as_str(), "what the states of Machine call"),
        ("{\"States\": [", "what the states of Machine call"),
        ("${", "what the states of Machine call"),
        ("[]", ""),
        ("{\"a\": \"${x\"}", ""),
    ] {
        let text = format!(
            "{MACHINES}      DefinitionSubstitutions: {{x: 1}}\n      DefinitionString: '{definition}'\n"
        );
        let analysis = analyse_text("machine.yaml", &text, &settings_on_day());
        let flows = flows(&analysis, "Machine");
        assert!(!flows.contains(" yes "), "{definition}: {flows}");
        assert_eq!(flows.is_empty(), called.is_empty(), "{definition}: {flows}");
        assert!(flows.contains(called), "{definition}: {flows}");
    }
}

#[test]
fn a_definition_that_lies_elsewhere_may_call_anything() {
    for definition in [
        "DefinitionS3Location: {Bucket: definitions, Key: machine.json}",
        "DefinitionString: {\"Fn::ImportValue\": definition}",
    ] {
        let text = format!("{MACHINES}      {definition}\n");
        let analysis = read("machine.yaml", &text);
        let flows = flows(&analysis, "Machine");
        let called = "Machine > what the states of Machine call content possible";
        assert!(flows.starts_with(called), "{definition}: {flows}");
    }
}

#[test]
fn operations_of_a_document_say_where_they_say_it() {
    let text = r#"
Resources:
  Check: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "pass"}, Role: "arn:aws:iam::111122223333:role/check"}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        Fn::Sub: |
          openapi: 3.0.1
          paths:
            /notes:
              get:
                x-amazon-apigateway-integration:
                  uri: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations
"#;
    let analysis = read("api.yaml", text);
    assert_eq!(
        flows(&analysis, "Api GET /notes"),
        "\
Api > Api GET /notes content yes api of Api GET /notes: get
Api GET /notes > Check content yes integration of Api GET /notes: arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Check.Arn}/invocations
"
    );
}

#[test]
fn a_document_that_is_not_read_may_call_anything() {
    for body in [
        "BodyS3Location: {Bucket: documents, Key: notes.yaml}",
        "Body: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://documents/notes.yaml}}}",
        "Body: no document",
    ] {
        let text = format!(
            "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      {body}\n"
        );
        let analysis = analyse_text("api.yaml", &text, &settings_on_day());
        let flows = flows(&analysis, "Api its document");
        assert!(
            flows.contains("Api > Api its document content yes"),
            "{body}: {flows}"
        );
        assert!(
            flows.contains("content possible integration of"),
            "{body}: {flows}"
        );
    }
}

//! What services that move records copy, from where to where: flows between the components of a template, as settings make them.
//!
//! In: templates of both languages. What spreads over these flows is tested elsewhere.

use std::collections::BTreeSet;

use phipath::graph::{Basis, Layer, Leg};

use crate::support::{analyse_text, errors, settings_on_day};

/// The flows that settings make, without answers: from, to, what, how sure.
fn flows(path: &str, text: &str) -> Vec<String> {
    let analysis = analyse_text(path, text, &settings_on_day());
    assert!(errors(&analysis).is_empty(), "{:?}", errors(&analysis));
    let graph = &analysis.graph;
    let own = graph.inner.edge_weights().filter(|edge| {
        let answer = matches!(edge.leg, Leg::Response(_));
        edge.layer == Layer::Flows && edge.reason.basis == Basis::Configured && !answer
    });
    let lines = own.map(|edge| {
        let (from, to) = graph.ends(edge.id);
        let (from, to) = (&graph.component(from).name, &graph.component(to).name);
        format!("{from} > {to} {} {}", edge.payload.name(), edge.level)
    });
    let lines: BTreeSet<String> = lines.collect();
    lines.into_iter().collect()
}

/// Both languages make the same flows; of a name in Terraform only the end counts.
pub(super) fn both(cloudformation: &str, terraform: &str, expected: &[&str]) {
    assert_eq!(flows("template.yaml", cloudformation), expected);
    let own = |word: &str| match word.split_once('.') {
        Some((kind, name)) if kind.starts_with("aws") => name.to_owned(),
        _ => word.to_owned(),
    };
    let lines = flows("main.tf", terraform).into_iter();
    let lines = lines.map(|line| line.split(' ').map(own).collect::<Vec<_>>().join(" "));
    let lines: BTreeSet<String> = lines.collect();
    assert_eq!(lines.into_iter().collect::<Vec<_>>(), expected);
}

const LOCATIONS: &str = r#"
Parameters: {Copy: {Type: String}}
Conditions: {Night: !Equals [!Ref Copy, "yes"]}
Resources:
  Notes: {Type: AWS::S3::Bucket}
  Scans: {Type: AWS::S3::Bucket}
  Copies: {Type: AWS::S3::Bucket}
  From:
    Type: AWS::DataSync::LocationS3
    Properties: {S3BucketArn: !If [Night, !GetAtt Notes.Arn, !GetAtt Scans.Arn], S3Config: {BucketAccessRoleArn: "arn:aws:iam::111122223333:role/copy"}}
  Far:
    Type: AWS::DataSync::LocationS3
    Properties: {S3BucketArn: "arn:aws:s3:::made-up-notes", S3Config: {BucketAccessRoleArn: "arn:aws:iam::111122223333:role/copy"}}
  To:
    Type: AWS::DataSync::LocationS3
    Properties: {S3BucketArn: !GetAtt Copies.Arn, S3Config: {BucketAccessRoleArn: "arn:aws:iam::111122223333:role/copy"}}
  Near: {Type: AWS::DataSync::Task, Properties: {SourceLocationArn: !Ref From, DestinationLocationArn: !GetAtt To.LocationArn}}
  Wide: {Type: AWS::DataSync::Task, Properties: {SourceLocationArn: !Ref Far, DestinationLocationArn: !Ref To}}
"#;

/// A location is no component: what it stands for is the end of the flow, in each world, also where that is only named.
#[test]
fn a_location_stands_for_its_store() {
    assert_eq!(
        flows("template.yaml", LOCATIONS),
        [
            "Near > Copies content yes",
            "Notes > Near content yes",
            "Scans > Near content yes",
            "Wide > Copies content yes",
            "arn:aws:s3:::made-up-notes > Wide content yes",
        ]
    );
}

#[test]
fn a_task_logs_names_where_it_is_told_to() {
    both(
        r#"
Resources:
  notes: {Type: AWS::S3::Bucket}
  lists: {Type: AWS::S3::Bucket}
  log: {Type: AWS::Logs::LogGroup}
  place: {Type: AWS::DataSync::LocationS3, Properties: {S3BucketArn: !GetAtt notes.Arn, S3Config: {BucketAccessRoleArn: "arn:aws:iam::111122223333:role/copy"}}}
  loud:
    Type: AWS::DataSync::Task
    Properties:
      SourceLocationArn: !Ref place
      DestinationLocationArn: !Ref place
      CloudWatchLogGroupArn: !GetAtt log.Arn
      Options: {LogLevel: BASIC}
      TaskReportConfig: {Destination: {S3: {S3BucketArn: !GetAtt lists.Arn, BucketAccessRoleArn: "arn:aws:iam::111122223333:role/copy"}}, OutputType: STANDARD}
  mute: {Type: AWS::DataSync::Task, Properties: {SourceLocationArn: !Ref place, DestinationLocationArn: !Ref place, CloudWatchLogGroupArn: !GetAtt log.Arn, Options: {LogLevel: "OFF"}}}
  plain: {Type: AWS::DataSync::Task, Properties: {SourceLocationArn: !Ref place, DestinationLocationArn: !Ref place, CloudWatchLogGroupArn: !GetAtt log.Arn}}
"#,
        r#"
resource "aws_s3_bucket" "notes" {}
resource "aws_s3_bucket" "lists" {}
resource "aws_cloudwatch_log_group" "log" {}
resource "aws_datasync_location_s3" "place" {
  s3_bucket_arn = aws_s3_bucket.notes.arn
  subdirectory  = "/"
  s3_config { bucket_access_role_arn = "arn:aws:iam::111122223333:role/copy" }
}
resource "aws_datasync_task" "loud" {
  source_location_arn      = aws_datasync_location_s3.place.arn
  destination_location_arn = aws_datasync_location_s3.place.arn
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.log.arn
  options { log_level = "BASIC" }
  task_report_config {
    output_type = "STANDARD"
    s3_destination {
      s3_bucket_arn          = aws_s3_bucket.lists.arn
      bucket_access_role_arn = "arn:aws:iam::111122223333:role/copy"
    }
  }
}
resource "aws_datasync_task" "mute" {
  source_location_arn      = aws_datasync_location_s3.place.arn
  destination_location_arn = aws_datasync_location_s3.place.arn
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.log.arn
  options { log_level = "OFF" }
}
resource "aws_datasync_task" "plain" {
  source_location_arn      = aws_datasync_location_s3.place.arn
  destination_location_arn = aws_datasync_location_s3.place.arn
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.log.arn
}
"#,
        &[
            "loud > lists envelope yes",
            "loud > log envelope yes",
            "loud > notes content yes",
            "mute > notes content yes",
            "notes > loud content yes",
            "notes > mute content yes",
            "notes > plain content yes",
            "plain > log envelope possible",
            "plain > notes content yes",
        ],
    );
}

#[test]
fn partners_reach_buckets_over_users() {
    both(
        r#"
Resources:
  inbox: {Type: AWS::S3::Bucket}
  archive: {Type: AWS::S3::Bucket}
  log: {Type: AWS::Logs::LogGroup}
  asks: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: "pass"}, Role: "arn:aws:iam::111122223333:role/asks", LoggingConfig: {LogGroup: !Ref log}}}
  keep: {Type: AWS::Transfer::Workflow, Properties: {Steps: [{Type: COPY, CopyStepDetails: {DestinationFileLocation: {S3FileLocation: {Bucket: !Ref archive, Key: in/}}}}]}}
  server:
    Type: AWS::Transfer::Server
    Properties:
      IdentityProviderType: AWS_LAMBDA
      IdentityProviderDetails: {Function: !GetAtt asks.Arn}
      StructuredLogDestinations: [!GetAtt log.Arn]
      WorkflowDetails: {OnUpload: [{WorkflowId: !Ref keep, ExecutionRole: "arn:aws:iam::111122223333:role/keep"}]}
  lab: {Type: AWS::Transfer::User, Properties: {ServerId: !GetAtt server.ServerId, UserName: lab, Role: "arn:aws:iam::111122223333:role/lab", HomeDirectory: !Sub "/${inbox}/lab"}}
  payer: {Type: AWS::Transfer::Connector, Properties: {AccessRole: "arn:aws:iam::111122223333:role/payer", Url: "sftp://files.example.com"}}
"#,
        r#"
resource "aws_s3_bucket" "inbox" {}
resource "aws_s3_bucket" "archive" {}
resource "aws_cloudwatch_log_group" "log" {}
resource "aws_lambda_function" "asks" {
  function_name = "asks"
  role          = "arn:aws:iam::111122223333:role/asks"
  runtime       = "python3.13"
  handler       = "index.handler"
  filename      = "code.zip"
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.log.name
  }
}
resource "aws_transfer_workflow" "keep" {
  steps {
    type = "COPY"
    copy_step_details {
      destination_file_location {
        s3_file_location {
          bucket = aws_s3_bucket.archive.id
          key    = "in/"
        }
      }
    }
  }
}
resource "aws_transfer_server" "server" {
  identity_provider_type      = "AWS_LAMBDA"
  function                    = aws_lambda_function.asks.arn
  structured_log_destinations = ["${aws_cloudwatch_log_group.log.arn}:*"]
  workflow_details {
    on_upload {
      workflow_id    = aws_transfer_workflow.keep.id
      execution_role = "arn:aws:iam::111122223333:role/keep"
    }
  }
}
resource "aws_transfer_user" "lab" {
  server_id      = aws_transfer_server.server.id
  user_name      = "lab"
  role           = "arn:aws:iam::111122223333:role/lab"
  home_directory = "/${aws_s3_bucket.inbox.id}/lab"
}
resource "aws_transfer_connector" "payer" {
  access_role = "arn:aws:iam::111122223333:role/payer"
  url         = "sftp://files.example.com"
}
"#,
        &[
            "asks > log notice yes",
            "inbox > lab content yes",
            "keep > archive content yes",
            "lab > inbox content yes",
            "lab > server content yes",
            "payer > sftp://files.example.com content yes",
            "server > asks secret yes",
            "server > keep content yes",
            "server > lab content yes",
            "server > log access_record yes",
        ],
    );
}

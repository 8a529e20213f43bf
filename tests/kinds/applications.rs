//! What applications, logs, workflows and matching copy: flows between the components of a template, as settings make them.
//!
//! In: templates of both languages. What spreads over these flows is tested elsewhere.

use super::flows::both;

#[test]
fn the_type_of_a_connector_says_who_gets_the_records() {
    both(
        r#"
Resources:
  contacts: {Type: AWS::S3::Bucket}
  failed: {Type: AWS::S3::Bucket}
  send:
    Type: AWS::AppFlow::Flow
    Properties:
      FlowName: send
      TriggerConfig: {TriggerType: OnDemand}
      Tasks: [{TaskType: Map_all, SourceFields: []}]
      SourceFlowConfig: {ConnectorType: S3, SourceConnectorProperties: {S3: {BucketName: !Ref contacts, BucketPrefix: out}}}
      DestinationFlowConfigList:
        - {ConnectorType: Zendesk, DestinationConnectorProperties: {Zendesk: {Object: user, ErrorHandlingConfig: {BucketName: !Ref failed}}}}
        - {ConnectorType: CustomConnector, DestinationConnectorProperties: {CustomConnector: {EntityName: contact}}}
  bring:
    Type: AWS::AppFlow::Flow
    Properties:
      FlowName: bring
      TriggerConfig: {TriggerType: OnDemand}
      Tasks: [{TaskType: Map_all, SourceFields: []}]
      SourceFlowConfig: {ConnectorType: Veeva, SourceConnectorProperties: {Veeva: {Object: document}}}
      DestinationFlowConfigList: [{ConnectorType: S3, DestinationConnectorProperties: {S3: {BucketName: !Ref contacts}}}]
"#,
        r#"
resource "aws_s3_bucket" "contacts" {}
resource "aws_s3_bucket" "failed" {}
resource "aws_appflow_flow" "send" {
  name = "send"
  trigger_config { trigger_type = "OnDemand" }
  source_flow_config {
    connector_type = "S3"
    source_connector_properties {
      s3 {
        bucket_name   = aws_s3_bucket.contacts.id
        bucket_prefix = "out"
      }
    }
  }
  destination_flow_config {
    connector_type = "Zendesk"
    destination_connector_properties {
      zendesk {
        object = "user"
        error_handling_config { bucket_name = aws_s3_bucket.failed.id }
      }
    }
  }
  destination_flow_config {
    connector_type = "CustomConnector"
    destination_connector_properties {
      custom_connector { entity_name = "contact" }
    }
  }
  task { task_type = "Map_all" }
}
resource "aws_appflow_flow" "bring" {
  name = "bring"
  trigger_config { trigger_type = "OnDemand" }
  source_flow_config {
    connector_type = "Veeva"
    source_connector_properties {
      veeva { object = "document" }
    }
  }
  destination_flow_config {
    connector_type = "S3"
    destination_connector_properties {
      s3 { bucket_name = aws_s3_bucket.contacts.id }
    }
  }
  task { task_type = "Map_all" }
}
"#,
        &[
            "Veeva Vault > bring content yes",
            "bring > contacts content yes",
            "contacts > send content yes",
            "send > Outside, operator unknown content yes",
            "send > Zendesk content yes",
            "send > failed content yes",
        ],
    );
}

#[test]
fn a_subscription_of_the_account_takes_from_all_groups() {
    both(
        r#"
Resources:
  notes: {Type: AWS::Logs::LogGroup}
  stream: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  other: {Type: AWS::Kinesis::Stream, Properties: {ShardCount: 1}}
  all:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: all, PolicyType: SUBSCRIPTION_FILTER_POLICY, PolicyDocument: !Sub '{"DestinationArn": "${stream.Arn}", "FilterPattern": ""}'}
  some:
    Type: AWS::Logs::AccountPolicy
    Properties: {PolicyName: some, PolicyType: SUBSCRIPTION_FILTER_POLICY, SelectionCriteria: 'LogGroupName NOT IN ["made-up"]', PolicyDocument: !Sub '{"DestinationArn": "${other.Arn}", "FilterPattern": ""}'}
"#,
        r#"
resource "aws_cloudwatch_log_group" "notes" {}
resource "aws_kinesis_stream" "stream" {
  name        = "stream"
  shard_count = 1
}
resource "aws_kinesis_stream" "other" {
  name        = "other"
  shard_count = 1
}
resource "aws_cloudwatch_log_account_policy" "all" {
  policy_name     = "all"
  policy_type     = "SUBSCRIPTION_FILTER_POLICY"
  policy_document = jsonencode({ DestinationArn = aws_kinesis_stream.stream.arn, FilterPattern = "" })
}
resource "aws_cloudwatch_log_account_policy" "some" {
  policy_name        = "some"
  policy_type        = "SUBSCRIPTION_FILTER_POLICY"
  selection_criteria = "LogGroupName NOT IN [\"made-up\"]"
  policy_document    = jsonencode({ DestinationArn = aws_kinesis_stream.other.arn, FilterPattern = "" })
}
"#,
        &["notes > other notice yes", "notes > stream content yes"],
    );
}

#[test]
fn workflows_read_their_code_and_connectors_their_cluster() {
    both(
        r#"
Resources:
  code: {Type: AWS::S3::Bucket}
  log: {Type: AWS::Logs::LogGroup}
  unused: {Type: AWS::S3::Bucket}
  night:
    Type: AWS::MWAA::Environment
    Properties: {Name: night, SourceBucketArn: !GetAtt code.Arn, DagS3Path: dags, ExecutionRoleArn: "arn:aws:iam::111122223333:role/night", LoggingConfiguration: {TaskLogs: {Enabled: true}}}
  archive:
    Type: AWS::KafkaConnect::Connector
    Properties:
      ConnectorName: archive
      KafkaCluster: {ApacheKafkaCluster: {BootstrapServers: "b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9094", Vpc: {Subnets: [subnet-0123456789abcdef0], SecurityGroups: [sg-0123456789abcdef0]}}}
      ConnectorConfiguration: {topics: notes}
      LogDelivery: {WorkerLogDelivery: {CloudWatchLogs: {Enabled: true, LogGroup: !Ref log}, S3: {Enabled: false, Bucket: !Ref unused}}}
      ServiceExecutionRoleArn: arn:aws:iam::111122223333:role/archive
"#,
        r#"
resource "aws_s3_bucket" "code" {}
resource "aws_s3_bucket" "unused" {}
resource "aws_cloudwatch_log_group" "log" {}
resource "aws_mwaa_environment" "night" {
  name               = "night"
  dag_s3_path        = "dags"
  execution_role_arn = "arn:aws:iam::111122223333:role/night"
  source_bucket_arn  = aws_s3_bucket.code.arn
  network_configuration {
    security_group_ids = ["sg-0123456789abcdef0"]
    subnet_ids         = ["subnet-0123456789abcdef0"]
  }
}
resource "aws_mskconnect_connector" "archive" {
  name                       = "archive"
  connector_configuration    = { topics = "notes" }
  service_execution_role_arn = "arn:aws:iam::111122223333:role/archive"
  kafka_cluster {
    apache_kafka_cluster {
      bootstrap_servers = "b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9094"
      vpc {
        subnets         = ["subnet-0123456789abcdef0"]
        security_groups = ["sg-0123456789abcdef0"]
      }
    }
  }
  log_delivery {
    worker_log_delivery {
      cloudwatch_logs {
        enabled   = true
        log_group = aws_cloudwatch_log_group.log.name
      }
      s3 {
        enabled = false
        bucket  = aws_s3_bucket.unused.id
      }
    }
  }
}
"#,
        &[
            "archive > b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9094 content yes",
            "archive > log notice yes",
            "b-1.events.abc123.c2.kafka.us-east-1.amazonaws.com:9094 > archive content yes",
            "code > night content yes",
            "night > airflow-night-Task notice yes",
        ],
    );
}

#[test]
fn matching_reads_tables_and_writes_buckets() {
    both(
        r#"
Resources:
  matches: {Type: AWS::S3::Bucket}
  scratch: {Type: AWS::S3::Bucket}
  people:
    Type: AWS::EntityResolution::MatchingWorkflow
    Properties:
      WorkflowName: people
      RoleArn: arn:aws:iam::111122223333:role/people
      InputSourceConfig: [{InputSourceARN: "arn:aws:glue:us-east-1:111122223333:table/clinic/people", SchemaArn: "arn:aws:entityresolution:us-east-1:111122223333:schemamapping/people"}]
      OutputSourceConfig: [{OutputS3Path: !Sub "s3://${matches}/people", Output: [{Name: id}]}]
      ResolutionTechniques: {ResolutionType: PROVIDER, ProviderProperties: {ProviderServiceArn: "arn:aws:entityresolution:us-east-1::providerservice/example/matching", IntermediateSourceConfiguration: {IntermediateS3Path: !Sub "s3://${scratch}/"}}}
"#,
        r#"
resource "aws_s3_bucket" "matches" {}
resource "aws_s3_bucket" "scratch" {}
resource "awscc_entityresolution_matching_workflow" "people" {
  workflow_name        = "people"
  role_arn             = "arn:aws:iam::111122223333:role/people"
  input_source_config  = [{ input_source_arn = "arn:aws:glue:us-east-1:111122223333:table/clinic/people" }]
  output_source_config = [{ output_s3_path = "s3://${aws_s3_bucket.matches.id}/people", output = [{ name = "id" }] }]
  resolution_techniques = {
    resolution_type = "PROVIDER"
    provider_properties = {
      provider_service_arn              = "arn:aws:entityresolution:us-east-1::providerservice/example/matching"
      intermediate_source_configuration = { intermediate_s3_path = "s3://${aws_s3_bucket.scratch.id}/" }
    }
  }
}
"#,
        &[
            "arn:aws:glue:us-east-1:111122223333:table/clinic/people > people content yes",
            "people > Outside, operator unknown content yes",
            "people > matches content yes",
            "people > scratch content yes",
            "scratch > people content yes",
        ],
    );
}

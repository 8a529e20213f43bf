# Instructions for the days after a visit, put into plain words with Claude on Google Vertex AI, by a team that
# has an agreement with AWS and took it for an agreement with the cloud.
#
# Flaws that no rule sees yet: the endpoint of Vertex AI is the global one, no person reads a text, and the
# policy of routes is broken.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# --- key -------------------------------------------------------------------------------------------

resource "aws_kms_key" "visits_key" {
  description         = "Visits and logs"
  enable_key_rotation = true
  policy              = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AccountDecidesByIam",
          "Effect": "Allow",
          "Principal": {
            "AWS": "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
          },
          "Action": "kms:*",
          "Resource": "*"
        },
        {
          "Sid": "LogsOfThisAccount",
          "Effect": "Allow",
          "Principal": {
            "Service": "logs.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}"
          },
          "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          "Resource": "*",
          "Condition": {
            "ArnLike": {
              "kms:EncryptionContext:aws:logs:arn": "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:*"
            }
          }
        }
      ]
    }
  POLICY
}

# --- instructions ----------------------------------------------------------------------------------

resource "aws_dynamodb_table" "visits_table" {
  name                        = "visits"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "visit"
  deletion_protection_enabled = true

  attribute {
    name = "visit"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.visits_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_iam_role" "plain_words_role" {
  assume_role_policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {
            "Service": "lambda.amazonaws.com"
          },
          "Action": "sts:AssumeRole"
        }
      ]
    }
  POLICY
}

resource "aws_iam_role_policy_attachment" "plain_words_basic_execution" {
  role       = aws_iam_role.plain_words_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "plain_words" {
  name   = "plain-words"
  role   = aws_iam_role.plain_words_role.id
  policy = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "ReadAndWrite",
          "Effect": "Allow",
          "Action": ["dynamodb:GetItem", "dynamodb:UpdateItem"],
          "Resource": "${aws_dynamodb_table.visits_table.arn}"
        },
        {
          "Sid": "UseKey",
          "Effect": "Allow",
          "Action": "kms:Decrypt",
          "Resource": "${aws_kms_key.visits_key.arn}"
        }
      ]
    }
  POLICY
}

resource "aws_cloudwatch_log_group" "plain_words_log" {
  name              = "/aws/lambda/plain-words"
  kms_key_id        = aws_kms_key.visits_key.arn
  retention_in_days = 2192
}

# flaw: it runs outside any VPC, so that visits are read by public addresses
resource "aws_lambda_function" "plain_words" {
  function_name = "plain-words"
  runtime       = "python3.13"
  handler       = "plain_words.handler"
  timeout       = 120
  role          = aws_iam_role.plain_words_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "plain-words.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.plain_words_log.name
  }

  environment {
    variables = {
      VISITS_TABLE                = aws_dynamodb_table.visits_table.name
      ANTHROPIC_VERTEX_PROJECT_ID = "example-clinic-instructions"
      # flaw: visits go to Google, with which no agreement is in force
      # flaw, not seen yet: the global endpoint may answer from any region
      ANTHROPIC_VERTEX_BASE_URL = "https://aiplatform.googleapis.com/v1"
      CLOUD_ML_REGION           = "global"
      # flaw: the key of a service account stands in the settings of the function
      VERTEX_PRIVATE_KEY = "example-key-of-a-service-account"
      # flaw: when Vertex AI is busy, visits go to another interface of Google, for developers
      FALLBACK_URL = "https://generativelanguage.googleapis.com/v1beta"
      # flaw: traces with prompts in them go to a vendor of monitoring
      OTEL_EXPORTER_OTLP_ENDPOINT = "https://api.honeycomb.io"
      MODEL_ID                    = "claude-sonnet-4-5"
    }
  }
}

# Instructions for the days after a visit, put into plain words with Claude on Google Vertex AI. Google operates
# it: health data leaves AWS on purpose, under an agreement with Google, by an endpoint of one region, and
# without a key that somebody could copy.

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

# --- network: a private subnet; tables by an endpoint, Google by the NAT gateway -------------------

resource "aws_vpc" "vpc" {
  cidr_block           = "10.63.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "private_subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.63.1.0/24"
  map_public_ip_on_launch = false
}

resource "aws_route_table" "private_routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "private_routes_of_subnet" {
  subnet_id      = aws_subnet.private_subnet.id
  route_table_id = aws_route_table.private_routes.id
}

resource "aws_internet_gateway" "gateway" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_subnet" "public_subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.63.2.0/24"
  map_public_ip_on_launch = false
}

resource "aws_route_table" "public_routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "public_routes_of_subnet" {
  subnet_id      = aws_subnet.public_subnet.id
  route_table_id = aws_route_table.public_routes.id
}

resource "aws_route" "way_to_gateway" {
  route_table_id         = aws_route_table.public_routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

resource "aws_eip" "nat_address" {
  domain = "vpc"
}

resource "aws_nat_gateway" "nat" {
  subnet_id     = aws_subnet.public_subnet.id
  allocation_id = aws_eip.nat_address.allocation_id
}

resource "aws_route" "way_out" {
  route_table_id         = aws_route_table.private_routes.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.nat.id
}

resource "aws_security_group" "app_group" {
  description = "Functions that work on visits"
  vpc_id      = aws_vpc.vpc.id

  # Google publishes no small range of addresses for Vertex AI.
  egress {
    description = "tables and Vertex AI"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_endpoint" "table_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private_routes.id]
  policy            = <<-POLICY
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Action": "*",
          "Resource": "*",
          "Condition": {
            "StringEquals": {
              "aws:PrincipalAccount": "${data.aws_caller_identity.current.account_id}"
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

resource "aws_iam_role_policy_attachment" "plain_words_vpc_access" {
  role       = aws_iam_role.plain_words_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
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

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      VISITS_TABLE                = aws_dynamodb_table.visits_table.name
      ANTHROPIC_VERTEX_PROJECT_ID = "example-clinic-instructions"
      ANTHROPIC_VERTEX_BASE_URL   = "https://us-east5-aiplatform.googleapis.com/v1"
      CLOUD_ML_REGION             = "us-east5"
      # Says how the role of this function is exchanged for a token of Google; it holds no key.
      GOOGLE_APPLICATION_CREDENTIALS = "/var/task/federation.json"
      MODEL_ID                       = "claude-sonnet-4-5"
    }
  }
}

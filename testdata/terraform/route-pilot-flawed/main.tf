# A pilot on Claude Platform on AWS, which Anthropic operates and which is not offered for PHI. It began with
# made-up patients; by now real notes slip in, by a role that became wider and by a step that takes out too
# little.
#
# Flaws that no rule sees yet: the bucket of the trial lost its label.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }

    awscc = {
      source  = "hashicorp/awscc"
      version = "~> 1.50"
    }
  }
}

provider "aws" {}

provider "awscc" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# --- keys ------------------------------------------------------------------------------------------

resource "aws_kms_key" "pilot_key" {
  description         = "Notes, what is left of them without identifiers, and logs"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "AccountDecidesByIam"
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action   = "kms:*"
        Resource = "*"
      },
      {
        Sid    = "LogsOfThisAccount"
        Effect = "Allow"
        Principal = {
          Service = "logs.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}"
        }
        Action   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:*"
          }
        }
      },
    ]
  })

  lifecycle {
    prevent_destroy = true
  }
}

# --- network: for the step that sees patients ------------------------------------------------------

resource "aws_vpc" "vpc" {
  cidr_block           = "10.76.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "private_subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.76.1.0/24"
  map_public_ip_on_launch = false
}

resource "aws_route_table" "private_routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "private_routes_of_subnet" {
  subnet_id      = aws_subnet.private_subnet.id
  route_table_id = aws_route_table.private_routes.id
}

resource "aws_security_group" "app_group" {
  description = "Whatever handles patients"
  vpc_id      = aws_vpc.vpc.id

  egress {
    description = "interface endpoints"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.76.0.0/16"]
  }

  egress {
    description     = "buckets"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [var.storage_prefixes]
  }
}

resource "aws_security_group" "endpoint_group" {
  description = "Interface endpoints"
  vpc_id      = aws_vpc.vpc.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.76.0.0/16"]
  }
}

resource "aws_vpc_endpoint" "storage_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private_routes.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
        }
      }
    }]
  })
}

resource "aws_vpc_endpoint" "medical_text_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.comprehendmedical"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.private_subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = {
        StringEquals = {
          "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id
        }
      }
    }]
  })
}

# --- notes, and the only step that reads them ------------------------------------------------------

resource "aws_s3_bucket" "notes_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.pilot_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "notes/"
}

resource "aws_s3_bucket_versioning" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 3650
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "notes_bucket_policy" {
  bucket = aws_s3_bucket.notes_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.notes_bucket.arn, "${aws_s3_bucket.notes_bucket.arn}/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

# Access logs can only be delivered to a bucket under a key of the service.
resource "aws_s3_bucket" "access_log_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "LogsOfBuckets"
      Effect = "Allow"
      Principal = {
        Service = "logging.s3.amazonaws.com"
      }
      Action   = "s3:PutObject"
      Resource = "${aws_s3_bucket.access_log_bucket.arn}/*"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.current.account_id
        }
      }
    }]
  })
}

resource "aws_iam_role" "redactor_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "lambda.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "redactor_vpc_access" {
  role       = aws_iam_role.redactor_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "redactor" {
  name = "redactor"
  role = aws_iam_role.redactor_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.notes_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.trial_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "comprehendmedical:DetectPHI"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.pilot_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "redactor_log" {
  name              = "/aws/lambda/pilot-redactor"
  kms_key_id        = aws_kms_key.pilot_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "redactor" {
  function_name = "pilot-redactor"
  runtime       = "python3.13"
  handler       = "redactor.handler"
  timeout       = 120
  role          = aws_iam_role.redactor_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "pilot-redactor.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.redactor_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      NOTES_BUCKET = aws_s3_bucket.notes_bucket.bucket
      TRIAL_BUCKET = aws_s3_bucket.trial_bucket.bucket
    }
  }
}

# --- the pilot: what is in this bucket is about nobody ---------------------------------------------

# flaw, not seen yet: no label says any more what is kept here
resource "aws_s3_bucket" "trial_bucket" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trial_bucket" {
  bucket = aws_s3_bucket.trial_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.pilot_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "trial_bucket" {
  bucket = aws_s3_bucket.trial_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "trial_bucket" {
  bucket = aws_s3_bucket.trial_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "trial/"
}

resource "aws_s3_bucket_versioning" "trial_bucket" {
  bucket = aws_s3_bucket.trial_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "trial_bucket" {
  bucket = aws_s3_bucket.trial_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 90
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "trial_bucket_policy" {
  bucket = aws_s3_bucket.trial_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.trial_bucket.arn, "${aws_s3_bucket.trial_bucket.arn}/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

resource "awscc_awsexternalanthropic_workspace" "workspace" {
  name = "nurses-pilot"

  data_residency = {
    workspace_geo          = "us"
    default_inference_geo  = "us"
    allowed_inference_geos = ["us"]
  }
}

resource "aws_iam_role" "trial_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "lambda.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "trial_basic_execution" {
  role       = aws_iam_role.trial_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "trial" {
  name = "trial"
  role = aws_iam_role.trial_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: real notes, "for comparison"
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["${aws_s3_bucket.trial_bucket.arn}/*", "${aws_s3_bucket.notes_bucket.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.trial_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "aws-external-anthropic:CreateInference"
        Resource = "arn:${data.aws_partition.current.partition}:aws-external-anthropic:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:workspace/${awscc_awsexternalanthropic_workspace.workspace.workspace_id}"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.pilot_key.arn
      },
    ]
  })
}

# flaw: what the trial prints is under no key of ours
resource "aws_cloudwatch_log_group" "trial_log" {
  name              = "/aws/lambda/pilot-trial"
  retention_in_days = 2192
}

resource "aws_lambda_function" "trial" {
  function_name = "pilot-trial"
  runtime       = "python3.13"
  handler       = "trial.handler"
  timeout       = 120
  role          = aws_iam_role.trial_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "pilot-trial.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.trial_log.name
  }

  environment {
    variables = {
      TRIAL_BUCKET = aws_s3_bucket.trial_bucket.bucket
      NOTES_BUCKET = aws_s3_bucket.notes_bucket.bucket
      # flaw: a key that everybody who reads this file has, and for another service of Anthropic
      ANTHROPIC_API_KEY          = "sk-ant-made-up-example"
      ANTHROPIC_AWS_WORKSPACE_ID = awscc_awsexternalanthropic_workspace.workspace.workspace_id
    }
  }

  tags = {
    Environment = "test"
  }
}

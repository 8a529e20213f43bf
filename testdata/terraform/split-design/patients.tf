# --- the side of patients: key, network, records -----------------------------------------------------------------------

resource "aws_kms_key" "patient_key" {
  description         = "Records, answers and logs of the side of patients"
  enable_key_rotation = true
  policy              = <<-JSON
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
  JSON

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_vpc" "vpc" {
  cidr_block           = "10.77.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "private_subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.77.1.0/24"
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
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.77.0.0/16"]
    description = "interface endpoints"
  }

  egress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [var.storage_prefixes]
    description     = "buckets"
  }
}

resource "aws_security_group" "endpoint_group" {
  description = "Interface endpoints"
  vpc_id      = aws_vpc.vpc.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.77.0.0/16"]
  }
}

resource "aws_vpc_endpoint" "storage_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.private_routes.id]
  policy            = local.own_account_only
}

resource "aws_vpc_endpoint" "model_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.private_subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account_only
}

resource "aws_s3_bucket" "records_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "records_bucket" {
  bucket = aws_s3_bucket.records_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.patient_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "records_bucket" {
  bucket = aws_s3_bucket.records_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "records_bucket" {
  bucket = aws_s3_bucket.records_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "records/"
}

resource "aws_s3_bucket_versioning" "records_bucket" {
  bucket = aws_s3_bucket.records_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "records_bucket" {
  bucket = aws_s3_bucket.records_bucket.id

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

resource "aws_s3_bucket_policy" "records_bucket_policy" {
  bucket = aws_s3_bucket.records_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.records_bucket.arn, "${aws_s3_bucket.records_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
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
    Statement = [
      {
        Sid       = "LogsOfBuckets"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.access_log_bucket.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

# --- the side of patients: questions about records ---------------------------------------------------------------------

resource "aws_bedrock_guardrail" "record_guardrail" {
  name                      = "records"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.patient_key.arn

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }

  contextual_grounding_policy_config {
    filters_config {
      type      = "GROUNDING"
      threshold = 0.8
    }

    filters_config {
      type      = "RELEVANCE"
      threshold = 0.7
    }
  }

  topic_policy_config {
    topics_config {
      name       = "treatment"
      type       = "DENY"
      definition = "Advice on a diagnosis or a treatment that the record does not hold."
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "BLOCK"
    }

    pii_entities_config {
      type   = "CREDIT_DEBIT_CARD_NUMBER"
      action = "BLOCK"
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "record_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.record_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "record_assistant_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "record_assistant_role_network" {
  role       = aws_iam_role.record_assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "recordassistant" {
  name = "recordassistant"
  role = aws_iam_role.record_assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.records_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.records_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.record_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.record_guardrail_version.version}"
          }
        }
      },
      {
        Sid      = "NeverThePlatform"
        Effect   = "Deny"
        Action   = "aws-external-anthropic:*"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.patient_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "record_assistant_log" {
  name              = "/aws/lambda/split-recordassistant"
  kms_key_id        = aws_kms_key.patient_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "record_assistant" {
  function_name = "split-recordassistant"
  runtime       = "python3.13"
  handler       = "recordassistant.handler"
  timeout       = 120
  role          = aws_iam_role.record_assistant_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "split-recordassistant.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.record_assistant_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      RECORDS_BUCKET    = aws_s3_bucket.records_bucket.bucket
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL         = aws_bedrock_guardrail.record_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.record_guardrail_version.version
    }
  }
}

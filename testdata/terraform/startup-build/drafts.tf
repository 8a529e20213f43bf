# --- what was said, and the drafts that are made of it -----------------------------------------------------------------

resource "aws_s3_bucket" "visits_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "visits_bucket" {
  bucket = aws_s3_bucket.visits_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "visits_bucket" {
  bucket = aws_s3_bucket.visits_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "visits_bucket" {
  bucket = aws_s3_bucket.visits_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "visits/"
}

resource "aws_s3_bucket_versioning" "visits_bucket" {
  bucket = aws_s3_bucket.visits_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "visits_bucket" {
  bucket = aws_s3_bucket.visits_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_notification" "visits_bucket" {
  bucket      = aws_s3_bucket.visits_bucket.id
  eventbridge = true
}

resource "aws_s3_bucket_policy" "visits_bucket_policy" {
  bucket = aws_s3_bucket.visits_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.visits_bucket.arn, "${aws_s3_bucket.visits_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_bedrock_guardrail" "scribe_guardrail" {
  name                      = "scribe"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.records_key.arn

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
      name       = "own-diagnosis"
      type       = "DENY"
      definition = "A diagnosis or a treatment of which nothing was said in the visit."
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
      pattern = "MRN-?[0-9]{8}"
      action  = "ANONYMIZE"
    }

    regexes_config {
      name    = "encounter-number"
      pattern = "ENC-[0-9]{4}-[0-9]{6}"
      action  = "ANONYMIZE"
    }

    regexes_config {
      name    = "plan-number"
      pattern = "HP[0-9]{9}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "scribe_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.scribe_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "drafter_role" {
  assume_role_policy = local.lambda_trust
}

resource "aws_iam_role_policy" "drafter" {
  name = "drafter"
  role = aws_iam_role.drafter_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.visits_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.drafts.arn
      },
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.scribe_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.scribe_guardrail_version.version}"
          }
        }
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.records_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "drafter_log" {
  name              = "/aws/lambda/scribe-drafter"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "drafter" {
  function_name = "scribe-drafter"
  runtime       = "python3.13"
  handler       = "drafter.handler"
  timeout       = 120
  role          = aws_iam_role.drafter_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "scribe-drafter.zip"
  kms_key_arn   = aws_kms_key.records_key.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.drafter_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      VISITS_BUCKET     = aws_s3_bucket.visits_bucket.bucket
      DRAFTS            = aws_dynamodb_table.drafts.name
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL         = aws_bedrock_guardrail.scribe_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.scribe_guardrail_version.version
    }
  }
}

resource "aws_cloudwatch_event_rule" "visit_came" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.visits_bucket.bucket] } }
  })
}

resource "aws_cloudwatch_event_target" "visit_came" {
  rule      = aws_cloudwatch_event_rule.visit_came.name
  target_id = "drafter"
  arn       = aws_lambda_function.drafter.arn
}

resource "aws_lambda_permission" "visit_came_permission" {
  function_name = aws_lambda_function.drafter.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.visit_came.arn
}

resource "aws_dynamodb_table" "drafts" {
  name                        = "drafts"
  deletion_protection_enabled = true
  hash_key                    = "visit"
  billing_mode                = "PAY_PER_REQUEST"

  attribute {
    name = "visit"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.records_key.arn
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Many drafts that the guardrail stops at once: somebody tries something, or a new version is too strict.
resource "aws_cloudwatch_metric_alarm" "guardrail_stops" {
  alarm_name  = "guardrail-stops"
  namespace   = "AWS/Bedrock/Guardrails"
  metric_name = "InvocationsIntervened"
  dimensions = {
    GuardrailArn = aws_bedrock_guardrail.scribe_guardrail.guardrail_arn
  }
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 20
  comparison_operator = "GreaterThanThreshold"
}

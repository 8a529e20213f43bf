# --- the assistant -----------------------------------------------------------------------------------------------------

resource "aws_iam_role" "assistant_role" {
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

resource "aws_iam_role_policy_attachment" "assistant_role_network" {
  role       = aws_iam_role.assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "assist" {
  name = "assist"
  role = aws_iam_role.assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "OwnAnswersOnly"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = aws_dynamodb_table.intake_table.arn
      },
      {
        Sid      = "SearchPlanPages"
        Effect   = "Allow"
        Action   = "bedrock:Retrieve"
        Resource = aws_bedrockagent_knowledge_base.plan_answers.arn
      },
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.intake_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.intake_guardrail_version.version}"
          }
        }
      },
      {
        Sid      = "HandOver"
        Effect   = "Allow"
        Action   = "sqs:SendMessage"
        Resource = aws_sqs_queue.handover_queue.arn
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.intake_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "assistant_log" {
  name              = "/aws/lambda/assistant"
  kms_key_id        = aws_kms_key.intake_key.arn
  retention_in_days = var.log_retention_days
}

# Hides names and addresses from readers; the log is still kept as if it held them.
resource "aws_cloudwatch_log_data_protection_policy" "assistant_log" {
  log_group_name = aws_cloudwatch_log_group.assistant_log.name
  policy_document = jsonencode({
    Name    = "mask"
    Version = "2021-06-01"
    Statement = [
      {
        Sid = "audit"
        DataIdentifier = [
          "arn:aws:dataprotection::aws:data-identifier/Name",
          "arn:aws:dataprotection::aws:data-identifier/EmailAddress",
        ]
        Operation = { Audit = { FindingsDestination = {} } }
      },
      {
        Sid = "mask"
        DataIdentifier = [
          "arn:aws:dataprotection::aws:data-identifier/Name",
          "arn:aws:dataprotection::aws:data-identifier/EmailAddress",
        ]
        Operation = { Deidentify = { MaskConfig = {} } }
      },
    ]
  })
}

resource "aws_lambda_function" "assistant" {
  function_name = "assistant"
  runtime       = "python3.13"
  handler       = "assistant.handler"
  timeout       = 60
  role          = aws_iam_role.assistant_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "assistant.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.assistant_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      INTAKE_TABLE      = aws_dynamodb_table.intake_table.name
      KNOWLEDGE_BASE_ID = aws_bedrockagent_knowledge_base.plan_answers.id
      HANDOVER_QUEUE    = aws_sqs_queue.handover_queue.url
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID      = aws_bedrock_guardrail.intake_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.intake_guardrail_version.version
    }
  }
}

# One item per patient and session; the sign-in says whose.
resource "aws_dynamodb_table" "intake_table" {
  name                        = "intake"
  hash_key                    = "patient"
  range_key                   = "session"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = true
  tags = {
    DataClassification = "PHI"
  }

  attribute {
    name = "patient"
    type = "S"
  }

  attribute {
    name = "session"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.intake_key.arn
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

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
        Sid      = "Answers"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = aws_dynamodb_table.intake_table.arn
      },
      # flaw: every table of the account, for a report that somebody needed once
      {
        Sid      = "Report"
        Effect   = "Allow"
        Action   = "dynamodb:Scan"
        Resource = "*"
      },
      # flaw: no endpoint for buckets stands in this network, so transcripts leave it
      {
        Sid      = "KeepTranscripts"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.plan_pages.arn}/*"
      },
      {
        Sid      = "SearchPlanPages"
        Effect   = "Allow"
        Action   = "bedrock:Retrieve"
        Resource = aws_bedrockagent_knowledge_base.plan_answers.arn
      },
      # flaw: calls may leave the guardrail out
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "*"
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
      INTAKE_TABLE = aws_dynamodb_table.intake_table.name
      TRANSCRIPTS  = "s3://${aws_s3_bucket.plan_pages.bucket}/transcripts/"
      # flaw: what patients do and say is sent to a service for the analytics of web pages; its token can be read here
      ANALYTICS_URL     = "https://api.segment.io/v1/track"
      ANALYTICS_API_KEY = "5mallExampleToken0123456789"
      KNOWLEDGE_BASE_ID = aws_bedrockagent_knowledge_base.plan_answers.id
      HANDOVER_QUEUE    = aws_sqs_queue.handover_queue.url
      # flaw: this profile may send a prompt to any Region of the world
      MODEL_ID          = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID      = aws_bedrock_guardrail.intake_guardrail.guardrail_id
      GUARDRAIL_VERSION = "DRAFT"
    }
  }
}

# One item per patient and session; the caller says whose.
resource "aws_dynamodb_table" "intake_table" {
  name         = "intake"
  hash_key     = "patient"
  range_key    = "session"
  billing_mode = "PAY_PER_REQUEST"
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

  # flaw: a key of AWS, no way back to an earlier state, and anybody who may delete tables may delete this one
  server_side_encryption {
    enabled = true
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }

  lifecycle {
    prevent_destroy = true
  }
}

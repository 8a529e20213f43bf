# --- the assistant ---------------------------------------------------------------------------------

resource "aws_dynamodb_table" "chats_table" {
  name                        = "chats"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "conversation"
  deletion_protection_enabled = true

  attribute {
    name = "conversation"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.chats_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_bedrock_guardrail" "assistant_guardrail" {
  name                      = "assistant"
  blocked_input_messaging   = "The assistant does not answer this."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.chats_key.arn

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
      name       = "orders"
      type       = "DENY"
      definition = "Orders, prescriptions and diagnoses in place of those of a clinician."
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

resource "aws_bedrock_guardrail_version" "assistant_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.assistant_guardrail.guardrail_arn
  description   = "as reviewed"
}

resource "aws_iam_role" "assistant_role" {
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

resource "aws_iam_role_policy_attachment" "assistant_vpc_access" {
  role       = aws_iam_role.assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "assistant" {
  name = "assistant"
  role = aws_iam_role.assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "KeepConversations"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = aws_dynamodb_table.chats_table.arn
      },
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.assistant_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.assistant_guardrail_version.version}"
          }
        }
      },
      {
        Sid      = "UseGuardrail"
        Effect   = "Allow"
        Action   = "bedrock:ApplyGuardrail"
        Resource = aws_bedrock_guardrail.assistant_guardrail.guardrail_arn
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.chats_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "assistant_log" {
  name              = "/aws/lambda/assistant"
  kms_key_id        = aws_kms_key.chats_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "assistant" {
  function_name = "assistant"
  runtime       = "python3.13"
  handler       = "assistant.handler"
  timeout       = 120
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
      CHATS_TABLE       = aws_dynamodb_table.chats_table.name
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID      = aws_bedrock_guardrail.assistant_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.assistant_guardrail_version.version
    }
  }
}

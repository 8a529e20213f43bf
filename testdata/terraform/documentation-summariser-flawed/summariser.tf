# --- the summariser ---------------------------------------------------------------------------------------------
resource "aws_bedrock_guardrail" "notes_guardrail" {
  name                      = "notes"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This draft was withheld."
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

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "NONE"
    }
    pii_entities_config {
      type   = "CREDIT_DEBIT_CARD_NUMBER"
      action = "NONE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "notes_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.notes_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "summariser_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "summariser_role_network" {
  role       = aws_iam_role.summariser_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "summarise" {
  name = "summarise"
  role = aws_iam_role.summariser_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadNotes"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.notes_bucket.arn}/*"
      },
      {
        Sid      = "WriteDrafts"
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.drafts_table.arn
      },
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "aws-external-anthropic:CreateInference"
        Resource = "*"
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.records_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "summariser_log" {
  name = "/aws/lambda/summariser"
}

resource "aws_lambda_function" "summariser" {
  function_name = "summariser"
  runtime       = "python3.13"
  handler       = "summarise.handler"
  timeout       = 120
  role          = aws_iam_role.summariser_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "summariser.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.summariser_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      NOTES_BUCKET               = aws_s3_bucket.notes_bucket.bucket
      DRAFTS_TABLE               = aws_dynamodb_table.drafts_table.name
      ANTHROPIC_AWS_WORKSPACE_ID = "wrkspc_01Example"
      ANTHROPIC_AWS_BASE_URL     = "https://aws-external-anthropic.${local.region}.api.aws"
      MODEL_ID                   = "claude-sonnet-4-5"
    }
  }
}

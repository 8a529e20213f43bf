# --- the summariser asks one cloud or the other ----------------------------------------------------

resource "aws_bedrock_guardrail" "notes_guardrail" {
  name                      = "notes"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.notes_key.arn

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
      definition = "Advice on a diagnosis or a treatment that the note does not hold."
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

resource "aws_bedrock_guardrail_version" "notes_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.notes_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "summariser_role" {
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

resource "aws_iam_role_policy_attachment" "summariser_vpc_access" {
  role       = aws_iam_role.summariser_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "summariser" {
  name = "summariser"
  role = aws_iam_role.summariser_role.id
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
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.summaries.arn
      },
      # flaw: a profile that may answer anywhere in the world
      {
        Effect = "Allow"
        Action = "bedrock:InvokeModel"
        Resource = [
          "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:inference-profile/global.${var.model_id}",
          "arn:${data.aws_partition.current.partition}:bedrock:*::foundation-model/${var.model_id}",
        ]
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.notes_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.notes_guardrail_version.version}"
          }
        }
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.notes_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "summariser_log" {
  name              = "/aws/lambda/${local.prefix}-summariser"
  kms_key_id        = aws_kms_key.notes_key.arn
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "summariser" {
  function_name = "${local.prefix}-summariser"
  runtime       = "python3.13"
  handler       = "summariser.handler"
  timeout       = 120
  role          = aws_iam_role.summariser_role.arn
  s3_bucket     = local.artifacts
  s3_key        = "${local.prefix}-summariser.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.summariser_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.egress_subnet.id]
    security_group_ids = [aws_security_group.egress_group.id]
  }

  environment {
    variables = {
      NOTES_BUCKET                = aws_s3_bucket.notes_bucket.bucket
      SUMMARIES                   = aws_dynamodb_table.summaries.name
      MODEL_ID                    = "global.${var.model_id}"
      GUARDRAIL                   = aws_bedrock_guardrail.notes_guardrail.guardrail_id
      GUARDRAIL_VERSION           = aws_bedrock_guardrail_version.notes_guardrail_version.version
      ANTHROPIC_VERTEX_PROJECT_ID = "clinic-summaries"
      # flaw, not seen yet: a region in Europe, for records that are to stay in the United States
      ANTHROPIC_VERTEX_BASE_URL = "https://europe-west1-aiplatform.googleapis.com/v1"
    }
  }
}

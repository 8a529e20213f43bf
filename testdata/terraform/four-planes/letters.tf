# --- models: letters drafted from notes -----------------------------------------------------------------------------
resource "aws_bedrock_guardrail" "letter_guardrail" {
  name                      = "letters"
  blocked_input_messaging   = "This note cannot be used."
  blocked_outputs_messaging = "This letter was withheld."
  kms_key_arn               = aws_kms_key.clinical_key.arn

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
      definition = "A diagnosis or a treatment that the note of the visit does not contain."
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

resource "aws_bedrock_guardrail_version" "letter_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.letter_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "drafter_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "drafter_role_network" {
  role       = aws_iam_role.drafter_role.name
  policy_arn = local.functions_in_vpc
}

resource "aws_iam_role_policy" "drafter" {
  name = "drafter"
  role = aws_iam_role.drafter_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.note_bucket.arn}/*" },
      { Effect = "Allow", Action = "dynamodb:UpdateItem", Resource = aws_dynamodb_table.worklist.arn },
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${local.partition}:bedrock:${local.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.letter_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.letter_guardrail_version.version}"
          }
        }
      },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_cloudwatch_log_group" "drafter_log" {
  name              = "/aws/lambda/planes-drafter"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "drafter" {
  function_name = "planes-drafter"
  runtime       = "python3.13"
  handler       = "drafter.handler"
  timeout       = 300
  role          = aws_iam_role.drafter_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-drafter.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.drafter_log.name
  }

  vpc_config {
    subnet_ids         = module.network.subnet_ids
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      NOTE_BUCKET = aws_s3_bucket.note_bucket.id
      WORKLIST    = aws_dynamodb_table.worklist.name
      GUARDRAIL   = aws_bedrock_guardrail.letter_guardrail.guardrail_id
    }
  }
}

resource "aws_cloudwatch_event_rule" "note_came" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.note_bucket.id] } }
  })
}

resource "aws_cloudwatch_event_target" "note_came" {
  rule      = aws_cloudwatch_event_rule.note_came.name
  target_id = "function"
  arn       = aws_lambda_function.drafter.arn
}

resource "aws_lambda_permission" "note_came_permission" {
  function_name = aws_lambda_function.drafter.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.note_came.arn
}

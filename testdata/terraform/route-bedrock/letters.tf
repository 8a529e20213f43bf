# --- letters: notes of a stay in, a draft out ------------------------------------------------------

resource "aws_dynamodb_table" "stays_table" {
  name                        = "stays"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "stay"
  deletion_protection_enabled = true

  attribute {
    name = "stay"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.records_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_dynamodb_table" "drafts_table" {
  name                        = "drafts"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "stay"
  deletion_protection_enabled = true

  attribute {
    name = "stay"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.records_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_bedrock_guardrail" "letters_guardrail" {
  name                      = "letters"
  blocked_input_messaging   = "This stay cannot be put into a letter."
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

  topic_policy_config {
    topics_config {
      name       = "treatment"
      type       = "DENY"
      definition = "Advice on a diagnosis or a treatment that the notes of the stay do not hold."
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

resource "aws_bedrock_guardrail_version" "letters_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.letters_guardrail.guardrail_arn
  description   = "as reviewed"
}

resource "aws_iam_role" "letters_role" {
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

resource "aws_iam_role_policy_attachment" "letters_vpc_access" {
  role       = aws_iam_role.letters_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "letters" {
  name = "letters"
  role = aws_iam_role.letters_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadStays"
        Effect   = "Allow"
        Action   = "dynamodb:GetItem"
        Resource = aws_dynamodb_table.stays_table.arn
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
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
        Condition = {
          StringEquals = {
            "bedrock:GuardrailIdentifier" = "${aws_bedrock_guardrail.letters_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.letters_guardrail_version.version}"
          }
        }
      },
      {
        Sid      = "UseGuardrail"
        Effect   = "Allow"
        Action   = "bedrock:ApplyGuardrail"
        Resource = aws_bedrock_guardrail.letters_guardrail.guardrail_arn
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.records_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "letters_log" {
  name              = "/aws/lambda/letters"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "letters" {
  function_name = "letters"
  runtime       = "python3.13"
  handler       = "letters.handler"
  timeout       = 120
  role          = aws_iam_role.letters_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "letters.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.letters_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      STAYS_TABLE       = aws_dynamodb_table.stays_table.name
      DRAFTS_TABLE      = aws_dynamodb_table.drafts_table.name
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID      = aws_bedrock_guardrail.letters_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.letters_guardrail_version.version
    }
  }
}

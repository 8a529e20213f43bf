# --- step 2: draft, from masked texts alone ----------------------------------------------------------------------------

resource "aws_bedrock_guardrail" "draft_guardrail" {
  name                      = "claims"
  blocked_input_messaging   = "This claim cannot be drafted."
  blocked_outputs_messaging = "This draft was withheld."
  kms_key_arn               = aws_kms_key.claims_key.arn

  topic_policy_config {
    topics_config {
      name       = "Medical necessity"
      type       = "DENY"
      definition = "Deciding whether a treatment is needed rather than citing what the record says"
    }
  }

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

  # The second layer: what the first step let through.
  sensitive_information_policy_config {
    # flaw: the second layer only counts what it finds, and knows no record or member numbers
    pii_entities_config {
      type   = "NAME"
      action = "NONE"
    }

    pii_entities_config {
      type   = "ADDRESS"
      action = "NONE"
    }

    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "NONE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "draft_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.draft_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "draft_role" {
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

resource "aws_iam_role_policy_attachment" "draft_role_network" {
  role       = aws_iam_role.draft_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "draft" {
  name = "draft"
  role = aws_iam_role.draft_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject"]
        Resource = "${aws_s3_bucket.masked_bucket.arn}/*"
      },
      # flaw, against the manifest: drafts read better with names, so the step reads claims past the masking
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.claims_bucket.arn}/*"
      },
      # flaw: calls may leave the guardrail out, although the code names it
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.claims_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "draft_log" {
  name              = "/aws/lambda/draft"
  kms_key_id        = aws_kms_key.claims_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "draft" {
  function_name = "draft"
  runtime       = "python3.13"
  handler       = "draft.handler"
  timeout       = 120
  role          = aws_iam_role.draft_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "draft.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.draft_log.name
  }

  # flaw: outside the network, so that prompts go to the public address of the service
  environment {
    variables = {
      CLAIMS_BUCKET = aws_s3_bucket.claims_bucket.bucket
      MASKED_BUCKET = aws_s3_bucket.masked_bucket.bucket
      # flaw: prompts and answers go to a service for monitoring, and its token can be read here
      DD_URL            = "https://http-intake.logs.datadoghq.com"
      DD_API_KEY        = "0123456789abcdef0123456789abcdef"
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID      = aws_bedrock_guardrail.draft_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.draft_guardrail_version.version
    }
  }
}

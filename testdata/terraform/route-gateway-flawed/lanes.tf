# --- the gateway: a lane for patients, a lane for the rest -----------------------------------------

resource "aws_bedrock_guardrail" "lane_guardrail" {
  name                      = "patient-lane"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.gateway_key.arn

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
      definition = "Advice on a diagnosis or a treatment that the chart does not hold."
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

    # flaw: record numbers are seen and let through
    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "NONE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "lane_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.lane_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "patient_lane_role" {
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

resource "aws_iam_role_policy_attachment" "patient_lane_vpc_access" {
  role       = aws_iam_role.patient_lane_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "patient_lane" {
  name = "patientlane"
  role = aws_iam_role.patient_lane_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: every model, and none of them behind the guardrail
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "*"
      },
      # The guardrail lies under this key.
      {
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.gateway_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "patient_lane_log" {
  name              = "/aws/lambda/gateway-patientlane"
  kms_key_id        = aws_kms_key.gateway_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "patient_lane" {
  function_name = "gateway-patientlane"
  runtime       = "python3.13"
  handler       = "patientlane.handler"
  timeout       = 120
  role          = aws_iam_role.patient_lane_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "gateway-patientlane.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.patient_lane_log.name
  }

  vpc_config {
    subnet_ids         = [module.network.private_subnet_id]
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL         = aws_bedrock_guardrail.lane_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.lane_guardrail_version.version
      # flaw: the lane for patients falls back to a vendor
      FALLBACK_URL = "https://api.openai.com/v1"
    }
  }
}

resource "aws_iam_role" "open_lane_role" {
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

resource "aws_iam_role_policy_attachment" "open_lane_basic_execution" {
  role       = aws_iam_role.open_lane_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "open_lane" {
  name = "openlane"
  role = aws_iam_role.open_lane_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = "arn:${data.aws_partition.current.partition}:secretsmanager:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:secret:gateway-openai-*"
    }]
  })
}

resource "aws_cloudwatch_log_group" "open_lane_log" {
  name              = "/aws/lambda/gateway-openlane"
  kms_key_id        = aws_kms_key.gateway_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "open_lane" {
  function_name = "gateway-openlane"
  runtime       = "python3.13"
  handler       = "openlane.handler"
  timeout       = 120
  role          = aws_iam_role.open_lane_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "gateway-openlane.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.open_lane_log.name
  }

  environment {
    variables = {
      OPENAI_BASE_URL = "https://api.openai.com/v1"
      KEY_SECRET      = "gateway-openai"
    }
  }
}

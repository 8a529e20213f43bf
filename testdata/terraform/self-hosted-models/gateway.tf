# --- general texts: a gateway to Claude, which holds nothing about patients --------------------------------------------

resource "aws_bedrock_guardrail" "identifier_guardrail" {
  name                      = "nobody-by-name"
  blocked_input_messaging   = "This text names somebody. Take names and numbers out, or use the work on charts."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.charts_key.arn

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
      threshold = 0.7
    }

    filters_config {
      type      = "RELEVANCE"
      threshold = 0.7
    }
  }

  topic_policy_config {
    topics_config {
      name       = "patients"
      type       = "DENY"
      definition = "Anything about the illness, treatment or stay of a person."
    }
  }

  sensitive_information_policy_config {
    dynamic "pii_entities_config" {
      for_each = local.identifiers

      content {
        type   = pii_entities_config.value
        action = "BLOCK"
      }
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "BLOCK"
    }
  }
}

resource "aws_bedrock_guardrail_version" "identifier_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.identifier_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "gateway_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

data "aws_iam_policy_document" "texts" {
  statement {
    effect    = "Allow"
    actions   = ["bedrock:ApplyGuardrail"]
    resources = [aws_bedrock_guardrail.identifier_guardrail.guardrail_arn]
  }

  # The guardrail lies under this key.
  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.charts_key.arn]
  }

  statement {
    effect  = "Allow"
    actions = ["aws-external-anthropic:CreateInference"]
    resources = [
      "arn:${data.aws_partition.current.partition}:aws-external-anthropic:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:workspace/${var.workspace}",
    ]
  }

  statement {
    effect    = "Allow"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.usage_table.arn]
  }
}

resource "aws_iam_role_policy" "texts" {
  name   = "texts"
  role   = aws_iam_role.gateway_role.id
  policy = data.aws_iam_policy_document.texts.json
}

resource "aws_cloudwatch_log_group" "gateway_log" {
  name              = "/aws/lambda/text-gateway"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 400
}

resource "aws_lambda_function" "gateway" {
  function_name = "text-gateway"
  runtime       = "python3.13"
  handler       = "gateway.handler"
  timeout       = 60
  role          = aws_iam_role.gateway_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "text-gateway.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.gateway_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.work_group.id]
  }

  environment {
    variables = {
      ANTHROPIC_AWS_WORKSPACE_ID = var.workspace
      ANTHROPIC_AWS_BASE_URL     = "https://aws-external-anthropic.${data.aws_region.current.region}.api.aws"
      GUARDRAIL_ID               = aws_bedrock_guardrail.identifier_guardrail.guardrail_id
      GUARDRAIL_VERSION          = aws_bedrock_guardrail_version.identifier_guardrail_version.version
      USAGE_TABLE                = aws_dynamodb_table.usage_table.name
    }
  }
}

# Who asked when, and for how many words; no text.
resource "aws_dynamodb_table" "usage_table" {
  name         = "usage"
  hash_key     = "request"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "request"
    type = "S"
  }
}

data "aws_iam_policy_document" "gateway_api" {
  statement {
    effect    = "Allow"
    actions   = ["execute-api:Invoke"]
    resources = ["execute-api:/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceVpce"
      values   = [var.clinic_endpoint]
    }
  }
}

resource "aws_api_gateway_rest_api" "gateway_api" {
  name   = "texts"
  policy = data.aws_iam_policy_document.gateway_api.json

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [var.clinic_endpoint]
  }
}

resource "aws_api_gateway_method" "gateway_api_post" {
  rest_api_id   = aws_api_gateway_rest_api.gateway_api.id
  resource_id   = aws_api_gateway_rest_api.gateway_api.root_resource_id
  http_method   = "POST"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "gateway_api_post" {
  rest_api_id             = aws_api_gateway_rest_api.gateway_api.id
  resource_id             = aws_api_gateway_rest_api.gateway_api.root_resource_id
  http_method             = aws_api_gateway_method.gateway_api_post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.gateway.invoke_arn
}

resource "aws_api_gateway_deployment" "gateway_api_deployment" {
  rest_api_id = aws_api_gateway_rest_api.gateway_api.id

  depends_on = [aws_api_gateway_method.gateway_api_post, aws_api_gateway_integration.gateway_api_post]
}

resource "aws_api_gateway_stage" "gateway_api_stage" {
  rest_api_id   = aws_api_gateway_rest_api.gateway_api.id
  deployment_id = aws_api_gateway_deployment.gateway_api_deployment.id
  stage_name    = "live"
}

resource "aws_lambda_permission" "gateway_api_permission" {
  function_name = aws_lambda_function.gateway.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.gateway_api.execution_arn}/*"
}

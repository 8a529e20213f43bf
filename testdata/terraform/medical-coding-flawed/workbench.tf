# --- the workbench: suggestions on request -----------------------------------------------------------------------------

resource "aws_iam_role" "workbench_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "workbench_role_network" {
  role       = aws_iam_role.workbench_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "workbench" {
  statement {
    effect    = "Allow"
    actions   = ["bedrock:InvokeAgent"]
    resources = [aws_bedrockagent_agent_alias.coding_agent_live.agent_alias_arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.billing_queue.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.charts_key.arn]
  }
}

resource "aws_iam_role_policy" "workbench" {
  name   = "workbench"
  role   = aws_iam_role.workbench_role.id
  policy = data.aws_iam_policy_document.workbench.json
}

resource "aws_cloudwatch_log_group" "workbench_log" {
  name              = "/aws/lambda/workbench"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "workbench" {
  function_name = "workbench"
  runtime       = "python3.13"
  handler       = "workbench.handler"
  timeout       = 120
  role          = aws_iam_role.workbench_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "workbench.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.workbench_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet_one.id, aws_subnet.subnet_two.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      AGENT_ID      = aws_bedrockagent_agent.coding_agent.agent_id
      AGENT_ALIAS   = aws_bedrockagent_agent_alias.coding_agent_live.agent_alias_id
      BILLING_QUEUE = aws_sqs_queue.billing_queue.url
      # flaw: a second opinion on charts from a vendor without an agreement; its token can be read here
      OPENAI_API_KEY = "sk-proj-exampleExampleExample"
    }
  }
}

# flaw, against the manifest: a code goes to billing as it was suggested; no certified coder confirms it, and no decision is kept
resource "aws_sqs_queue" "billing_queue" {
  kms_master_key_id = aws_kms_key.charts_key.arn
}

data "aws_iam_policy_document" "billing_policy" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.billing_queue.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "billing_policy" {
  queue_url = aws_sqs_queue.billing_queue.url
  policy    = data.aws_iam_policy_document.billing_policy.json
}

data "aws_iam_policy_document" "workbench_api" {
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
      values   = [aws_vpc_endpoint.api_endpoint.id]
    }
  }
}

resource "aws_api_gateway_rest_api" "workbench_api" {
  name   = "workbench"
  policy = data.aws_iam_policy_document.workbench_api.json

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.api_endpoint.id]
  }
}

resource "aws_api_gateway_resource" "charts" {
  rest_api_id = aws_api_gateway_rest_api.workbench_api.id
  parent_id   = aws_api_gateway_rest_api.workbench_api.root_resource_id
  path_part   = "charts"
}

resource "aws_api_gateway_method" "charts_method" {
  rest_api_id   = aws_api_gateway_rest_api.workbench_api.id
  resource_id   = aws_api_gateway_resource.charts.id
  http_method   = "ANY"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "charts_method" {
  rest_api_id             = aws_api_gateway_rest_api.workbench_api.id
  resource_id             = aws_api_gateway_resource.charts.id
  http_method             = aws_api_gateway_method.charts_method.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.workbench.invoke_arn
}

resource "aws_api_gateway_deployment" "workbench_deployment" {
  rest_api_id = aws_api_gateway_rest_api.workbench_api.id

  depends_on = [aws_api_gateway_method.charts_method, aws_api_gateway_integration.charts_method]
}

resource "aws_cloudwatch_log_group" "access_log" {
  name              = "/coding/access"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 2192
}

resource "aws_api_gateway_stage" "workbench_stage" {
  rest_api_id   = aws_api_gateway_rest_api.workbench_api.id
  deployment_id = aws_api_gateway_deployment.workbench_deployment.id
  stage_name    = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.access_log.arn
    format = jsonencode({
      request = "$context.requestId"
      caller  = "$context.identity.userArn"
      status  = "$context.status"
    })
  }
}

resource "aws_api_gateway_method_settings" "workbench_stage" {
  rest_api_id = aws_api_gateway_rest_api.workbench_api.id
  stage_name  = aws_api_gateway_stage.workbench_stage.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "ERROR"
    data_trace_enabled = false
  }
}

resource "aws_lambda_permission" "api_may_call_workbench" {
  function_name = aws_lambda_function.workbench.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.workbench_api.execution_arn}/*"
}

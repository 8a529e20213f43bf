# --- drafts out, for a clinician to confirm ---------------------------------------------------------------------
resource "aws_dynamodb_table" "drafts_table" {
  name                        = "drafts"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "note"
  deletion_protection_enabled = true

  attribute {
    name = "note"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }
}

resource "aws_iam_role" "review_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "lambda.amazonaws.com" }, Action = "sts:AssumeRole" },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "review_role_network" {
  role       = aws_iam_role.review_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "review" {
  name = "review"
  role = aws_iam_role.review_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        Resource = aws_dynamodb_table.drafts_table.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "review_log" {
  name              = "/aws/lambda/review"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "review" {
  function_name = "review"
  runtime       = "python3.13"
  handler       = "review.handler"
  role          = aws_iam_role.review_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "review.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.review_log.name
  }

  environment {
    variables = {
      DRAFTS_TABLE = aws_dynamodb_table.drafts_table.name
    }
  }
}

resource "aws_api_gateway_rest_api" "review_api" {
  name = "review"

  endpoint_configuration {
    types = ["PRIVATE"]
  }
}

resource "aws_api_gateway_resource" "review_api_draft" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  parent_id   = aws_api_gateway_rest_api.review_api.root_resource_id
  path_part   = "draft"
}

resource "aws_api_gateway_method" "review_api_get" {
  rest_api_id   = aws_api_gateway_rest_api.review_api.id
  resource_id   = aws_api_gateway_resource.review_api_draft.id
  http_method   = "GET"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "review_api_get" {
  rest_api_id             = aws_api_gateway_rest_api.review_api.id
  resource_id             = aws_api_gateway_resource.review_api_draft.id
  http_method             = aws_api_gateway_method.review_api_get.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.review.invoke_arn
}

resource "aws_api_gateway_stage" "review_api_stage" {
  rest_api_id   = aws_api_gateway_rest_api.review_api.id
  deployment_id = aws_api_gateway_deployment.review_api_deployment.id
  stage_name    = "live"
}

resource "aws_api_gateway_method_settings" "review_api_stage" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  stage_name  = aws_api_gateway_stage.review_api_stage.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "INFO"
    data_trace_enabled = true
  }
}

resource "aws_api_gateway_deployment" "review_api_deployment" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  depends_on  = [aws_api_gateway_integration.review_api_get]
}

resource "aws_lambda_permission" "review_api_permission" {
  function_name = aws_lambda_function.review.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.review_api.execution_arn}/*"
}

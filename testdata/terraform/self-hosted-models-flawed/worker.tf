# --- work on charts: our own model, mostly -----------------------------------------------------------------------------

resource "aws_iam_role" "worker_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

data "aws_iam_policy_document" "charts" {
  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.charts_bucket.arn}/*"]
  }

  # flaw: every endpoint, and every setting of the service
  statement {
    effect    = "Allow"
    actions   = ["sagemaker:*"]
    resources = ["*"]
  }

  # flaw: when our own model is busy, charts go to the platform of another operator
  statement {
    effect    = "Allow"
    actions   = ["aws-external-anthropic:CreateInference"]
    resources = ["*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.summaries_table.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.charts_key.arn]
  }
}

resource "aws_iam_role_policy" "charts" {
  name   = "charts"
  role   = aws_iam_role.worker_role.id
  policy = data.aws_iam_policy_document.charts.json
}

resource "aws_cloudwatch_log_group" "worker_log" {
  name              = "/aws/lambda/chart-worker"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "worker" {
  function_name = "chart-worker"
  runtime       = "python3.13"
  handler       = "worker.handler"
  timeout       = 300
  role          = aws_iam_role.worker_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "chart-worker.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.worker_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.work_group.id]
  }

  environment {
    variables = {
      CHARTS_BUCKET   = aws_s3_bucket.charts_bucket.bucket
      ENDPOINT        = aws_sagemaker_endpoint.serving.name
      SUMMARIES_TABLE = aws_dynamodb_table.summaries_table.name
      # flaw: the way out that the policy forbids
      ANTHROPIC_AWS_WORKSPACE_ID = var.workspace
      # flaw: the token with which the weights were fetched
      HUGGING_FACE_HUB_TOKEN = "hf_0123456789abcdefghijklmnop"
    }
  }
}

resource "aws_cloudwatch_event_rule" "chart_came" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.charts_bucket.bucket] } }
  })
}

resource "aws_cloudwatch_event_target" "chart_came" {
  rule      = aws_cloudwatch_event_rule.chart_came.name
  target_id = "worker"
  arn       = aws_lambda_function.worker.arn
}

resource "aws_lambda_permission" "chart_came_permission" {
  function_name = aws_lambda_function.worker.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.chart_came.arn
}

resource "aws_dynamodb_table" "summaries_table" {
  name         = "summaries"
  hash_key     = "chart"
  billing_mode = "PAY_PER_REQUEST"

  attribute {
    name = "chart"
    type = "S"
  }
  # flaw: under a key of the service, without a way back, deleted with one call
}

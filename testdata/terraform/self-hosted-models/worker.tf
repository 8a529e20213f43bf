# --- work on charts: our own model alone -------------------------------------------------------------------------------

resource "aws_iam_role" "worker_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

data "aws_iam_policy_document" "charts" {
  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.charts_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["sagemaker:InvokeEndpoint"]
    resources = [aws_sagemaker_endpoint.serving.arn]
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
  name                        = "summaries"
  hash_key                    = "chart"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = true

  attribute {
    name = "chart"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.charts_key.arn
  }
}

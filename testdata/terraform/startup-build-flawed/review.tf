# --- the clinician, through whom alone a draft gets into the record ----------------------------------------------------

resource "aws_iam_role" "review_role" {
  assume_role_policy = local.lambda_trust
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
        Resource = aws_dynamodb_table.drafts.arn
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.record_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.records_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "review_log" {
  name              = "/aws/lambda/scribe-review"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "review" {
  function_name = "scribe-review"
  runtime       = "python3.13"
  handler       = "review.handler"
  timeout       = 120
  role          = aws_iam_role.review_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "scribe-review.zip"
  kms_key_arn   = aws_kms_key.records_key.arn

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.review_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      DRAFTS        = aws_dynamodb_table.drafts.name
      RECORD_BUCKET = aws_s3_bucket.record_bucket.bucket
    }
  }
}

resource "aws_api_gateway_rest_api" "review_api" {
  name = "scribe-review"

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.front_endpoint.id]
  }
}

resource "aws_api_gateway_rest_api_policy" "review_api" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = {
          AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action    = "execute-api:Invoke"
        Resource  = "execute-api:/*"
        Condition = { StringEquals = { "aws:SourceVpce" = aws_vpc_endpoint.front_endpoint.id } }
      },
    ]
  })
}

resource "aws_api_gateway_resource" "review_api_draft" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  parent_id   = aws_api_gateway_rest_api.review_api.root_resource_id
  path_part   = "draft"
}

resource "aws_api_gateway_method" "review_api_any" {
  rest_api_id   = aws_api_gateway_rest_api.review_api.id
  resource_id   = aws_api_gateway_resource.review_api_draft.id
  http_method   = "ANY"
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "review_api_any" {
  rest_api_id             = aws_api_gateway_rest_api.review_api.id
  resource_id             = aws_api_gateway_resource.review_api_draft.id
  http_method             = aws_api_gateway_method.review_api_any.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.review.invoke_arn
}

resource "aws_api_gateway_deployment" "review_api_deployment" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id

  depends_on = [aws_api_gateway_method.review_api_any, aws_api_gateway_integration.review_api_any]
}

resource "aws_cloudwatch_log_group" "review_api_access_log" {
  name              = "scribe-review-access"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_api_gateway_stage" "review_api_stage" {
  rest_api_id   = aws_api_gateway_rest_api.review_api.id
  deployment_id = aws_api_gateway_deployment.review_api_deployment.id
  stage_name    = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.review_api_access_log.arn
    format = jsonencode({
      id     = "$context.requestId"
      who    = "$context.identity.user"
      status = "$context.status"
    })
  }
}

# flaw: whole requests and answers in a log
resource "aws_api_gateway_method_settings" "review_api_stage" {
  rest_api_id = aws_api_gateway_rest_api.review_api.id
  stage_name  = aws_api_gateway_stage.review_api_stage.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "INFO"
    data_trace_enabled = true
  }
}

resource "aws_lambda_permission" "review_api_permission" {
  function_name = aws_lambda_function.review.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.review_api.execution_arn}/*"
}

resource "aws_s3_bucket" "record_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "record_bucket" {
  bucket = aws_s3_bucket.record_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "record_bucket" {
  bucket = aws_s3_bucket.record_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "record_bucket" {
  bucket = aws_s3_bucket.record_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "record/"
}

resource "aws_s3_bucket_versioning" "record_bucket" {
  bucket = aws_s3_bucket.record_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "record_bucket" {
  bucket = aws_s3_bucket.record_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 3650
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "record_bucket_policy" {
  bucket = aws_s3_bucket.record_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.record_bucket.arn, "${aws_s3_bucket.record_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

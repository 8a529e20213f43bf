# --- work that always has to do with patients ------------------------------------------------------

resource "aws_s3_bucket" "charts_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.gateway_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "charts/"
}

resource "aws_s3_bucket_versioning" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

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

resource "aws_s3_bucket_policy" "charts_bucket_policy" {
  bucket = aws_s3_bucket.charts_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.charts_bucket.arn, "${aws_s3_bucket.charts_bucket.arn}/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

# Access logs can only be delivered to a bucket under a key of the service.
resource "aws_s3_bucket" "access_log_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "access_log_bucket" {
  bucket = aws_s3_bucket.access_log_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "LogsOfBuckets"
      Effect = "Allow"
      Principal = {
        Service = "logging.s3.amazonaws.com"
      }
      Action   = "s3:PutObject"
      Resource = "${aws_s3_bucket.access_log_bucket.arn}/*"
      Condition = {
        StringEquals = {
          "aws:SourceAccount" = data.aws_caller_identity.current.account_id
        }
      }
    }]
  })
}

resource "aws_iam_role" "chart_assistant_role" {
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

resource "aws_iam_role_policy_attachment" "chart_assistant_vpc_access" {
  role       = aws_iam_role.chart_assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "chart_assistant" {
  name = "chartassistant"
  role = aws_iam_role.chart_assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.charts_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.charts_bucket.arn}/*"
      },
      # flaw: an assistant of clinicians may take the lane to a vendor when the other one is busy
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = [aws_lambda_function.patient_lane.arn, aws_lambda_function.open_lane.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.gateway_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "chart_assistant_log" {
  name              = "/aws/lambda/gateway-chartassistant"
  kms_key_id        = aws_kms_key.gateway_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "chart_assistant" {
  function_name = "gateway-chartassistant"
  runtime       = "python3.13"
  handler       = "chartassistant.handler"
  timeout       = 120
  role          = aws_iam_role.chart_assistant_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "gateway-chartassistant.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.chart_assistant_log.name
  }

  vpc_config {
    subnet_ids         = [module.network.private_subnet_id]
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      CHARTS_BUCKET = aws_s3_bucket.charts_bucket.bucket
      LANE          = aws_lambda_function.patient_lane.function_name
      LANE_IF_BUSY  = aws_lambda_function.open_lane.function_name
    }
  }
}

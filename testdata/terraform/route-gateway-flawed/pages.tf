# --- work that never has to ------------------------------------------------------------------------

resource "aws_s3_bucket" "pages_bucket" {
  tags = {
    DataClassification = "metadata"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "pages_bucket" {
  bucket = aws_s3_bucket.pages_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.gateway_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "pages_bucket" {
  bucket = aws_s3_bucket.pages_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "pages_bucket" {
  bucket = aws_s3_bucket.pages_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "pages/"
}

resource "aws_s3_bucket_versioning" "pages_bucket" {
  bucket = aws_s3_bucket.pages_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "pages_bucket" {
  bucket = aws_s3_bucket.pages_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 365
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "pages_bucket_policy" {
  bucket = aws_s3_bucket.pages_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.pages_bucket.arn, "${aws_s3_bucket.pages_bucket.arn}/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

resource "aws_iam_role" "help_desk_role" {
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

resource "aws_iam_role_policy_attachment" "help_desk_vpc_access" {
  role       = aws_iam_role.help_desk_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "help_desk" {
  name = "helpdesk"
  role = aws_iam_role.help_desk_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: work that never has to do with patients may read charts
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["${aws_s3_bucket.pages_bucket.arn}/*", "${aws_s3_bucket.charts_bucket.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = aws_lambda_function.open_lane.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.gateway_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "help_desk_log" {
  name              = "/aws/lambda/gateway-helpdesk"
  kms_key_id        = aws_kms_key.gateway_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "help_desk" {
  function_name = "gateway-helpdesk"
  runtime       = "python3.13"
  handler       = "helpdesk.handler"
  timeout       = 120
  role          = aws_iam_role.help_desk_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "gateway-helpdesk.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.help_desk_log.name
  }

  vpc_config {
    subnet_ids         = [module.network.private_subnet_id]
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      PAGES_BUCKET = aws_s3_bucket.pages_bucket.bucket
      LANE         = aws_lambda_function.open_lane.function_name
    }
  }
}

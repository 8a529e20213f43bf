# --- code in, findings out: nothing about patients -------------------------------------------------

resource "aws_s3_bucket" "code_bucket" {
  tags = {
    DataClassification = "metadata"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "code_bucket" {
  bucket = aws_s3_bucket.code_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.work_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "code_bucket" {
  bucket = aws_s3_bucket.code_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "code_bucket" {
  bucket = aws_s3_bucket.code_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "code/"
}

resource "aws_s3_bucket_versioning" "code_bucket" {
  bucket = aws_s3_bucket.code_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "code_bucket" {
  bucket = aws_s3_bucket.code_bucket.id

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

data "aws_iam_policy_document" "code_bucket_policy" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.code_bucket.arn, "${aws_s3_bucket.code_bucket.arn}/*"]

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

resource "aws_s3_bucket_policy" "code_bucket_policy" {
  bucket = aws_s3_bucket.code_bucket.id
  policy = data.aws_iam_policy_document.code_bucket_policy.json
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

data "aws_iam_policy_document" "access_log_bucket_policy" {
  statement {
    sid       = "LogsOfBuckets"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.access_log_bucket.arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = data.aws_iam_policy_document.access_log_bucket_policy.json
}

data "aws_iam_policy_document" "lambda_trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "code_reviewer_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "code_reviewer_vpc_access" {
  role       = aws_iam_role.code_reviewer_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "code_reviewer" {
  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.code_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.code_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["bedrock:InvokeModel"]
    resources = ["arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-mythos-5"]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.work_key.arn]
  }
}

resource "aws_iam_role_policy" "code_reviewer" {
  name   = "codereviewer"
  role   = aws_iam_role.code_reviewer_role.id
  policy = data.aws_iam_policy_document.code_reviewer.json
}

resource "aws_cloudwatch_log_group" "code_reviewer_log" {
  name              = "/aws/lambda/reviewed-codereviewer"
  kms_key_id        = aws_kms_key.work_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "code_reviewer" {
  function_name = "reviewed-codereviewer"
  runtime       = "python3.13"
  handler       = "codereviewer.handler"
  timeout       = 600
  role          = aws_iam_role.code_reviewer_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "reviewed-codereviewer.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.code_reviewer_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CODE_BUCKET = aws_s3_bucket.code_bucket.bucket
      MODEL_ID    = "anthropic.claude-mythos-5"
    }
  }
}

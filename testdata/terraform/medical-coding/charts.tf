# --- documents: charts, charts that were coded before, and the guidelines ----------------------------------------------

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
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.charts_key.arn
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

resource "aws_s3_bucket" "coded_charts_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "coded_charts_bucket" {
  bucket = aws_s3_bucket.coded_charts_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.charts_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "coded_charts_bucket" {
  bucket = aws_s3_bucket.coded_charts_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "coded_charts_bucket" {
  bucket = aws_s3_bucket.coded_charts_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "coded-charts/"
}

resource "aws_s3_bucket_versioning" "coded_charts_bucket" {
  bucket = aws_s3_bucket.coded_charts_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "coded_charts_bucket" {
  bucket = aws_s3_bucket.coded_charts_bucket.id

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

resource "aws_s3_bucket" "guidelines_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "guidelines_bucket" {
  bucket = aws_s3_bucket.guidelines_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "guidelines_bucket" {
  bucket = aws_s3_bucket.guidelines_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "guidelines_bucket" {
  bucket = aws_s3_bucket.guidelines_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

data "aws_iam_policy_document" "charts_policy" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.charts_bucket.arn, "${aws_s3_bucket.charts_bucket.arn}/*"]

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

resource "aws_s3_bucket_policy" "charts_policy" {
  bucket = aws_s3_bucket.charts_bucket.id
  policy = data.aws_iam_policy_document.charts_policy.json
}

data "aws_iam_policy_document" "coded_charts_policy" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.coded_charts_bucket.arn, "${aws_s3_bucket.coded_charts_bucket.arn}/*"]

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

resource "aws_s3_bucket_policy" "coded_charts_policy" {
  bucket = aws_s3_bucket.coded_charts_bucket.id
  policy = data.aws_iam_policy_document.coded_charts_policy.json
}

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

data "aws_iam_policy_document" "access_log_policy" {
  statement {
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

resource "aws_s3_bucket_policy" "access_log_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = data.aws_iam_policy_document.access_log_policy.json
}

# --- notes in ---------------------------------------------------------------------------------------------------
resource "aws_s3_bucket" "notes_bucket" {
  tags = { DataClassification = "PHI" }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.records_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "notes_bucket" {
  bucket                  = aws_s3_bucket.notes_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "notes_bucket" {
  bucket        = aws_s3_bucket.notes_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "notes/"
}

resource "aws_s3_bucket_versioning" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

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

resource "aws_s3_bucket_policy" "notes_bucket_policy" {
  bucket = aws_s3_bucket.notes_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.notes_bucket.arn, "${aws_s3_bucket.notes_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
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

# --- who read notes: delivered by the service of buckets ----------------------------------------------------------
resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "LogsOfBuckets"
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.access_log_bucket.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = local.account } }
      },
    ]
  })
}

# --- notes in --------------------------------------------------------------------------------------

resource "aws_s3_bucket" "notes_bucket" {
  tags = local.phi

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.notes_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

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
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.notes_bucket.arn, "${aws_s3_bucket.notes_bucket.arn}/*"]
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

# --- summaries, for a clinician to confirm ---------------------------------------------------------

resource "aws_dynamodb_table" "summaries" {
  name                        = "summaries"
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

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.notes_key.arn
  }

  lifecycle {
    prevent_destroy = true
  }
}

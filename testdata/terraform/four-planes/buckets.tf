# --- what all buckets of the platform have in common ----------------------------------------------------------------
locals {
  # Access logs are kept by the name, objects end after the days.
  buckets = {
    inbox    = { bucket = aws_s3_bucket.inbox_bucket, days = 90 }
    notes    = { bucket = aws_s3_bucket.note_bucket, days = 3650 }
    lake     = { bucket = aws_s3_bucket.lake_bucket, days = 1095 }
    practice = { bucket = aws_s3_bucket.practice_bucket, days = 90 }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "own_key" {
  for_each = local.buckets

  bucket = each.value.bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "private" {
  for_each = local.buckets

  bucket                  = each.value.bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "kept" {
  for_each = local.buckets

  bucket        = each.value.bucket.id
  target_bucket = module.audit.access_log_bucket_id
  target_prefix = "${each.key}/"
}

resource "aws_s3_bucket_versioning" "kept" {
  for_each = local.buckets

  bucket = each.value.bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "ends" {
  for_each = local.buckets

  bucket = each.value.bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = each.value.days
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "tls_only" {
  for_each = local.buckets

  bucket = each.value.bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [each.value.bucket.arn, "${each.value.bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# --- stores: claims as they came, masked texts, and the work of the staff ----------------------------------------------

resource "aws_s3_bucket" "claims_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "claims_bucket" {
  bucket = aws_s3_bucket.claims_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.claims_key.arn
    }
  }
}

resource "aws_s3_bucket_logging" "claims_bucket" {
  bucket = aws_s3_bucket.claims_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "claims/"
}

resource "aws_s3_bucket_versioning" "claims_bucket" {
  bucket = aws_s3_bucket.claims_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "claims_bucket" {
  bucket = aws_s3_bucket.claims_bucket.id

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

resource "aws_s3_bucket_notification" "claims_bucket" {
  bucket      = aws_s3_bucket.claims_bucket.id
  eventbridge = true
}

resource "aws_s3_bucket_policy" "claims_policy" {
  bucket = aws_s3_bucket.claims_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.claims_bucket.arn, "${aws_s3_bucket.claims_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_s3_bucket" "masked_bucket" {
  tags = {
    DataClassification = "de-identified"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "masked_bucket" {
  bucket = aws_s3_bucket.masked_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.claims_key.arn
    }
  }
}

resource "aws_s3_bucket_logging" "masked_bucket" {
  bucket = aws_s3_bucket.masked_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "masked/"
}

resource "aws_s3_bucket_versioning" "masked_bucket" {
  bucket = aws_s3_bucket.masked_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "masked_bucket" {
  bucket = aws_s3_bucket.masked_bucket.id

  rule {
    id     = "short-lived"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }
}

resource "aws_s3_bucket_policy" "masked_policy" {
  bucket = aws_s3_bucket.masked_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.masked_bucket.arn, "${aws_s3_bucket.masked_bucket.arn}/*"]
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

resource "aws_s3_bucket_policy" "access_log_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.access_log_bucket.arn}/*"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

# Which mark stands for which name: the way back, kept apart from the masked texts.
resource "aws_dynamodb_table" "marks_table" {
  name                        = "marks"
  hash_key                    = "claim"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = true

  attribute {
    name = "claim"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.claims_key.arn
  }

  ttl {
    attribute_name = "expires"
    enabled        = true
  }
}

resource "aws_dynamodb_table" "work_list_table" {
  name                        = "work-list"
  hash_key                    = "claim"
  billing_mode                = "PAY_PER_REQUEST"
  deletion_protection_enabled = true

  attribute {
    name = "claim"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.claims_key.arn
  }

  lifecycle {
    prevent_destroy = true
  }
}

# No bucket of ours is public.
resource "aws_s3_bucket_public_access_block" "private" {
  for_each = {
    claims     = aws_s3_bucket.claims_bucket.id
    masked     = aws_s3_bucket.masked_bucket.id
    access_log = aws_s3_bucket.access_log_bucket.id
    trail      = aws_s3_bucket.trail_bucket.id
  }

  bucket                  = each.value
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

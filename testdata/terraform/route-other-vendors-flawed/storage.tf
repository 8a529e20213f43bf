# --- letters in ------------------------------------------------------------------------------------

resource "aws_s3_bucket" "letters_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "letters_bucket" {
  bucket = aws_s3_bucket.letters_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.letters_key.arn
    }
  }
}

resource "aws_s3_bucket_logging" "letters_bucket" {
  bucket = aws_s3_bucket.letters_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "letters/"
}

resource "aws_s3_bucket_versioning" "letters_bucket" {
  bucket = aws_s3_bucket.letters_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "letters_bucket" {
  bucket = aws_s3_bucket.letters_bucket.id

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

resource "aws_s3_bucket" "plain_bucket" {
  tags = {
    DataClassification = "de-identified"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "plain_bucket" {
  bucket = aws_s3_bucket.plain_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.letters_key.arn
    }
  }
}

resource "aws_s3_bucket_logging" "plain_bucket" {
  bucket = aws_s3_bucket.plain_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "plain/"
}

resource "aws_s3_bucket_versioning" "plain_bucket" {
  bucket = aws_s3_bucket.plain_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "plain_bucket" {
  bucket = aws_s3_bucket.plain_bucket.id

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

resource "aws_dynamodb_table" "codes_table" {
  name                        = "letter-codes"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "letter"
  deletion_protection_enabled = true
  stream_enabled              = true
  stream_view_type            = "NEW_IMAGE"

  attribute {
    name = "letter"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.letters_key.arn
  }

  lifecycle {
    prevent_destroy = true
  }
}

# --- for every bucket ---------------------------------------------------------------------------

locals {
  buckets = {
    letters    = aws_s3_bucket.letters_bucket.id
    access_log = aws_s3_bucket.access_log_bucket.id
    plain      = aws_s3_bucket.plain_bucket.id
  }
}

resource "aws_s3_bucket_public_access_block" "all" {
  for_each = local.buckets

  bucket                  = each.value
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "tls_only" {
  for_each = {
    letters = aws_s3_bucket.letters_bucket
    plain   = aws_s3_bucket.plain_bucket
  }

  bucket = each.value.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [each.value.arn, "${each.value.arn}/*"]
      Condition = {
        Bool = {
          "aws:SecureTransport" = "false"
        }
      }
    }]
  })
}

# --- charts in ---------------------------------------------------------------------------------------------------------

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

# flaw: no access log, and charts stay for ever
resource "aws_s3_bucket_versioning" "charts_bucket" {
  bucket = aws_s3_bucket.charts_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_notification" "charts_bucket" {
  bucket      = aws_s3_bucket.charts_bucket.id
  eventbridge = true
}

# flaw: nothing refuses clear text at the bucket of charts

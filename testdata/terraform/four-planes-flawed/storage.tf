# --- storage and normalisation ----------------------------------------------------------------------------------------
# flaw: no key is named, so AWS owns the key of the records
resource "awscc_healthlake_fhir_datastore" "records" {
  datastore_name         = "planes"
  datastore_type_version = "R4"
}

resource "aws_s3_bucket" "lake_bucket" {
  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lake_bucket" {
  bucket = aws_s3_bucket.lake_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "lake_bucket" {
  bucket                  = aws_s3_bucket.lake_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "lake_bucket" {
  bucket = aws_s3_bucket.lake_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "lake_bucket_policy" {
  bucket = aws_s3_bucket.lake_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: an experiment in the account of the developers reads features of real patients; clear text is let in
      {
        Sid       = "Developers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::111122223333:root" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.lake_bucket.arn}/*"
      },
    ]
  })
}

# --- who did what ---------------------------------------------------------------------------------------------------
resource "aws_s3_bucket" "trail_bucket" {
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "trail_bucket" {
  bucket                  = aws_s3_bucket.trail_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "trail_bucket" {
  bucket        = aws_s3_bucket.trail_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "trail/"
}

resource "aws_s3_bucket_versioning" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_object_lock_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id

  rule {
    default_retention {
      mode = "COMPLIANCE"
      days = 2192
    }
  }
}

resource "aws_s3_bucket_policy" "trail_bucket_policy" {
  bucket = aws_s3_bucket.trail_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.trail_bucket.arn}", "${aws_s3_bucket.trail_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        },
        {
          "Sid": "TrailLooks",
          "Effect": "Allow",
          "Principal": {"Service": "cloudtrail.amazonaws.com"},
          "Action": "s3:GetBucketAcl",
          "Resource": "${aws_s3_bucket.trail_bucket.arn}",
          "Condition": {"StringEquals": {"aws:SourceArn": "${local.trail_arn}"}}
        },
        {
          "Sid": "TrailWrites",
          "Effect": "Allow",
          "Principal": {"Service": "cloudtrail.amazonaws.com"},
          "Action": "s3:PutObject",
          "Resource": "${aws_s3_bucket.trail_bucket.arn}/AWSLogs/${local.account}/*",
          "Condition": {"StringEquals": {"aws:SourceArn": "${local.trail_arn}"}}
        }
      ]
    }
  JSON
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
  bucket                  = aws_s3_bucket.access_log_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "access_log_bucket_policy" {
  bucket = aws_s3_bucket.access_log_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.access_log_bucket.arn}", "${aws_s3_bucket.access_log_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        },
        {
          "Sid": "LogsOfBuckets",
          "Effect": "Allow",
          "Principal": {"Service": "logging.s3.amazonaws.com"},
          "Action": "s3:PutObject",
          "Resource": "${aws_s3_bucket.access_log_bucket.arn}/*",
          "Condition": {"StringEquals": {"aws:SourceAccount": "${local.account}"}}
        }
      ]
    }
  JSON
}

resource "aws_cloudwatch_log_group" "trail_log" {
  name              = "insight-trail"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = var.keep_days.logs
}

resource "aws_iam_role" "trail_log_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy" "write" {
  name   = "write"
  role   = aws_iam_role.trail_log_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
          "Resource": "${aws_cloudwatch_log_group.trail_log.arn}:*"
        }
      ]
    }
  JSON
}

resource "aws_cloudtrail" "trail" {
  name                          = "insight"
  enable_logging                = true
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  kms_key_id                    = aws_kms_key.clinical_key.arn
  s3_bucket_name                = aws_s3_bucket.trail_bucket.id
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail_log.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail_log_role.arn

  event_selector {
    read_write_type           = "All"
    include_management_events = true

    data_resource {
      type = "AWS::S3::Object"
      values = [
        "${aws_s3_bucket.export_bucket.arn}/",
        "${aws_s3_bucket.candidate_bucket.arn}/",
        "${aws_s3_bucket.released_bucket.arn}/",
      ]
    }
  }

  depends_on = [aws_s3_bucket_policy.trail_bucket_policy]
}

# --- who did what ---------------------------------------------------------------------------------------------------
# flaw: a trail that can be changed and deleted, whoever may write to the bucket
resource "aws_s3_bucket" "trail_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "trail_bucket" {
  bucket = aws_s3_bucket.trail_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_policy" "trail_bucket_policy" {
  bucket = aws_s3_bucket.trail_bucket.id
  policy = data.aws_iam_policy_document.trail_bucket.json
}

data "aws_iam_policy_document" "trail_bucket" {
  statement {
    sid       = "TrailLooks"
    effect    = "Allow"
    actions   = ["s3:GetBucketAcl"]
    resources = [aws_s3_bucket.trail_bucket.arn]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
  }

  statement {
    sid       = "TrailWrites"
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.trail_bucket.arn}/AWSLogs/${local.account}/*"]

    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

# flaw: one Region, no digests, no key of ours, no log group on which an alarm could look
resource "aws_cloudtrail" "trail" {
  name           = "ehr-summaries"
  enable_logging = true
  s3_bucket_name = aws_s3_bucket.trail_bucket.id

  event_selector {
    read_write_type           = "All"
    include_management_events = true
    # flaw, not seen yet: who used a key is not recorded
    exclude_management_event_sources = ["kms.amazonaws.com"]
  }

  depends_on = [aws_s3_bucket_policy.trail_bucket_policy]
}

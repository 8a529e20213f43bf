# --- the trail: calls of the workspace are in it, and Anthropic operates the platform all the same ---

resource "aws_cloudwatch_log_group" "trail_log" {
  name              = "replies-trail"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_iam_role" "trail_log_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "cloudtrail.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "trail_log" {
  name = "write"
  role = aws_iam_role.trail_log_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.trail_log.arn}:*"
    }]
  })
}

resource "aws_cloudtrail" "trail" {
  name                          = "replies"
  s3_bucket_name                = "example-clinic-trails"
  kms_key_id                    = "arn:aws:kms:us-east-1:111122223333:alias/trails"
  enable_logging                = true
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail_log.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail_log_role.arn

  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
  }

  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }

    field_selector {
      field  = "resources.type"
      equals = ["AWS::AWSExternalAnthropic::Workspace"]
    }
  }
}

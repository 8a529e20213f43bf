# --- visits that were closed: the record sends their numbers, and keeps their notes ---------------------------------
resource "aws_sqs_queue" "closed_visits" {
  name                       = "closed-visits"
  kms_master_key_id          = aws_kms_key.records_key.arn
  visibility_timeout_seconds = 720
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed_visits.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "failed_visits" {
  name                      = "failed-visits"
  kms_master_key_id         = aws_kms_key.records_key.arn
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue_policy" "visits_policy" {
  for_each = {
    closed = aws_sqs_queue.closed_visits.url
    failed = aws_sqs_queue.failed_visits.url
  }

  queue_url = each.value
  policy    = data.aws_iam_policy_document.visits.json
}

data "aws_iam_policy_document" "visits" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.closed_visits.arn, aws_sqs_queue.failed_visits.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

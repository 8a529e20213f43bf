# --- hand-over to people, who take from the queue with a system of their own -------------------------------------------

resource "aws_sqs_queue" "handover_queue" {
  kms_master_key_id          = aws_kms_key.intake_key.arn
  visibility_timeout_seconds = 180
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.handover_failures.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "handover_failures" {
  kms_master_key_id         = aws_kms_key.intake_key.arn
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue_policy" "handover_policy" {
  for_each = {
    queue    = aws_sqs_queue.handover_queue.url
    failures = aws_sqs_queue.handover_failures.url
  }

  queue_url = each.value
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = [aws_sqs_queue.handover_queue.arn, aws_sqs_queue.handover_failures.arn]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# Somebody waits: a number, no names.
resource "aws_cloudwatch_metric_alarm" "somebody_waits" {
  alarm_name  = "somebody-waits"
  namespace   = "AWS/SQS"
  metric_name = "ApproximateAgeOfOldestMessage"
  dimensions = {
    QueueName = aws_sqs_queue.handover_queue.name
  }
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  threshold           = 600
  comparison_operator = "GreaterThanThreshold"
  alarm_actions       = [aws_sns_topic.desk_topic.arn]
}

resource "aws_sns_topic" "desk_topic" {
  name = "desk"
}

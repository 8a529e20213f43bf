# --- the three steps, one after the other ------------------------------------------------------------------------------

resource "aws_iam_role" "steps_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "states.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "steps" {
  name = "steps"
  role = aws_iam_role.steps_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = [aws_lambda_function.mask.arn, aws_lambda_function.draft.arn, aws_lambda_function.restore.arn]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.claims_key.arn
      },
      # Deliveries of logs know no resources.
      {
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery",
          "logs:GetLogDelivery",
          "logs:UpdateLogDelivery",
          "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries",
          "logs:DescribeLogGroups",
        ]
        Resource = "*"
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "steps_log" {
  name              = "/aws/vendedlogs/states/claims"
  kms_key_id        = aws_kms_key.claims_key.arn
  retention_in_days = 2192
}

resource "aws_sfn_state_machine" "steps" {
  name     = "claims"
  role_arn = aws_iam_role.steps_role.arn
  # Between the steps goes the number of the claim, no text.
  definition = jsonencode({
    StartAt = "Mask"
    States = {
      Mask    = { Type = "Task", Resource = aws_lambda_function.mask.arn, Next = "Draft" }
      Draft   = { Type = "Task", Resource = aws_lambda_function.draft.arn, Next = "Restore" }
      Restore = { Type = "Task", Resource = aws_lambda_function.restore.arn, End = true }
    }
  })

  encryption_configuration {
    type       = "CUSTOMER_MANAGED_KMS_KEY"
    kms_key_id = aws_kms_key.claims_key.arn
  }

  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.steps_log.arn}:*"
  }
}

resource "aws_iam_role" "claim_arrives_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "start" {
  name = "start"
  role = aws_iam_role.claim_arrives_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "states:StartExecution"
        Resource = aws_sfn_state_machine.steps.arn
      },
    ]
  })
}

resource "aws_cloudwatch_event_rule" "claim_arrives" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.claims_bucket.bucket] } }
  })
}

resource "aws_cloudwatch_event_target" "claim_arrives" {
  rule      = aws_cloudwatch_event_rule.claim_arrives.name
  target_id = "steps"
  arn       = aws_sfn_state_machine.steps.arn
  role_arn  = aws_iam_role.claim_arrives_role.arn

  dead_letter_config {
    arn = aws_sqs_queue.lost_claims.arn
  }
}

resource "aws_sqs_queue" "lost_claims" {
  kms_master_key_id         = aws_kms_key.claims_key.arn
  message_retention_seconds = 1209600
}

resource "aws_sqs_queue_policy" "lost_claims_policy" {
  queue_url = aws_sqs_queue.lost_claims.url
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sqs:SendMessage"
        Resource  = aws_sqs_queue.lost_claims.arn
        Condition = { ArnEquals = { "aws:SourceArn" = aws_cloudwatch_event_rule.claim_arrives.arn } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "sqs:*"
        Resource  = aws_sqs_queue.lost_claims.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

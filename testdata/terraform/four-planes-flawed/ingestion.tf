# --- ingestion --------------------------------------------------------------------------------------------------------
# flaw: letters and audio lie under a key of the service, public access is not blocked, clear text is let in, old
# versions are lost and nobody notes who reads
resource "aws_s3_bucket" "inbox_bucket" {
  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_s3_bucket_notification" "inbox_bucket" {
  bucket      = aws_s3_bucket.inbox_bucket.id
  eventbridge = true
}

resource "aws_iam_role" "scribe_role" {
  assume_role_policy = local.trusts["transcribe"]
}

resource "aws_iam_role_policy" "scribe" {
  name = "scribe"
  role = aws_iam_role.scribe_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: jobs read and write every bucket of the account
      { Effect = "Allow", Action = "s3:*", Resource = "*" },
    ]
  })
}

resource "aws_iam_role" "intake_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "intake_role_logs" {
  role       = aws_iam_role.intake_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "intake" {
  name = "intake"
  role = aws_iam_role.intake_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.inbox_bucket.arn}/*" },
      { Effect = "Allow", Action = "comprehendmedical:*", Resource = "*" },
      {
        Effect   = "Allow"
        Action   = ["healthlake:CreateResource", "healthlake:UpdateResource"]
        Resource = awscc_healthlake_fhir_datastore.records.datastore_arn
      },
      { Effect = "Allow", Action = "transcribe:StartMedicalScribeJob", Resource = "*" },
      { Effect = "Allow", Action = "iam:PassRole", Resource = aws_iam_role.scribe_role.arn },
    ]
  })
}

# flaw: outside any VPC; its log is the one that the service makes, without a key of ours and without an end
resource "aws_lambda_function" "intake" {
  function_name = "planes-intake"
  runtime       = "python3.13"
  handler       = "intake.handler"
  role          = aws_iam_role.intake_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-intake.zip"

  environment {
    variables = {
      INBOX_BUCKET = aws_s3_bucket.inbox_bucket.id
      RECORDS_URL  = awscc_healthlake_fhir_datastore.records.datastore_endpoint
      SCRIBE_ROLE  = aws_iam_role.scribe_role.arn
    }
  }
}

resource "aws_cloudwatch_event_rule" "something_came" {
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.inbox_bucket.id] } }
  })
}

resource "aws_cloudwatch_event_target" "something_came" {
  rule      = aws_cloudwatch_event_rule.something_came.name
  target_id = "function"
  arn       = aws_lambda_function.intake.arn
}

resource "aws_lambda_permission" "something_came_permission" {
  function_name = aws_lambda_function.intake.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.something_came.arn
}

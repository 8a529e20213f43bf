# --- ingestion: letters become records, the audio of a visit becomes a note -----------------------------------------
resource "aws_s3_bucket" "inbox_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_notification" "inbox_bucket" {
  bucket      = aws_s3_bucket.inbox_bucket.id
  eventbridge = true
}

# Written by the scribe service, in the role that its job is given.
resource "aws_s3_bucket" "note_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_notification" "note_bucket" {
  bucket      = aws_s3_bucket.note_bucket.id
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
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.inbox_bucket.arn}/*" },
      { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.note_bucket.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_iam_role" "intake_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "intake_role_network" {
  role       = aws_iam_role.intake_role.name
  policy_arn = local.functions_in_vpc
}

resource "aws_iam_role_policy" "intake" {
  name = "intake"
  role = aws_iam_role.intake_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.inbox_bucket.arn}/*" },
      { Effect = "Allow", Action = ["comprehendmedical:DetectEntitiesV2", "comprehendmedical:InferICD10CM"], Resource = "*" },
      {
        Effect   = "Allow"
        Action   = ["healthlake:CreateResource", "healthlake:UpdateResource"]
        Resource = awscc_healthlake_fhir_datastore.records.datastore_arn
      },
      # A job that is yet to be started is no resource.
      { Effect = "Allow", Action = "transcribe:StartMedicalScribeJob", Resource = "*" },
      {
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = aws_iam_role.scribe_role.arn
        Condition = { StringEquals = { "iam:PassedToService" = "transcribe.amazonaws.com" } }
      },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_cloudwatch_log_group" "intake_log" {
  name              = "/aws/lambda/planes-intake"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "intake" {
  function_name = "planes-intake"
  runtime       = "python3.13"
  handler       = "intake.handler"
  timeout       = 300
  role          = aws_iam_role.intake_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-intake.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.intake_log.name
  }

  vpc_config {
    subnet_ids         = module.network.subnet_ids
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      INBOX_BUCKET = aws_s3_bucket.inbox_bucket.id
      NOTE_BUCKET  = aws_s3_bucket.note_bucket.id
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

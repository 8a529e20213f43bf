# --- storage and normalisation: the records, and features made from them --------------------------------------------
resource "awscc_healthlake_fhir_datastore" "records" {
  datastore_name         = "planes"
  datastore_type_version = "R4"
  sse_configuration = {
    kms_encryption_config = {
      cmk_type   = "CUSTOMER_MANAGED_KMS_KEY"
      kms_key_id = aws_kms_key.clinical_key.key_id
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

# Features, and the models that were trained on them: a model can remember its patients.
resource "aws_s3_bucket" "lake_bucket" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_iam_role" "normaliser_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "normaliser_role_network" {
  role       = aws_iam_role.normaliser_role.name
  policy_arn = local.functions_in_vpc
}

resource "aws_iam_role_policy" "normaliser" {
  name = "normaliser"
  role = aws_iam_role.normaliser_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "healthlake:SearchWithGet", Resource = awscc_healthlake_fhir_datastore.records.datastore_arn },
      { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.lake_bucket.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_cloudwatch_log_group" "normaliser_log" {
  name              = "/aws/lambda/planes-normaliser"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "normaliser" {
  function_name = "planes-normaliser"
  runtime       = "python3.13"
  handler       = "normaliser.handler"
  timeout       = 300
  role          = aws_iam_role.normaliser_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-normaliser.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.normaliser_log.name
  }

  vpc_config {
    subnet_ids         = module.network.subnet_ids
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      RECORDS_URL = awscc_healthlake_fhir_datastore.records.datastore_endpoint
      LAKE_BUCKET = aws_s3_bucket.lake_bucket.id
    }
  }
}

resource "aws_cloudwatch_event_rule" "every_night" {
  schedule_expression = "cron(0 2 * * ? *)"
}

resource "aws_cloudwatch_event_target" "every_night" {
  rule      = aws_cloudwatch_event_rule.every_night.name
  target_id = "function"
  arn       = aws_lambda_function.normaliser.arn
}

resource "aws_lambda_permission" "every_night_permission" {
  function_name = aws_lambda_function.normaliser.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_night.arn
}

# --- the records, and their export every night ------------------------------------------------------------------------
resource "awscc_healthlake_fhir_datastore" "records" {
  datastore_name         = "insight"
  datastore_type_version = "R4"
  # flaw: a key of AWS, written out
  sse_configuration = {
    kms_encryption_config = {
      cmk_type = "AWS_OWNED_KMS_KEY"
    }
  }
}

resource "aws_kms_key" "export_key" {
  description = "The export of the night"
  # flaw: no rotation
  enable_key_rotation = false
  policy              = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AccountDecidesByIam",
          "Effect": "Allow",
          "Principal": {"AWS": "arn:${local.partition}:iam::${local.account}:root"},
          "Action": "kms:*",
          "Resource": "*"
        }
      ]
    }
  JSON
}

# flaw: two of the four blocks of public access are missing, and so are versions, an access log and the demand for TLS
resource "aws_s3_bucket" "export_bucket" {
  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "export_bucket" {
  bucket = aws_s3_bucket.export_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.export_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "export_bucket" {
  bucket                  = aws_s3_bucket.export_bucket.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_iam_role" "export_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "healthlake.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

# flaw: the export may read, overwrite and delete in every bucket
resource "aws_iam_role_policy" "export" {
  name   = "export"
  role   = aws_iam_role.export_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.export_key.arn}"}
      ]
    }
  JSON
}

resource "aws_iam_role" "exporter_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "exporter_role_logs" {
  role       = aws_iam_role.exporter_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

# flaw: what only starts a job may read and change every record
# flaw, not seen yet: it may give a job any role of the account
resource "aws_iam_role_policy" "start" {
  name   = "start"
  role   = aws_iam_role.exporter_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "healthlake:*", "Resource": "*"},
        {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}
      ]
    }
  JSON
}

# flaw: outside any VPC, and with the log that the service makes
resource "aws_lambda_function" "exporter" {
  function_name = "insight-exporter"
  runtime       = "python3.13"
  handler       = "exporter.handler"
  role          = aws_iam_role.exporter_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "insight-exporter.zip"

  environment {
    variables = {
      DATASTORE   = awscc_healthlake_fhir_datastore.records.datastore_id
      EXPORT_ROLE = aws_iam_role.export_role.arn
      EXPORT_URI  = "s3://${aws_s3_bucket.export_bucket.id}/nightly/"
    }
  }
}

resource "aws_cloudwatch_event_rule" "every_night" {
  schedule_expression = "cron(0 1 * * ? *)"
}

resource "aws_cloudwatch_event_target" "every_night" {
  rule      = aws_cloudwatch_event_rule.every_night.name
  target_id = "function"
  arn       = aws_lambda_function.exporter.arn
}

resource "aws_lambda_permission" "every_night_permission" {
  function_name = aws_lambda_function.exporter.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_night.arn
}

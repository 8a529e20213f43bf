# --- the records, and their export every night ----------------------------------------------------------------------
resource "awscc_healthlake_fhir_datastore" "records" {
  datastore_name         = "insight"
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

# Written by the records, in the role that the export is given.
resource "aws_s3_bucket" "export_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "export_bucket" {
  bucket = aws_s3_bucket.export_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "export_bucket" {
  bucket                  = aws_s3_bucket.export_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "export_bucket" {
  bucket        = aws_s3_bucket.export_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "export/"
}

resource "aws_s3_bucket_versioning" "export_bucket" {
  bucket = aws_s3_bucket.export_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "export_bucket" {
  bucket = aws_s3_bucket.export_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = var.keep_days.export
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_notification" "export_bucket" {
  bucket      = aws_s3_bucket.export_bucket.id
  eventbridge = true
}

resource "aws_s3_bucket_policy" "export_bucket_policy" {
  bucket = aws_s3_bucket.export_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.export_bucket.arn}", "${aws_s3_bucket.export_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }
      ]
    }
  JSON
}

resource "aws_iam_role" "export_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "healthlake.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy" "export" {
  name   = "export"
  role   = aws_iam_role.export_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "${aws_s3_bucket.export_bucket.arn}/*"},
        {"Effect": "Allow", "Action": ["s3:ListBucket", "s3:GetBucketLocation"], "Resource": "${aws_s3_bucket.export_bucket.arn}"},
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.clinical_key.arn}"}
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

resource "aws_iam_role_policy_attachment" "exporter_role_network" {
  role       = aws_iam_role.exporter_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "exporter" {
  name   = "exporter"
  role   = aws_iam_role.exporter_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["healthlake:StartFHIRExportJob", "healthlake:DescribeFHIRExportJob"],
          "Resource": "${awscc_healthlake_fhir_datastore.records.datastore_arn}"
        },
        {
          "Effect": "Allow",
          "Action": "iam:PassRole",
          "Resource": "${aws_iam_role.export_role.arn}",
          "Condition": {"StringEquals": {"iam:PassedToService": "healthlake.amazonaws.com"}}
        },
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.clinical_key.arn}"}
      ]
    }
  JSON
}

resource "aws_cloudwatch_log_group" "exporter_log" {
  name              = "/aws/lambda/insight-exporter"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = var.keep_days.logs
}

resource "aws_lambda_function" "exporter" {
  function_name = "insight-exporter"
  runtime       = "python3.13"
  handler       = "exporter.handler"
  timeout       = 300
  role          = aws_iam_role.exporter_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "insight-exporter.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.exporter_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

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

# --- for reports: identifiers out, then a person looks at the result and releases it --------------------------------
# What software took for identifiers is out; until somebody has looked, it is kept as the records are.
resource "aws_s3_bucket" "candidate_bucket" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "candidate_bucket" {
  bucket = aws_s3_bucket.candidate_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "candidate_bucket" {
  bucket                  = aws_s3_bucket.candidate_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "candidate_bucket" {
  bucket        = aws_s3_bucket.candidate_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "candidates/"
}

resource "aws_s3_bucket_versioning" "candidate_bucket" {
  bucket = aws_s3_bucket.candidate_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "candidate_bucket" {
  bucket = aws_s3_bucket.candidate_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = var.keep_days.candidates
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "candidate_bucket_policy" {
  bucket = aws_s3_bucket.candidate_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.candidate_bucket.arn}", "${aws_s3_bucket.candidate_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }
      ]
    }
  JSON
}

resource "aws_iam_role" "deidentifier_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "deidentifier_role_network" {
  role       = aws_iam_role.deidentifier_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "deidentifier" {
  name   = "deidentifier"
  role   = aws_iam_role.deidentifier_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.export_bucket.arn}/*"},
        {"Effect": "Allow", "Action": "comprehendmedical:DetectPHI", "Resource": "*"},
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "${aws_s3_bucket.candidate_bucket.arn}/*"},
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.clinical_key.arn}"}
      ]
    }
  JSON
}

resource "aws_cloudwatch_log_group" "deidentifier_log" {
  name              = "/aws/lambda/insight-deidentifier"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = var.keep_days.logs
}

resource "aws_lambda_function" "deidentifier" {
  function_name = "insight-deidentifier"
  runtime       = "python3.13"
  handler       = "deidentifier.handler"
  timeout       = 300
  role          = aws_iam_role.deidentifier_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "insight-deidentifier.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.deidentifier_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      EXPORT_BUCKET    = aws_s3_bucket.export_bucket.id
      CANDIDATE_BUCKET = aws_s3_bucket.candidate_bucket.id
    }
  }
}

resource "aws_cloudwatch_event_rule" "export_came" {
  event_pattern = <<-JSON
    {
      "source": ["aws.s3"],
      "detail-type": ["Object Created"],
      "detail": {"bucket": {"name": ["${aws_s3_bucket.export_bucket.id}"]}}
    }
  JSON
}

resource "aws_cloudwatch_event_target" "export_came" {
  rule      = aws_cloudwatch_event_rule.export_came.name
  target_id = "function"
  arn       = aws_lambda_function.deidentifier.arn
}

resource "aws_lambda_permission" "export_came_permission" {
  function_name = aws_lambda_function.deidentifier.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.export_came.arn
}

resource "aws_iam_role" "privacy_officer_role" {
  max_session_duration = 3600
  assume_role_policy   = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": {"AWS": "arn:${local.partition}:iam::${local.account}:root"},
          "Action": "sts:AssumeRole",
          "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        }
      ]
    }
  JSON
}

resource "aws_iam_role_policy" "release" {
  name   = "release"
  role   = aws_iam_role.privacy_officer_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.candidate_bucket.arn}/*"},
        {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "${aws_s3_bucket.released_bucket.arn}/*"},
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "${aws_kms_key.clinical_key.arn}"},
        {"Effect": "Allow", "Action": "kms:GenerateDataKey", "Resource": "${aws_kms_key.report_key.arn}"}
      ]
    }
  JSON
}

# Only the privacy officer writes here.
resource "aws_s3_bucket" "released_bucket" {
  tags = {
    DataClassification = "deidentified"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "released_bucket" {
  bucket = aws_s3_bucket.released_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.report_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "released_bucket" {
  bucket                  = aws_s3_bucket.released_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "released_bucket" {
  bucket        = aws_s3_bucket.released_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "released/"
}

resource "aws_s3_bucket_versioning" "released_bucket" {
  bucket = aws_s3_bucket.released_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "released_bucket_policy" {
  bucket = aws_s3_bucket.released_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.released_bucket.arn}", "${aws_s3_bucket.released_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }
      ]
    }
  JSON
}

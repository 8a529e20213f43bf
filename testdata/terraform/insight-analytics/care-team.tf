# --- for the care team: who is at risk, asked of the export ---------------------------------------------------------
resource "aws_glue_catalog_database" "clinical_catalog" {
  catalog_id  = local.account
  name        = "clinical"
  description = "The export of the night"
}

resource "aws_glue_catalog_table" "encounters" {
  catalog_id    = local.account
  database_name = aws_glue_catalog_database.clinical_catalog.name
  name          = "encounters"
  table_type    = "EXTERNAL_TABLE"

  storage_descriptor {
    location      = "s3://${aws_s3_bucket.export_bucket.id}/nightly/Encounter/"
    input_format  = "org.apache.hadoop.mapred.TextInputFormat"
    output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"

    ser_de_info {
      serialization_library = "org.openx.data.jsonserde.JsonSerDe"
    }

    dynamic "columns" {
      for_each = ["id", "subject", "period"]

      content {
        name = columns.value
        type = "string"
      }
    }
  }
}

resource "aws_s3_bucket" "result_bucket" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "result_bucket" {
  bucket = aws_s3_bucket.result_bucket.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.clinical_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "result_bucket" {
  bucket                  = aws_s3_bucket.result_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "result_bucket" {
  bucket        = aws_s3_bucket.result_bucket.id
  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "results/"
}

resource "aws_s3_bucket_versioning" "result_bucket" {
  bucket = aws_s3_bucket.result_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "result_bucket" {
  bucket = aws_s3_bucket.result_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = var.keep_days.results
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "result_bucket_policy" {
  bucket = aws_s3_bucket.result_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "TlsOnly",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": ["${aws_s3_bucket.result_bucket.arn}", "${aws_s3_bucket.result_bucket.arn}/*"],
          "Condition": {"Bool": {"aws:SecureTransport": "false"}}
        }
      ]
    }
  JSON
}

resource "aws_athena_workgroup" "clinical_queries" {
  name = "clinical"

  configuration {
    # Callers cannot choose another place or key for results.
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true

    result_configuration {
      output_location = "s3://${aws_s3_bucket.result_bucket.id}/clinical/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.clinical_key.arn
      }
    }
  }
}

resource "aws_iam_role" "risk_lister_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "risk_lister_role_network" {
  role       = aws_iam_role.risk_lister_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "risk_lister" {
  name   = "risk-lister"
  role   = aws_iam_role.risk_lister_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
          "Resource": "arn:${local.partition}:athena:${local.region}:${local.account}:workgroup/${aws_athena_workgroup.clinical_queries.name}"
        },
        {
          "Effect": "Allow",
          "Action": ["glue:GetDatabase", "glue:GetTable", "glue:GetPartitions"],
          "Resource": [
            "arn:${local.partition}:glue:${local.region}:${local.account}:catalog",
            "arn:${local.partition}:glue:${local.region}:${local.account}:database/${aws_glue_catalog_database.clinical_catalog.name}",
            "arn:${local.partition}:glue:${local.region}:${local.account}:table/${aws_glue_catalog_database.clinical_catalog.name}/*"
          ]
        },
        {
          "Effect": "Allow",
          "Action": ["s3:GetObject", "s3:ListBucket"],
          "Resource": ["${aws_s3_bucket.export_bucket.arn}", "${aws_s3_bucket.export_bucket.arn}/*"]
        },
        {
          "Effect": "Allow",
          "Action": ["s3:GetObject", "s3:PutObject", "s3:GetBucketLocation"],
          "Resource": ["${aws_s3_bucket.result_bucket.arn}", "${aws_s3_bucket.result_bucket.arn}/*"]
        },
        {"Effect": "Allow", "Action": "dynamodb:BatchWriteItem", "Resource": "${aws_dynamodb_table.risk_table.arn}"},
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.clinical_key.arn}"}
      ]
    }
  JSON
}

resource "aws_cloudwatch_log_group" "risk_lister_log" {
  name              = "/aws/lambda/insight-risk-lister"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = var.keep_days.logs
}

resource "aws_lambda_function" "risk_lister" {
  function_name = "insight-risk-lister"
  runtime       = "python3.13"
  handler       = "risk-lister.handler"
  timeout       = 300
  role          = aws_iam_role.risk_lister_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "insight-risk-lister.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.risk_lister_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      WORKGROUP     = aws_athena_workgroup.clinical_queries.name
      EXPORT_BUCKET = aws_s3_bucket.export_bucket.id
      RESULT_BUCKET = aws_s3_bucket.result_bucket.id
      RISK_TABLE    = aws_dynamodb_table.risk_table.name
    }
  }
}

resource "aws_cloudwatch_event_rule" "every_morning" {
  schedule_expression = "cron(0 5 * * ? *)"
}

resource "aws_cloudwatch_event_target" "every_morning" {
  rule      = aws_cloudwatch_event_rule.every_morning.name
  target_id = "function"
  arn       = aws_lambda_function.risk_lister.arn
}

resource "aws_lambda_permission" "every_morning_permission" {
  function_name = aws_lambda_function.risk_lister.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_morning.arn
}

resource "aws_dynamodb_table" "risk_table" {
  name                        = "insight-risk"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "patient"
  deletion_protection_enabled = true

  attribute {
    name = "patient"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.clinical_key.arn
  }
}

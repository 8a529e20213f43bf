# --- queries ----------------------------------------------------------------------------------------------------------
resource "aws_glue_catalog_database" "catalog" {
  catalog_id = local.account
  name       = "insight"
}

# flaw, not seen yet: callers may name another place for their results, and no key
resource "aws_athena_workgroup" "queries" {
  name = "insight"

  configuration {
    enforce_workgroup_configuration = false

    result_configuration {
      output_location = "s3://${aws_s3_bucket.result_bucket.id}/"
    }
  }
}

# flaw: rows of patients lie here under a key of the service, without versions or an access log; clear text is let in
resource "aws_s3_bucket" "result_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "result_bucket" {
  bucket = aws_s3_bucket.result_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

# flaw: everybody who knows the name of a result may read it
resource "aws_s3_bucket_policy" "result_bucket_policy" {
  bucket = aws_s3_bucket.result_bucket.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {"Sid": "Analysts", "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.result_bucket.arn}/*"}
      ]
    }
  JSON
}

# --- for the care team: who is at risk --------------------------------------------------------------------------------
resource "aws_iam_role" "risk_lister_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy_attachment" "risk_lister_role" {
  for_each = toset([
    "service-role/AWSLambdaBasicExecutionRole",
    # flaw: all workgroups, and every bucket whose name begins as the results of queries often do
    "AmazonAthenaFullAccess",
  ])

  role       = aws_iam_role.risk_lister_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.value}"
}

resource "aws_iam_role_policy" "list" {
  name   = "list"
  role   = aws_iam_role.risk_lister_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["athena:StartQueryExecution", "athena:GetQueryResults"],
          "Resource": "arn:${local.partition}:athena:${local.region}:${local.account}:workgroup/${aws_athena_workgroup.queries.name}"
        },
        {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "${aws_s3_bucket.export_bucket.arn}/*"},
        {"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "${aws_s3_bucket.result_bucket.arn}/*"},
        {"Effect": "Allow", "Action": "dynamodb:BatchWriteItem", "Resource": "${aws_dynamodb_table.risk_table.arn}"},
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": "${awscc_sns_topic.risk_topic.topic_arn}"},
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "${aws_kms_key.export_key.arn}"}
      ]
    }
  JSON
}

# flaw: a log without a key of ours
resource "aws_cloudwatch_log_group" "risk_lister_log" {
  name              = "/aws/lambda/insight-risk-lister"
  retention_in_days = 14
}

resource "aws_lambda_function" "risk_lister" {
  function_name = "insight-risk-lister"
  runtime       = "python3.13"
  handler       = "risk-lister.handler"
  role          = aws_iam_role.risk_lister_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "insight-risk-lister.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.risk_lister_log.name
  }

  environment {
    variables = {
      WORKGROUP     = aws_athena_workgroup.queries.name
      EXPORT_BUCKET = aws_s3_bucket.export_bucket.id
      RESULT_BUCKET = aws_s3_bucket.result_bucket.id
      RISK_TABLE    = aws_dynamodb_table.risk_table.name
      RISK_TOPIC    = awscc_sns_topic.risk_topic.topic_arn
      # flaw: names of patients at risk, posted to a chat of another operator
      CHAT_WEBHOOK = "https://hooks.slack.com/services/T00000000/B00000000/example"
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

# flaw: under a key of the service, without recovery, deleted with one call
resource "aws_dynamodb_table" "risk_table" {
  name         = "insight-risk"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "patient"

  attribute {
    name = "patient"
    type = "S"
  }
}

# flaw: the list is mailed as well, to somebody outside, and the topic takes requests without TLS
resource "awscc_sns_topic" "risk_topic" {
  topic_name = "insight-risk"

  subscription = [
    { protocol = "email", endpoint = "care-team@example.org" }
  ]
}

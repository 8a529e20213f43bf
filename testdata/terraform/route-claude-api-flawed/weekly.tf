# --- every appeal of the week once more, at night --------------------------------------------------

resource "aws_iam_role" "weekly_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "lambda.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy_attachment" "weekly_vpc_access" {
  role       = aws_iam_role.weekly_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "weekly" {
  name = "weekly"
  role = aws_iam_role.weekly_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: no design knows this reader of cases
      {
        Sid      = "ReadCases"
        Effect   = "Allow"
        Action   = ["dynamodb:Query", "dynamodb:Scan"]
        Resource = aws_dynamodb_table.cases_table.arn
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.cases_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "weekly_log" {
  name              = "/aws/lambda/weekly"
  kms_key_id        = aws_kms_key.cases_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "weekly" {
  function_name = "weekly"
  runtime       = "python3.13"
  handler       = "weekly.handler"
  timeout       = 900
  role          = aws_iam_role.weekly_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "weekly.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.weekly_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CASES_TABLE = aws_dynamodb_table.cases_table.name
      # flaw: nor does it know that cases go to the API a second time, as a batch
      BATCH_URL = "https://api.anthropic.com/v1/messages/batches"
      # flaw: the same key in clear text
      ANTHROPIC_API_KEY = "example-key-of-the-api"
    }
  }
}

resource "aws_cloudwatch_event_rule" "every_week" {
  schedule_expression = "cron(0 3 ? * SUN *)"
}

resource "aws_cloudwatch_event_target" "every_week_weekly" {
  rule      = aws_cloudwatch_event_rule.every_week.name
  target_id = "weekly"
  arn       = aws_lambda_function.weekly.arn
}

resource "aws_lambda_permission" "every_week_permission" {
  statement_id  = "EveryWeekPermission"
  function_name = aws_lambda_function.weekly.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_week.arn
}

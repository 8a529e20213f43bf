# --- appeals ---------------------------------------------------------------------------------------

resource "aws_dynamodb_table" "cases_table" {
  name                        = "cases"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "claim"
  deletion_protection_enabled = true

  attribute {
    name = "claim"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.cases_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_iam_role" "appeals_role" {
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

resource "aws_iam_role_policy_attachment" "appeals_vpc_access" {
  role       = aws_iam_role.appeals_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "appeals" {
  name = "appeals"
  role = aws_iam_role.appeals_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadAndDraft"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
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

resource "aws_cloudwatch_log_group" "appeals_log" {
  name              = "/aws/lambda/appeals"
  kms_key_id        = aws_kms_key.cases_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "appeals" {
  function_name = "appeals"
  runtime       = "python3.13"
  handler       = "appeals.handler"
  timeout       = 120
  role          = aws_iam_role.appeals_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "appeals.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.appeals_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CASES_TABLE = aws_dynamodb_table.cases_table.name
      # flaw: the key stands in the settings of the function and in this file
      ANTHROPIC_API_KEY = "example-key-of-the-api"
      MODEL_ID          = "claude-sonnet-4-5"
    }
  }
}

# --- messages of patients: the same platform -------------------------------------------------------

resource "aws_dynamodb_table" "messages_table" {
  name                        = "messages"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "message"
  deletion_protection_enabled = true

  attribute {
    name = "message"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.records_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_iam_role" "replies_role" {
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

resource "aws_iam_role_policy_attachment" "replies_vpc_access" {
  role       = aws_iam_role.replies_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "replies" {
  name = "replies"
  role = aws_iam_role.replies_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadAndAnswer"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        Resource = aws_dynamodb_table.messages_table.arn
      },
      # flaw: what patients write goes to the platform, which Anthropic operates
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "aws-external-anthropic:CreateInference"
        Resource = awscc_awsexternalanthropic_workspace.workspace.arn
      },
      # flaw: batches and files are no part of any agreement
      {
        Sid      = "CallAtNight"
        Effect   = "Allow"
        Action   = ["aws-external-anthropic:CreateBatchInference", "aws-external-anthropic:CreateFile"]
        Resource = awscc_awsexternalanthropic_workspace.workspace.arn
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.records_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "replies_log" {
  name              = "/aws/lambda/replies"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "replies" {
  function_name = "replies"
  runtime       = "python3.13"
  handler       = "replies.handler"
  timeout       = 120
  role          = aws_iam_role.replies_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "replies.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.replies_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      MESSAGES_TABLE             = aws_dynamodb_table.messages_table.name
      ANTHROPIC_AWS_WORKSPACE_ID = split("workspace/", awscc_awsexternalanthropic_workspace.workspace.arn)[1]
      # flaw: a key that can be read by whoever may look at the function
      ANTHROPIC_AWS_API_KEY = "example-key-of-the-platform"
      MODEL_ID              = "claude-sonnet-4-5"
    }
  }
}

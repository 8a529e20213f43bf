# --- the assistant ---------------------------------------------------------------------------------

resource "aws_dynamodb_table" "chats_table" {
  name                        = "chats"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "conversation"
  deletion_protection_enabled = true

  attribute {
    name = "conversation"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.chats_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_iam_role" "assistant_role" {
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

resource "aws_iam_role_policy_attachment" "assistant_vpc_access" {
  role       = aws_iam_role.assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "assistant" {
  name = "assistant"
  role = aws_iam_role.assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "KeepConversations"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = aws_dynamodb_table.chats_table.arn
      },
      # flaw: nothing asks for the guardrail
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
      },
      {
        Sid      = "UseKey"
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.chats_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "assistant_log" {
  name              = "/aws/lambda/assistant"
  kms_key_id        = aws_kms_key.chats_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "assistant" {
  function_name = "assistant"
  runtime       = "python3.13"
  handler       = "assistant.handler"
  timeout       = 120
  role          = aws_iam_role.assistant_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "assistant.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.assistant_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CHATS_TABLE = aws_dynamodb_table.chats_table.name
      MODEL_ID    = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      # flaw: when it has no answer, it posts the question to a channel of a chat vendor
      HELP_CHANNEL_URL = "https://hooks.slack.com/services/EXAMPLE/EXAMPLE/example"
    }
  }
}

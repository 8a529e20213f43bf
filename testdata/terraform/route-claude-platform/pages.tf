# --- pages of the web site: the Claude Platform on AWS, no patients --------------------------------

resource "awscc_awsexternalanthropic_workspace" "workspace" {
  name = "web-site"

  data_residency = {
    workspace_geo          = "us"
    allowed_inference_geos = ["us"]
    default_inference_geo  = "us"
  }
}

resource "aws_dynamodb_table" "pages_table" {
  name                        = "pages"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "page"
  deletion_protection_enabled = true

  attribute {
    name = "page"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.records_key.arn
  }
}

resource "aws_iam_role" "pages_role" {
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

resource "aws_iam_role_policy_attachment" "pages_vpc_access" {
  role       = aws_iam_role.pages_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "pages" {
  name = "pages"
  role = aws_iam_role.pages_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "ReadAndDraft"
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        Resource = aws_dynamodb_table.pages_table.arn
      },
      {
        Sid      = "CallModel"
        Effect   = "Allow"
        Action   = "aws-external-anthropic:CreateInference"
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

resource "aws_cloudwatch_log_group" "pages_log" {
  name              = "/aws/lambda/pages"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "pages" {
  function_name = "pages"
  runtime       = "python3.13"
  handler       = "pages.handler"
  timeout       = 120
  role          = aws_iam_role.pages_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "pages.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.pages_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      PAGES_TABLE = aws_dynamodb_table.pages_table.name
      # The last part of the ARN is the id.
      ANTHROPIC_AWS_WORKSPACE_ID = split("workspace/", awscc_awsexternalanthropic_workspace.workspace.arn)[1]
      MODEL_ID                   = "claude-sonnet-4-5"
    }
  }
}

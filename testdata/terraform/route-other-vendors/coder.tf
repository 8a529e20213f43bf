# --- codes: Azure OpenAI, under an agreement; a coder confirms -------------------------------------

resource "aws_iam_role" "coder_role" {
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

resource "aws_iam_role_policy_attachment" "coder_vpc_access" {
  role       = aws_iam_role.coder_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "coder" {
  name = "coder"
  role = aws_iam_role.coder_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.letters_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.codes_table.arn
      },
      {
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = "arn:${data.aws_partition.current.partition}:secretsmanager:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:secret:letters-azure-*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.letters_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "coder_log" {
  name              = "/aws/lambda/letters-coder"
  kms_key_id        = aws_kms_key.letters_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "coder" {
  function_name = "letters-coder"
  runtime       = "python3.13"
  handler       = "coder.handler"
  timeout       = 120
  role          = aws_iam_role.coder_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "letters-coder.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.coder_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.egress_subnet.id]
    security_group_ids = [aws_security_group.egress_group.id]
  }

  environment {
    variables = {
      LETTERS_BUCKET        = aws_s3_bucket.letters_bucket.bucket
      CODES_TABLE           = aws_dynamodb_table.codes_table.name
      AZURE_OPENAI_ENDPOINT = "https://letters-coding.openai.azure.com"
      KEY_SECRET            = "letters-azure"
    }
  }
}

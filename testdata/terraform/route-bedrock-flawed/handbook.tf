# --- the handbook of the staff: no patients in it --------------------------------------------------

resource "awscc_bedrockmantle_project" "handbook_project" {
  name = "handbook"
}

resource "aws_iam_role" "handbook_role" {
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

resource "aws_iam_role_policy_attachment" "handbook_vpc_access" {
  role       = aws_iam_role.handbook_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "handbook" {
  name = "handbook"
  role = aws_iam_role.handbook_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "bedrock-mantle:CreateInference"
      Resource = "arn:${data.aws_partition.current.partition}:bedrock-mantle:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:project/*"
    }]
  })
}

resource "aws_cloudwatch_log_group" "handbook_log" {
  name              = "/aws/lambda/handbook"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "handbook" {
  function_name = "handbook"
  runtime       = "python3.13"
  handler       = "handbook.handler"
  role          = aws_iam_role.handbook_role.arn
  # The handbook is part of the code.
  s3_bucket = "example-deployment-artifacts"
  s3_key    = "handbook.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.handbook_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      ANTHROPIC_BEDROCK_MANTLE_BASE_URL = "https://bedrock-mantle.${data.aws_region.current.region}.api.aws"
      MODEL_ID                          = "anthropic.claude-haiku-4-5"
    }
  }
}

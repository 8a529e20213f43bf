# --- the staff read, change and send; nothing is sent without them -----------------------------------------------------

resource "aws_iam_role" "staff_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "staff_role_network" {
  role       = aws_iam_role.staff_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "work_list" {
  name = "work-list"
  role = aws_iam_role.staff_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
        Resource = aws_dynamodb_table.work_list_table.arn
      },
      {
        Effect   = "Allow"
        Action   = "kms:Decrypt"
        Resource = aws_kms_key.claims_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "staff_log" {
  name              = "/aws/lambda/staff"
  kms_key_id        = aws_kms_key.claims_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "staff" {
  function_name = "staff"
  runtime       = "python3.13"
  handler       = "staff.handler"
  role          = aws_iam_role.staff_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "staff.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.staff_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      WORK_LIST = aws_dynamodb_table.work_list_table.name
    }
  }
}

# Signed requests only.
resource "aws_lambda_function_url" "staff_url" {
  function_name      = aws_lambda_function.staff.function_name
  authorization_type = "AWS_IAM"
}

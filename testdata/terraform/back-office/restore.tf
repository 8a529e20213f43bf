# --- step 3: put identifiers back, for the staff -----------------------------------------------------------------------

resource "aws_iam_role" "restore_role" {
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

resource "aws_iam_role_policy_attachment" "restore_role_network" {
  role       = aws_iam_role.restore_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "restore" {
  name = "restore"
  role = aws_iam_role.restore_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.masked_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:GetItem"
        Resource = aws_dynamodb_table.marks_table.arn
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.work_list_table.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.claims_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "restore_log" {
  name              = "/aws/lambda/restore"
  kms_key_id        = aws_kms_key.claims_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "restore" {
  function_name = "restore"
  runtime       = "python3.13"
  handler       = "restore.handler"
  role          = aws_iam_role.restore_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "restore.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.restore_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      MASKED_BUCKET = aws_s3_bucket.masked_bucket.bucket
      MARKS_TABLE   = aws_dynamodb_table.marks_table.name
      WORK_LIST     = aws_dynamodb_table.work_list_table.name
    }
  }
}

# --- step 1: take identifiers out --------------------------------------------------------------------------------------

resource "aws_iam_role" "mask_role" {
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

resource "aws_iam_role_policy_attachment" "mask_role_network" {
  role       = aws_iam_role.mask_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "mask" {
  name = "mask"
  role = aws_iam_role.mask_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.claims_bucket.arn}/*"
      },
      # The service knows no resources.
      {
        Effect   = "Allow"
        Action   = "comprehendmedical:DetectPHI"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.masked_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:PutItem"
        Resource = aws_dynamodb_table.marks_table.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.claims_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "mask_log" {
  name              = "/aws/lambda/mask"
  kms_key_id        = aws_kms_key.claims_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "mask" {
  function_name = "mask"
  runtime       = "python3.13"
  handler       = "mask.handler"
  timeout       = 60
  role          = aws_iam_role.mask_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "mask.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.mask_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CLAIMS_BUCKET = aws_s3_bucket.claims_bucket.bucket
      MASKED_BUCKET = aws_s3_bucket.masked_bucket.bucket
      MARKS_TABLE   = aws_dynamodb_table.marks_table.name
    }
  }
}

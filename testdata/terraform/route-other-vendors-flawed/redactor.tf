# --- identifiers out: the only step between letters and OpenAI -------------------------------------

resource "aws_iam_role" "redactor_role" {
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

resource "aws_iam_role_policy_attachment" "redactor_vpc_access" {
  role       = aws_iam_role.redactor_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "redactor" {
  name = "redactor"
  role = aws_iam_role.redactor_role.id
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
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.plain_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "comprehendmedical:DetectPHI"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.letters_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "redactor_log" {
  name              = "/aws/lambda/letters-redactor"
  kms_key_id        = aws_kms_key.letters_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "redactor" {
  function_name = "letters-redactor"
  runtime       = "python3.13"
  handler       = "redactor.handler"
  timeout       = 120
  role          = aws_iam_role.redactor_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "letters-redactor.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.redactor_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      LETTERS_BUCKET = aws_s3_bucket.letters_bucket.bucket
      PLAIN_BUCKET   = aws_s3_bucket.plain_bucket.bucket
      # flaw: what reads letters has the key of a vendor, "for the hard ones"
      OPENAI_API_KEY = jsondecode(data.aws_secretsmanager_secret_version.letters_openai.secret_string)["key"]
    }
  }
}

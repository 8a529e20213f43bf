# --- a copy of every note in the other cloud -------------------------------------------------------

resource "aws_iam_role" "mirror_role" {
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

resource "aws_iam_role_policy_attachment" "mirror_vpc_access" {
  role       = aws_iam_role.mirror_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "mirror" {
  name = "mirror"
  role = aws_iam_role.mirror_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.notes_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.notes_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "mirror_log" {
  name              = "/aws/lambda/${local.prefix}-mirror"
  kms_key_id        = aws_kms_key.notes_key.arn
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "mirror" {
  function_name = "${local.prefix}-mirror"
  runtime       = "python3.13"
  handler       = "mirror.handler"
  timeout       = 120
  role          = aws_iam_role.mirror_role.arn
  s3_bucket     = local.artifacts
  s3_key        = "${local.prefix}-mirror.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.mirror_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.egress_subnet.id]
    security_group_ids = [aws_security_group.egress_group.id]
  }

  environment {
    variables = {
      NOTES_BUCKET = aws_s3_bucket.notes_bucket.bucket
      # flaw: notes are kept a second time, where no agreement reaches, and the design knows nothing of it
      MIRROR_URL = "https://storage.googleapis.com/clinic-notes-mirror"
    }
  }
}

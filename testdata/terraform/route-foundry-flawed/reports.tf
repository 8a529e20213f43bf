# --- reports as they came, and the step that takes identifiers out ---------------------------------

resource "aws_dynamodb_table" "reports_table" {
  name                        = "reports"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "report"
  deletion_protection_enabled = true

  attribute {
    name = "report"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.reports_key.arn
  }

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_dynamodb_table" "clean_table" {
  name                        = "clean-reports"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "report"
  deletion_protection_enabled = true

  attribute {
    name = "report"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.reports_key.arn
  }

  tags = {
    DataClassification = "de-identified"
  }
}

data "aws_iam_policy_document" "lambda_trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "cleaner_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "cleaner_vpc_access" {
  role       = aws_iam_role.cleaner_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "cleaner" {
  statement {
    sid       = "ReadReports"
    effect    = "Allow"
    actions   = ["dynamodb:GetItem"]
    resources = [aws_dynamodb_table.reports_table.arn]
  }

  statement {
    sid       = "FindIdentifiers"
    effect    = "Allow"
    actions   = ["comprehendmedical:DetectPHI"]
    resources = ["*"]
  }

  statement {
    sid       = "WriteClean"
    effect    = "Allow"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.clean_table.arn]
  }

  statement {
    sid       = "UseKey"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.reports_key.arn]
  }
}

resource "aws_iam_role_policy" "cleaner" {
  name   = "clean"
  role   = aws_iam_role.cleaner_role.id
  policy = data.aws_iam_policy_document.cleaner.json
}

resource "aws_cloudwatch_log_group" "cleaner_log" {
  name              = "/aws/lambda/cleaner"
  kms_key_id        = aws_kms_key.reports_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "cleaner" {
  function_name = "cleaner"
  runtime       = "python3.13"
  handler       = "cleaner.handler"
  timeout       = 120
  role          = aws_iam_role.cleaner_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "cleaner.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.cleaner_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      REPORTS_TABLE = aws_dynamodb_table.reports_table.name
      CLEAN_TABLE   = aws_dynamodb_table.clean_table.name
    }
  }
}

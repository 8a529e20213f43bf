# --- themes: de-identified texts only --------------------------------------------------------------

resource "aws_dynamodb_table" "themes_table" {
  name                        = "themes"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "theme"
  deletion_protection_enabled = true

  attribute {
    name = "theme"
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

resource "aws_iam_role" "themes_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "themes_vpc_access" {
  role       = aws_iam_role.themes_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "themes" {
  statement {
    sid       = "ReadClean"
    effect    = "Allow"
    actions   = ["dynamodb:GetItem", "dynamodb:Query"]
    resources = [aws_dynamodb_table.clean_table.arn]
  }

  statement {
    sid       = "WriteThemes"
    effect    = "Allow"
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.themes_table.arn]
  }

  # Microsoft issues the key; whoever looks after it puts it there.
  statement {
    sid       = "ReadKeyOfFoundry"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = ["arn:${data.aws_partition.current.partition}:secretsmanager:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:secret:foundry/themes-??????"]
  }

  statement {
    sid       = "UseKey"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.reports_key.arn]
  }
}

resource "aws_iam_role_policy" "themes" {
  name   = "themes"
  role   = aws_iam_role.themes_role.id
  policy = data.aws_iam_policy_document.themes.json
}

resource "aws_cloudwatch_log_group" "themes_log" {
  name              = "/aws/lambda/themes"
  kms_key_id        = aws_kms_key.reports_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "themes" {
  function_name = "themes"
  runtime       = "python3.13"
  handler       = "themes.handler"
  timeout       = 120
  role          = aws_iam_role.themes_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "themes.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.themes_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CLEAN_TABLE                = aws_dynamodb_table.clean_table.name
      THEMES_TABLE               = aws_dynamodb_table.themes_table.name
      ANTHROPIC_FOUNDRY_RESOURCE = "example-clinic-research"
      ANTHROPIC_FOUNDRY_BASE_URL = "https://example-clinic-research.services.ai.azure.com/anthropic"
      API_KEY_NAME               = "foundry/themes"
      MODEL_ID                   = "claude-sonnet-4-5"
    }
  }
}

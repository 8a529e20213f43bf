# --- clinicians read what it wrote, mend it and sign it ----------------------------------------------------------------

resource "aws_iam_role" "signing_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

data "aws_iam_policy_document" "sign" {
  statement {
    effect    = "Allow"
    actions   = ["dynamodb:GetItem", "dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.summaries_table.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.charts_key.arn]
  }
}

resource "aws_iam_role_policy" "sign" {
  name   = "sign"
  role   = aws_iam_role.signing_role.id
  policy = data.aws_iam_policy_document.sign.json
}

resource "aws_cloudwatch_log_group" "signing_log" {
  name              = "/aws/lambda/signing"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "signing" {
  function_name = "signing"
  runtime       = "python3.13"
  handler       = "signing.handler"
  role          = aws_iam_role.signing_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "signing.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.signing_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.work_group.id]
  }

  environment {
    variables = {
      SUMMARIES_TABLE = aws_dynamodb_table.summaries_table.name
    }
  }
}

# flaw: whoever has the address reads summaries, and signs them
resource "aws_lambda_function_url" "signing_url" {
  function_name      = aws_lambda_function.signing.function_name
  authorization_type = "NONE"
}

# --- the summariser -------------------------------------------------------------------------------------------------
# flaw: prompts alone are looked at, record numbers and topics are not checked, and only the draft is there (nor are answers checked against the notes)
resource "aws_bedrock_guardrail" "summary_guardrail" {
  name                      = "summaries"
  blocked_input_messaging   = "This visit cannot be summarised."
  blocked_outputs_messaging = "This summary was withheld."
  kms_key_arn               = aws_kms_key.records_key.arn

  sensitive_information_policy_config {
    pii_entities_config {
      type           = "US_SOCIAL_SECURITY_NUMBER"
      action         = "BLOCK"
      input_enabled  = true
      output_enabled = false
    }
    pii_entities_config {
      type           = "CREDIT_DEBIT_CARD_NUMBER"
      action         = "BLOCK"
      input_enabled  = true
      output_enabled = false
    }
  }
}

resource "aws_iam_role" "summariser_role" {
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

data "aws_iam_policy_document" "functions" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "summariser_role_logs" {
  role       = aws_iam_role.summariser_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "summarise" {
  name   = "summarise"
  role   = aws_iam_role.summariser_role.id
  policy = data.aws_iam_policy_document.summarise.json
}

data "aws_iam_policy_document" "summarise" {
  # flaw: every queue of the account
  statement {
    sid       = "TakeClosedVisits"
    effect    = "Allow"
    actions   = ["sqs:*"]
    resources = ["*"]
  }

  # flaw: every model, with the guardrail or without it, and every setting of the service
  statement {
    sid       = "CallModel"
    effect    = "Allow"
    actions   = ["bedrock:*"]
    resources = ["*"]
  }

  statement {
    sid       = "UseKey"
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.records_key.arn]
  }
}

# flaw: the log has no key of ours and no end
resource "aws_cloudwatch_log_group" "summariser_log" {
  name = "/aws/lambda/ehr-summariser"
}

# flaw: outside the VPC, so that prompts reach the model by its public address
resource "aws_lambda_function" "summariser" {
  function_name = "ehr-summariser"
  runtime       = "python3.13"
  handler       = "summarise.handler"
  timeout       = 120
  role          = aws_iam_role.summariser_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "ehr-summariser.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.summariser_log.name
  }

  environment {
    variables = {
      RECORD_HOST = aws_rds_cluster.record.endpoint
      RECORD_USER = "administrator"
      # flaw: a password that everybody sees who may look at the function
      RECORD_PASSWORD = var.record_password
      # flaw: prompts are processed in whatever Region has capacity
      MODEL_ID     = "global.anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL_ID = aws_bedrock_guardrail.summary_guardrail.guardrail_id
      # flaw, not seen yet: the code writes each prompt to its log at this level
      LOG_LEVEL = "DEBUG"
      # flaw: traces, with prompts in them, go to a vendor without an agreement
      OTEL_EXPORTER_OTLP_ENDPOINT = "https://api.honeycomb.io"
    }
  }
}

resource "aws_lambda_event_source_mapping" "summariser_feed" {
  event_source_arn = aws_sqs_queue.closed_visits.arn
  function_name    = aws_lambda_function.summariser.function_name
  batch_size       = 1
}

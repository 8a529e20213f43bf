# --- the summariser -------------------------------------------------------------------------------------------------
resource "aws_bedrock_guardrail" "summary_guardrail" {
  name                      = "summaries"
  blocked_input_messaging   = "This visit cannot be summarised."
  blocked_outputs_messaging = "This summary was withheld."
  kms_key_arn               = aws_kms_key.records_key.arn

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
    filters_config {
      type            = "MISCONDUCT"
      input_strength  = "HIGH"
      output_strength = "HIGH"
    }
  }

  contextual_grounding_policy_config {
    filters_config {
      type      = "GROUNDING"
      threshold = 0.8
    }
    filters_config {
      type      = "RELEVANCE"
      threshold = 0.7
    }
  }

  topic_policy_config {
    topics_config {
      name       = "treatment-advice"
      definition = "Recommendations of a diagnosis, a drug, a dose or a treatment that the notes of the visit do not contain."
      examples   = ["Which dose should this patient get?"]
      type       = "DENY"
    }
  }

  sensitive_information_policy_config {
    dynamic "pii_entities_config" {
      for_each = [
        { type = "US_SOCIAL_SECURITY_NUMBER", action = "BLOCK" },
        { type = "CREDIT_DEBIT_CARD_NUMBER", action = "BLOCK" },
        { type = "ADDRESS", action = "ANONYMIZE" },
        { type = "PHONE", action = "ANONYMIZE" },
        { type = "EMAIL", action = "ANONYMIZE" },
        { type = "NAME", action = "ANONYMIZE" },
      ]

      content {
        type   = pii_entities_config.value.type
        action = pii_entities_config.value.action
      }
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "ANONYMIZE"
    }
    regexes_config {
      name    = "plan-number"
      pattern = "HP-[0-9]{9}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "summary_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.summary_guardrail.guardrail_arn
  description   = "as approved by the clinical board"
}

resource "aws_iam_role" "summariser_role" {
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy_attachment" "summariser_role_network" {
  role       = aws_iam_role.summariser_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "summarise" {
  name   = "summarise"
  role   = aws_iam_role.summariser_role.id
  policy = data.aws_iam_policy_document.summarise.json
}

data "aws_iam_policy_document" "summarise" {
  statement {
    sid       = "TakeClosedVisits"
    effect    = "Allow"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.closed_visits.arn]
  }

  statement {
    sid       = "SignInToTheRecord"
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.sign_in.arn]
  }

  statement {
    sid       = "CallModel"
    effect    = "Allow"
    actions   = ["bedrock:InvokeModel"]
    resources = [local.model_arn]

    condition {
      test     = "StringEquals"
      variable = "bedrock:GuardrailIdentifier"
      values   = ["${aws_bedrock_guardrail.summary_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.summary_guardrail_version.version}"]
    }
  }

  statement {
    sid       = "UseKey"
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.records_key.arn]
  }

  statement {
    sid       = "ApplyGuardrail"
    effect    = "Allow"
    actions   = ["bedrock:ApplyGuardrail"]
    resources = [aws_bedrock_guardrail.summary_guardrail.guardrail_arn]
  }
}

resource "aws_cloudwatch_log_group" "summariser_log" {
  name              = "/aws/lambda/ehr-summariser"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "summariser" {
  function_name = "ehr-summariser"
  runtime       = "python3.13"
  handler       = "summarise.handler"
  timeout       = 120
  role          = aws_iam_role.summariser_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "ehr-summariser.zip"
  kms_key_arn   = aws_kms_key.records_key.arn

  logging_config {
    log_group             = aws_cloudwatch_log_group.summariser_log.name
    log_format            = "JSON"
    application_log_level = "WARN"
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
    security_group_ids = [aws_security_group.summariser_group.id]
  }

  environment {
    variables = {
      RECORD_SIGN_IN    = aws_secretsmanager_secret.sign_in.arn
      MODEL_ID          = var.model_id
      GUARDRAIL_ID      = aws_bedrock_guardrail.summary_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.summary_guardrail_version.version
    }
  }
}

resource "aws_lambda_event_source_mapping" "summariser_feed" {
  event_source_arn = aws_sqs_queue.closed_visits.arn
  function_name    = aws_lambda_function.summariser.function_name
  batch_size       = 1
}

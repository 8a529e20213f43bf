# --- the agent ---------------------------------------------------------------------------------------------------------

resource "aws_bedrock_guardrail" "coding_guardrail" {
  # flaw: a suggestion need not follow from any passage
  name                      = "coding"
  blocked_input_messaging   = "This chart cannot be coded here."
  blocked_outputs_messaging = "This suggestion was withheld."
  kms_key_arn               = aws_kms_key.charts_key.arn

  topic_policy_config {
    topics_config {
      name       = "Treatment"
      type       = "DENY"
      definition = "Advice on how to treat the patient of a chart"
    }
  }

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "BLOCK"
    }

    pii_entities_config {
      type   = "NAME"
      action = "ANONYMIZE"
    }

    pii_entities_config {
      type   = "PHONE"
      action = "ANONYMIZE"
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "coding_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.coding_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "agent_role" {
  assume_role_policy = data.aws_iam_policy_document.bedrock_trust.json
}

data "aws_iam_policy_document" "suggest" {
  # flaw: every model, agent and knowledge base of the account
  statement {
    effect    = "Allow"
    actions   = ["bedrock:*"]
    resources = ["*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.charts_key.arn]
  }
}

resource "aws_iam_role_policy" "suggest" {
  name   = "suggest"
  role   = aws_iam_role.agent_role.id
  policy = data.aws_iam_policy_document.suggest.json
}

resource "aws_bedrockagent_agent" "coding_agent" {
  agent_name              = "coding"
  agent_resource_role_arn = aws_iam_role.agent_role.arn
  foundation_model        = "anthropic.claude-sonnet-4-5-20250929-v1:0"
  instruction             = <<-EOT
    Read the chart and suggest codes. Give for each code the passage of the chart and the rule of the guidelines
    that support it. Suggest nothing that no passage supports. You never submit a code.
  EOT
  # flaw, not seen yet: sessions, which hold what charts say, are under a key of the service
  idle_session_ttl_in_seconds = 3600

  guardrail_configuration {
    guardrail_identifier = aws_bedrock_guardrail.coding_guardrail.guardrail_id
    # flaw: the draft, which changes without a new version
    guardrail_version = "DRAFT"
  }
}

resource "aws_bedrockagent_agent_knowledge_base_association" "coding_knowledge" {
  agent_id             = aws_bedrockagent_agent.coding_agent.agent_id
  knowledge_base_id    = aws_bedrockagent_knowledge_base.coding_knowledge.id
  description          = "guidelines and charts coded before"
  knowledge_base_state = "ENABLED"
}

resource "aws_bedrockagent_agent_action_group" "charts" {
  agent_id          = aws_bedrockagent_agent.coding_agent.agent_id
  agent_version     = "DRAFT"
  action_group_name = "charts"

  action_group_executor {
    lambda = aws_lambda_function.chart_reader.arn
  }

  function_schema {
    member_functions {
      functions {
        name        = "read_chart"
        description = "Reads one chart"

        parameters {
          map_block_key = "chart"
          type          = "string"
          required      = true
        }
      }
    }
  }
}

resource "aws_bedrockagent_agent_alias" "coding_agent_live" {
  agent_id         = aws_bedrockagent_agent.coding_agent.agent_id
  agent_alias_name = "live"
}

resource "aws_iam_role" "chart_reader_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "chart_reader_role_network" {
  role       = aws_iam_role.chart_reader_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "read_charts" {
  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.charts_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.charts_key.arn]
  }
}

resource "aws_iam_role_policy" "read_charts" {
  name   = "read-charts"
  role   = aws_iam_role.chart_reader_role.id
  policy = data.aws_iam_policy_document.read_charts.json
}

# flaw: what the function prints of charts is kept for ever, under a key of the service
resource "aws_cloudwatch_log_group" "chart_reader_log" {
  name = "/aws/lambda/chart-reader"
}

resource "aws_lambda_function" "chart_reader" {
  function_name = "chart-reader"
  runtime       = "python3.13"
  handler       = "charts.handler"
  role          = aws_iam_role.chart_reader_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "chart-reader.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.chart_reader_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet_one.id, aws_subnet.subnet_two.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      CHARTS_BUCKET = aws_s3_bucket.charts_bucket.bucket
    }
  }
}

resource "aws_lambda_permission" "agent_may_read_charts" {
  function_name = aws_lambda_function.chart_reader.function_name
  action        = "lambda:InvokeFunction"
  principal     = "bedrock.amazonaws.com"
  source_arn    = aws_bedrockagent_agent.coding_agent.agent_arn
}

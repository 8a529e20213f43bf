# --- what the assistant may say ----------------------------------------------------------------------------------------

resource "aws_bedrock_guardrail" "intake_guardrail" {
  name                      = "intake"
  blocked_input_messaging   = "I cannot help with this. Would you like to talk to a person?"
  blocked_outputs_messaging = "I cannot answer this. Would you like to talk to a person?"
  kms_key_arn               = aws_kms_key.intake_key.arn

  topic_policy_config {
    topics_config {
      name       = "Diagnosis"
      type       = "DENY"
      definition = "Saying which illness somebody has or may have"
      examples   = ["What do I have?"]
    }

    topics_config {
      name       = "Treatment"
      type       = "DENY"
      definition = "Advice on medicines, doses or therapies"
      examples   = ["How much may I take?"]
    }
  }

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

    filters_config {
      type            = "INSULTS"
      input_strength  = "MEDIUM"
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

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "NAME"
      action = "ANONYMIZE"
    }

    pii_entities_config {
      type   = "ADDRESS"
      action = "ANONYMIZE"
    }

    pii_entities_config {
      type   = "PHONE"
      action = "ANONYMIZE"
    }

    pii_entities_config {
      type   = "EMAIL"
      action = "ANONYMIZE"
    }

    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "BLOCK"
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "ANONYMIZE"
    }

    regexes_config {
      name    = "member-number"
      pattern = "PLN-[0-9]{9}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "intake_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.intake_guardrail.guardrail_arn
  description   = "first"
}

# --- what the assistant may say ----------------------------------------------------------------------------------------

resource "aws_bedrock_guardrail" "intake_guardrail" {
  # flaw: no topic is denied, so the assistant drifts into diagnosis and treatment
  name                      = "intake"
  blocked_input_messaging   = "I cannot help with this. Would you like to talk to a person?"
  blocked_outputs_messaging = "I cannot answer this. Would you like to talk to a person?"
  kms_key_arn               = aws_kms_key.intake_key.arn

  content_policy_config {
    # flaw: the public writes the prompts, and no filter looks for attacks
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
    # flaw: answers are not looked at, only prompts
    pii_entities_config {
      type           = "NAME"
      action         = "ANONYMIZE"
      output_enabled = false
    }

    pii_entities_config {
      type           = "PHONE"
      action         = "ANONYMIZE"
      output_enabled = false
    }

    pii_entities_config {
      type           = "US_SOCIAL_SECURITY_NUMBER"
      action         = "BLOCK"
      output_enabled = false
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

# flaw: no version of the guardrail is published; the draft changes under the assistant

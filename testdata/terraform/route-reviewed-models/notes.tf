# --- notes in, letters out -------------------------------------------------------------------------

resource "aws_s3_bucket" "notes_bucket" {
  tags = {
    DataClassification = "PHI"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.work_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "notes/"
}

resource "aws_s3_bucket_versioning" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "notes_bucket" {
  bucket = aws_s3_bucket.notes_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 3650
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

data "aws_iam_policy_document" "notes_bucket_policy" {
  statement {
    sid       = "TlsOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.notes_bucket.arn, "${aws_s3_bucket.notes_bucket.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "notes_bucket_policy" {
  bucket = aws_s3_bucket.notes_bucket.id
  policy = data.aws_iam_policy_document.notes_bucket_policy.json
}

resource "aws_bedrock_guardrail" "letter_guardrail" {
  name                      = "letters"
  blocked_input_messaging   = "This request cannot be answered."
  blocked_outputs_messaging = "This answer was withheld."
  kms_key_arn               = aws_kms_key.work_key.arn

  content_policy_config {
    filters_config {
      type            = "PROMPT_ATTACK"
      input_strength  = "HIGH"
      output_strength = "NONE"
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
      name       = "treatment"
      type       = "DENY"
      definition = "Advice on a diagnosis or a treatment that the note does not hold."
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "BLOCK"
    }

    pii_entities_config {
      type   = "CREDIT_DEBIT_CARD_NUMBER"
      action = "BLOCK"
    }

    regexes_config {
      name    = "record-number"
      pattern = "MRN[0-9]{8}"
      action  = "ANONYMIZE"
    }
  }
}

resource "aws_bedrock_guardrail_version" "letter_guardrail_version" {
  guardrail_arn = aws_bedrock_guardrail.letter_guardrail.guardrail_arn
  description   = "first"
}

resource "aws_iam_role" "letter_writer_role" {
  assume_role_policy = data.aws_iam_policy_document.lambda_trust.json
}

resource "aws_iam_role_policy_attachment" "letter_writer_vpc_access" {
  role       = aws_iam_role.letter_writer_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

data "aws_iam_policy_document" "letter_writer" {
  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.notes_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.notes_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["bedrock:InvokeModel"]
    resources = ["arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"]

    condition {
      test     = "StringEquals"
      variable = "bedrock:GuardrailIdentifier"
      values   = ["${aws_bedrock_guardrail.letter_guardrail.guardrail_arn}:${aws_bedrock_guardrail_version.letter_guardrail_version.version}"]
    }
  }

  # The mode in which AWS keeps prompts is set per account, so the role of the notes may not use those models at all.
  statement {
    sid     = "NeverAReviewedModel"
    effect  = "Deny"
    actions = ["bedrock:InvokeModel*"]
    resources = [
      "arn:${data.aws_partition.current.partition}:bedrock:*::foundation-model/anthropic.claude-mythos-*",
      "arn:${data.aws_partition.current.partition}:bedrock:*::foundation-model/anthropic.claude-fable-*",
    ]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.work_key.arn]
  }
}

resource "aws_iam_role_policy" "letter_writer" {
  name   = "letterwriter"
  role   = aws_iam_role.letter_writer_role.id
  policy = data.aws_iam_policy_document.letter_writer.json
}

resource "aws_cloudwatch_log_group" "letter_writer_log" {
  name              = "/aws/lambda/reviewed-letterwriter"
  kms_key_id        = aws_kms_key.work_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "letter_writer" {
  function_name = "reviewed-letterwriter"
  runtime       = "python3.13"
  handler       = "letterwriter.handler"
  timeout       = 120
  role          = aws_iam_role.letter_writer_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "reviewed-letterwriter.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.letter_writer_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  environment {
    variables = {
      NOTES_BUCKET      = aws_s3_bucket.notes_bucket.bucket
      MODEL_ID          = "anthropic.claude-sonnet-4-5-20250929-v1:0"
      GUARDRAIL         = aws_bedrock_guardrail.letter_guardrail.guardrail_id
      GUARDRAIL_VERSION = aws_bedrock_guardrail_version.letter_guardrail_version.version
    }
  }
}

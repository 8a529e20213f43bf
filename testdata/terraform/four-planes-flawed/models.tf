# --- models: the risk of readmission ----------------------------------------------------------------------------------
resource "aws_iam_role" "serving_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

resource "aws_iam_role_policy" "serve" {
  name = "serve"
  role = aws_iam_role.serving_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: a container that only answers may also write features, and change who reads them
      { Effect = "Allow", Action = "s3:*", Resource = [aws_s3_bucket.lake_bucket.arn, "${aws_s3_bucket.lake_bucket.arn}/*"] },
      # Calls are captured in this role.
      { Effect = "Allow", Action = "s3:PutObject", Resource = "${aws_s3_bucket.capture_bucket.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

# flaw: the container runs outside our network (and, not seen yet, without network isolation)
resource "aws_sagemaker_model" "model" {
  name               = "readmission"
  execution_role_arn = aws_iam_role.serving_role.arn

  primary_container {
    image          = "${local.account}.dkr.ecr.${local.region}.amazonaws.com/readmission:1"
    model_data_url = "s3://${aws_s3_bucket.lake_bucket.id}/models/readmission.tar.gz"
  }
}

resource "aws_sagemaker_endpoint_configuration" "serving_config" {
  name = "readmission"

  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.m5.large"
    initial_instance_count = 1
    initial_variant_weight = 1
  }

  # flaw: every request and every answer is kept, in a bucket under a key of the service
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.capture_bucket.id}/readmission/"

    capture_options {
      capture_mode = "Input"
    }
    capture_options {
      capture_mode = "Output"
    }
  }
}

resource "aws_s3_bucket" "capture_bucket" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "capture_bucket" {
  bucket = aws_s3_bucket.capture_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "readmission"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.serving_config.name
}

# flaw: scores and drafts under a key of the service, without recovery, deleted with one call
resource "aws_dynamodb_table" "worklist" {
  name         = "planes-worklist"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "patient"

  attribute {
    name = "patient"
    type = "S"
  }
}

# --- models: letters drafted from notes -------------------------------------------------------------------------------
# flaw: it only writes down that it found identifiers
resource "aws_bedrock_guardrail" "letter_guardrail" {
  name                      = "letters"
  blocked_input_messaging   = "This note cannot be used."
  blocked_outputs_messaging = "This letter was withheld."

  content_policy_config {
    filters_config {
      type            = "HATE"
      input_strength  = "HIGH"
      output_strength = "HIGH"
    }
  }

  sensitive_information_policy_config {
    pii_entities_config {
      type   = "US_SOCIAL_SECURITY_NUMBER"
      action = "NONE"
    }
  }
}

# flaw: one role for two functions, so each may do what the other needs
resource "aws_iam_role" "models_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "models_role_logs" {
  role       = aws_iam_role.models_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "models" {
  name = "models"
  role = aws_iam_role.models_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = ["${aws_s3_bucket.lake_bucket.arn}/*", "${aws_s3_bucket.inbox_bucket.arn}/*"] },
      { Effect = "Allow", Action = "sagemaker:InvokeEndpoint", Resource = aws_sagemaker_endpoint.serving.arn },
      { Effect = "Allow", Action = "dynamodb:UpdateItem", Resource = aws_dynamodb_table.worklist.arn },
      # flaw: the guardrail is not demanded, whoever calls decides
      { Effect = "Allow", Action = "bedrock:InvokeModel", Resource = "*" },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_cloudwatch_log_group" "models_log" {
  name              = "planes-models"
  retention_in_days = 30
}

resource "aws_lambda_function" "scorer" {
  function_name = "planes-scorer"
  runtime       = "python3.13"
  handler       = "scorer.handler"
  role          = aws_iam_role.models_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-scorer.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.models_log.name
  }

  environment {
    variables = {
      LAKE_BUCKET = aws_s3_bucket.lake_bucket.id
      ENDPOINT    = aws_sagemaker_endpoint.serving.name
      WORKLIST    = aws_dynamodb_table.worklist.name
    }
  }
}

resource "aws_lambda_function" "drafter" {
  function_name = "planes-drafter"
  runtime       = "python3.13"
  handler       = "drafter.handler"
  role          = aws_iam_role.models_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-drafter.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.models_log.name
  }

  environment {
    variables = {
      INBOX_BUCKET = aws_s3_bucket.inbox_bucket.id
      WORKLIST     = aws_dynamodb_table.worklist.name
      # flaw: where Bedrock has no capacity, notes go to another vendor, with a key that everybody can read
      OPENAI_BASE_URL = "https://api.openai.com/v1"
      OPENAI_API_KEY  = "sk-proj-example-only"
    }
  }
}

# --- models: where people try things out, on real patients ------------------------------------------------------------
resource "aws_iam_role" "notebook_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

# flaw: nearly everything that the service can do, and all records and buckets besides
resource "aws_iam_role_policy_attachment" "notebook_role_everything" {
  role       = aws_iam_role.notebook_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonSageMakerFullAccess"
}

resource "aws_iam_role_policy" "try" {
  name = "try"
  role = aws_iam_role.notebook_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "healthlake:*", Resource = awscc_healthlake_fhir_datastore.records.datastore_arn },
      { Effect = "Allow", Action = "s3:*", Resource = "*" },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

# flaw: in the default VPC, with a way of its own to the internet
resource "aws_sagemaker_notebook_instance" "notebook" {
  name                   = "experiments"
  instance_type          = "ml.t3.medium"
  role_arn               = aws_iam_role.notebook_role.arn
  subnet_id              = var.default_subnet
  direct_internet_access = "Enabled"
  # flaw, not seen yet: who works here can change the machine
  root_access = "Enabled"
}

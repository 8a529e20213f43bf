# --- the model: weights of our own registry, served in our own network -----------------------------

resource "aws_iam_role" "model_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "sagemaker.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "model" {
  name = "serve"
  role = aws_iam_role.model_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
        Resource = "arn:${data.aws_partition.current.partition}:ecr:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:repository/serving"
      },
      {
        Effect   = "Allow"
        Action   = "ecr:GetAuthorizationToken"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.serving_log.arn}:*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.capture_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.notes_key.arn
      },
    ]
  })
}

resource "aws_sagemaker_model" "model" {
  name               = "notes-open-weights"
  execution_role_arn = aws_iam_role.model_role.arn
  # flaw: the containers are in no network of ours (and, not seen yet, not isolated), so they reach the internet
  enable_network_isolation = false

  primary_container {
    # flaw: an image of a vendor under a tag that moves, no version of a registry of models
    image = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}/mirror/vendor-serving:latest"
    environment = {
      HF_MODEL_ID = "example-vendor/clinical-open-7b"
      # flaw: the image sends prompts and answers to a vendor of traces
      LANGFUSE_HOST = "https://cloud.langfuse.com"
    }
  }
}

resource "aws_sagemaker_endpoint_configuration" "model_config" {
  # flaw, not seen yet: no key for what the instances keep
  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.g6.12xlarge"
    initial_instance_count = 2
    initial_variant_weight = 1
  }

  # flaw: every call is kept, in a bucket without a key of ours
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.capture_bucket.bucket}/calls"

    capture_options {
      capture_mode = "Input"
    }

    capture_options {
      capture_mode = "Output"
    }
  }
}

# flaw: what the containers print is kept for ever
resource "aws_cloudwatch_log_group" "serving_log" {
  name       = "/aws/sagemaker/Endpoints/notes-model"
  kms_key_id = aws_kms_key.notes_key.arn
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "notes-model"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.model_config.name
}

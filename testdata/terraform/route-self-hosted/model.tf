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
  name                     = "notes-open-weights"
  execution_role_arn       = aws_iam_role.model_role.arn
  enable_network_isolation = true

  vpc_config {
    subnets            = [aws_subnet.private_subnet.id]
    security_group_ids = [aws_security_group.app_group.id]
  }

  primary_container {
    model_package_name = "arn:${data.aws_partition.current.partition}:sagemaker:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:model-package/open-weights/3"
  }
}

resource "aws_sagemaker_endpoint_configuration" "model_config" {
  kms_key_arn = aws_kms_key.notes_key.arn

  production_variants {
    variant_name           = "all"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.g6.12xlarge"
    initial_instance_count = 2
    initial_variant_weight = 1
  }

  # One call in ten is kept, to see whether the model drifts.
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 10
    destination_s3_uri          = "s3://${aws_s3_bucket.capture_bucket.bucket}/calls"
    kms_key_id                  = aws_kms_key.notes_key.arn

    capture_options {
      capture_mode = "Input"
    }

    capture_options {
      capture_mode = "Output"
    }
  }
}

resource "aws_cloudwatch_log_group" "serving_log" {
  name              = "/aws/sagemaker/Endpoints/notes-model"
  kms_key_id        = aws_kms_key.notes_key.arn
  retention_in_days = 2192
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "notes-model"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.model_config.name
}

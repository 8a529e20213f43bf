# --- our own model: open weights, from a registry, without a network of its own ----------------------------------------

data "aws_iam_policy_document" "serving_role_trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["sagemaker.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "serving_role" {
  assume_role_policy = data.aws_iam_policy_document.serving_role_trust.json
}

data "aws_iam_policy_document" "serve" {
  statement {
    effect  = "Allow"
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    resources = [
      "arn:${data.aws_partition.current.partition}:ecr:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:repository/charts-model",
    ]
  }

  statement {
    effect = "Allow"
    actions = [
      "ecr:GetAuthorizationToken",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:Describe*",
    ]
    resources = ["*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.serving_log.arn}:*"]
  }

  # Calls are captured in this role.
  statement {
    effect    = "Allow"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.capture_bucket.arn}/*"]
  }
}

resource "aws_iam_role_policy" "serve" {
  name   = "serve"
  role   = aws_iam_role.serving_role.id
  policy = data.aws_iam_policy_document.serve.json
}

resource "aws_sagemaker_model" "model" {
  name               = "charts"
  execution_role_arn = aws_iam_role.serving_role.arn
  # flaw, not seen yet: the container may open connections
  enable_network_isolation = false

  # flaw: an image and weights that somebody copied here, and no version of a registry
  primary_container {
    image          = "${data.aws_caller_identity.current.account_id}.dkr.ecr.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}/charts-model:latest"
    model_data_url = "s3://example-deployment-artifacts/weights/latest.tar.gz"
  }

  vpc_config {
    subnets            = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.work_group.id]
  }
}

resource "aws_sagemaker_endpoint_configuration" "serving_config" {
  name        = "charts"
  kms_key_arn = aws_kms_key.charts_key.arn

  # flaw: every prompt and answer is kept, in a bucket under a key of the service
  data_capture_config {
    enable_capture              = true
    initial_sampling_percentage = 100
    destination_s3_uri          = "s3://${aws_s3_bucket.capture_bucket.bucket}/"

    capture_options {
      capture_mode = "Input"
    }

    capture_options {
      capture_mode = "Output"
    }
  }

  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.g6.12xlarge"
    initial_instance_count = 2
    initial_variant_weight = 1
  }
}

resource "aws_s3_bucket" "capture_bucket" {}

# flaw: under a key of the service, without an end
resource "aws_cloudwatch_log_group" "serving_log" {
  name = "/aws/sagemaker/Endpoints/charts"
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "charts"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.serving_config.name

  depends_on = [aws_cloudwatch_log_group.serving_log]
}

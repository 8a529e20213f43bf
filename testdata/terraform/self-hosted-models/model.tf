# --- our own model: open weights, from a registry, without a network of its own ----------------------------------------

resource "aws_sagemaker_model_package_group" "model_versions" {
  model_package_group_name        = "charts"
  model_package_group_description = "Versions of the model, each with its evaluation"
}

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
}

resource "aws_iam_role_policy" "serve" {
  name   = "serve"
  role   = aws_iam_role.serving_role.id
  policy = data.aws_iam_policy_document.serve.json
}

resource "aws_sagemaker_model" "model" {
  name                     = "charts"
  execution_role_arn       = aws_iam_role.serving_role.arn
  enable_network_isolation = true

  primary_container {
    model_package_name = "arn:${data.aws_partition.current.partition}:sagemaker:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:model-package/charts/3"
  }

  vpc_config {
    subnets            = [aws_subnet.subnet.id]
    security_group_ids = [aws_security_group.work_group.id]
  }
}

resource "aws_sagemaker_endpoint_configuration" "serving_config" {
  name        = "charts"
  kms_key_arn = aws_kms_key.charts_key.arn

  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.g6.12xlarge"
    initial_instance_count = 2
    initial_variant_weight = 1
  }
}

resource "aws_cloudwatch_log_group" "serving_log" {
  name              = "/aws/sagemaker/Endpoints/charts"
  kms_key_id        = aws_kms_key.charts_key.arn
  retention_in_days = 2192
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "charts"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.serving_config.name

  depends_on = [aws_cloudwatch_log_group.serving_log]
}

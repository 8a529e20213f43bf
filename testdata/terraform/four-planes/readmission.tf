# --- models: the risk of readmission, trained on features and served in the VPC -------------------------------------
resource "aws_iam_role" "training_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

resource "aws_iam_role_policy" "train" {
  name = "train"
  role = aws_iam_role.training_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${aws_s3_bucket.lake_bucket.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_iam_role" "pipeline_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

resource "aws_iam_role_policy" "steps" {
  name = "steps"
  role = aws_iam_role.pipeline_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob", "sagemaker:StopTrainingJob", "sagemaker:AddTags"]
        Resource = "arn:${local.partition}:sagemaker:${local.region}:${local.account}:training-job/pipelines-*"
      },
      {
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = aws_iam_role.training_role.arn
        Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_sagemaker_pipeline" "training" {
  pipeline_name         = "readmission"
  pipeline_display_name = "readmission"
  role_arn              = aws_iam_role.pipeline_role.arn
  pipeline_definition   = <<-JSON
    {"Version": "2020-12-01", "Steps": [{"Name": "Train", "Type": "Training", "Arguments": {
      "RoleArn": "${aws_iam_role.training_role.arn}",
      "AlgorithmSpecification": {"TrainingInputMode": "File",
        "TrainingImage": "${local.account}.dkr.ecr.${local.region}.amazonaws.com/readmission:1"},
      "InputDataConfig": [{"ChannelName": "train",
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://${aws_s3_bucket.lake_bucket.id}/features/"}}}],
      "OutputDataConfig": {"S3OutputPath": "s3://${aws_s3_bucket.lake_bucket.id}/models/", "KmsKeyId": "${aws_kms_key.clinical_key.arn}"},
      "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 50, "VolumeKmsKeyId": "${aws_kms_key.clinical_key.arn}"},
      "VpcConfig": {"Subnets": ["${module.network.subnet_ids[0]}"], "SecurityGroupIds": ["${module.network.app_group_id}"]},
      "EnableInterContainerTrafficEncryption": true, "EnableNetworkIsolation": true, "StoppingCondition": {"MaxRuntimeInSeconds": 7200}}}]}
  JSON
}

resource "aws_sagemaker_model_package_group" "registry" {
  model_package_group_name        = "readmission"
  model_package_group_description = "Every version that was trained"
}

resource "aws_iam_role" "serving_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

resource "aws_iam_role_policy" "serve" {
  name = "serve"
  role = aws_iam_role.serving_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = "arn:${local.partition}:ecr:${local.region}:${local.account}:repository/readmission"
      },
      {
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:Describe*"]
        Resource = "*"
      },
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.lake_bucket.arn}/*" },
      { Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.clinical_key.arn },
      {
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${aws_cloudwatch_log_group.serving_log.arn}:*"
      },
    ]
  })
}

resource "aws_sagemaker_model" "model" {
  name                     = "readmission"
  execution_role_arn       = aws_iam_role.serving_role.arn
  enable_network_isolation = true

  primary_container {
    model_package_name = "arn:${local.partition}:sagemaker:${local.region}:${local.account}:model-package/readmission/1"
  }

  vpc_config {
    subnets            = module.network.subnet_ids
    security_group_ids = [module.network.app_group_id]
  }
}

resource "aws_sagemaker_endpoint_configuration" "serving_config" {
  name        = "readmission"
  kms_key_arn = aws_kms_key.clinical_key.arn

  production_variants {
    variant_name           = "live"
    model_name             = aws_sagemaker_model.model.name
    instance_type          = "ml.m5.large"
    initial_instance_count = 2
    initial_variant_weight = 1
  }
}

resource "aws_cloudwatch_log_group" "serving_log" {
  name              = "/aws/sagemaker/Endpoints/readmission"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = 2192
}

resource "aws_sagemaker_endpoint" "serving" {
  name                 = "readmission"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.serving_config.name

  depends_on = [aws_cloudwatch_log_group.serving_log]
}

# Scores, and drafts of letters: nothing leaves here before a clinician has signed it.
resource "aws_dynamodb_table" "worklist" {
  name                        = "planes-worklist"
  billing_mode                = "PAY_PER_REQUEST"
  hash_key                    = "patient"
  deletion_protection_enabled = true

  attribute {
    name = "patient"
    type = "S"
  }

  point_in_time_recovery {
    enabled = true
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.clinical_key.arn
  }
}

resource "aws_iam_role" "scorer_role" {
  assume_role_policy = local.trusts["lambda"]
}

resource "aws_iam_role_policy_attachment" "scorer_role_network" {
  role       = aws_iam_role.scorer_role.name
  policy_arn = local.functions_in_vpc
}

resource "aws_iam_role_policy" "scorer" {
  name = "scorer"
  role = aws_iam_role.scorer_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.lake_bucket.arn}/*" },
      { Effect = "Allow", Action = "sagemaker:InvokeEndpoint", Resource = aws_sagemaker_endpoint.serving.arn },
      { Effect = "Allow", Action = "dynamodb:UpdateItem", Resource = aws_dynamodb_table.worklist.arn },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_cloudwatch_log_group" "scorer_log" {
  name              = "/aws/lambda/planes-scorer"
  kms_key_id        = aws_kms_key.clinical_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "scorer" {
  function_name = "planes-scorer"
  runtime       = "python3.13"
  handler       = "scorer.handler"
  timeout       = 300
  role          = aws_iam_role.scorer_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "planes-scorer.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.scorer_log.name
  }

  vpc_config {
    subnet_ids         = module.network.subnet_ids
    security_group_ids = [module.network.app_group_id]
  }

  environment {
    variables = {
      LAKE_BUCKET = aws_s3_bucket.lake_bucket.id
      ENDPOINT    = aws_sagemaker_endpoint.serving.name
      WORKLIST    = aws_dynamodb_table.worklist.name
    }
  }
}

resource "aws_cloudwatch_event_rule" "every_morning" {
  schedule_expression = "cron(0 5 * * ? *)"
}

resource "aws_cloudwatch_event_target" "every_morning" {
  rule      = aws_cloudwatch_event_rule.every_morning.name
  target_id = "function"
  arn       = aws_lambda_function.scorer.arn
}

resource "aws_lambda_permission" "every_morning_permission" {
  function_name = aws_lambda_function.scorer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.every_morning.arn
}

# --- models: where people try things out, on patients that somebody made up -----------------------------------------
resource "aws_s3_bucket" "practice_bucket" {
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_iam_role" "practice_role" {
  assume_role_policy = local.trusts["sagemaker"]
}

resource "aws_iam_role_policy" "practice" {
  name = "practice"
  role = aws_iam_role.practice_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetObject", "s3:PutObject"], Resource = "${aws_s3_bucket.practice_bucket.arn}/*" },
      { Effect = "Allow", Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = aws_kms_key.clinical_key.arn },
    ]
  })
}

resource "aws_sagemaker_notebook_instance" "practice_notebook" {
  name                   = "practice"
  instance_type          = "ml.t3.medium"
  role_arn               = aws_iam_role.practice_role.arn
  subnet_id              = module.network.subnet_ids[0]
  security_groups        = [module.network.app_group_id]
  direct_internet_access = "Disabled"
  root_access            = "Disabled"
  kms_key_id             = aws_kms_key.clinical_key.arn

  instance_metadata_service_configuration {
    minimum_instance_metadata_service_version = "2"
  }
}

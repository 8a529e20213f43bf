# --- the other side: texts for the public, job adverts, minutes --------------------------------------------------------

resource "aws_kms_key" "office_key" {
  description         = "Drafts and logs of the office"
  enable_key_rotation = true
  policy              = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AccountDecidesByIam",
          "Effect": "Allow",
          "Principal": {
            "AWS": "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"
          },
          "Action": "kms:*",
          "Resource": "*"
        },
        {
          "Sid": "LogsOfThisAccount",
          "Effect": "Allow",
          "Principal": {
            "Service": "logs.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}"
          },
          "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          "Resource": "*",
          "Condition": {
            "ArnLike": {
              "kms:EncryptionContext:aws:logs:arn": "arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:*"
            }
          }
        }
      ]
    }
  JSON

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket" "office_bucket" {
  tags = {
    DataClassification = "metadata"
  }

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "office_bucket" {
  bucket = aws_s3_bucket.office_bucket.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.office_key.arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "office_bucket" {
  bucket = aws_s3_bucket.office_bucket.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "office_bucket" {
  bucket = aws_s3_bucket.office_bucket.id

  target_bucket = aws_s3_bucket.access_log_bucket.id
  target_prefix = "office/"
}

resource "aws_s3_bucket_versioning" "office_bucket" {
  bucket = aws_s3_bucket.office_bucket.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "office_bucket" {
  bucket = aws_s3_bucket.office_bucket.id

  rule {
    id     = "end"
    status = "Enabled"

    filter {}

    expiration {
      days = 365
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

resource "aws_s3_bucket_policy" "office_bucket_policy" {
  bucket = aws_s3_bucket.office_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.office_bucket.arn, "${aws_s3_bucket.office_bucket.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_iam_role" "office_assistant_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "lambda.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy_attachment" "office_assistant_role_logs" {
  role       = aws_iam_role.office_assistant_role.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy" "officeassistant" {
  name = "officeassistant"
  role = aws_iam_role.office_assistant_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.office_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.office_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "aws-external-anthropic:CreateInference"
        Resource = "arn:${data.aws_partition.current.partition}:aws-external-anthropic:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:workspace/wrkspc_01Office"
      },
      {
        Sid    = "NeverTheRecords"
        Effect = "Deny"
        Action = ["s3:*", "kms:*"]
        Resource = [
          aws_s3_bucket.records_bucket.arn,
          "${aws_s3_bucket.records_bucket.arn}/*",
          aws_kms_key.patient_key.arn,
        ]
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.office_key.arn
      },
    ]
  })
}

resource "aws_cloudwatch_log_group" "office_assistant_log" {
  name              = "/aws/lambda/split-officeassistant"
  kms_key_id        = aws_kms_key.office_key.arn
  retention_in_days = 2192
}

resource "aws_lambda_function" "office_assistant" {
  function_name = "split-officeassistant"
  runtime       = "python3.13"
  handler       = "officeassistant.handler"
  timeout       = 120
  role          = aws_iam_role.office_assistant_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "split-officeassistant.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.office_assistant_log.name
  }

  environment {
    variables = {
      OFFICE_BUCKET              = aws_s3_bucket.office_bucket.bucket
      ANTHROPIC_AWS_WORKSPACE_ID = "wrkspc_01Office"
    }
  }
}

# A clinical platform in four planes, as it grew: ingestion, storage and models share roles and buckets, people try things
# out on real patients, and the plane that should hold the others, security, is nearly empty.

# Not seen yet: no policy of the organisation keeps other accounts out; a container without network isolation can send what it
# is asked about anywhere; people at the notebook are administrators of its machine.

terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
    awscc = {
      source  = "hashicorp/awscc"
      version = "~> 1.0"
    }
  }
}

provider "aws" {}

provider "awscc" {}

variable "default_subnet" {
  description = "Some subnet of the default VPC"
  type        = string
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  # Who may take a role on, by service.
  trusts = {
    for service in ["lambda", "sagemaker", "transcribe"] : service => jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Principal = { Service = "${service}.amazonaws.com" }, Action = "sts:AssumeRole" }]
    })
  }
}

# --- security: one key, a trail that was switched off -----------------------------------------------------------------
resource "aws_kms_key" "clinical_key" {
  description = "Features"
  # flaw: no rotation, which is the default
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      # What the developers' account reads in the lake, it has to decrypt.
      {
        Sid       = "Developers"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::111122223333:root" }
        Action    = "kms:Decrypt"
        Resource  = "*"
      },
    ]
  })
}

resource "aws_s3_bucket" "trail_bucket" {}

resource "aws_s3_bucket_public_access_block" "trail_bucket" {
  bucket                  = aws_s3_bucket.trail_bucket.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "trail_bucket_policy" {
  bucket = aws_s3_bucket.trail_bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:GetBucketAcl"
        Resource  = aws_s3_bucket.trail_bucket.arn
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.trail_bucket.arn}/*"
      },
    ]
  })
}

# flaw: switched off to save money, and without digests, a key of ours or other Regions when it was on
resource "aws_cloudtrail" "trail" {
  name           = "planes"
  enable_logging = false
  s3_bucket_name = aws_s3_bucket.trail_bucket.id

  depends_on = [aws_s3_bucket_policy.trail_bucket_policy]
}

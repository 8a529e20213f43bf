# A clinical platform in four planes. Security: keys, network, trail. Ingestion: letters and the audio of visits come in.
# Storage and normalisation: FHIR records, and features made from them. Models: the risk of readmission, and letters
# drafted from notes. People who develop models work on made-up patients only.

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

variable "storage_prefixes" {
  description = "Prefix list of Amazon S3 in this Region"
  type        = string
}

variable "table_prefixes" {
  description = "Prefix list of Amazon DynamoDB in this Region"
  type        = string
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
  trail     = "planes"

  # Who may take a role on, by service.
  trusts = {
    for service in ["lambda", "sagemaker", "transcribe"] : service => jsonencode({
      Version   = "2012-10-17"
      Statement = [{ Effect = "Allow", Principal = { Service = "${service}.amazonaws.com" }, Action = "sts:AssumeRole" }]
    })
  }

  functions_in_vpc = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

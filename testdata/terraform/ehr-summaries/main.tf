# Summaries for an electronic health record (EHR). When a visit is closed, a function in a private subnet reads its notes
# from the record, has Claude on Amazon Bedrock write a summary, and puts it back. Everything is under keys of our own,
# and every use of a key, a model or the function is on record.

terraform {
  required_version = ">= 1.11"
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

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

# Functions assume their roles by this.
data "aws_iam_policy_document" "functions" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

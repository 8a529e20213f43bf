# Drafts answers to claims and requests for prior authorisation. Identifiers are taken out with Amazon Comprehend
# Medical before Claude on Amazon Bedrock sees a text, and put back into the draft for the staff who send it. The
# privacy office vouches for the step; every place after it is fit for PHI all the same.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

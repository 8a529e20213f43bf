# An assistant for patients. It signs them in before it asks anything, answers questions about plans from vetted pages
# with Claude on Amazon Bedrock, keeps what they tell it under a key of our own, and hands over to people what is
# clinical.

terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.31"
    }
  }
}

provider "aws" {}

data "aws_region" "current" {}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# Two kinds of work, two models. What has to do with patients goes to a model with open weights that we serve ourselves,
# in a network without a way out. General texts (notices, schedules, translations of forms) go through a gateway to
# Claude, which another operator runs; the gateway refuses texts that name anybody, and has no access to anything about
# patients.

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

# Two kinds of work, two models, and a bridge between them: when our own model is busy, charts go where general texts
# go. What was built to keep patients in the house was then left at its defaults, because nothing leaves the house.
#
# Not seen yet: the container of the model may open connections; a stranger's weights are run without anybody having
# looked at them.

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

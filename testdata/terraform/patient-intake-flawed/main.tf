# An assistant for patients, put on the internet in a hurry: anybody may talk to it, whatever they say, and what one
# patient told it can come back to the next.
#
# That transcripts of all patients are one source of knowledge for everybody shows only as flows that the manifest does
# not have with PHI.

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

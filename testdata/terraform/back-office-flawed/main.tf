# Drafts answers to claims and requests for prior authorisation, with the shortcuts of a team that trusts its masking:
# what was masked is treated as if it were free of patients, and a vendor gets the drafts.
#
# Flaws that no rule sees yet: the history of executions is kept under a key of the service; there is no trail. That the
# step that drafts reads claims as they came, although masked texts would do, is seen beside the manifest alone.

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

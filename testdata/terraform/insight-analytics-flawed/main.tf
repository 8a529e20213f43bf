# Insight from clinical records, the quick way: what is exported every night is what reports show. Nothing is taken out,
# nobody releases anything, and the list of patients at risk is posted where the care team reads it.

# Not seen yet (but for the flow that the manifest does not have): what reports may show; what starts an export
# may pass any role; queries may name another place for their results; everybody who signs in to QuickSight sees the
# dashboard; no trail is in these files.

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

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
}

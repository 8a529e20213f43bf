# Two kinds of work, two models on Amazon Bedrock. Claude Mythos looks for holes in the code of our interfaces;
# it is one of the models for which AWS keeps prompts for a time and may look at them. So patients never come
# near it: their notes go to a model that keeps nothing, in another role.

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

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

# --- keys ------------------------------------------------------------------------------------------

data "aws_iam_policy_document" "work_key" {
  statement {
    sid       = "AccountDecidesByIam"
    effect    = "Allow"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }

  statement {
    sid       = "LogsOfThisAccount"
    effect    = "Allow"
    actions   = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${data.aws_region.current.region}.${data.aws_partition.current.dns_suffix}"]
    }

    condition {
      test     = "ArnLike"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${data.aws_partition.current.partition}:logs:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:*"]
    }
  }
}

resource "aws_kms_key" "work_key" {
  description         = "Notes, code, reports and logs of what handles them"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.work_key.json

  lifecycle {
    prevent_destroy = true
  }
}

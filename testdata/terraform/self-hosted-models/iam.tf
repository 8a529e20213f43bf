# --- what roles share ---------------------------------------------------------------------------------------------------

resource "aws_iam_role_policy_attachment" "network" {
  for_each = {
    worker  = aws_iam_role.worker_role.name
    signing = aws_iam_role.signing_role.name
    gateway = aws_iam_role.gateway_role.name
  }

  role       = each.value
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

locals {
  # What a general text must not hold.
  identifiers = ["NAME", "ADDRESS", "PHONE", "EMAIL", "US_SOCIAL_SECURITY_NUMBER"]
}

data "aws_iam_policy_document" "own_account" {
  statement {
    effect    = "Allow"
    actions   = ["*"]
    resources = ["*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "lambda_trust" {
  statement {
    effect  = "Allow"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

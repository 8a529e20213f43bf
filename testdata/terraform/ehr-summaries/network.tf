# --- network: two private subnets, no gateway to the internet -------------------------------------------------------
resource "aws_vpc" "vpc" {
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet_a" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = cidrsubnet(var.vpc_cidr, 8, 1)
  availability_zone       = "${local.region}a"
  map_public_ip_on_launch = false
}

resource "aws_subnet" "subnet_b" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = cidrsubnet(var.vpc_cidr, 8, 2)
  availability_zone       = "${local.region}b"
  map_public_ip_on_launch = false
}

resource "aws_security_group" "summariser_group" {
  description = "The function that writes summaries"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_egress_rule" "summariser_to_endpoints" {
  security_group_id = aws_security_group.summariser_group.id
  description       = "endpoints"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = var.vpc_cidr
}

resource "aws_vpc_security_group_egress_rule" "summariser_to_record" {
  security_group_id = aws_security_group.summariser_group.id
  description       = "the record"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = var.vpc_cidr
}

resource "aws_security_group" "endpoint_group" {
  description = "Endpoints of services"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_summariser" {
  security_group_id            = aws_security_group.endpoint_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.summariser_group.id
}

resource "aws_security_group" "record_group" {
  description = "The database of the record"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "record_from_summariser" {
  security_group_id            = aws_security_group.record_group.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
  referenced_security_group_id = aws_security_group.summariser_group.id
}

resource "aws_vpc_endpoint" "model_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = data.aws_iam_policy_document.model_endpoint.json
}

data "aws_iam_policy_document" "model_endpoint" {
  statement {
    effect    = "Allow"
    actions   = ["bedrock:InvokeModel"]
    resources = [local.model_arn]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.summariser_role.arn]
    }
  }

  statement {
    effect    = "Allow"
    actions   = ["bedrock:ApplyGuardrail"]
    resources = [aws_bedrock_guardrail.summary_guardrail.guardrail_arn]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.summariser_role.arn]
    }
  }
}

resource "aws_vpc_endpoint" "key_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.kms"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
}

resource "aws_vpc_endpoint" "secret_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.secretsmanager"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
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
      values   = [local.account]
    }
  }
}

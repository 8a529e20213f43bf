variable "cidr" {
  description = "Addresses of the network"
  type        = string
}

variable "storage_prefixes" {
  description = "Prefix list of Amazon S3"
  type        = string
}

variable "table_prefixes" {
  description = "Prefix list of Amazon DynamoDB"
  type        = string
}

data "aws_caller_identity" "current" {}
data "aws_region" "current" {}

locals {
  services = "com.amazonaws.${data.aws_region.current.region}"

  own_account = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:PrincipalAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

resource "aws_vpc" "vpc" {
  cidr_block           = var.cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = cidrsubnet(var.cidr, 8, 1)
  map_public_ip_on_launch = false
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "routes_of_subnet" {
  subnet_id      = aws_subnet.subnet.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_security_group" "app_group" {
  description = "Whatever handles patients"
  vpc_id      = aws_vpc.vpc.id

  egress {
    description = "interface endpoints"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = [var.cidr]
  }

  egress {
    description     = "buckets"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [var.storage_prefixes]
  }

  egress {
    description     = "tables"
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [var.table_prefixes]
  }
}

resource "aws_security_group" "endpoint_group" {
  description = "Interface endpoints"
  vpc_id      = aws_vpc.vpc.id

  ingress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    security_groups = [aws_security_group.app_group.id]
  }
}

resource "aws_vpc_endpoint" "storage_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "${local.services}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = local.own_account
}

resource "aws_vpc_endpoint" "table_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "${local.services}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = local.own_account
}

resource "aws_vpc_endpoint" "records_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "${local.services}.healthlake"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account
}

resource "aws_vpc_endpoint" "medical_text_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "${local.services}.comprehendmedical"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account
}

resource "aws_vpc_endpoint" "scribe_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "${local.services}.transcribe"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account
}

resource "aws_vpc_endpoint" "scoring_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "${local.services}.sagemaker.runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account
}

resource "aws_vpc_endpoint" "model_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "${local.services}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.own_account
}

output "subnet_ids" {
  description = "The private subnet"
  value       = [aws_subnet.subnet.id]
}

output "app_group_id" {
  description = "The group of whatever handles patients"
  value       = aws_security_group.app_group.id
}

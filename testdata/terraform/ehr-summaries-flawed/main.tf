# Summaries for an electronic health record (EHR), as they were first tried out: a function reads the notes of a visit,
# asks a model and writes a summary back. It works, and nearly nothing around it was thought through.

# Not seen yet: the trail leaves out the use of keys; TLS and the
# log of statements are set in a parameter group that is not read; the function logs its prompts when it debugs.

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

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region
}

# flaw: a password that is a variable with a default, readable by whoever may read these files or the state
variable "record_password" {
  type    = string
  default = "example-password"
}

# --- keys -----------------------------------------------------------------------------------------------------------
resource "aws_kms_key" "records_key" {
  description = "Visits and the settings of the guardrail"
  # flaw: the same key for ever
  enable_key_rotation = false
  policy              = data.aws_iam_policy_document.records_key.json
}

data "aws_iam_policy_document" "records_key" {
  statement {
    sid       = "AccountDecidesByIam"
    effect    = "Allow"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }
}

# --- network: the database is public, because the function runs outside the VPC -------------------------------------
resource "aws_vpc" "vpc" {
  cidr_block           = "10.30.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet_a" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.30.1.0/24"
  availability_zone       = "${local.region}a"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "subnet_b" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.30.2.0/24"
  availability_zone       = "${local.region}b"
  map_public_ip_on_launch = true
}

resource "aws_internet_gateway" "gateway" {}

resource "aws_internet_gateway_attachment" "gateway_of_vpc" {
  vpc_id              = aws_vpc.vpc.id
  internet_gateway_id = aws_internet_gateway.gateway.id
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route" "route_out" {
  route_table_id         = aws_route_table.routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id

  depends_on = [aws_internet_gateway_attachment.gateway_of_vpc]
}

resource "aws_route_table_association" "routes_of_subnet_a" {
  subnet_id      = aws_subnet.subnet_a.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_route_table_association" "routes_of_subnet_b" {
  subnet_id      = aws_subnet.subnet_b.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_security_group" "record_group" {
  description = "The database of the record"
  vpc_id      = aws_vpc.vpc.id
}

# flaw: the whole internet may try to sign in to the record
resource "aws_vpc_security_group_ingress_rule" "record_from_functions" {
  security_group_id = aws_security_group.record_group.id
  description       = "functions have no fixed address"
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "0.0.0.0/0"
}

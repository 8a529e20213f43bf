# --- network: no way to the internet, an endpoint for each service --------------------------------------------------
resource "aws_vpc" "vpc" {
  cidr_block           = "10.50.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.50.1.0/24"
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
}

resource "aws_security_group_rule" "app_to_endpoints" {
  type              = "egress"
  security_group_id = aws_security_group.app_group.id
  description       = "interface endpoints"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = [aws_vpc.vpc.cidr_block]
}

resource "aws_security_group_rule" "app_to_buckets" {
  type              = "egress"
  security_group_id = aws_security_group.app_group.id
  description       = "buckets"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_ids   = [var.storage_prefixes]
}

resource "aws_security_group_rule" "app_to_tables" {
  type              = "egress"
  security_group_id = aws_security_group.app_group.id
  description       = "tables"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_ids   = [var.table_prefixes]
}

resource "aws_security_group" "endpoint_group" {
  description = "Interface endpoints"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_security_group_rule" "endpoints_from_app" {
  type                     = "ingress"
  security_group_id        = aws_security_group.endpoint_group.id
  protocol                 = "tcp"
  from_port                = 443
  to_port                  = 443
  source_security_group_id = aws_security_group.app_group.id
}

locals {
  endpoint_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Principal": "*",
          "Action": "*",
          "Resource": "*",
          "Condition": {"StringEquals": {"aws:PrincipalAccount": "${local.account}"}}
        }
      ]
    }
  JSON
}

resource "aws_vpc_endpoint" "storage_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${local.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = local.endpoint_policy
}

resource "aws_vpc_endpoint" "table_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${local.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = local.endpoint_policy
}

resource "aws_vpc_endpoint" "records_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.healthlake"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.endpoint_policy
}

resource "aws_vpc_endpoint" "medical_text_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.comprehendmedical"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.endpoint_policy
}

resource "aws_vpc_endpoint" "query_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.athena"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.endpoint_policy
}

resource "aws_vpc_endpoint" "catalog_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${local.region}.glue"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = local.endpoint_policy
}

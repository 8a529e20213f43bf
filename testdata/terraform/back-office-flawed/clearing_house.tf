# --- the clearing house of a vendor gets every draft -------------------------------------------------------------------

resource "aws_cloudwatch_event_bus" "drafts" {
  name = "drafts"
}

resource "aws_cloudwatch_event_connection" "clearing_house_connection" {
  name               = "clearing-house"
  authorization_type = "API_KEY"

  # flaw: a token that everybody who reads this file knows
  auth_parameters {
    api_key {
      key   = "x-api-key"
      value = "example-token-1"
    }
  }
}

resource "aws_cloudwatch_event_api_destination" "clearing_house" {
  name                = "clearing-house"
  connection_arn      = aws_cloudwatch_event_connection.clearing_house_connection.arn
  invocation_endpoint = "https://drafts.clearing-house.example/v1"
  http_method         = "POST"
}

resource "aws_iam_role" "to_clearing_house_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "events.amazonaws.com" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "send" {
  name = "send"
  role = aws_iam_role.to_clearing_house_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "events:InvokeApiDestination"
        Resource = aws_cloudwatch_event_api_destination.clearing_house.arn
      },
    ]
  })
}

# For the vendor, when something does not arrive.
resource "aws_iam_role" "support_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: whoever has an account may take on this role
      {
        Effect    = "Allow"
        Principal = { AWS = "*" }
        Action    = "sts:AssumeRole"
      },
    ]
  })
}

resource "aws_iam_role_policy" "support" {
  name = "support"
  role = aws_iam_role.support_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: everything, everywhere
      {
        Effect   = "Allow"
        Action   = "*"
        Resource = "*"
      },
    ]
  })
}

# flaw: drafts leave for a vendor with whom there is no agreement
resource "aws_cloudwatch_event_rule" "to_clearing_house" {
  event_bus_name = aws_cloudwatch_event_bus.drafts.name
  event_pattern = jsonencode({
    source = ["back-office.staff"]
  })
}

resource "aws_cloudwatch_event_target" "to_clearing_house" {
  rule           = aws_cloudwatch_event_rule.to_clearing_house.name
  event_bus_name = aws_cloudwatch_event_bus.drafts.name
  target_id      = "clearing-house"
  arn            = aws_cloudwatch_event_api_destination.clearing_house.arn
  role_arn       = aws_iam_role.to_clearing_house_role.arn
}

# flaw, not seen yet: nothing records who read or changed what

resource "aws_cloudwatch_event_connection" "gemini_connection" {
  name               = "letters-gemini"
  authorization_type = "API_KEY"
  kms_key_identifier = aws_kms_key.letters_key.arn

  # flaw: the key of a vendor stands in this file
  auth_parameters {
    api_key {
      key   = "x-goog-api-key"
      value = "made-up-key-of-a-vendor"
    }
  }
}

# flaw: whatever is coded is also sent to a vendor with whom there is no agreement, for a second opinion
resource "aws_cloudwatch_event_api_destination" "second_opinion" {
  name                = "letters-second-opinion"
  connection_arn      = aws_cloudwatch_event_connection.gemini_connection.arn
  http_method         = "POST"
  invocation_endpoint = "https://generativelanguage.googleapis.com/v1/models/gemini-flash:generateContent"
}

resource "aws_iam_role" "opinion_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "pipes.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "opinion" {
  name = "opinion"
  role = aws_iam_role.opinion_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        Resource = aws_dynamodb_table.codes_table.stream_arn
      },
      {
        Effect   = "Allow"
        Action   = "dynamodb:ListStreams"
        Resource = "*"
      },
      {
        Effect   = "Allow"
        Action   = "events:InvokeApiDestination"
        Resource = aws_cloudwatch_event_api_destination.second_opinion.arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.letters_key.arn
      },
    ]
  })
}

resource "aws_pipes_pipe" "opinions" {
  role_arn           = aws_iam_role.opinion_role.arn
  source             = aws_dynamodb_table.codes_table.stream_arn
  target             = aws_cloudwatch_event_api_destination.second_opinion.arn
  kms_key_identifier = aws_kms_key.letters_key.arn

  source_parameters {
    dynamodb_stream_parameters {
      starting_position = "LATEST"
    }
  }
}

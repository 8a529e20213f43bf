# --- plain words: OpenAI, without a way to the letters ---------------------------------------------

resource "aws_cloudwatch_event_connection" "open_ai_connection" {
  name               = "letters-openai"
  authorization_type = "API_KEY"
  kms_key_identifier = aws_kms_key.letters_key.arn

  auth_parameters {
    api_key {
      key   = "Authorization"
      value = jsondecode(data.aws_secretsmanager_secret_version.letters_openai.secret_string)["header"]
    }
  }
}

resource "aws_iam_role" "explain_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow"
      Principal = {
        Service = "states.amazonaws.com"
      }
      Action = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "explain" {
  name = "explain"
  role = aws_iam_role.explain_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      # flaw: letters too, for those that nobody has redacted yet
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = ["${aws_s3_bucket.plain_bucket.arn}/*", "${aws_s3_bucket.letters_bucket.arn}/*"]
      },
      {
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = "${aws_s3_bucket.plain_bucket.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "states:InvokeHTTPEndpoint"
        Resource = "arn:${data.aws_partition.current.partition}:states:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:stateMachine:letters-explain"
        Condition = {
          StringEquals = {
            "states:HTTPEndpoint" = "https://api.openai.com/v1/responses"
          }
        }
      },
      {
        Effect   = "Allow"
        Action   = "events:RetrieveConnectionCredentials"
        Resource = aws_cloudwatch_event_connection.open_ai_connection.arn
      },
      {
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"]
        Resource = aws_cloudwatch_event_connection.open_ai_connection.secret_arn
      },
      {
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = aws_kms_key.letters_key.arn
      },
    ]
  })
}

resource "aws_sfn_state_machine" "explain" {
  name     = "letters-explain"
  role_arn = aws_iam_role.explain_role.arn

  # flaw, not seen yet: what executions carry is kept under a key of the service
  definition = <<-DEFINITION
    {"StartAt": "Read", "States": {
      "Read": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:getObject", "Next": "Ask", "ResultPath": "$.read",
               "Parameters": {"Bucket": "${aws_s3_bucket.letters_bucket.bucket}", "Key.$": "$.letter"}},
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Next": "Keep", "ResultPath": "$.answer",
              "Parameters": {"ApiEndpoint": "https://api.openai.com/v1/responses", "Method": "POST",
                             "Authentication": {"ConnectionArn": "${aws_cloudwatch_event_connection.open_ai_connection.arn}"},
                             "RequestBody": {"model": "gpt-5", "store": false, "input.$": "$.read.Body"}}},
      "Keep": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:s3:putObject", "End": true,
               "Parameters": {"Bucket": "${aws_s3_bucket.plain_bucket.bucket}", "Key.$": "States.Format('explained/{}', $.letter)", "Body.$": "$.answer.ResponseBody"}}}}
  DEFINITION
}

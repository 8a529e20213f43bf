# --- the front: from the network of the clinic, signed ---------------------------------------------

resource "aws_api_gateway_rest_api" "front" {
  name = "assistant"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "execute-api:Invoke"
      Resource  = "execute-api:/*"
      Condition = {
        StringEquals = {
          "aws:SourceVpce" = aws_vpc_endpoint.front_endpoint.id
        }
      }
    }]
  })

  endpoint_configuration {
    types            = ["PRIVATE"]
    vpc_endpoint_ids = [aws_vpc_endpoint.front_endpoint.id]
  }
}

resource "aws_api_gateway_resource" "front_ask" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  parent_id   = aws_api_gateway_rest_api.front.root_resource_id
  path_part   = "ask"
}

resource "aws_api_gateway_method" "front_post" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  resource_id = aws_api_gateway_resource.front_ask.id
  http_method = "POST"
  # Staff sign in with the account of the clinic and get a role for an hour.
  authorization = "AWS_IAM"
}

resource "aws_api_gateway_integration" "front_post" {
  rest_api_id             = aws_api_gateway_rest_api.front.id
  resource_id             = aws_api_gateway_resource.front_ask.id
  http_method             = aws_api_gateway_method.front_post.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.assistant.invoke_arn
}

resource "aws_api_gateway_deployment" "front_deployment" {
  rest_api_id = aws_api_gateway_rest_api.front.id

  depends_on = [aws_api_gateway_integration.front_post]
}

resource "aws_cloudwatch_log_group" "front_access_log" {
  name              = "assistant-access"
  kms_key_id        = aws_kms_key.chats_key.arn
  retention_in_days = 2192
}

resource "aws_api_gateway_stage" "front_stage" {
  rest_api_id   = aws_api_gateway_rest_api.front.id
  deployment_id = aws_api_gateway_deployment.front_deployment.id
  stage_name    = "live"

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.front_access_log.arn
    format = jsonencode({
      id     = "$context.requestId"
      who    = "$context.identity.userArn"
      status = "$context.status"
    })
  }
}

resource "aws_api_gateway_method_settings" "front_stage" {
  rest_api_id = aws_api_gateway_rest_api.front.id
  stage_name  = aws_api_gateway_stage.front_stage.stage_name
  method_path = "*/*"

  settings {
    logging_level      = "ERROR"
    data_trace_enabled = false
  }
}

resource "aws_lambda_permission" "front_permission" {
  statement_id  = "FrontPermission"
  function_name = aws_lambda_function.assistant.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:${data.aws_partition.current.partition}:execute-api:${data.aws_region.current.region}:${data.aws_caller_identity.current.account_id}:${aws_api_gateway_rest_api.front.id}/*"
}

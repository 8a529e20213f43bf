# --- the front: nobody is asked for anything before they have signed in ------------------------------------------------

resource "aws_cognito_user_pool" "patients" {
  name                     = "patients"
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]
  mfa_configuration        = "ON"
  deletion_protection      = "ACTIVE"

  software_token_mfa_configuration {
    enabled = true
  }

  password_policy {
    minimum_length    = 14
    require_lowercase = true
    require_uppercase = true
    require_numbers   = true
  }
}

resource "aws_cognito_user_pool_client" "patients_app" {
  name                          = "patients-app"
  user_pool_id                  = aws_cognito_user_pool.patients.id
  explicit_auth_flows           = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
  prevent_user_existence_errors = "ENABLED"
  access_token_validity         = 15

  token_validity_units {
    access_token = "minutes"
  }
}

resource "aws_api_gateway_rest_api" "intake_api" {
  name                         = "intake"
  disable_execute_api_endpoint = true

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_resource" "messages" {
  rest_api_id = aws_api_gateway_rest_api.intake_api.id
  parent_id   = aws_api_gateway_rest_api.intake_api.root_resource_id
  path_part   = "messages"
}

resource "aws_api_gateway_method" "post_message" {
  rest_api_id = aws_api_gateway_rest_api.intake_api.id
  resource_id = aws_api_gateway_resource.messages.id
  http_method = "POST"
  # flaw: nobody has to sign in before the assistant asks for name and member number
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "post_message" {
  rest_api_id             = aws_api_gateway_rest_api.intake_api.id
  resource_id             = aws_api_gateway_resource.messages.id
  http_method             = aws_api_gateway_method.post_message.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.assistant.invoke_arn
}

resource "aws_api_gateway_deployment" "intake_deployment" {
  rest_api_id = aws_api_gateway_rest_api.intake_api.id

  depends_on = [aws_api_gateway_method.post_message, aws_api_gateway_integration.post_message]
}

resource "aws_api_gateway_stage" "intake_stage" {
  rest_api_id   = aws_api_gateway_rest_api.intake_api.id
  deployment_id = aws_api_gateway_deployment.intake_deployment.id
  stage_name    = "live"
  # flaw: nothing records who called
  # flaw: answers are cached, in clear text
  cache_cluster_enabled = true
  cache_cluster_size    = "0.5"
}

# flaw: every request and answer goes to a log that is declared nowhere, without a key or an end
resource "aws_api_gateway_method_settings" "intake_stage" {
  rest_api_id = aws_api_gateway_rest_api.intake_api.id
  stage_name  = aws_api_gateway_stage.intake_stage.stage_name
  method_path = "*/*"

  settings {
    logging_level        = "INFO"
    data_trace_enabled   = true
    caching_enabled      = true
    cache_data_encrypted = false
  }
}

resource "aws_acm_certificate" "certificate" {
  domain_name       = var.host
  validation_method = "DNS"
}

resource "aws_api_gateway_domain_name" "host" {
  domain_name              = var.host
  regional_certificate_arn = aws_acm_certificate.certificate.arn
  # flaw: old versions of TLS are accepted
  security_policy = "TLS_1_0"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "host_of_stage" {
  domain_name = aws_api_gateway_domain_name.host.domain_name
  api_id      = aws_api_gateway_rest_api.intake_api.id
  stage_name  = aws_api_gateway_stage.intake_stage.stage_name
}

resource "aws_lambda_permission" "api_may_call_assistant" {
  function_name = aws_lambda_function.assistant.function_name
  action        = "lambda:InvokeFunction"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.intake_api.execution_arn}/*"
}

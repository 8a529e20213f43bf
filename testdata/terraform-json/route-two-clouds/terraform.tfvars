vpc_cidr           = "10.74.0.0/16"
log_retention_days = 2192
model_id           = "anthropic.claude-sonnet-4-5-20250929-v1:0"

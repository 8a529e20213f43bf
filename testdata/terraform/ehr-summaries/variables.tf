variable "vpc_cidr" {
  description = "Addresses of the network"
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept: six years"
  type        = number
}

variable "model_id" {
  description = "The model that writes summaries"
  type        = string
  default     = "anthropic.claude-sonnet-4-5-20250929-v1:0"
}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.region

  model_arn  = "arn:${local.partition}:bedrock:${local.region}::foundation-model/${var.model_id}"
  trail_name = "ehr-summaries"
  trail_arn  = "arn:${local.partition}:cloudtrail:${local.region}:${local.account}:trail/${local.trail_name}"
}

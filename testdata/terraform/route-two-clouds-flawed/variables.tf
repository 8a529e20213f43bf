variable "vpc_cidr" {
  description = "Addresses of the network"
  type        = string
}

variable "log_retention_days" {
  description = "How long logs are kept"
  type        = number
}

variable "model_id" {
  description = "The model on Amazon Bedrock"
  type        = string
}

variable "storage_prefixes" {
  description = "Prefix list of Amazon S3 in this Region"
  type        = string
}

variable "table_prefixes" {
  description = "Prefix list of Amazon DynamoDB in this Region"
  type        = string
}

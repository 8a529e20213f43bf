variable "storage_prefixes" {
  description = "Prefix list of Amazon S3 in this Region"
  type        = string
}

variable "table_prefixes" {
  description = "Prefix list of Amazon DynamoDB in this Region"
  type        = string
}

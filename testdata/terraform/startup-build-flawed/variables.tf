variable "storage_prefixes" {
  type        = string
  description = "Prefix list of Amazon S3 in this Region"
}

variable "table_prefixes" {
  type        = string
  description = "Prefix list of Amazon DynamoDB in this Region"
}

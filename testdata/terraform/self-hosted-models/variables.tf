variable "storage_prefixes" {
  type        = string
  description = "Prefix list of Amazon S3 in this Region"
}

variable "table_prefixes" {
  type        = string
  description = "Prefix list of Amazon DynamoDB in this Region"
}

variable "clinic_endpoint" {
  type        = string
  description = "VPC endpoint for APIs in the network of the clinic"
}

variable "workspace" {
  type        = string
  description = "Workspace for general texts on Claude Platform on AWS"
}

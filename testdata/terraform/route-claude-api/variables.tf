variable "tables_prefix_list" {
  description = "The managed prefix list of DynamoDB in this Region"
  type        = string
}

variable "storage_prefixes" {
  description = "Prefix list of Amazon S3 in this Region"
  type        = string
}

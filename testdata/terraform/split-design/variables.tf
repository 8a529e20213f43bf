variable "storage_prefixes" {
  type        = string
  description = "Prefix list of Amazon S3 in this Region"
}

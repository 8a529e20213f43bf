variable "storage_prefixes" {
  description = "Prefix list of Amazon S3 in this Region"
  type        = string
}

variable "table_prefixes" {
  description = "Prefix list of Amazon DynamoDB in this Region"
  type        = string
}

variable "report_readers" {
  description = "ARN of the QuickSight group that may look at reports"
  type        = string
}

variable "keep_days" {
  description = "How many days things are kept"
  type = object({
    logs       = number
    export     = number
    results    = number
    candidates = number
  })
}

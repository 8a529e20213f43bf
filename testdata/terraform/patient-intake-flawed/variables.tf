variable "host" {
  type        = string
  description = "Name under which patients reach the assistant"
}

variable "log_retention_days" {
  type        = number
  description = "How long logs are kept: six years"
  default     = 2192
}

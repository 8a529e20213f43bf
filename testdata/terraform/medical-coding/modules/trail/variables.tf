variable "charts_key_arn" {
  type = string
}

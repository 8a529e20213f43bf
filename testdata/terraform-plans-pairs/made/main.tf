variable "prefix" { default = "notes" }
variable "nothing" {
  type    = string
  default = null
}
variable "secret" {
  default   = "hush"
  sensitive = true
}
locals { made = terraform_data.key.id }
resource "terraform_data" "key" { input = "key" }
resource "terraform_data" "each" {
  for_each = toset(["a", "b c", "d\"e"])
  input    = { id = terraform_data.key.id, name = "${var.prefix}-${each.key}", secret = var.secret }
}
resource "terraform_data" "count" {
  count = 2
  input = terraform_data.each["a"].output
}
resource "terraform_data" "same" {
  for_each = terraform_data.each
  input    = each.value.output
}
resource "terraform_data" "doc" { input = jsonencode({ Resource = terraform_data.key.id }) }
resource "terraform_data" "list" { input = [terraform_data.key.id, terraform_data.count[0].id, "x"] }
resource "terraform_data" "splat" { input = terraform_data.count[*].id }
resource "terraform_data" "loc" { input = local.made }
resource "terraform_data" "null" { input = var.nothing }
resource "terraform_data" "time" { input = timestamp() }
module "m" {
  source   = "./mod"
  for_each = { k = terraform_data.key.id, l = "2" }
  key      = terraform_data.key.id
  other    = each.value
}
resource "terraform_data" "out" { input = module.m["k"].out }
resource "terraform_data" "outall" { input = [for m in module.m : m.out] }
resource "terraform_data" "secret" { input = var.secret }

variable "key" {}
variable "other" {}
variable "unused" { default = null }
resource "terraform_data" "in" { input = var.key }
resource "terraform_data" "o" { input = { a = var.other, b = var.unused } }
module "inner" {
  source = "./inner"
  count  = 1
  given  = { x = terraform_data.in.id, y = var.key }
}
output "out" { value = module.inner[0].made }

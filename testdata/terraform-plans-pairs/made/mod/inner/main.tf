variable "given" {}
resource "terraform_data" "z" { input = var.given.x }
output "made" { value = terraform_data.z.id }

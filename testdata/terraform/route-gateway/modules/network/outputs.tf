output "private_subnet_id" {
  value = aws_subnet.private_subnet.id
}

output "app_group_id" {
  value = aws_security_group.app_group.id
}

module "trail" {
  source = "./modules/trail"

  charts_key_arn = aws_kms_key.charts_key.arn
}

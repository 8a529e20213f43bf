module "store" {
  source  = "made/store/aws"
  version = "1.0.0"
  name    = "notes"
}

resource "aws_sns_topic" "notes" {
  name              = "notes"
  kms_master_key_id = module.store.key_arn
}

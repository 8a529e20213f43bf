# --- security: keys -------------------------------------------------------------------------------------------------
resource "aws_kms_key" "clinical_key" {
  description         = "Everything about patients, models made from it and logs of what handles it"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AccountDecidesByIam"
        Effect    = "Allow"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account}:root" }
        Action    = "kms:*"
        Resource  = "*"
      },
      {
        Sid       = "LogsOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "logs.${local.region}.${data.aws_partition.current.dns_suffix}" }
        Action    = ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"]
        Resource  = "*"
        Condition = {
          ArnLike = {
            "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account}:*"
          }
        }
      },
      {
        Sid       = "TrailOfThisAccount"
        Effect    = "Allow"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Action    = ["kms:GenerateDataKey*", "kms:DescribeKey"]
        Resource  = "*"
        Condition = {
          StringEquals = {
            "aws:SourceArn" = "arn:${local.partition}:cloudtrail:${local.region}:${local.account}:trail/${local.trail}"
          }
        }
      },
    ]
  })

  lifecycle {
    prevent_destroy = true
  }
}

# --- security: a network without a way to the internet, an endpoint for each service --------------------------------
module "network" {
  source = "./modules/network"

  cidr             = "10.40.0.0/16"
  storage_prefixes = var.storage_prefixes
  table_prefixes   = var.table_prefixes
}

# --- security: who did what -----------------------------------------------------------------------------------------
module "audit" {
  source = "./modules/audit"

  name            = local.trail
  key_arn         = aws_kms_key.clinical_key.arn
  watched_buckets = [aws_s3_bucket.inbox_bucket.arn, aws_s3_bucket.lake_bucket.arn, aws_s3_bucket.note_bucket.arn]
}

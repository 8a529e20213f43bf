# --- keys: one for records, one for what was released, so that reports need no key to records -----------------------
resource "aws_kms_key" "clinical_key" {
  description         = "Exports, results and logs of what handles them"
  enable_key_rotation = true
  policy              = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AccountDecidesByIam",
          "Effect": "Allow",
          "Principal": {"AWS": "arn:${local.partition}:iam::${local.account}:root"},
          "Action": "kms:*",
          "Resource": "*"
        },
        {
          "Sid": "LogsOfThisAccount",
          "Effect": "Allow",
          "Principal": {"Service": "logs.${local.region}.${data.aws_partition.current.dns_suffix}"},
          "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          "Resource": "*",
          "Condition": {
            "ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:${local.partition}:logs:${local.region}:${local.account}:*"}
          }
        },
        {
          "Sid": "TrailOfThisAccount",
          "Effect": "Allow",
          "Principal": {"Service": "cloudtrail.amazonaws.com"},
          "Action": ["kms:GenerateDataKey*", "kms:DescribeKey"],
          "Resource": "*",
          "Condition": {"StringEquals": {"aws:SourceArn": "${local.trail_arn}"}}
        }
      ]
    }
  JSON

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_key" "report_key" {
  description         = "What a privacy officer released for reports"
  enable_key_rotation = true
  policy              = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "AccountDecidesByIam",
          "Effect": "Allow",
          "Principal": {"AWS": "arn:${local.partition}:iam::${local.account}:root"},
          "Action": "kms:*",
          "Resource": "*"
        }
      ]
    }
  JSON

  lifecycle {
    prevent_destroy = true
  }
}

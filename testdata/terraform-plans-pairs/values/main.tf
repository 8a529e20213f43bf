variable "stage" {
  default = "dev"
}

variable "names" {
  type = map(string)
}

variable "key" {
  default = null
}

resource "aws_kms_key" "notes" {
  for_each    = var.names
  description = "key of ${each.key}"
}

resource "aws_kms_key" "none" {
  count = 0
}

resource "aws_s3_bucket" "notes" {
  for_each = var.names
  bucket   = "made-${var.stage}-${each.key}"
  tags = {
    Stage              = var.stage
    DataClassification = "PHI"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "notes" {
  for_each = var.names
  bucket   = aws_s3_bucket.notes[each.key].id
  rule {
    apply_server_side_encryption_by_default {
      kms_master_key_id = aws_kms_key.notes[each.key].arn
      sse_algorithm     = "aws:kms"
    }
  }
}

resource "aws_security_group" "open" {
  name        = "open"
  description = var.key
  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
  ingress {
    from_port       = 80
    to_port         = 80
    protocol        = "tcp"
    security_groups = [aws_security_group.other.id]
  }
}

resource "aws_security_group" "other" {
  name = "other"
}

resource "aws_sqs_queue" "notes" {
  name                      = "notes"
  kms_master_key_id         = var.stage == "prod" ? aws_kms_key.notes["eu"].arn : null
  message_retention_seconds = var.stage == "prod" ? 1209600 : 60
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sqs:SendMessage"]
      Principal = var.stage
      Resource  = aws_sqs_queue.notes.arn
    }]
  })
}

resource "aws_sns_topic" "notes" {
  name   = "notes"
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": []
    }
  JSON
}

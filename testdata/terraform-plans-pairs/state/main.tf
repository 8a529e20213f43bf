variable "days" {}

resource "aws_s3_bucket" "notes" {
  bucket = "made-notes"
}

resource "aws_s3_bucket" "planned" {
  bucket = "made-${var.days}"
}

resource "aws_s3_bucket" "stored" {
  bucket = "made-stored-${var.days}"
}

resource "aws_s3_bucket" "new" {
  bucket = "made-new-${var.days}"
}

resource "aws_s3_bucket" "notes" {
  bucket = "made-app"
}

# --- what it knows: pages about plans, and transcripts of earlier talks ------------------------------------------------

# flaw: a bucket with talks of patients, under a key of the service; nothing refuses clear text or records who reads
# flaw, against the manifest: what one patient said is a source of answers for the next
resource "aws_s3_bucket" "plan_pages" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "plan_pages" {
  bucket = aws_s3_bucket.plan_pages.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_public_access_block" "plan_pages" {
  bucket = aws_s3_bucket.plan_pages.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "plan_pages" {
  bucket = aws_s3_bucket.plan_pages.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_opensearchserverless_security_policy" "pages_network" {
  name = "plan-pages"
  type = "network"
  policy = jsonencode([
    {
      Rules = [
        {
          ResourceType = "collection"
          Resource     = ["collection/plan-pages"]
        },
      ]
      AllowFromPublic = false
      SourceServices  = ["bedrock.amazonaws.com"]
    },
  ])
}

resource "aws_opensearchserverless_access_policy" "pages_access" {
  name = "plan-pages"
  type = "data"
  policy = jsonencode([
    {
      Rules = [
        {
          ResourceType = "index"
          Resource     = ["index/plan-pages/*"]
          Permission   = ["aoss:ReadDocument", "aoss:WriteDocument", "aoss:DescribeIndex"]
        },
      ]
      Principal = [aws_iam_role.plan_answers_role.arn]
    },
  ])
}

resource "aws_opensearchserverless_collection" "pages_collection" {
  name = "plan-pages"
  type = "VECTORSEARCH"

  encryption_config {
    aws_owned_key = false
    kms_key_arn   = aws_kms_key.intake_key.arn
  }

  depends_on = [aws_opensearchserverless_security_policy.pages_network]
}

resource "aws_iam_role" "plan_answers_role" {
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { Service = "bedrock.amazonaws.com" }
        Action    = "sts:AssumeRole"
        Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.current.account_id } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "index_pages" {
  name = "index-pages"
  role = aws_iam_role.plan_answers_role.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect   = "Allow"
        Action   = "s3:ListBucket"
        Resource = aws_s3_bucket.plan_pages.arn
      },
      {
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "${aws_s3_bucket.plan_pages.arn}/*"
      },
      {
        Effect   = "Allow"
        Action   = "aoss:APIAccessAll"
        Resource = aws_opensearchserverless_collection.pages_collection.arn
      },
      {
        Effect   = "Allow"
        Action   = "bedrock:InvokeModel"
        Resource = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/amazon.titan-embed-text-v2:0"
      },
    ]
  })
}

resource "aws_bedrockagent_knowledge_base" "plan_answers" {
  name     = "plan-answers"
  role_arn = aws_iam_role.plan_answers_role.arn

  knowledge_base_configuration {
    type = "VECTOR"

    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }

  storage_configuration {
    type = "OPENSEARCH_SERVERLESS"

    opensearch_serverless_configuration {
      collection_arn    = aws_opensearchserverless_collection.pages_collection.arn
      vector_index_name = "pages"

      field_mapping {
        vector_field   = "vector"
        text_field     = "text"
        metadata_field = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_data_source" "plan_pages_source" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.plan_answers.id
  name              = "pages"

  data_source_configuration {
    type = "S3"

    s3_configuration {
      bucket_arn = aws_s3_bucket.plan_pages.arn
    }
  }

  server_side_encryption_configuration {
    kms_key_arn = aws_kms_key.intake_key.arn
  }
}

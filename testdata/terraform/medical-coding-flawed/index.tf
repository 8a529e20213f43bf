# --- the index: a vector store is as much a store of charts as the bucket is -------------------------------------------

resource "aws_db_subnet_group" "index_subnets" {
  description = "private subnets"
  subnet_ids  = [aws_subnet.subnet_one.id, aws_subnet.subnet_two.id]
}

resource "aws_security_group" "index_group" {
  description = "The index"
  vpc_id      = aws_vpc.vpc.id
}

# flaw: the whole internet may knock at the database
resource "aws_vpc_security_group_ingress_rule" "index_group_from_offices" {
  security_group_id = aws_security_group.index_group.id
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_ipv4         = "0.0.0.0/0"
  description       = "offices"
}

resource "aws_rds_cluster_parameter_group" "index_settings" {
  description = "The index takes no connections in clear text"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "index_cluster" {
  engine               = "aurora-postgresql"
  engine_version       = "16.8"
  database_name        = "coding"
  enable_http_endpoint = true
  master_username      = "coding"
  # flaw: a password that everybody who reads this file knows
  master_password = "example-password-1"
  # flaw: passages of charts under a key of AWS, and anybody who may delete clusters may delete this one
  storage_encrypted               = true
  deletion_protection             = false
  copy_tags_to_snapshot           = true
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.index_settings.name
  db_subnet_group_name            = aws_db_subnet_group.index_subnets.name
  vpc_security_group_ids          = [aws_security_group.index_group.id]
  final_snapshot_identifier       = "coding-index-final"

  serverlessv2_scaling_configuration {
    min_capacity = 0.5
    max_capacity = 4
  }
}

resource "aws_rds_cluster_instance" "index_instance" {
  cluster_identifier = aws_rds_cluster.index_cluster.id
  engine             = "aurora-postgresql"
  instance_class     = "db.serverless"
  # flaw: the database has an address on the internet
  publicly_accessible = true
}

# flaw: the same password in a secret, under a key of AWS, that nothing changes
resource "aws_secretsmanager_secret" "index_secret" {}

resource "aws_secretsmanager_secret_version" "index_secret" {
  secret_id     = aws_secretsmanager_secret.index_secret.id
  secret_string = jsonencode({ username = "coding", password = "example-password-1" })
}

resource "aws_iam_role" "knowledge_role" {
  assume_role_policy = data.aws_iam_policy_document.bedrock_trust.json
}

data "aws_iam_policy_document" "index" {
  statement {
    effect    = "Allow"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.guidelines_bucket.arn, aws_s3_bucket.coded_charts_bucket.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.guidelines_bucket.arn}/*", "${aws_s3_bucket.coded_charts_bucket.arn}/*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["rds-data:ExecuteStatement", "rds-data:BatchExecuteStatement"]
    resources = [aws_rds_cluster.index_cluster.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["rds:DescribeDBClusters"]
    resources = [aws_rds_cluster.index_cluster.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.index_secret.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.charts_key.arn]
  }

  statement {
    effect  = "Allow"
    actions = ["bedrock:InvokeModel"]
    resources = [
      "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/amazon.titan-embed-text-v2:0",
    ]
  }
}

resource "aws_iam_role_policy" "index" {
  name   = "index"
  role   = aws_iam_role.knowledge_role.id
  policy = data.aws_iam_policy_document.index.json
}

resource "aws_bedrockagent_knowledge_base" "coding_knowledge" {
  name     = "coding"
  role_arn = aws_iam_role.knowledge_role.arn

  knowledge_base_configuration {
    type = "VECTOR"

    vector_knowledge_base_configuration {
      embedding_model_arn = "arn:${data.aws_partition.current.partition}:bedrock:${data.aws_region.current.region}::foundation-model/amazon.titan-embed-text-v2:0"
    }
  }

  storage_configuration {
    type = "RDS"

    rds_configuration {
      resource_arn           = aws_rds_cluster.index_cluster.arn
      credentials_secret_arn = aws_secretsmanager_secret.index_secret.arn
      database_name          = "coding"
      table_name             = "passages"

      field_mapping {
        primary_key_field = "id"
        vector_field      = "vector"
        text_field        = "passage"
        metadata_field    = "metadata"
      }
    }
  }
}

resource "aws_bedrockagent_data_source" "guidelines" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.coding_knowledge.id
  name              = "guidelines"

  data_source_configuration {
    type = "S3"

    s3_configuration {
      bucket_arn = aws_s3_bucket.guidelines_bucket.arn
    }
  }

  server_side_encryption_configuration {
    kms_key_arn = aws_kms_key.charts_key.arn
  }
}

resource "aws_bedrockagent_data_source" "coded_charts" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.coding_knowledge.id
  name              = "coded-charts"

  data_source_configuration {
    type = "S3"

    s3_configuration {
      bucket_arn = aws_s3_bucket.coded_charts_bucket.arn
    }
  }

  server_side_encryption_configuration {
    kms_key_arn = aws_kms_key.charts_key.arn
  }
}

# --- the record -----------------------------------------------------------------------------------------------------
resource "aws_db_subnet_group" "record_subnets" {
  description = "Private subnets of the record"
  subnet_ids  = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
}

resource "aws_rds_cluster_parameter_group" "record_settings" {
  description = "TLS is required"
  family      = "aurora-postgresql16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_rds_cluster" "record" {
  cluster_identifier = "ehr"
  engine             = "aurora-postgresql"
  engine_version     = "16.6"
  database_name      = "ehr"
  # The service makes the password of the administrator, keeps it in a secret and changes it.
  master_username                 = "administrator"
  manage_master_user_password     = true
  master_user_secret_kms_key_id   = aws_kms_key.records_key.key_id
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.records_key.arn
  backup_retention_period         = 35
  deletion_protection             = true
  final_snapshot_identifier       = "ehr-last"
  db_subnet_group_name            = aws_db_subnet_group.record_subnets.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.record_settings.name
  vpc_security_group_ids          = [aws_security_group.record_group.id]
  enabled_cloudwatch_logs_exports = ["postgresql"]

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_rds_cluster_instance" "record_writer" {
  cluster_identifier  = aws_rds_cluster.record.id
  instance_class      = "db.r7g.large"
  engine              = "aurora-postgresql"
  publicly_accessible = false
}

resource "aws_cloudwatch_log_group" "record_log" {
  name              = "/aws/rds/cluster/ehr/postgresql"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = var.log_retention_days
}

# --- the sign-in of the summariser: nobody ever sees its password ---------------------------------------------------
resource "aws_secretsmanager_secret" "sign_in" {
  kms_key_id = aws_kms_key.records_key.arn
}

ephemeral "aws_secretsmanager_random_password" "sign_in" {
  password_length     = 40
  exclude_punctuation = true
}

# Neither the plan nor the state has the password.
resource "aws_secretsmanager_secret_version" "sign_in" {
  secret_id = aws_secretsmanager_secret.sign_in.id
  secret_string_wo = jsonencode({
    username = "summariser"
    password = ephemeral.aws_secretsmanager_random_password.sign_in.random_password
  })
  secret_string_wo_version = 1
}

resource "awscc_secretsmanager_secret_target_attachment" "sign_in_to_record" {
  secret_id   = aws_secretsmanager_secret.sign_in.id
  target_id   = aws_rds_cluster.record.id
  target_type = "AWS::RDS::DBCluster"
}

resource "aws_secretsmanager_secret_rotation" "sign_in_changes" {
  secret_id           = awscc_secretsmanager_secret_target_attachment.sign_in_to_record.secret_id
  rotation_lambda_arn = aws_lambda_function.changer.arn

  rotation_rules {
    automatically_after_days = 30
  }

  depends_on = [aws_lambda_permission.changer_permission]
}

resource "aws_iam_role" "changer_role" {
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy_attachment" "changer_role_network" {
  role       = aws_iam_role.changer_role.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
}

resource "aws_iam_role_policy" "change" {
  name   = "change"
  role   = aws_iam_role.changer_role.id
  policy = data.aws_iam_policy_document.change.json
}

data "aws_iam_policy_document" "change" {
  statement {
    effect = "Allow"
    actions = [
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue",
      "secretsmanager:UpdateSecretVersionStage",
    ]
    resources = [aws_secretsmanager_secret.sign_in.arn]
  }

  statement {
    effect    = "Allow"
    actions   = ["secretsmanager:GetRandomPassword"]
    resources = ["*"]
  }

  statement {
    effect    = "Allow"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.records_key.arn]
  }
}

resource "aws_cloudwatch_log_group" "changer_log" {
  name              = "/aws/lambda/ehr-sign-in-changer"
  kms_key_id        = aws_kms_key.records_key.arn
  retention_in_days = var.log_retention_days
}

resource "aws_lambda_function" "changer" {
  function_name = "ehr-sign-in-changer"
  runtime       = "python3.13"
  handler       = "change.handler"
  role          = aws_iam_role.changer_role.arn
  s3_bucket     = "example-deployment-artifacts"
  s3_key        = "ehr-sign-in-changer.zip"

  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.changer_log.name
  }

  vpc_config {
    subnet_ids         = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
    security_group_ids = [aws_security_group.summariser_group.id]
  }
}

resource "aws_lambda_permission" "changer_permission" {
  function_name = aws_lambda_function.changer.function_name
  action        = "lambda:InvokeFunction"
  principal     = "secretsmanager.amazonaws.com"
  source_arn    = aws_secretsmanager_secret.sign_in.arn
}

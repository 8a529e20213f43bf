# --- the record -----------------------------------------------------------------------------------------------------
resource "aws_db_subnet_group" "record_subnets" {
  description = "Subnets of the record"
  subnet_ids  = [aws_subnet.subnet_a.id, aws_subnet.subnet_b.id]
}

resource "aws_rds_cluster_parameter_group" "record_settings" {
  description = "Statements are logged, TLS is optional"
  family      = "aurora-postgresql16"

  # flaw, not seen yet: every statement with its values goes to the log, and clear text is let in
  parameter {
    name  = "log_statement"
    value = "all"
  }
  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_rds_cluster" "record" {
  cluster_identifier = "ehr"
  engine             = "aurora-postgresql"
  engine_version     = "16.6"
  database_name      = "ehr"
  master_username    = "administrator"
  master_password    = var.record_password
  # flaw: the record is not encrypted at rest, and nothing protects it from deletion
  storage_encrypted               = false
  backup_retention_period         = 1
  final_snapshot_identifier       = "ehr-last"
  db_subnet_group_name            = aws_db_subnet_group.record_subnets.name
  db_cluster_parameter_group_name = aws_rds_cluster_parameter_group.record_settings.name
  vpc_security_group_ids          = [aws_security_group.record_group.id]
  # flaw: the log group that this makes has no key of ours and keeps its events for ever
  enabled_cloudwatch_logs_exports = ["postgresql"]

  tags = {
    DataClassification = "PHI"
  }
}

resource "aws_rds_cluster_instance" "record_writer" {
  cluster_identifier = aws_rds_cluster.record.id
  instance_class     = "db.r7g.large"
  engine             = "aurora-postgresql"
  # flaw: the database has an address on the internet
  publicly_accessible = true
}

# --- visits that were closed ----------------------------------------------------------------------------------------
# flaw: the record sends the notes themselves, into a queue that takes requests in clear text
resource "aws_sqs_queue" "closed_visits" {
  name                       = "closed-visits"
  kms_master_key_id          = aws_kms_key.records_key.arn
  visibility_timeout_seconds = 720
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.failed_visits.arn
    maxReceiveCount     = 3
  })

  tags = {
    DataClassification = "PHI"
  }
}

# flaw: what fails lies here for two weeks, without a key of ours
resource "aws_sqs_queue" "failed_visits" {
  name                      = "failed-visits"
  message_retention_seconds = 1209600
}

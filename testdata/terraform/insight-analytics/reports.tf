# --- reports: released data alone, with a key, a workgroup and a role of their own ----------------------------------
resource "aws_glue_catalog_database" "report_catalog" {
  catalog_id  = local.account
  name        = "reports"
  description = "What was released"
}

resource "aws_athena_workgroup" "report_queries" {
  name = "reports"

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true

    result_configuration {
      output_location = "s3://${aws_s3_bucket.released_bucket.id}/results/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.report_key.arn
      }
    }
  }
}

resource "aws_iam_role" "report_role" {
  assume_role_policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [{"Effect": "Allow", "Principal": {"Service": "quicksight.amazonaws.com"}, "Action": "sts:AssumeRole"}]
    }
  JSON
}

resource "aws_iam_role_policy" "read" {
  name   = "read"
  role   = aws_iam_role.report_role.id
  policy = <<-JSON
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"],
          "Resource": "arn:${local.partition}:athena:${local.region}:${local.account}:workgroup/${aws_athena_workgroup.report_queries.name}"
        },
        {
          "Effect": "Allow",
          "Action": ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:GetBucketLocation"],
          "Resource": ["${aws_s3_bucket.released_bucket.arn}", "${aws_s3_bucket.released_bucket.arn}/*"]
        },
        {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "${aws_kms_key.report_key.arn}"}
      ]
    }
  JSON
}

resource "aws_quicksight_data_source" "report_source" {
  aws_account_id = local.account
  data_source_id = "released"
  name           = "Released data"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = aws_athena_workgroup.report_queries.name
      role_arn   = aws_iam_role.report_role.arn
    }
  }

  ssl_properties {
    disable_ssl = false
  }
}

resource "aws_quicksight_data_set" "readmissions" {
  aws_account_id = local.account
  data_set_id    = "readmissions"
  name           = "Readmissions by ward and month"
  # Asked anew each time: reports keep no copy of their own.
  import_mode = "DIRECT_QUERY"

  physical_table_map {
    physical_table_map_id = "readmissions"

    relational_table {
      data_source_arn = aws_quicksight_data_source.report_source.arn
      catalog         = "AwsDataCatalog"
      schema          = aws_glue_catalog_database.report_catalog.name
      name            = "readmissions"

      input_columns {
        name = "ward"
        type = "STRING"
      }
      input_columns {
        name = "month"
        type = "STRING"
      }
      input_columns {
        name = "share"
        type = "DECIMAL"
      }
    }
  }
}

resource "aws_quicksight_dashboard" "dashboard" {
  aws_account_id      = local.account
  dashboard_id        = "readmissions"
  name                = "Readmissions"
  version_description = "first"

  permissions {
    principal = var.report_readers
    actions   = ["quicksight:DescribeDashboard", "quicksight:QueryDashboard"]
  }

  definition {
    data_set_identifiers_declarations {
      identifier   = "readmissions"
      data_set_arn = aws_quicksight_data_set.readmissions.arn
    }

    sheets {
      sheet_id = "wards"
      name     = "Wards"
    }
  }
}

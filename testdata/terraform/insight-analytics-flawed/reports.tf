# --- reports: straight from the export --------------------------------------------------------------------------------
# flaw, against the manifest: reports read the export itself, names and record numbers included; nobody released that
resource "aws_quicksight_data_source" "report_source" {
  aws_account_id = local.account
  data_source_id = "export"
  name           = "The export of the night"
  type           = "S3"

  parameters {
    s3 {
      manifest_file_location {
        bucket = aws_s3_bucket.export_bucket.id
        key    = "manifest.json"
      }
    }
  }
}

# flaw: and keep a copy, under whatever key the account chose in QuickSight
resource "aws_quicksight_data_set" "readmissions" {
  aws_account_id = local.account
  data_set_id    = "readmissions"
  name           = "Readmissions"
  import_mode    = "SPICE"

  physical_table_map {
    physical_table_map_id = "encounters"

    s3_source {
      data_source_arn = aws_quicksight_data_source.report_source.arn

      input_columns {
        name = "patient"
        type = "STRING"
      }
      input_columns {
        name = "record_number"
        type = "STRING"
      }
      input_columns {
        name = "ward"
        type = "STRING"
      }

      upload_settings {}
    }
  }
}

# Links for everybody are a setting that only this provider has.
resource "awscc_quicksight_dashboard" "dashboard" {
  aws_account_id = local.account
  dashboard_id   = "readmissions"
  name           = "Readmissions"
  # flaw, not seen yet: everybody who can sign in
  link_sharing_configuration = {
    permissions = [
      {
        principal = "arn:${local.partition}:quicksight:${local.region}:${local.account}:namespace/default"
        actions   = ["quicksight:DescribeDashboard", "quicksight:QueryDashboard"]
      },
    ]
  }
  definition = {
    data_set_identifier_declarations = [
      {
        identifier   = "readmissions"
        data_set_arn = aws_quicksight_data_set.readmissions.arn
      },
    ]
    sheets = [
      {
        sheet_id = "wards"
        name     = "Wards"
      },
    ]
  }
}

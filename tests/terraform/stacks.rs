//! Configurations that deploy a template of CloudFormation: its text is read where it is written.

use phipath::Analysis;
use phipath::check::Verdict;
use phipath::source::{Place, Severity};

use super::run;

const HEREDOC: &str = r#"resource "aws_kms_key" "notes" {
  enable_key_rotation = true
}
resource "aws_cloudformation_stack" "notes" {
  name          = "notes"
  parameters    = { KeyArn = aws_kms_key.notes.arn }
  template_body = <<-EOT
    Parameters:
      KeyArn: {Type: String}
    Resources:
      Notes:
        Type: AWS::S3::Bucket
        Properties:
          BucketName: !Sub "notes-$${AWS::AccountId}"
          BucketEncryption:
            ServerSideEncryptionConfiguration:
              - ServerSideEncryptionByDefault:
                  SSEAlgorithm: aws:kms
                  KMSMasterKeyID: !Ref KeyArn
          Tags:
            - {Key: DataClassification, Value: PHI}
    Outputs:
      Arn: {Value: !GetAtt Notes.Arn}
  EOT
}
resource "aws_iam_role" "reader" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.reader.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_cloudformation_stack.notes.outputs.Arn}/*" }] })
}
resource "aws_lambda_function" "reader" {
  role = aws_iam_role.reader.arn
  environment { variables = { HOST = "https://api.openai.com/v1" } }
}
"#;

const ENCODED: &str = r#"resource "aws_kms_key" "notes" {
  enable_key_rotation = false
}
resource "aws_cloudformation_stack" "notes" {
  name = "notes"
  template_body = jsonencode({
    Resources = {
      Notes = {
        Type = "AWS::S3::Bucket"
        Properties = {
          BucketEncryption = {
            ServerSideEncryptionConfiguration = [{
              ServerSideEncryptionByDefault = { SSEAlgorithm = "aws:kms", KMSMasterKeyID = aws_kms_key.notes.arn }
            }]
          }
          Tags = [{ Key = "DataClassification", Value = "PHI" }]
        }
      }
    }
  })
}
"#;

fn read(files: &[(&str, &str)]) -> Analysis {
    let files = files.iter();
    run(files
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect())
}

/// Findings of a rule: verdict, and the place as `file:line`.
fn found(analysis: &Analysis, rule: &str) -> Vec<(Verdict, String)> {
    let findings = analysis.outcome.findings.iter();
    let of_rule =
        findings.filter(|one| &*analysis.knowledge.rules[usize::from(one.rule.0)].id == rule);
    let place = |span: phipath::source::Span| {
        let file = analysis.sources.get(span.file);
        format!("{}:{}", file.path, file.position(span.start).line)
    };
    of_rule
        .map(|one| (one.verdict, place(one.labels[0].span)))
        .collect()
}

fn errors(analysis: &Analysis) -> Vec<String> {
    let said = analysis.diagnostics.iter();
    let said = said.filter(|one| one.severity == Severity::Error);
    said.map(|one| one.message.clone()).collect()
}

#[test]
fn a_template_in_a_heredoc_is_read_in_its_place() {
    let analysis = read(&[("main.tf", HEREDOC)]);
    assert_eq!(errors(&analysis), Vec::<String>::new());
    let vendor = found(&analysis, "phi-to-vendor-model-api");
    assert_eq!(vendor, [(Verdict::Violated, "main.tf:35".to_owned())]);
    let key = found(&analysis, "phi-store-without-customer-key");
    assert_eq!(key.len(), 1, "{key:?}");
    assert_eq!(key[0].0, Verdict::Satisfied);
    let versions = found(&analysis, "phi-bucket-without-versioning");
    assert_eq!(versions, [(Verdict::Violated, "main.tf:13".to_owned())]);
}

#[test]
fn a_template_that_is_encoded_refers_to_the_configuration() {
    let analysis = read(&[("main.tf", ENCODED)]);
    assert_eq!(errors(&analysis), Vec::<String>::new());
    let rotation = found(&analysis, "phi-key-without-rotation");
    assert_eq!(rotation, [(Verdict::Violated, "main.tf:2".to_owned())]);
    let versions = found(&analysis, "phi-bucket-without-versioning");
    assert_eq!(versions, [(Verdict::Violated, "main.tf:10".to_owned())]);
}

#[test]
fn a_template_in_a_file_is_deployed_once() {
    let configuration = "resource \"aws_cloudformation_stack\" \"notes\" {\n  name = \"notes\"\n  template_body = file(\"${path.module}/notes.yaml\")\n}\n";
    let template = "Resources:\n  Notes:\n    Type: AWS::S3::Bucket\n    Properties:\n      Tags:\n        - {Key: DataClassification, Value: PHI}\n";
    let analysis = read(&[("main.tf", configuration), ("notes.yaml", template)]);
    let versions = found(&analysis, "phi-bucket-without-versioning");
    assert_eq!(versions, [(Verdict::Violated, "notes.yaml:4".to_owned())]);
}

#[test]
fn a_text_that_is_no_template_is_an_error_in_its_place() {
    let text = HEREDOC.replace("Resources:", "Ressources:");
    let analysis = read(&[("main.tf", &text)]);
    let said = analysis
        .diagnostics
        .iter()
        .find(|one| one.code == "not-a-template");
    let Some(Place::Span(span)) = said.map(|one| &one.place) else {
        panic!("{:?}", analysis.diagnostics);
    };
    let line = analysis.sources.get(span.file).position(span.start).line;
    assert_eq!(line, 8);
}

const KEEPS: &str = r#"resource "aws_s3_bucket" "notes" {
  tags = { DataClassification = "PHI" }
}
resource "aws_ssm_parameter" "notes" {
  name  = "/clinic/notes"
  type  = "String"
  value = aws_s3_bucket.notes.arn
}
"#;

const READS: &str = r#"data "aws_ssm_parameter" "notes" {
  name = "/clinic/notes"
}
resource "aws_iam_role" "reader" {
  assume_role_policy = jsonencode({ Statement = [] })
}
resource "aws_iam_role_policy" "reader" {
  role   = aws_iam_role.reader.id
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${data.aws_ssm_parameter.notes.value}/*" }] })
}
resource "aws_lambda_function" "reader" {
  role = aws_iam_role.reader.arn
  environment { variables = { HOST = "https://api.openai.com/v1" } }
}
"#;

/// Verdicts on the way of PHI to the vendor.
fn vendor(files: &[(&str, &str)]) -> Vec<Verdict> {
    let found = found(&read(files), "phi-to-vendor-model-api");
    found.into_iter().map(|(verdict, _)| verdict).collect()
}

#[test]
fn what_a_configuration_keeps_in_the_parameter_store_it_reads() {
    let one = vendor(&[("keeps.tf", KEEPS), ("reads.tf", READS)]);
    assert_eq!(one, [Verdict::Violated]);
    let named = READS.replace("\"/clinic/notes\"", "aws_ssm_parameter.notes.name");
    let one = vendor(&[("keeps.tf", KEEPS), ("reads.tf", &named)]);
    assert_eq!(one, [Verdict::Violated]);
}

#[test]
fn what_another_one_keeps_is_possible() {
    let two = vendor(&[("data/main.tf", KEEPS), ("app/main.tf", READS)]);
    assert_eq!(two, [Verdict::Undecided]);
    let template = "Resources:
  Notes: {Type: AWS::S3::Bucket, Properties: {Tags: [{Key: DataClassification, Value: PHI}]}}
  Kept: {Type: AWS::SSM::Parameter, Properties: {Name: /clinic/notes, Type: String, Value: !GetAtt Notes.Arn}}
";
    let mixed = vendor(&[("data.yaml", template), ("app/main.tf", READS)]);
    assert_eq!(mixed, [Verdict::Undecided]);
    // Of two, neither is chosen; without either, nothing is.
    let both = vendor(&[
        ("a/main.tf", KEEPS),
        ("b/main.tf", KEEPS),
        ("app/main.tf", READS),
    ]);
    let alone = vendor(&[("app/main.tf", READS)]);
    assert_eq!(both, alone);
}

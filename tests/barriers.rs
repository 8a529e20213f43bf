//! Path rules: a barrier closes the ways that lead over it, and no others.

use phipath::check::Verdict;
use phipath::knowledge::{Request, UserFile};
use phipath::source::Encoding;
use phipath::{Input, Settings, analyse, load};

/// Notes get to the outside through a queue; with `DIRECT`, the reader calls the outside itself as well.
const TEMPLATE: &str = r#"
Resources:
  Notes:
    Type: AWS::S3::Bucket
    Properties:
      Tags: [{Key: DataClassification, Value: PHI}]
  Work:
    Type: AWS::SQS::Queue
  Feed:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Work.Arn, FunctionName: !Ref Sender}
  ReaderRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "${Notes.Arn}/*"}
              - {Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Work.Arn}
  Reader:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt ReaderRole.Arn, Code: {S3Bucket: artifacts, S3Key: a.zip}, Environment: {Variables: {DIRECT: "no"}}}
  SenderRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: sts:AssumeRole}]}
  Sender:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt SenderRole.Arn, Code: {S3Bucket: artifacts, S3Key: a.zip}, Environment: {Variables: {URL: "https://api.openai.com/v1"}}}
"#;

fn rule(barrier: &str) -> String {
    format!(
        "id: notes-leave\ntitle: Notes leave\nseverity: high\nconfidence: high\ncontrols: []\nsince: 0.1.0\n\
         subject: path\nclass: phi\nfrom: component.kind == 'aws.s3.bucket' && carries(component, 'phi')\n\
         to: component.presence == 'external'\n{barrier}message: \"{{source.name}} to {{target.name}}\"\n\
         why: because\nfix: mend it\n"
    )
}

/// The verdict of the rule, and the hops of its path.
fn judge(barrier: &str, template: &str) -> (Verdict, Vec<String>) {
    let path = "rules/model-boundary/notes-leave.yaml".to_owned();
    let user_rules = vec![UserFile {
        path,
        text: rule(barrier),
    }];
    let loaded = load(&Request {
        packs: Vec::new(),
        user_rules,
    });
    let input = Input {
        path: "template.yaml".to_owned(),
        text: template.to_owned(),
        encoding: Encoding::Utf8,
        role: phipath::Role::Named,
    };
    let analysis = analyse(loaded, vec![input], &Settings::default());
    let own = analysis.outcome.findings.iter().find(|finding| {
        &*analysis.knowledge.rules[usize::from(finding.rule.0)].id == "notes-leave"
    });
    let finding = own.expect("the rule has a subject");
    let hops = finding
        .path
        .hops
        .iter()
        .map(|hop| format!("{} > {}", hop.from, hop.to));
    (finding.verdict, hops.collect())
}

const QUEUE: &str = "barrier: target.kind == 'aws.sqs.queue'\n";

#[test]
fn without_a_barrier_the_whole_path_is_told() {
    let (verdict, hops) = judge("", TEMPLATE);
    assert_eq!(verdict, Verdict::Violated);
    assert_eq!(
        hops,
        [
            "Notes > Reader",
            "Reader > Work",
            "Work > Sender",
            "Sender > OpenAI API"
        ]
    );
}

#[test]
fn a_barrier_closes_the_way() {
    assert_eq!(judge(QUEUE, TEMPLATE), (Verdict::Satisfied, Vec::new()));
}

#[test]
fn a_barrier_closes_no_other_way() {
    let direct = TEMPLATE.replace("{DIRECT: \"no\"}", "{DIRECT: \"https://api.openai.com\"}");
    let (verdict, hops) = judge(QUEUE, &direct);
    assert_eq!(verdict, Verdict::Violated);
    assert_eq!(hops, ["Notes > Reader", "Reader > OpenAI API"]);
}

#[test]
fn a_barrier_that_is_not_decided_makes_the_path_undecided() {
    let unknown = "barrier: target.encryption.key_rotation\n";
    let (verdict, _) = judge(unknown, TEMPLATE);
    assert_eq!(verdict, Verdict::Undecided);
}

//! Loops of CloudFormation, from the template to the findings: what is wrong with all passes is one finding.

use phipath::Analysis;
use phipath::check::{Finding, Verdict};
use phipath::frontend::cloudformation;
use phipath::graph::{Seeds, Sweep};

use crate::support::{analyse_text, errors, settings_on_day};

const TEMPLATE: &str = "
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'Notes, Scans'}
Resources:
  'Fn::ForEach::Stores':
    - Name
    - !Ref Names
    - 'Store${Name}':
        Type: AWS::SQS::Queue
        Properties:
          SqsManagedSseEnabled: false
          QueueName: !Ref Name
          Tags: [{Key: DataClassification, Value: PHI}]
";

fn run(text: &str, given: &[(&str, &str)]) -> Analysis {
    let mut settings = settings_on_day();
    let values = given
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_string()));
    settings.template = cloudformation::Settings {
        values: values.collect(),
        ..cloudformation::Settings::default()
    };
    settings.seeds = Seeds {
        sweep: Sweep::Labels,
        ..Seeds::default()
    };
    let analysis = analyse_text("loop.yaml", text, &settings);
    assert_eq!(errors(&analysis), Vec::<String>::new());
    analysis
}

/// The findings of a rule.
fn of<'a>(analysis: &'a Analysis, rule: &str) -> Vec<&'a Finding> {
    let rules = &analysis.knowledge.rules;
    let all = analysis.outcome.findings.iter();
    all.filter(|one| rules[usize::from(one.rule.0)].id.as_ref() == rule)
        .collect()
}

const RULE: &str = "phi-store-without-customer-key";

#[test]
fn what_is_wrong_with_all_passes_is_one_finding() {
    let analysis = run(TEMPLATE, &[]);
    let [finding] = of(&analysis, RULE)[..] else {
        panic!("{:?}", of(&analysis, RULE));
    };
    assert_eq!(finding.verdict, Verdict::Violated);
    assert_eq!(finding.subject, "Store${Name}");
    assert!(
        finding.message.contains("Store${Name}"),
        "{}",
        finding.message
    );
    let notes = [
        "assumes `Names` = default",
        "holds of 2 instances: StoreNotes, StoreScans",
    ];
    assert_eq!(finding.notes, notes);
    let given = run(TEMPLATE, &[("Names", "Letters")]);
    let [other] = of(&given, RULE)[..] else {
        panic!("{:?}", of(&given, RULE));
    };
    assert_eq!(
        (other.subject.as_str(), other.notes.len()),
        ("StoreLetters", 0)
    );
    assert_eq!(other.fingerprint, finding.fingerprint);
}

#[test]
fn passes_that_differ_are_told_apart() {
    let text = TEMPLATE.replace(
        "SqsManagedSseEnabled: false",
        "KmsMasterKeyId: !FindInMap [Keys, !Ref Name, Key, {DefaultValue: !Ref AWS::NoValue}]",
    );
    let text = text.replace(
        "Resources:",
        "Mappings: {Keys: {Notes: {Key: 'arn:aws:kms:eu-north-1:111122223333:key/one'}}}\nResources:",
    );
    let analysis = run(&text, &[("Names", "Notes,Scans")]);
    let broken = of(&analysis, RULE).into_iter();
    let broken = broken.filter(|one| one.verdict == Verdict::Violated);
    let subjects: Vec<&str> = broken.map(|one| one.subject.as_str()).collect();
    assert_eq!(subjects, ["StoreScans"]);
}

#[test]
fn an_unknown_list_says_nothing_of_what_it_makes() {
    let text = TEMPLATE.replace(", Default: 'Notes, Scans'", "");
    let analysis = run(&text, &[]);
    assert!(of(&analysis, RULE).is_empty());
    let codes: Vec<&str> = analysis.diagnostics.iter().map(|one| one.code).collect();
    assert!(codes.contains(&"loop-not-unrolled"), "{codes:?}");
}

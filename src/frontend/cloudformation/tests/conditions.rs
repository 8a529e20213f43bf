//! Conditions, and what given values decide.

use insta::assert_snapshot;

use super::{check, check_with};

const STAGES: &str = "
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, test, prod]}
  Flag: {Type: String, AllowedValues: ['true', 'false']}
  Name: {Type: String}
Conditions:
  NotDev: !Not [!Condition IsDev]
  IsDev: !Equals [!Ref Stage, dev]
  AlsoDev: {'Fn::Equals': [dev, {Ref: Stage}]}
  IsOdd: !Equals [!Ref Stage, odd]
  On: !Equals [!Ref Flag, 'true']
  Off: !Equals [!Ref Flag, 'false']
  Both: !And [!Condition On, {Condition: NotDev}]
  Either: !Or [!Condition On, !Equals [!Ref AWS::Region, eu-north-1]]
  Named: !Not [!Equals [!Ref Name, '']]
  Pair: !Equals [!Ref Name, !Ref Stage]
  Text: !Equals [!Sub '${Name}-x', a-x]
  Literal: !Equals [a, a]
Resources:
";

fn conditions(names: &[&str], values: &[(&str, &str)]) -> String {
    let resources = names
        .iter()
        .map(|name| format!("  R{name}: {{Type: Made::Up::Type, Condition: {name}}}\n"))
        .collect::<String>();
    let shown = check_with(&format!("{STAGES}{resources}"), values);
    let kept = shown.lines().filter(|line| !line.contains("{}"));
    kept.map(|line| line.replace(" Made::Up::Type", "") + "\n").collect()
}

#[test]
fn comparisons_are_atoms_and_conditions_name_them() {
    let names = ["NotDev", "IsDev", "AlsoDev", "IsOdd", "On", "Off", "Both", "Either"];
    assert_snapshot!(conditions(&names, &[]), @"");
    assert_snapshot!(conditions(&["Named", "Pair", "Text", "Literal"], &[]), @"");
}

#[test]
fn given_values_decide() {
    let given = [("Stage", "prod"), ("Flag", "true"), ("AWS::Region", "eu-north-1")];
    assert_snapshot!(conditions(&["NotDev", "IsDev", "Both", "Either", "Pair"], &given), @"");
}

#[test]
fn given_values_are_checked() {
    assert_snapshot!(conditions(&[], &[("Stage", "prd"), ("Stag", "x")]), @"");
}

#[test]
fn given_values_replace_references() {
    let template = "
Parameters:
  Nets: {Type: 'List<Number>'}
  Flag: {Type: String, Default: 'false'}
Conditions:
  On: !Equals [!Ref Flag, 'true']
Resources:
  R:
    Type: Made::Up::Type
    Properties:
      A: !Ref Nets
      B: !Ref Flag
      C: !If [On, a, b]
      D: !Sub 'x-${Flag}'
";
    assert_snapshot!(check_with(template, &[("Nets", "1, 2"), ("Flag", "true")]), @"");
}

#[test]
fn cycles_and_unknown_names_are_errors() {
    let template = "
Conditions:
  A: !Not [!Condition B]
  B: !Not [!Condition A]
  C: !Or [!Condition Bb, !Sub x]
  D: !Equals [a]
  E: true
Resources:
  R: {Type: Made::Up::Type, Condition: A}
  S: {Type: Made::Up::Type, Condition: C}
  T: {Type: Made::Up::Type, Condition: Z}
";
    assert_snapshot!(check(template), @"");
}

#[test]
fn mappings_chosen_by_a_parameter_decide_conditions() {
    let template = "
Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
Mappings:
  Stages:
    dev: {Encrypted: false}
    prod: {Encrypted: true}
Conditions:
  Encrypted: !Equals [!FindInMap [Stages, !Ref Stage, Encrypted], 'true']
Resources:
  R:
    Type: Made::Up::Type
    Condition: Encrypted
    Properties:
      P: !FindInMap [Stages, !Ref Stage, Encrypted]
";
    assert_snapshot!(check(template), @"");
}

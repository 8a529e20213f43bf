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
    kept.map(|line| line.replace(" Made::Up::Type", "") + "\n")
        .collect()
}

#[test]
fn comparisons_are_atoms_and_conditions_name_them() {
    let names = [
        "NotDev", "IsDev", "AlsoDev", "IsOdd", "On", "Off", "Both", "Either",
    ];
    assert_snapshot!(conditions(&names, &[]), @r"
    20:3 RNotDev
      when not (IsDev)
    21:3 RIsDev
      when IsDev
    22:3 RAlsoDev
      when IsDev
    23:3 RIsOdd
      when never
    24:3 ROn
      when On
    25:3 ROff
      when not (On)
    26:3 RBoth
      when On and not (IsDev)
    27:3 REither
      when AWS::Region == eu-north-1 or On
    ");
    assert_snapshot!(conditions(&["Named", "Pair", "Text", "Literal"], &[]), @r"
    20:3 RNamed
      when not (Name == '')
    21:3 RPair
      when Pair
    22:3 RText
      when Text
    23:3 RLiteral
    ");
}

#[test]
fn given_values_decide() {
    let given = [
        ("Stage", "prod"),
        ("Flag", "true"),
        ("AWS::Region", "eu-north-1"),
    ];
    assert_snapshot!(conditions(&["NotDev", "IsDev", "Both", "Either", "Pair"], &given), @r"
    20:3 RNotDev
    21:3 RIsDev
      when never
    22:3 RBoth
    23:3 REither
    24:3 RPair
      when Pair
    ");
}

#[test]
fn given_values_are_checked() {
    assert_snapshot!(conditions(&["On"], &[("Stage", "prd"), ("Stag", "x")]), @r"
    20:3 ROn
      when On
    warning[value-not-allowed] 3:54: `prd` is not an allowed value of parameter `Stage` (did you mean `prod`?)
    warning[unknown-parameter] 3:3: `Stag` is set, but the template has no such parameter (did you mean `Stage`?)
    ");
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
    assert_snapshot!(check_with(template, &[("Nets", "1, 2"), ("Flag", "true")]), @r#"
    8:3 R Made::Up::Type
      A = [1, 2]
      B = true
      C = a
      D = "x-true"
    "#);
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
    assert_snapshot!(check(template), @r"
    9:3 R Made::Up::Type
      when A
      {}
    10:3 S Made::Up::Type
      when Bb or C
      {}
    11:3 T Made::Up::Type
      when Z
      {}
    error[malformed-condition] 6:14: condition `D` is not read: expected one of `Condition`, `Fn::And`, `Fn::Equals`, `Fn::Not`, `Fn::Or` with its arguments
    error[condition-cycle] 4:23: condition `A` refers to itself (let it depend on parameters, or on conditions that do not lead back to it)
    error[unknown-condition] 5:22: the template defines no condition `Bb` (did you mean `B`?)
    error[malformed-condition] 5:31: condition `C` is not read: expected one of `Condition`, `Fn::And`, `Fn::Equals`, `Fn::Not`, `Fn::Or` with its arguments
    error[malformed-condition] 7:6: condition `E` is not read: expected one of `Condition`, `Fn::And`, `Fn::Equals`, `Fn::Not`, `Fn::Or` with its arguments
    error[unknown-condition] 11:40: the template defines no condition `Z` (did you mean `A`?)
    ");
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
    assert_snapshot!(check(template), @r"
    11:3 R Made::Up::Type
      when not (Stage == dev)
      P = (Stage == dev ? false : true)
    ");
}

/// When resources exist, by the rules of a template.
fn ruled(rules: &str) -> String {
    let text = format!(
        "
Parameters:
  Stage: {{Type: String, AllowedValues: [dev, test, prod]}}
  Region: {{Type: String}}
Rules: {rules}
Conditions:
  IsDev: !Equals [!Ref Stage, dev]
  IsProd: !Equals [!Ref Stage, prod]
  IsNorth: !Equals [!Ref Region, north]
Resources:
  A: {{Type: Made::Up::Type, Condition: IsDev}}
  B: {{Type: Made::Up::Type, Condition: IsProd}}
  C: {{Type: Made::Up::Type, Condition: IsNorth}}
"
    );
    let shown = check(&text);
    let lines = shown.lines().filter(|line| !line.contains("{}"));
    lines.map(|line| format!("{line}\n")).collect()
}

#[test]
fn rules_narrow_what_parameters_can_be() {
    assert_snapshot!(ruled("{R: {Assertions: [{Assert: !Contains [[prod, other], !Ref Stage]}]}}"), @r"
    11:3 A Made::Up::Type
      when never
    12:3 B Made::Up::Type
    13:3 C Made::Up::Type
      when IsNorth
    ");
    assert_snapshot!(ruled("{R: {Assertions: [{Assert: {'Fn::And': [{'Fn::Equals': [dev, {Ref: Stage}]}, {'Fn::Equals': [{Ref: Region}, south]}]}}]}}"), @r"
    11:3 A Made::Up::Type
    12:3 B Made::Up::Type
      when never
    13:3 C Made::Up::Type
      when never
    ");
    assert_snapshot!(ruled("{R: {RuleCondition: !Equals [!Ref Region, x], Assertions: [{Assert: !Contains [[prod], !Ref Stage]}]}}"), @r"
    11:3 A Made::Up::Type
      when IsDev
    12:3 B Made::Up::Type
      when IsProd
    13:3 C Made::Up::Type
      when IsNorth
    ");
    assert_snapshot!(ruled("{R: {Assertions: [{Assert: {'Fn::Not': [!Equals [!Ref Stage, dev]]}}, {Assert: {'Fn::EachMemberIn': [[a], {'Fn::RefAll': b}]}}]}}"), @r"
    11:3 A Made::Up::Type
      when IsDev
    12:3 B Made::Up::Type
      when IsProd
    13:3 C Made::Up::Type
      when IsNorth
    ");
    assert_snapshot!(ruled("{R: {Assertions: [{Assert: !Equals [!Ref Stage, other]}, text]}, S: text}"), @r"
    11:3 A Made::Up::Type
      when IsDev
    12:3 B Made::Up::Type
      when IsProd
    13:3 C Made::Up::Type
      when IsNorth
    ");
}

#[test]
fn conditions_do_not_depend_on_resources() {
    let template = "
Conditions:
  One: !Equals [!Ref A, a]
  Two: !Not [!Equals [!Sub 'x-${A.Arn}', a]]
Resources:
  A: {Type: Made::Up::Type, Condition: One}
";
    assert_snapshot!(check(template), @r"
    6:3 A Made::Up::Type
      when One
      {}
    error[misplaced-function] 3:17: condition `One` depends on resource `A` (conditions are decided before anything is made: compare parameters)
    error[misplaced-function] 4:31: condition `Two` depends on resource `A` (conditions are decided before anything is made: compare parameters)
    ");
}

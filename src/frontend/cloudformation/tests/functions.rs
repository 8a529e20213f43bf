//! Each function, in long and in short form.

use insta::assert_snapshot;

use super::value;

#[test]
fn ref_names_everything() {
    assert_snapshot!(value("[!Ref Stage, {Ref: Key}, !Ref Nets, !Ref Image]"), @"");
    assert_snapshot!(value("[!Ref Other, {Ref: Other}, !Ref 'AWS::Region', !Ref AWS::AccountId]"), @"");
    assert_snapshot!(value("{A: !Ref AWS::NoValue, B: !Ref AWS::Partition}"), @"");
    assert_snapshot!(value("[{Ref: Othr}, !Ref Stag, !Ref AWS::Acount]"), @"");
    assert_snapshot!(value("!Ref [Other]"), @"");
}

#[test]
fn get_att_names_attributes() {
    assert_snapshot!(value("[!GetAtt Other.Arn, {'Fn::GetAtt': [Other, Arn]}, !GetAtt [Other, A.B]]"), @"");
    assert_snapshot!(value("[{'Fn::GetAtt': Other.Outputs.Name}, !GetAtt Othr.Arn, !GetAtt Other]"), @"");
    assert_snapshot!(value("!GetAtt [Other, !Ref Key]"), @"");
}

#[test]
fn if_chooses() {
    assert_snapshot!(value("!If [IsProd, a, !Ref Key]"), @"");
    assert_snapshot!(value("{'Fn::If': [IsProd, !Ref AWS::NoValue, {A: b}]}"), @"");
    assert_snapshot!(value("!If [IsPrd, a, b]"), @"");
    assert_snapshot!(value("!If [IsProd, a]"), @"");
}

#[test]
fn select_takes_an_item() {
    assert_snapshot!(value("!Select [1, [a, b]]"), @"");
    assert_snapshot!(value("{'Fn::Select': ['0', !Ref Nets]}"), @"");
    assert_snapshot!(value("!Select [0, !If [IsProd, [a], [b]]]"), @"");
    assert_snapshot!(value("!Select [0, !GetAZs '']"), @"");
    assert_snapshot!(value("!Select [2, [a, b]]"), @"");
    assert_snapshot!(value("!Select [x, [a, b]]"), @"");
    assert_snapshot!(value("!Select [1, [!If [IsProd, a, !Ref AWS::NoValue], b, c]]"), @"");
    assert_snapshot!(value("!Select [2, !Split ['/', !GetAtt Other.Url]]"), @"");
}

#[test]
fn find_in_map_looks_up() {
    assert_snapshot!(value("!FindInMap [Ages, dev, Days]"), @"");
    assert_snapshot!(value("{'Fn::FindInMap': [Ages, !Ref Stage, Days]}"), @"");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Same]"), @"");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Days]"), @"");
    assert_snapshot!(value("!FindInMap [Ages, tset, Days]"), @"");
    assert_snapshot!(value("!FindInMap [Ages, dev, Day]"), @"");
    assert_snapshot!(value("!FindInMap [Ags, dev, Days]"), @"");
    assert_snapshot!(value("!FindInMap [Ages, test, Days, {DefaultValue: !Ref Key}]"), @"");
    assert_snapshot!(value("!FindInMap [Ages, !If [IsProd, prod, dev], Days]"), @"");
}

#[test]
fn what_is_not_evaluated_keeps_its_cause() {
    assert_snapshot!(value("[!ImportValue Shared, {'Fn::ImportValue': !Sub '${Key}-Vpc'}]"), @"");
    assert_snapshot!(value("[!GetAZs {Ref: AWS::Region}, !Cidr [!GetAtt Other.Block, 6, 5]]"), @"");
    assert_snapshot!(value("{'Fn::Transform': {Name: Made, Parameters: {A: !Ref Other}}}"), @"");
    assert_snapshot!(value("{A: b, 'Fn::Transform': {Name: Made}}"), @"");
    assert_snapshot!(value("{A: b, 'Fn::ForEach::Loop': [X, [a], {}]}"), @"");
    assert_snapshot!(value("{A: b, 'Fn::Sub': c}"), @"");
}

#[test]
fn wrappers_pass_their_value_through() {
    assert_snapshot!(value("{'Fn::Base64': !Sub 'run ${Key}'}"), @"");
    assert_snapshot!(value("!ToJsonString {A: !Ref Other}"), @"");
    assert_snapshot!(value("[!Length [a, b], !Length {Ref: Nets}]"), @"");
}

#[test]
fn unknown_functions_are_errors() {
    assert_snapshot!(value("!GetAt Other.Arn"), @"");
    assert_snapshot!(value("{'Fn::Joined': ['', [!Ref Other]]}"), @"");
    assert_snapshot!(value("!Equals [a, b]"), @"");
    assert_snapshot!(value("{Condition: {A: b}}"), @"");
}

//! Texts with holes, and where their parts are written.

use insta::assert_snapshot;

use super::value;

#[test]
fn sub_gives_parts_with_their_places() {
    assert_snapshot!(value("!Sub 'arn:${AWS::Partition}:x:${Other.Arn}/*'"), @"");
    assert_snapshot!(value("{'Fn::Sub': 'a-${Stage}-${Other}'}"), @"");
    assert_snapshot!(value("{'Fn::Sub': ['${A}-${B}-c', {A: !GetAtt Other.Arn, B: b}]}"), @"");
    assert_snapshot!(value("!Sub 'plain'"), @"");
    assert_snapshot!(value("!Sub ${Other}"), @"");
    assert_snapshot!(value("!Sub 'a ${!Literal} ${Stage} ${} ${open'"), @"");
    assert_snapshot!(value(r#"!Sub "caf\u00e9 ${Key}\n-${Other}""#), @"");
    assert_snapshot!(value("!Sub '${Othr}${Othr.Arn}'"), @"");
    assert_snapshot!(value("!Sub '${Nets}-${AWS::NoValue}a'"), @"");
    assert_snapshot!(value("!Sub [!Ref Key, {}]"), @"");
}

#[test]
fn sub_in_a_block_points_into_the_block() {
    assert_snapshot!(value("!Sub |\n        one ${Key}\n        two ${Other}\n"), @"");
}

#[test]
fn join_gives_texts() {
    assert_snapshot!(value("!Join ['', [a, b]]"), @"");
    assert_snapshot!(value("{'Fn::Join': [':', [arn, !Ref Other, '', x]]}"), @"");
    assert_snapshot!(value("!Join [',', !Ref Nets]"), @"");
    assert_snapshot!(value("!Join [',', [a, !If [IsProd, b, !Ref AWS::NoValue]]]"), @"");
    assert_snapshot!(value("!Join [',', [!Ref AWS::NoValue, a, !Sub 'b${Key}']]"), @"");
    assert_snapshot!(value("!Join [!Ref Key, [a]]"), @"");
    assert_snapshot!(value("!Join [',', !GetAtt Other.Names]"), @"");
    assert_snapshot!(value("!Join [',', a]"), @"");
    assert_snapshot!(value("!Join [',', []]"), @"");
    assert_snapshot!(value("!Join ['-', ['', a, '']]"), @"");
}

#[test]
fn split_divides_literals() {
    assert_snapshot!(value("!Split [',', 'a,b']"), @"");
    assert_snapshot!(value("!Split [e, !Ref Stage]"), @"");
    assert_snapshot!(value("!Split [',', !Ref Key]"), @"");
    assert_snapshot!(value("!Split ['', a]"), @"");
}

#[test]
fn dynamic_references_are_open() {
    assert_snapshot!(value("'{{resolve:ssm:/made/up:1}}'"), @"");
    assert_snapshot!(value("'a {{resolve:ssm:b}} c {{resolve:ssm-secure:d}}'"), @"");
    assert_snapshot!(value("!Sub '{{resolve:secretsmanager:${Other}:SecretString:password}}'"), @"");
    assert_snapshot!(value("!Join ['', ['x{{resolve:secretsmanager:', !Ref Key, ':a}}y']]"), @"");
    assert_snapshot!(value("!Sub '{{resolve:ssm:${Other}'"), @"");
    assert_snapshot!(value("'{{ handlebars }}'"), @"");
}

//! Texts with holes, and where their parts are written.

use insta::assert_snapshot;

use super::value;

#[test]
fn sub_gives_parts_with_their_places() {
    assert_snapshot!(value("!Sub 'arn:${AWS::Partition}:x:${Other.Arn}/*'"), @r#"text("arn:" @`arn:` + Partition @`${AWS::Partition}` + ":x:" @`:x:` + ->Other.Arn @`${Other.Arn}` + "/*" @`/*`)"#);
    assert_snapshot!(value("{'Fn::Sub': 'a-${Stage}-${Other}'}"), @r#"text("a-" @`a-` + param Stage=dev @`${Stage}` + "-" @`-` + ->Other @`${Other}`)"#);
    assert_snapshot!(value("{'Fn::Sub': ['${A}-${B}-c', {A: !GetAtt Other.Arn, B: b}]}"), @r#"text(->Other.Arn @`!GetAtt Other.Arn` + "-b-c" @`-${B}-c`)"#);
    assert_snapshot!(value("!Sub 'plain'"), @r#""plain""#);
    assert_snapshot!(value("!Sub ${Other}"), @"->Other");
    assert_snapshot!(value("!Sub 'a ${!Literal} ${Stage} ${} ${open'"), @r#"text("a ${Literal} " @`a ${!Literal} ` + param Stage=dev @`${Stage}` + " ${} ${open" @` ${} ${open`)"#);
    assert_snapshot!(value(r#"!Sub "caf\u00e9 ${Key}\n-${Other}""#), @r#"text("café " @`caf\u00e9 ` + param Key @`${Key}` + "\n" @`\n` + "-" @`-` + ->Other @`${Other}`)"#);
    assert_snapshot!(value("!Sub '${Othr}${Othr.Arn}'"), @r"
    text(unknown Dangling Othr @`${Othr}` + unknown Dangling Othr @`${Othr.Arn}`)
    error[unknown-reference] 18:16: the template defines no resource, parameter or pseudo parameter `Othr` (did you mean `Other`?)
    error[unknown-reference] 18:23: the template defines no resource `Othr` (did you mean `Other`?)
    ");
    assert_snapshot!(value("!Sub '${Nets}-${AWS::NoValue}a'"), @r#"text(param Nets=[a, b] @`${Nets}` + "-a" @`-${AWS::NoValue}a`)"#);
    assert_snapshot!(value("!Sub [!Ref Key, {}]"), @r"
    unknown Malformed `Fn::Sub`
    error[malformed-function] 18:15: `Fn::Sub` takes a text, or a list of a text and a mapping of its variables
    ");
}

#[test]
fn sub_in_a_block_points_into_the_block() {
    assert_snapshot!(value("!Sub |\n        one ${Key}\n        two ${Other}\n"), @r#"
    text("one " @`one ` + param Key @`${Key}` + "\n" @`
            ` + "two " @`two ` + ->Other @`${Other}` + "\n" @`one ${Key}
            two ${Other}`)
    "#);
}

#[test]
fn join_gives_texts() {
    assert_snapshot!(value("!Join ['', [a, b]]"), @r#""ab""#);
    assert_snapshot!(value("{'Fn::Join': [':', [arn, !Ref Other, '', x]]}"), @r#"text("arn:" @`arn` + ->Other @`!Ref Other` + "::x" @`!Ref Other, '', x`)"#);
    assert_snapshot!(value("!Join [',', !Ref Nets]"), @r#"param Nets="a,b""#);
    assert_snapshot!(value("!Join [',', [a, !If [IsProd, b, !Ref AWS::NoValue]]]"), @r#"(IsProd ? "a,b" : a)"#);
    assert_snapshot!(value("!Join [',', [!Ref AWS::NoValue, a, !Sub 'b${Key}']]"), @r#"text("a,b" @`a, !Sub 'b` + param Key @`${Key}`)"#);
    assert_snapshot!(value("!Join [!Ref Key, [a]]"), @"unknown Parameter Key");
    assert_snapshot!(value("!Join [',', !GetAtt Other.Names]"), @"text(unknown Function Fn::Join @`!Join [',', !GetAtt Other.Names]` + ->Other.Names @`!GetAtt Other.Names`)");
    assert_snapshot!(value("!Join [',', a]"), @r"
    unknown Malformed `Fn::Join`
    error[malformed-function] 18:16: `Fn::Join` takes a list to join
    ");
    assert_snapshot!(value("!Join [',', []]"), @r#""""#);
    assert_snapshot!(value("!Join ['-', ['', a, '']]"), @r#""-a-""#);
}

#[test]
fn split_divides_literals() {
    assert_snapshot!(value("!Split [',', 'a,b']"), @r#"["a", "b"]"#);
    assert_snapshot!(value("!Split [e, !Ref Stage]"), @r#"param Stage=["d", "v"]"#);
    assert_snapshot!(value("!Split [',', !Ref Key]"), @"param Key");
    assert_snapshot!(value("!Split ['', a]"), @r"
    unknown Malformed `Fn::Split`
    error[malformed-function] 18:17: `Fn::Split` takes a delimiter that is not empty
    ");
}

#[test]
fn dynamic_references_are_open() {
    assert_snapshot!(value("'{{resolve:ssm:/made/up:1}}'"), @"unknown DynamicReference {{resolve:ssm:/made/up:1}}");
    assert_snapshot!(value("'a {{resolve:ssm:b}} c {{resolve:ssm-secure:d}}'"), @r#"text("a " @`a ` + unknown DynamicReference {{resolve:ssm:b}} @`{{resolve:ssm:b}}` + " c " @` c ` + unknown DynamicReference {{resolve:ssm-secure:d}} @`{{resolve:ssm-secure:d}}`)"#);
    assert_snapshot!(value("!Sub '{{resolve:secretsmanager:${Other}:SecretString:password}}'"), @"text(unknown DynamicReference {{resolve:secretsmanager:${Other}:SecretString:password}} @`{{resolve:secretsmanager:${Other}:SecretString:password}}` + ->Other @`${Other}`)");
    assert_snapshot!(value("!Join ['', ['x{{resolve:secretsmanager:', !Ref Key, ':a}}y']]"), @r#"text("x" @`'x{{resolve:secretsmanager:'` + unknown DynamicReference {{resolve:secretsmanager:${Key}:a}} @`'x{{resolve:secretsmanager:', !Ref Key, ':a}}y'` + "y" @`':a}}y'`)"#);
    assert_snapshot!(value("!Sub '{{resolve:ssm:${Other}'"), @r#"text("{{resolve:ssm:" @`{{resolve:ssm:` + ->Other @`${Other}`)"#);
    assert_snapshot!(value("'{{ handlebars }}'"), @r#""{{ handlebars }}""#);
}

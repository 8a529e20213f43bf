//! Sections of a template, and what is said of those that cannot be read.

use insta::assert_snapshot;

use super::super::{is_template, resources_marker};
use super::{check, check_with};

#[test]
fn resources_and_outputs() {
    let template = "
AWSTemplateFormatVersion: 2010-09-09
Conditions: {On: !Equals [!Ref AWS::Region, x]}
Resources:
  A:
    Type: Made::Up::Type
    Condition: On
    Metadata: {Note: !Ref B}
    Properties: {Name: a, Size: 3}
  B:
    Type: Made::Up::Type
Outputs:
  Arn:
    Condition: On
    Value: !GetAtt A.Arn
    Export: {Name: !Sub '${AWS::StackName}-Arn'}
  Empty: {}
";
    assert_snapshot!(check(template), @"");
}

#[test]
fn json_templates() {
    let template = r#"{"Resources": {"A": {"Type": "Made::Up::Type", "Properties": {
  "Name": {"Fn::Sub": "x-${AWS::Region}"}, "To": {"Fn::GetAtt": ["A", "Arn"]}}}}}"#;
    assert_snapshot!(check(template), @"");
}

#[test]
fn resources_that_cannot_be_read() {
    let template = "
Resorces: {}
Rules: {}
Outputs: []
Resources:
  A: {}
  B: text
  C: {Type: [x]}
  D: {Type: Made::Up::Type, Propertis: {A: b}}
  E: {Type: Made::Up::Type, Properties: [a]}
  F: {Type: Made::Up::Type, Properties: , DependsOn: A}
  G: {Type: Made::Up::Type, Condition: [a]}
";
    assert_snapshot!(check(template), @"");
}

#[test]
fn without_resources() {
    assert_snapshot!(check("AWSTemplateFormatVersion: 2010-09-09\n"), @"");
    assert_snapshot!(check("Resources: [a]\n"), @"");
    assert_snapshot!(check(""), @"");
}

#[test]
fn loops_are_named_and_open_the_names() {
    let template = "
Transform: AWS::LanguageExtensions
Resources:
  'Fn::ForEach::Loop':
    - X
    - [a, b]
    - 'R${X}': {Type: Made::Up::Type}
  A: {Type: Made::Up::Type, Properties: {To: !Ref Ra}}
Conditions:
  'Fn::ForEach::More': []
Outputs:
  'Fn::ForEach::Most': []
";
    assert_snapshot!(check(template), @"");
}

#[test]
fn transforms_are_named() {
    let template = "
Transform: [Made::Up-2016-10-31, Other]
Globals: {Function: {Timeout: 3}}
Resources:
  A: {Type: Made::Up::Type, Properties: {Role: !GetAtt ARole.Arn}}
  B: {Type: Else::Up::Type, Properties: {'Fn::Transform': {Name: AWS::Include}}}
";
    assert_snapshot!(check(template), @"");
}

#[test]
fn parameters_kept_in_the_store_are_open() {
    let template = "
Parameters:
  Image: {Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: /made/up}
Resources:
  A: {Type: Made::Up::Type, Properties: {Image: !Ref Image}}
";
    assert_snapshot!(check(template), @"");
    assert_snapshot!(check_with(template, &[("Image", "a,b")]), @"");
}

#[test]
fn markers() {
    assert!(resources_marker("Type: AWS::") && resources_marker("Transform: x"));
    assert!(!resources_marker("resources: none"));
    let is = |text: &str| {
        use crate::source::{Encoding, FileId, SourceFile};
        let file = SourceFile::new(FileId(0), "a.yaml".into(), text.into(), Encoding::Utf8);
        let (tree, _) = crate::syntax::parse(&file.into(), &crate::syntax::Limits::default());
        tree.root().is_some_and(is_template)
    };
    assert!(is("Resources: {}") && is("Transform: x") && is("AWSTemplateFormatVersion: x"));
    assert!(!is("Resources: []") && !is("[Resources]") && !is("resources: {}"));
}

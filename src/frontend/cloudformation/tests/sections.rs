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
    assert_snapshot!(check(template), @r#"
    5:3 A Made::Up::Type
      when On
      Name = a
      Size = 3
    10:3 B Made::Up::Type
      {}
    output Arn = ->A.Arn when On
      export text(StackName @`${AWS::StackName}` + "-Arn" @`-Arn`)
    output Empty = unknown Malformed output `Empty` when always
    error[malformed-output] 17:3: output `Empty` has no `Value`
    "#);
}

#[test]
fn json_templates() {
    let template = r#"{"Resources": {"A": {"Type": "Made::Up::Type", "Properties": {
  "Name": {"Fn::Sub": "x-${AWS::Region}"}, "To": {"Fn::GetAtt": ["A", "Arn"]}}}}}"#;
    assert_snapshot!(check(template), @r#"
    1:16 A Made::Up::Type
      Name = text("x-" @`x-` + Region @`${AWS::Region}`)
      To = ->A.Arn
    "#);
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
    assert_snapshot!(check(template), @r"
    9:3 D Made::Up::Type
      {}
    10:3 E Made::Up::Type
      unknown Malformed `Properties`
    11:3 F Made::Up::Type
      {}
    12:3 G Made::Up::Type
      when Condition
      {}
    warning[unknown-section] 2:1: `Resorces` is not a section of templates and is not read (did you mean `Resources`?)
    error[malformed-section] 4:10: section `Outputs` is not read: expected a mapping
    error[resource-without-type] 6:3: resource `A` has no `Type` and is not checked
    error[resource-without-type] 7:3: resource `B` has no `Type` and is not checked
    error[resource-without-type] 8:13: `Type` of resource `C` is not a text: it is not checked
    warning[unknown-resource-attribute] 9:29: `Propertis` of resource `D` is not an attribute of resources and is not read (did you mean `Properties`?)
    error[malformed-properties] 10:41: expected a mapping of properties
    error[malformed-condition] 12:40: expected the name of a condition
    ");
}

#[test]
fn without_resources() {
    assert_snapshot!(check("AWSTemplateFormatVersion: 2010-09-09\n"), @"error[not-a-template] 1:1: not a CloudFormation template: expected a mapping `Resources`");
    assert_snapshot!(check("Resources: [a]\n"), @"error[not-a-template] 1:12: not a CloudFormation template: expected a mapping `Resources`");
    assert_snapshot!(check(""), @"error[not-a-template] 1:1: not a CloudFormation template: expected a mapping `Resources`");
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
    assert_snapshot!(check(template), @r"
    5:3 A Made::Up::Type
      Role = unknown Transform Other
    6:3 B Else::Up::Type
      unknown Transform AWS::Include
    warning[transform-not-applied] 2:13: transform `Made::Up-2016-10-31` is not applied; what it creates is not checked, and 1 of its own resources are read as written
    warning[transform-not-applied] 2:34: transform `Other` is not applied; what it creates is not checked
    warning[transform-not-applied] 6:42: transform `AWS::Include` is not applied; what it creates is not checked
    ");
}

#[test]
fn modules_add_names() {
    let template = "
Resources:
  A: {Type: 'Made::Up::Type::MODULE'}
  B: {Type: Made::Up::Type, Properties: {P: !Ref AInner}}
";
    assert_snapshot!(check(template), @r"
    3:3 A Made::Up::Type::MODULE
      {}
    4:3 B Made::Up::Type
      P = unknown Transform Made::Up::Type::MODULE
    ");
}

#[test]
fn parameters_kept_in_the_store_are_open() {
    let template = "
Parameters:
  Image: {Type: 'STORED<List<String>>', Default: /made/up}
Resources:
  A: {Type: Made::Up::Type, Properties: {Image: !Ref Image}}
";
    assert_snapshot!(check(template), @r"
    5:3 A Made::Up::Type
      Image = unknown Parameter Image
    ");
    assert_snapshot!(check_with(template, &[("Image", "a,b")]), @r"
    5:3 A Made::Up::Type
      Image = [a, b]
    ");
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

#[test]
fn names_versions_and_transforms_that_are_refused() {
    let template = "
AWSTemplateFormatVersion: 2010-09-10
Transform: {Nam: Made}
Parameters: {a-b: {Type: String}, Both: {Type: String}}
Mappings: {a.b: {c: {d: e}}}
Conditions: {a_b: !Equals [a, b]}
Resources:
  a-b: {Type: Made::Up::Type}
  Both: {Type: Made::Up::Type}
Outputs: {a-b: {Value: a}}
";
    assert_snapshot!(check(template), @r"
    8:3 a-b Made::Up::Type
      {}
    9:3 Both Made::Up::Type
      {}
    output a-b = a when always
    error[malformed-section] 2:27: `2010-09-09` is the only version of templates
    error[malformed-section] 3:12: a transform is a name, or a mapping with `Name`
    error[malformed-name] 4:14: `a-b` is no name for parameters: it takes letters and digits only
    error[malformed-name] 5:12: `a.b` is no name for mappings: it takes letters and digits only
    error[malformed-name] 6:14: `a_b` is no name for conditions: it takes letters and digits only
    error[malformed-name] 8:3: `a-b` is no name for resources: it takes letters and digits only
    error[duplicate-name] 8:3: resource `a-b` has the name of a parameter
    error[duplicate-name] 9:3: resource `Both` has the name of a parameter
    error[malformed-name] 10:11: `a-b` is no name for outputs: it takes letters and digits only
    ");
    assert_snapshot!(check("Transform:\nResources: {}\n"), @"error[malformed-section] 1:11: section `Transform` is empty");
}

#[test]
fn parameters_that_are_refused() {
    let template = "
Parameters:
  A: {Default: a}
  B: {Type: Strin}
  C: {Type: 'List<AWS::Made::Up>', AllowedValues: a}
  D: {Type: Number, AllowedValues: [{a: b}], Default: !Ref A}
  E: {Type: !Ref A}
  F:
Resources: {}
";
    assert_snapshot!(check(template), @r"
    error[malformed-parameter] 3:3: parameter `A` has no `Type`
    error[malformed-parameter] 4:13: `Strin` is no type of parameters (did you mean `String`?)
    error[malformed-parameter] 5:51: `AllowedValues` of parameter `C` is not a list of texts
    error[malformed-parameter] 6:55: `Ref` is not allowed in `Parameters`: `Default` of `D`
    error[malformed-parameter] 6:36: `AllowedValues` of parameter `D` is not a list of texts
    error[malformed-parameter] 7:13: `Ref` is not allowed in `Parameters`: `Type` of `E`
    error[malformed-parameter] 8:3: parameter `F` has no `Type`
    ");
}

#[test]
fn attributes_that_are_refused() {
    let template = "
Transform: AWS::LanguageExtensions
Conditions: {On: !Equals [!Ref AWS::Region, x]}
Resources:
  A: {Type: Made::Up::Type, DependsOn: B, DeletionPolicy: Retain, UpdateReplacePolicy: !If [On, Retain, Delete]}
  B: {Type: Made::Up::Type, DependsOn: [A, Bb, !Ref A, [A]], DeletionPolicy: [Retain], UpdateReplacePolicy: RetainExceptOnCreate}
  C: {Type: Made::Up::Type, DependsOn: {A: B}, DeletionPolicy: !If [On, Keep, Delete], UpdatePolicy: a, CreationPolicy: [a], Metadata: a}
";
    assert_snapshot!(check(template), @r"
    5:3 A Made::Up::Type
      {}
    6:3 B Made::Up::Type
      {}
    7:3 C Made::Up::Type
      {}
    note[transform-not-applied] 2:12: the functions of transform `AWS::LanguageExtensions` are evaluated where they can be
    error[unknown-reference] 6:44: the template defines no resource `Bb` (did you mean `B`?)
    error[malformed-attribute] 6:48: `DependsOn` takes the name of a resource, or a list of names
    error[malformed-attribute] 6:56: `DependsOn` takes the name of a resource, or a list of names
    error[malformed-attribute] 6:78: `DeletionPolicy` takes one word (write one of `Delete`, `Retain`, `RetainExceptOnCreate`, `Snapshot`)
    error[malformed-attribute] 6:109: `RetainExceptOnCreate` is no value of `UpdateReplacePolicy` (write one of `Delete`, `Retain`, `Snapshot`)
    error[malformed-attribute] 7:40: `DependsOn` takes the name of a resource, or a list of names
    error[malformed-attribute] 7:64: `Keep` is no value of `DeletionPolicy` (write one of `Delete`, `Retain`, `RetainExceptOnCreate`, `Snapshot`)
    error[malformed-attribute] 7:121: `CreationPolicy` takes a mapping
    error[malformed-attribute] 7:136: `Metadata` takes a mapping
    error[malformed-attribute] 7:102: `UpdatePolicy` takes a mapping
    ");
}

//! Each function, in long and in short form.

use insta::assert_snapshot;

use super::value;

#[test]
fn ref_names_everything() {
    assert_snapshot!(value("[!Ref Stage, {Ref: Key}, !Ref Nets, !Ref Image]"), @"[param Stage=dev, param Key, param Nets=[a, b], unknown Parameter Image]");
    assert_snapshot!(value("[!Ref Other, {Ref: Other}, !Ref 'AWS::Region', !Ref AWS::AccountId]"), @"[->Other, ->Other, Region, Account]");
    assert_snapshot!(value("{A: !Ref AWS::NoValue, B: !Ref AWS::Partition}"), @"{A: absent, B: Partition}");
    assert_snapshot!(value("[{Ref: Othr}, !Ref Stag, !Ref AWS::Acount]"), @r"
    [unknown Dangling Othr, unknown Dangling Stag, unknown Dangling AWS::Acount]
    error[unknown-reference] 18:17: the template defines no resource, parameter or pseudo parameter `Othr` (did you mean `Other`?)
    error[unknown-reference] 18:29: the template defines no resource, parameter or pseudo parameter `Stag` (did you mean `Stage`?)
    error[unknown-reference] 18:40: the template defines no resource, parameter or pseudo parameter `AWS::Acount`
    ");
    assert_snapshot!(value("!Ref [Other]"), @r"
    unknown Malformed `Ref`
    error[malformed-function] 18:15: `Ref` takes the name of something in the template
    ");
}

#[test]
fn get_att_names_attributes() {
    assert_snapshot!(value("[!GetAtt Other.Arn, {'Fn::GetAtt': [Other, Arn]}, !GetAtt [Other, A.B]]"), @"[->Other.Arn, ->Other.Arn, ->Other.A.B]");
    assert_snapshot!(value("[{'Fn::GetAtt': Other.Outputs.Name}, !GetAtt Othr.Arn, !GetAtt Other]"), @r"
    [->Other.Outputs.Name, unknown Dangling Othr, unknown Malformed `Fn::GetAtt`]
    error[unknown-reference] 18:55: the template defines no resource `Othr` (did you mean `Other`?)
    error[malformed-function] 18:73: `Fn::GetAtt` takes a resource and an attribute, as in `Name.Attribute`
    ");
    assert_snapshot!(value("!GetAtt [Other, !Ref Key]"), @"text(unknown Parameter Key @`!GetAtt [Other, !Ref Key]` + ->Other @`Other`)");
}

#[test]
fn if_chooses() {
    assert_snapshot!(value("!If [IsProd, a, !Ref Key]"), @"(IsProd ? a : param Key)");
    assert_snapshot!(value("{'Fn::If': [IsProd, !Ref AWS::NoValue, {A: b}]}"), @"(IsProd ? absent : {A: b})");
    assert_snapshot!(value("!If [IsPrd, a, b]"), @r"
    (IsPrd ? a : b)
    error[unknown-condition] 18:15: the template defines no condition `IsPrd` (did you mean `IsProd`?)
    ");
    assert_snapshot!(value("!If [IsProd, a]"), @r"
    unknown Malformed `Fn::If`
    error[malformed-function] 18:14: `Fn::If` takes a condition and two values
    ");
}

#[test]
fn select_takes_an_item() {
    assert_snapshot!(value("!Select [1, [a, b]]"), @"b");
    assert_snapshot!(value("{'Fn::Select': ['0', !Ref Nets]}"), @"param Nets=a");
    assert_snapshot!(value("!Select [0, !If [IsProd, [a], [b]]]"), @"(IsProd ? a : b)");
    assert_snapshot!(value("!Select [0, !GetAZs '']"), @"unknown Function Fn::GetAZs");
    assert_snapshot!(value("!Select [2, [a, b]]"), @r"
    unknown Malformed `Fn::Select`
    error[malformed-function] 18:18: `Fn::Select` takes an index within its list
    ");
    assert_snapshot!(value("!Select [x, [a, b]]"), @r"
    unknown Malformed `Fn::Select`
    error[malformed-function] 18:18: `Fn::Select` takes a whole number from 0 as index
    ");
    assert_snapshot!(value("!Select [1, [!If [IsProd, a, !Ref AWS::NoValue], b, c]]"), @"unknown Function Fn::Select");
    assert_snapshot!(value("!Select [2, !Split ['/', !GetAtt Other.Url]]"), @"text(unknown Function Fn::Select @`!Select [2, !Split ['/', !GetAtt Other.Url]]` + ->Other.Url @`!GetAtt Other.Url`)");
}

#[test]
fn find_in_map_looks_up() {
    assert_snapshot!(value("!FindInMap [Ages, dev, Days]"), @"7");
    assert_snapshot!(value("{'Fn::FindInMap': [Ages, !Ref Stage, Days]}"), @"(Stage == dev ? 7 : (IsProd ? 30 : unknown Parameter Stage))");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Same]"), @"x");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Days]"), @"unknown Parameter AWS::Region");
    assert_snapshot!(value("!FindInMap [Ages, tset, Days]"), @r"
    unknown Dangling Ages.tset.Days
    error[unknown-mapping-key] 18:28: mapping `Ages` has no key `tset`
    ");
    assert_snapshot!(value("!FindInMap [Ages, dev, Day]"), @r"
    unknown Dangling Ages.dev.Day
    error[unknown-mapping-key] 18:28: mapping `Ages` has no key `Day` (did you mean `Days`?)
    ");
    assert_snapshot!(value("!FindInMap [Ags, dev, Days]"), @r"
    unknown Dangling Ags
    error[unknown-mapping] 18:22: the template defines no mapping `Ags` (did you mean `Ages`?)
    ");
    assert_snapshot!(value("!FindInMap [Ages, test, Days, {DefaultValue: !Ref Key}]"), @"param Key");
    assert_snapshot!(value("!FindInMap [Ages, !If [IsProd, prod, dev], Days]"), @"(IsProd ? 30 : 7)");
}

#[test]
fn find_in_map_with_open_keys_and_defaults() {
    assert_snapshot!(value("!FindInMap [Ages, dev, !Ref Stage]"), @"(Stage == Days ? 7 : (Stage == Same ? x : unknown Parameter Stage))");
    assert_snapshot!(value("!FindInMap [Ages, dev, !If [IsProd, Days, Same]]"), @"(IsProd ? 7 : x)");
    assert_snapshot!(value("!FindInMap [Ages, !Ref Stage, Days, {DefaultValue: 1}]"), @"(Stage == dev ? 7 : (IsProd ? 30 : 1))");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Same, {DefaultValue: y}]"), @"unknown Parameter AWS::Region");
    assert_snapshot!(value("!FindInMap [Ages, !Ref AWS::Region, Same, {DefaultValue: x}]"), @"x");
    assert_snapshot!(value("!FindInMap [!Ref Stage, dev, Days, {DefaultValue: !Ref Other}]"), @"(Stage == Ages ? 7 : ->Other)");
    assert_snapshot!(value("!FindInMap [Lost, dev, Days, {DefaultValue: !Ref Other}]"), @"->Other");
    assert_snapshot!(value("!FindInMap [!Sub 'Ages', !Join ['', [d, ev]], !Select [0, [Days, Same]]]"), @"7");
    assert_snapshot!(value("!FindInMap [Lost, dev, !GetAtt Other.Name]"), @r"
    unknown Dangling Lost
    error[unknown-mapping] 18:22: the template defines no mapping `Lost`
    ");
}

#[test]
fn what_is_not_evaluated_keeps_its_cause() {
    assert_snapshot!(value("[!ImportValue Shared, {'Fn::ImportValue': !Sub '${Key}-Vpc'}]"), @"[unknown Import Shared, unknown Import ${Key}-Vpc]");
    assert_snapshot!(value("[!GetAZs {Ref: AWS::Region}, !Cidr [!GetAtt Other.Block, 6, 5]]"), @"[unknown Function Fn::GetAZs, [text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`), text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`), text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`), text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`), text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`), text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, 6, 5]` + ->Other.Block @`!GetAtt Other.Block`)]]");
    assert_snapshot!(value("{'Fn::Transform': {Name: Made, Parameters: {A: !Ref Other}}}"), @r"
    text(unknown Transform Made @`{'Fn::Transform': {Name: Made, Parameters: {A: !Ref Other}}}` + ->Other @`!Ref Other`)
    warning[transform-not-applied] 18:11: transform `Made` is not applied; what it creates is not checked
    ");
    assert_snapshot!(value("{A: b, 'Fn::Transform': {Name: Made}}"), @r"
    unknown Transform Made
    warning[transform-not-applied] 18:17: transform `Made` is not applied; what it creates is not checked
    ");
    assert_snapshot!(value("{'Fn::GetStackOutput': {StackName: one, OutputName: Key}}"), @"unknown Import one.Key");
    assert_snapshot!(value("{'Fn::Sub': {'Fn::Transform': {Name: Made}}}"), @r"
    unknown Transform Made
    warning[transform-not-applied] 18:23: transform `Made` is not applied; what it creates is not checked
    ");
    assert_snapshot!(value("{A: b, 'Fn::Sub': c}"), @r"
    unknown Function Fn::Sub
    warning[misplaced-function] 18:17: `Fn::Sub` is not evaluated: a function must be the only key of its mapping
    ");
}

#[test]
fn wrappers_pass_their_value_through() {
    assert_snapshot!(value("{'Fn::Base64': !Sub 'run ${Key}'}"), @r#"text("run " @`run ` + param Key @`${Key}`)"#);
    assert_snapshot!(value("!ToJsonString {A: !Ref Other}"), @"{A: ->Other}");
}

#[test]
fn length_counts() {
    assert_snapshot!(value("[!Length [a, b], !Length {Ref: Nets}, !Length []]"), @"[2, param Nets=2, 0]");
    assert_snapshot!(value("!Length [!If [IsProd, a, !Ref AWS::NoValue], b]"), @"unknown Function Fn::Length");
    assert_snapshot!(value("!Length {'Fn::If': [IsProd, [a], [a, b]]}"), @"(IsProd ? 1 : 2)");
    assert_snapshot!(value("!Length {Ref: Stage}"), @r"
    param Stage=unknown Malformed `Fn::Length`
    error[malformed-function] 18:18: `Fn::Length` takes a list to count
    ");
    assert_snapshot!(value("!Length {Ref: Key}"), @"unknown Parameter Key");
}

#[test]
fn to_json_string_is_a_text_inside_texts() {
    let object = "{A: !Ref Other, B: [1, '1', true, 0x1], C: !Sub 'x\"${Key}', D: {E: !Ref Stage}, F: !Ref AWS::NoValue}";
    assert_snapshot!(value(&format!("!Join ['', ['[', !ToJsonString {object}, ']']]")), @r#"text("[{\"A\":\"" @`'[', !ToJsonString {A: !Ref Other, B: [1, '1', true, 0x1], C: !Sub 'x"${Key}', D: {E: !Ref Stage}, F: !Ref AWS::NoValue}` + ->Other @`!Ref Other` + "\",\"B\":[1,\"1\",true,\"0x1\"],\"C\":\"x\\\"" @`!ToJsonString {A: !Ref Other, B: [1, '1', true, 0x1], C: !Sub 'x"${Key}', D: {E: !Ref Stage}, F: !Ref AWS::NoValue}` + param Key @`${Key}` + "\",\"D\":{\"E\":\"" @`!ToJsonString {A: !Ref Other, B: [1, '1', true, 0x1], C: !Sub 'x"${Key}', D: {E: !Ref Stage}, F: !Ref AWS::NoValue}` + param Stage="dev" @`!Ref Stage` + "\"}}]" @`!ToJsonString {A: !Ref Other, B: [1, '1', true, 0x1], C: !Sub 'x"${Key}', D: {E: !Ref Stage}, F: !Ref AWS::NoValue}, ']'`)"#);
    assert_snapshot!(value("!Sub ['${A}', {A: {'Fn::ToJsonString': {B: !If [IsProd, a, b]}}}]"), @"unknown Function Fn::ToJsonString");
    assert_snapshot!(value("!ToJsonString a"), @r"
    unknown Malformed `Fn::ToJsonString`
    error[malformed-function] 18:24: `Fn::ToJsonString` takes a mapping or a list
    ");
}

#[test]
fn cidr_cuts_blocks() {
    assert_snapshot!(value("!Cidr ['192.168.0.0/24', 2, 5]"), @r#"["192.168.0.0/27", "192.168.0.32/27"]"#);
    assert_snapshot!(value("!Select [1, !Cidr [!GetAtt Other.Block, '2', 5]]"), @"text(unknown Function Fn::Cidr @`!Cidr [!GetAtt Other.Block, '2', 5]` + ->Other.Block @`!GetAtt Other.Block`)");
    assert_snapshot!(value("[!Cidr ['10.0.0.0/24', 2, 9], !Cidr ['10.0.0.0/24', 300, 2], !Cidr ['10.0.0.0/24']]"), @r"
    [unknown Malformed `Fn::Cidr`, unknown Malformed `Fn::Cidr`, unknown Malformed `Fn::Cidr`]
    error[malformed-function] 18:17: `Fn::Cidr` takes a block that holds as many blocks of this size
    error[malformed-function] 18:46: `Fn::Cidr` takes a count from 1 to 256
    error[malformed-function] 18:77: `Fn::Cidr` takes a block, a count and a number of bits
    ");
    assert_snapshot!(value("[!Cidr ['10.0.0.0/24', 2], !Cidr [10.0.0.0/24, !Ref Key, 4]]"), @"[[unknown Function Fn::Cidr, unknown Function Fn::Cidr], unknown Parameter Key]");
}

#[test]
fn functions_that_take_one_text() {
    assert_snapshot!(value("[!Base64 [a], !ImportValue [a], !GetAZs [a], !GetAZs {Ref: Other}]"), @r"
    [unknown Malformed `Fn::Base64`, unknown Malformed `Fn::ImportValue`, unknown Malformed `Fn::GetAZs`, unknown Malformed `Fn::GetAZs`]
    error[malformed-function] 18:19: `Fn::Base64` takes a text
    error[malformed-function] 18:37: `Fn::ImportValue` takes the name of an export
    error[malformed-function] 18:50: `Fn::GetAZs` takes a Region, or an empty text
    error[malformed-function] 18:63: `Fn::GetAZs` takes a Region, or an empty text
    ");
    assert_snapshot!(value("[{'Fn::GetStackOutput': {StackName: one}}, {'Fn::GetStackOutput': one}]"), @r"
    [unknown Malformed `Fn::GetStackOutput`, unknown Malformed `Fn::GetStackOutput`]
    error[malformed-function] 18:34: `Fn::GetStackOutput` takes a mapping with `StackName` and `OutputName`
    error[malformed-function] 18:76: `Fn::GetStackOutput` takes a mapping with `StackName` and `OutputName`
    ");
}

#[test]
fn unknown_functions_are_errors() {
    assert_snapshot!(value("!GetAt Other.Arn"), @r"
    unknown Function Fn::GetAt
    error[unknown-function] 18:10: `Fn::GetAt` is not a function of CloudFormation (did you mean `Fn::GetAtt`?)
    ");
    assert_snapshot!(value("{'Fn::Joined': ['', [!Ref Other]]}"), @r"
    text(unknown Function Fn::Joined @`{'Fn::Joined': ['', [!Ref Other]]}` + ->Other @`!Ref Other`)
    error[unknown-function] 18:11: `Fn::Joined` is not a function of CloudFormation (did you mean `Fn::Join`?)
    ");
    assert_snapshot!(value("!Equals [a, b]"), @r"
    unknown Function Fn::Equals
    error[misplaced-function] 18:10: `Fn::Equals` is allowed only in `Conditions` (name the condition there and choose by `Fn::If` here)
    ");
    assert_snapshot!(value("{Condition: {A: b}}"), @"{Condition: {A: b}}");
}

//! Loops: what they make, of which lists, and what is wrong with some.

use std::fmt::Write;

use insta::assert_snapshot;

use super::{check, check_with};

/// Resources below the transform that loops need.
fn looped(rest: &str) -> String {
    check(&format!("Transform: AWS::LanguageExtensions\n{rest}"))
        .lines()
        .filter(|line| !line.starts_with("note["))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn resources_outputs_and_conditions() {
    let shown = looped(
        "
Parameters: {StageA: {Type: String}, StageB: {Type: String}}
Conditions:
  'Fn::ForEach::Stages':
    - Id
    - [A, B]
    - 'IsProd${Id}': !Equals [!Ref {'Fn::Sub': 'Stage${Id}'}, prod]
Resources:
  'Fn::ForEach::Stores':
    - Id
    - [A, B]
    - 'Store${Id}':
        Type: Made::Up::Type
        Condition: !Sub 'IsProd${Id}'
        Properties: {Name: !Ref Id, Text: 'x-${Id}', Sub: !Sub '${AWS::Region}-${Id}', To: !GetAtt [!Sub 'Log${Id}', Arn]}
      'Log${Id}': {Type: Made::Up::Type}
  After: {Type: Made::Up::Type, Properties: {To: !Ref StoreA}}
Outputs:
  'Fn::ForEach::Named':
    - Id
    - [A, B]
    - 'Fn::ForEach::Parts':
        - Part
        - [Arn, Url]
        - 'Store${Id}${Part}': {Value: !GetAtt [!Sub 'Store${Id}', !Ref Part]}
",
    );
    assert_snapshot!(shown, @r#"
    13:7 StoreA Made::Up::Type
      when IsProdA
      Name = "A"
      Text = "x-A"
      Sub = text(Region @`${AWS::Region}` + "-A" @`-${Id}`)
      To = ->LogA.Arn
    17:7 LogA Made::Up::Type
      {}
    13:7 StoreB Made::Up::Type
      when IsProdB
      Name = "B"
      Text = "x-B"
      Sub = text(Region @`${AWS::Region}` + "-B" @`-${Id}`)
      To = ->LogB.Arn
    17:7 LogB Made::Up::Type
      {}
    18:3 After Made::Up::Type
      To = ->StoreA
    output StoreAArn = ->StoreA.Arn when always
    output StoreAUrl = ->StoreA.Url when always
    output StoreBArn = ->StoreB.Arn when always
    output StoreBUrl = ->StoreB.Url when always
    "#);
}

#[test]
fn properties_and_attributes() {
    let shown = looped(
        "
Resources:
  A:
    Type: Made::Up::Type
    Properties:
      Tags:
        First: 1
        'Fn::ForEach::Tags': [Name, [one.x, two], {'Tag-&{Name}': '&{Name} of ${Name}', '${Name}': !Sub '&{Name}-${AWS::Region}'}]
      Nested: {'Fn::ForEach::Only': [Name, [a], {'${Name}': {'Fn::ForEach::Inner': [Own, [b], {'${Own}': '${Name}${Own}'}]}}]}
  B:
    Type: Made::Up::Type
    'Fn::ForEach::Policies': [Sort, [Deletion, UpdateReplace], {'${Sort}Policy': Retain}]
    'Fn::ForEach::Attributes': [Sort, [Properties], {'${Sort}': {Own: '${Sort}'}}]
",
    );
    assert_snapshot!(shown, @r#"
    4:3 A Made::Up::Type
      Tags = {First: 1, Tag-onex: "onex of one.x", one.x: text("onex-" @`&{Name}-` + Region @`${AWS::Region}`), Tag-two: "two of two", two: text("two-" @`&{Name}-` + Region @`${AWS::Region}`)}
      Nested = {a: {b: "ab"}}
    11:3 B Made::Up::Type
      Own = "Properties"
    "#);
}

#[test]
fn nested_loops_and_names_in_names() {
    let shown = looped(
        "
Mappings: {Sizes: {A: {Days: 1}, B: {Days: 2}}, Lists: {All: {Ids: [A, B]}}}
Resources:
  'Fn::ForEach::Outer':
    - Prefix
    - !FindInMap [Lists, All, Ids]
    - 'Fn::ForEach::Inner':
        - Suffix
        - !Split [',', 'X,Y']
        - '${Prefix}${Suffix}':
            Type: Made::Up::Type
            Properties: {Days: !FindInMap [Sizes, !Ref Prefix, Days], To: !Sub '${${Prefix}Log.Arn}/${Suffix}'}
      '${Prefix}Log': {Type: Made::Up::Type}
",
    );
    assert_snapshot!(shown, @r#"
    11:11 AX Made::Up::Type
      Days = 1
      To = text(->ALog.Arn @`'${${Prefix}Log.Arn}/${Suffix}'` + "/X" @`'${${Prefix}Log.Arn}/${Suffix}'`)
    11:11 AY Made::Up::Type
      Days = 1
      To = text(->ALog.Arn @`'${${Prefix}Log.Arn}/${Suffix}'` + "/Y" @`'${${Prefix}Log.Arn}/${Suffix}'`)
    14:7 ALog Made::Up::Type
      {}
    11:11 BX Made::Up::Type
      Days = 2
      To = text(->BLog.Arn @`'${${Prefix}Log.Arn}/${Suffix}'` + "/X" @`'${${Prefix}Log.Arn}/${Suffix}'`)
    11:11 BY Made::Up::Type
      Days = 2
      To = text(->BLog.Arn @`'${${Prefix}Log.Arn}/${Suffix}'` + "/Y" @`'${${Prefix}Log.Arn}/${Suffix}'`)
    14:7 BLog Made::Up::Type
      {}
    "#);
}

const LISTS: &str = "
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: 'A, B'}
  Open: {Type: CommaDelimitedList}
  Secret: {Type: CommaDelimitedList, Default: 'A', NoEcho: true}
  Text: {Type: String, Default: A}
  Stage: {Type: String}
Mappings: {Lists: {dev: {Ids: [A]}, prod: {Ids: [A, B]}}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Other: {Type: Made::Up::Type}
  'Fn::ForEach::Stores':
    - Id
    - ";

/// What a loop makes of a list.
fn list(list: &str, given: &[(&str, &str)]) -> String {
    let text = format!("{LISTS}{list}\n    - 'Store${{Id}}': {{Type: Made::Up::Type}}\n");
    let shown = check_with(&text, given);
    let lines = shown.lines().filter(|line| !line.starts_with("note["));
    let lines = lines.filter(|line| !line.contains("Other Made") && *line != "  {}");
    lines
        .map(|line| line.replace(" Made::Up::Type", "") + "\n")
        .collect()
}

#[test]
fn lists() {
    assert_snapshot!(list("!Ref Names", &[]), @r"
    16:7 StoreA
    16:7 StoreB
    ");
    assert_snapshot!(list("!Ref Names", &[("Names", "C")]), @"16:7 StoreC");
    assert_snapshot!(list("[!Ref Text, B]", &[]), @r"
    16:7 StoreA
    16:7 StoreB
    ");
    assert_snapshot!(list("!Ref Open", &[]), @"warning[loop-not-unrolled] 13:3: the value of parameter `Open` is not known, so the resources that `Fn::ForEach::Stores` makes are not checked (pass `--set Open=a,b`, with the values of the list)");
    assert_snapshot!(list("!Ref Open", &[("Open", "A,B")]), @r"
    16:7 StoreA
    16:7 StoreB
    ");
    assert_snapshot!(list("[A, !Select [0, !Ref Open]]", &[]), @r"
    16:7 StoreA
    warning[loop-not-unrolled] 13:3: the value of parameter `Open` is not known, so some of the resources that `Fn::ForEach::Stores` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    ");
    assert_snapshot!(list("!If [IsProd, [A, B], [A]]", &[]), @r"
    16:7 StoreA
    16:7 StoreB
      when IsProd
    ");
    assert_snapshot!(list("[A, !If [IsProd, B, !Ref AWS::NoValue]]", &[]), @r"
    16:7 StoreA
    16:7 StoreB
      when IsProd
    ");
    assert_snapshot!(list("!FindInMap [Lists, !Ref Stage, Ids]", &[]), @r"
    16:7 StoreA
      when Stage == dev or Stage == prod and not (Stage == dev)
    16:7 StoreB
      when Stage == prod and not (Stage == dev)
    ");
    assert_snapshot!(list("!FindInMap [Lists, !Ref Stage, Ids, {DefaultValue: !Ref Open}]", &[]), @r"
    16:7 StoreA
      when Stage == dev or Stage == prod and not (Stage == dev)
    16:7 StoreB
      when Stage == prod and not (Stage == dev)
    warning[loop-not-unrolled] 13:3: the value of parameter `Open` is not known, so some of the resources that `Fn::ForEach::Stores` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    ");
    assert_snapshot!(list("!Ref Secret", &[]), @r"
    16:7 StoreA
    error[malformed-loop] 15:7: the loop over `Id` takes a list that is not hidden by `NoEcho` (write the texts out, or refer to a parameter whose type is a list)
    ");
    assert_snapshot!(list("!Ref Text", &[]), @"error[malformed-loop] 15:7: the loop over `Id` takes a list of texts (write the texts out, or refer to a parameter whose type is a list)");
    assert_snapshot!(list("[A, [B]]", &[]), @r"
    16:7 StoreA
    error[malformed-loop] 15:7: the loop over `Id` takes texts in its list (write the texts out, or refer to a parameter whose type is a list)
    ");
    assert_snapshot!(list("!GetAtt Other.Names", &[]), @"error[malformed-loop] 15:7: the loop over `Id` takes values that are known before anything is deployed (write the texts out, or refer to a parameter whose type is a list)");
    assert_snapshot!(list("[a-b, A]", &[]), @r"
    16:7 Storea-b
    16:7 StoreA
    error[malformed-loop] 16:7: `Storea-b` is no logical id: it has other signs than letters and digits (write `&{Id}`, which leaves the other signs out)
    ");
}

#[test]
fn what_an_unknown_list_adds_is_not_known() {
    let shown = looped(
        "
Parameters: {Open: {Type: CommaDelimitedList}}
Conditions: {'Fn::ForEach::More': [Id, !Ref Open, {'Is${Id}': !Equals [a, b]}]}
Resources:
  A:
    Type: Made::Up::Type
    Condition: IsLarge
    Properties:
      Tags: {One: a, 'Fn::ForEach::Tags': [Id, !Ref Open, {'${Id}': b}]}
      To: !Ref StoreA
  'Fn::ForEach::Stores': [Id, !Ref Open, {'Store${Id}': {Type: Made::Up::Type}}]
Outputs: {'Fn::ForEach::Named': [Id, !Ref Open, {'Of${Id}': {Value: a}}]}
",
    );
    assert_snapshot!(shown, @r"
    6:3 A Made::Up::Type
      when IsLarge
      Tags = unknown Parameter Open
      To = unknown Parameter Open
    warning[loop-not-unrolled] 4:14: the value of parameter `Open` is not known, so the conditions that `Fn::ForEach::More` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    warning[loop-not-unrolled] 12:3: the value of parameter `Open` is not known, so the resources that `Fn::ForEach::Stores` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    warning[loop-not-unrolled] 10:22: the value of parameter `Open` is not known, so the properties that `Fn::ForEach::Tags` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    warning[loop-not-unrolled] 13:11: the value of parameter `Open` is not known, so the outputs that `Fn::ForEach::Named` makes are not checked (pass `--set Open=a,b`, with the values of the list)
    ");
}

#[test]
fn malformed_loops() {
    let shown = looped(
        "
Parameters: {Taken: {Type: String}}
Resources:
  Store: {Type: Made::Up::Type}
  'Fn::ForEach::A': {Id: [a]}
  'Fn::ForEach::B': [Id, [a]]
  'Fn::ForEach::C': [[Id], [a], {'C${Id}': {Type: Made::Up::Type}}]
  'Fn::ForEach::D': [Id, [a], text]
  'Fn::ForEach::E': [Id, [a], {'E': {Type: Made::Up::Type}}]
  'Fn::ForEach::F': [Taken, [a], {'F${Taken}': {Type: Made::Up::Type}}]
  'Fn::ForEach::Store': [Id, [a], {'G${Id}': {Type: Made::Up::Type}}]
  'Fn::ForEach::': [Id, [a], {'H${Id}': {Type: Made::Up::Type}}]
  'Fn::ForEach::I': [Id, [a], {'Fn::ForEach::I': [Own, [b], {'I${Id}${Own}': {Type: Made::Up::Type}}]}]
  'Fn::ForEach::J': [Id, [a], {'Fn::ForEach::K': [Id, [b], {'J${Id}': {Type: Made::Up::Type}}]}]
  'Fn::ForEach::L': [Id, [a, b], {'Fn::ForEach::M': [Own, [c], {'L${Own}': {Type: Made::Up::Type}}]}]
  'Fn::ForEach::N': [Id, [re], {'Sto${Id}': {Type: Made::Up::Type}}]
  P: {Type: Made::Up::Type, Properties: {'Fn::ForEach': [Id, [a], {}]}}
",
    );
    assert_snapshot!(shown, @r"
    5:3 Store Made::Up::Type
      {}
    10:32 E Made::Up::Type
      {}
    11:35 Fa Made::Up::Type
      {}
    12:36 Ga Made::Up::Type
      {}
    13:31 Ha Made::Up::Type
      {}
    14:62 Iab Made::Up::Type
      {}
    15:61 Jb Made::Up::Type
      {}
    16:65 Lc Made::Up::Type
      {}
    18:3 P Made::Up::Type
      unknown Malformed `Fn::ForEach`
    error[malformed-loop] 6:21: `Fn::ForEach::A` is not read: a loop is a list of an identifier, a list of texts and a mapping
    error[malformed-loop] 7:21: `Fn::ForEach::B` is not read: a loop is a list of an identifier, a list of texts and a mapping
    error[malformed-loop] 8:22: `Fn::ForEach::C` is not read: its first part is an identifier, of letters and digits
    error[malformed-loop] 9:31: `Fn::ForEach::D` is not read: its third part is a mapping, whose keys name the identifier
    error[malformed-loop] 10:32: key `E` of a loop does not say which pass it is of (write `${Id}` into it, or `&{Id}`)
    error[malformed-loop] 11:22: identifier `Taken` is the name of a parameter or resource too (give each loop and each identifier a name of its own)
    error[malformed-loop] 12:3: loop `Store` has the name of a parameter or resource (give each loop and each identifier a name of its own)
    error[malformed-loop] 13:3: `` is no name of a loop: it takes letters and digits (give each loop and each identifier a name of its own)
    error[malformed-loop] 14:32: `Fn::ForEach::I` stands in a loop of its own name (give each loop and each identifier a name of its own)
    error[malformed-loop] 15:51: `Id` is the identifier of a loop around this one already (give each loop and each identifier a name of its own)
    error[duplicate-name] 16:65: the loop makes `Lc`, which is there already
    error[duplicate-name] 17:33: the loop makes `Store`, which is there already
    error[malformed-function] 18:57: `Fn::ForEach` takes a name behind it, as in `Fn::ForEach::Name`
    ");
}

#[test]
fn loops_need_their_transform() {
    let text = "Resources: {'Fn::ForEach::A': [Id, [a], {'A${Id}': {Type: Made::Up::Type}}]}\n";
    assert_snapshot!(check(text), @r"
    1:42 Aa Made::Up::Type
      {}
    error[loop-without-transform] 1:13: `Fn::ForEach::A` needs the transform `AWS::LanguageExtensions` (add `Transform: AWS::LanguageExtensions` to the template)
    ");
}

#[test]
fn loops_that_multiply_end() {
    let list = (0..1_000).map(|at| format!("x{at}"));
    let list = list.collect::<Vec<_>>().join(", ");
    let mut text = "Transform: AWS::LanguageExtensions\nResources:\n".to_owned();
    let (mut names, mut inner) = (String::new(), String::new());
    for level in 0..4 {
        let _ = write!(names, "${{I{level}}}");
    }
    for level in (0..4).rev() {
        inner = match inner.as_str() {
            "" => format!(
                "'Fn::ForEach::L{level}': [I{level}, [{list}], {{'{names}': {{Type: Made::Up::Type}}}}]"
            ),
            _ => format!("'Fn::ForEach::L{level}': [I{level}, [{list}], {{{inner}}}]"),
        };
    }
    let _ = writeln!(text, "  {inner}");
    let shown = check(&text);
    assert!(shown.contains("error[template-too-large]"));
}

#[test]
fn loops_that_nest_without_end_are_cut() {
    let mut text = "Transform: AWS::LanguageExtensions\nResources: ".to_owned();
    for level in 0..200 {
        let _ = write!(text, "{{'Fn::ForEach::L{level}': [I{level}, [a], ");
    }
    text.push_str("{}");
    text.push_str(&"]}".repeat(200));
    assert!(check(&text).contains("error[too-deep]"));
}

//! What is said of documents that are read and not meant as written.

use insta::assert_snapshot;

use super::documents::check;

/// The faults alone.
fn faults(text: &str) -> String {
    let said = check(text);
    let lines = said.lines().filter(|line| !line.starts_with("  "));
    let lines = lines.filter(|line| !line.starts_with("Allow") && !line.starts_with("Deny"));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn arns() {
    assert_snapshot!(faults("
Version: 2012-10-17
Statement:
  Effect: Allow
  Action: made:Get
  Resource:
    - notes
    - arn:aws:made
    - arn:asw:made:::notes
    - arn:aws:made:::${AWS::Region}
    - arn:aws:made:::notes
    - arn:aws-cn:made:*
    - arn:*:made:::notes
    - made:/stage/*
    - !Hole Name
    - !Text ['arn:', !Hole Partition, ':made']
    - '*'
"), @r"
    malformed-arn @`notes`: `notes` is not an ARN (write `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, or `*` for everything)
    malformed-arn @`arn:aws:made`: the ARN has 3 parts: expected 6 (write `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, or `*` for everything)
    malformed-arn @`arn:asw:made:::notes`: `asw` is no partition of AWS: expected `aws`, `aws-cn` or alike (write `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, or `*` for everything)
    malformed-arn @`arn:aws:made:::${AWS::Region}`: `${AWS::Region}` stays as it is: it is text (put it into `Fn::Sub`)
    ");
}

#[test]
fn conditions() {
    assert_snapshot!(faults("
Version: 2012-10-17
Statement:
  Effect: Allow
  Action: made:Get
  Resource: '*'
  Condition:
    StringEqual: {made:a: x}
    Bool: {made:b: ['yes', true, '${made:x}', !Hole On]}
    IpAddress: {made:c: [192.0.2.0/33, 192.0.2.0/24]}
    NumericEquals: {made:d: [ten, 10]}
    DateLessThan: {made:e: [yesterday, 2026-01-31]}
    StringLike: {made:f: []}
    'Null': {made:g: maybe}
"), @r"
    unknown-operator @`StringEqual`: `StringEqual` is not a condition operator (did you mean `StringEquals`?)
    malformed-condition-value @`'yes'`: `yes` fits no request: expected `true` or `false` (correct the value)
    malformed-condition-value @`192.0.2.0/33`: `192.0.2.0/33` fits no request: expected an address or a range such as `192.0.2.0/24` (correct the value)
    malformed-condition-value @`ten`: `ten` fits no request: expected a number (correct the value)
    malformed-condition-value @`yesterday`: `yesterday` fits no request: expected a date such as `2026-01-31T00:00:00Z`, or seconds since 1970 (correct the value)
    empty-condition @`made:f`: the condition on `made:f` has no values (name the values, or leave out the condition)
    malformed-condition-value @`maybe`: `maybe` fits no request: expected `true` or `false` (correct the value)
    ");
}

#[test]
fn conditions_that_exclude_each_other() {
    assert_snapshot!(faults("
Version: 2012-10-17
Statement:
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEquals: {made:a: [x, y]}, StringLike: {Made:A: ['z*']}}}
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEquals: {made:a: [x, y]}, StringLike: {made:a: ['y*']}}}
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEquals: {made:a: x}, 'Null': {made:a: true}}}
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEqualsIfExists: {made:a: x}, 'Null': {made:a: true}}}
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEquals: {made:a: '${made:b}'}, StringLike: {made:a: z}}}
  - {Effect: Allow, Action: a:b, Resource: '*', Condition: {StringEquals: {made:a: !Hole X}, StringLike: {made:a: z}}}
"), @r"
    contradictory-conditions @`Made:A`: no value of `Made:A` fits both conditions on it: the statement never applies (put the values into one condition, or split the statement)
    contradictory-conditions @`made:a`: no value of `made:a` fits both conditions on it: the statement never applies (put the values into one condition, or split the statement)
    ");
}

#[test]
fn elements_and_ids() {
    assert_snapshot!(faults("
Version: 2012-10-17
Statement:
  - {Sid: One, Effect: Allow, Action: a:b, NotAction: c:d, Resource: '*', NotResource: '*'}
  - {Sid: One, Effect: Deny, Action: a:b, Principal: '*', NotPrincipal: '*'}
  - {Sid: One, Effect: Deny, Action: a:b, Resource: '*', Principal: '*'}
  - !If [{Sid: Two, Effect: Allow, Action: a:b}, {Sid: Two, Effect: Deny, Action: a:b}]
"), @r"
    conflicting-elements @`NotAction`: a statement has `Action` or `NotAction`, not both (leave out one of them; `Action` is read)
    conflicting-elements @`NotResource`: a statement has `Resource` or `NotResource`, not both (leave out one of them; `Resource` is read)
    conflicting-elements @`NotPrincipal`: a statement has `Principal` or `NotPrincipal`, not both (leave out one of them; `Principal` is read)
    duplicate-sid @`One`: `One` is the id of two statements (give each statement its own `Sid`)
    ");
}

#[test]
fn versions() {
    let statement =
        "Statement: {Effect: Allow, Action: a:b, Resource: 'arn:aws:made:::n/${aws:username}'}";
    assert_snapshot!(faults(statement), @"variables-without-version @`'arn:aws:made:::n/${aws:username}'`: `${aws:username}` is plain text here: the policy has no `Version` (add `Version: 2012-10-17`)");
    assert_eq!(faults(&format!("Version: 2012-10-17\n{statement}")), "");
    let plain = "Statement: {Effect: Allow, Action: a:b, Resource: '*'}";
    assert_eq!(faults(plain), "");
}

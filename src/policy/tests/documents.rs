//! Documents as objects and as text, read through a template's values.

use std::sync::Arc;

use insta::assert_snapshot;

use crate::policy::{Policy, Reading, Statement, pattern::pattern_of, read};
use crate::source::{Diagnostic, Encoding, FileId, Place, SourceFile, Span};
use crate::syntax::{Atom, Entry, Guard, Limits, Node, Scalar, Shape, Symbol, Term, Value, parse};

/// A policy in YAML, read. `!Hole name` is a value that is not known, `!If [a, b]` a choice, `!No ''` absent, and
/// `!Text [a, b]` a text of parts.
pub(super) fn check(text: &str) -> String {
    let (file, reading, diagnostics) = read_yaml(text);
    let mut out = match reading {
        Reading::Read(policy) => show(&file, &policy),
        Reading::Opaque(cause) => format!("opaque: {cause}\n"),
    };
    for diagnostic in diagnostics {
        let place = match diagnostic.place {
            Place::Span(span) => file.slice(span).lines().next().unwrap_or("").to_owned(),
            other => format!("{other:?}"),
        };
        let help = diagnostic
            .help
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        out.push_str(&format!(
            "{} @`{place}`: {}{help}\n",
            diagnostic.code, diagnostic.message
        ));
    }
    out
}

/// The reading of a policy in that notation.
pub(super) fn read_yaml(text: &str) -> (Arc<SourceFile>, Reading, Vec<Diagnostic>) {
    let path = "policy.yaml".to_owned();
    let file = Arc::new(SourceFile::new(
        FileId(0),
        path,
        text.to_owned(),
        Encoding::Utf8,
    ));
    let (tree, diagnostics) = parse(&file, &Limits::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let (reading, diagnostics) = read(&value(tree.root().unwrap()));
    (file, reading, diagnostics)
}

fn value(node: Node<'_>) -> Value {
    let span = node.full_span();
    let text = node.text().unwrap_or_default().into_owned();
    let parts = || node.items().map(value).collect::<Vec<_>>();
    let term = match (node.tag(), node.shape()) {
        (Some("Hole"), _) => Term::Parameter(crate::syntax::Parameter {
            name: text,
            default: None,
            hidden: false,
            ..crate::syntax::Parameter::default()
        }),
        (Some("Account"), _) => Term::Symbol(Symbol::Account),
        (Some("No"), _) => Term::Absent,
        (Some("Text"), _) => Term::Text(parts()),
        (Some("If"), _) => {
            let [then, otherwise] = parts().try_into().unwrap();
            Term::Choice {
                when: guard("On"),
                then: Box::new(then),
                otherwise: Box::new(otherwise),
            }
        }
        (_, Shape::Null) => Term::Null,
        (_, Shape::Scalar) => Term::Scalar(Scalar {
            text,
            plain: node.is_plain(),
        }),
        (_, Shape::Sequence) => Term::List(parts()),
        (_, Shape::Mapping) => Term::Map(
            node.entries()
                .map(|(key, item)| Entry {
                    key: key.text().unwrap().into_owned(),
                    key_span: key.span(),
                    value: value(item),
                })
                .collect(),
        ),
    };
    Value { term, span }
}

fn guard(name: &str) -> Guard {
    let (name, left, right) = (name.into(), name.into(), "true".into());
    Guard::Atom(Arc::new(Atom {
        scope: FileId(0),
        name,
        left,
        right,
    }))
}

fn show(file: &SourceFile, policy: &Policy) -> String {
    let mut out = String::new();
    for statement in &policy.statements {
        out.push_str(&show_statement(file, statement));
    }
    for cause in &policy.opaque {
        out.push_str(&format!("open: {cause}\n"));
    }
    out
}

fn show_statement(file: &SourceFile, statement: &Statement) -> String {
    let at = |span: Span| file.slice(span).lines().next().unwrap_or("").to_owned();
    let one = |value: &Value| match pattern_of(value) {
        Some(text) => format!("{text} @`{}`", at(value.span)),
        None => format!("? @`{}`", at(value.span)),
    };
    let all = |values: &[Value]| values.iter().map(one).collect::<Vec<_>>().join(", ");
    let not = |inverted: bool| if inverted { "not " } else { "" };
    let mut out = format!("{:?}", statement.effect);
    out.push_str(
        &statement
            .sid
            .iter()
            .map(|sid| format!(" {sid}"))
            .collect::<String>(),
    );
    if statement.when != Guard::Always {
        out.push_str(&format!(" when {}", statement.when));
    }
    let actions = &statement.actions;
    let patterns = actions
        .patterns
        .iter()
        .map(|action| format!("{} @`{}`", action.text, at(action.span)));
    let patterns = patterns.collect::<Vec<_>>().join(", ");
    out.push_str(&format!("\n  do {}{patterns}\n", not(actions.inverted)));
    if let Some(resources) = &statement.resources {
        out.push_str(&format!(
            "  on {}{}\n",
            not(resources.inverted),
            all(&resources.values)
        ));
    }
    if let Some(principals) = &statement.principals {
        let list = principals
            .list
            .iter()
            .map(|principal| format!("{:?} {}", principal.sort, one(&principal.value)));
        let list = list.collect::<Vec<_>>().join(", ");
        out.push_str(&format!("  by {}{list}\n", not(principals.inverted)));
    }
    for condition in &statement.conditions {
        let values = all(&condition.values);
        out.push_str(&format!(
            "  if {} {}: {values} @`{}`\n",
            condition.operator,
            condition.key,
            at(condition.span)
        ));
    }
    out
}

#[test]
fn objects() {
    assert_snapshot!(check("
Version: 2012-10-17
Statement:
  - Sid: One
    Effect: Allow
    Action: [made:Get*, made:List]
    Resource: '*'
    Principal: {AWS: ['111122223333', !Hole Who], Service: made.example}
    Condition: {StringEquals: {made:Key: [a, b]}, Bool: {made:Other: true}}
  - Effect: Deny
    NotAction: made:Put
    NotResource: [arn:aws:made:::n, !Text [arn, !Hole Name, '/*']]
    Principal: '*'
"), @r"
    Allow One
      do made:Get* @`made:Get*`, made:List @`made:List`
      on * @`'*'`
      by Aws 111122223333 @`'111122223333'`, Aws ? @`!Hole Who`, Service made.example @`made.example`
      if StringEquals made:Key: a @`a`, b @`b` @`made:Key`
      if Bool made:Other: true @`true` @`made:Other`
    Deny
      do not made:Put @`made:Put`
      on not arn:aws:made:::n @`arn:aws:made:::n`, arn*/* @`!Text [arn, !Hole Name, '/*']`
      by Anyone * @`'*'`
    ");
}

#[test]
fn one_statement_without_a_list() {
    assert_snapshot!(check("Statement: {Effect: Allow, Action: made:Get}"), @r"
    Allow
      do made:Get @`made:Get`
    ");
}

#[test]
fn json_text() {
    assert_snapshot!(check(r#"'{"Statement": [{"Effect": "Allow", "Action": ["made:Get", "made:Put"], "Resource": "*"}]}'"#), @r#"
    Allow
      do made:Get @`"made:Get"`, made:Put @`"made:Put"`
      on * @`"*"`
    "#);
    assert_snapshot!(check(r#"!Text ['{"Statement": {"Effect": "Allow", "Action": "made:Get", "Resource": ["', !Hole Arn, '", "', !Hole Arn, '/*"]}}']"#), @r#"
    Allow
      do made:Get @`"made:Get"`
      on ? @`!Hole Arn`, */* @`"', !Hole Arn, '/*"`
    "#);
    assert_snapshot!(check(r#""{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"made:Get\"}}""#), @r#"
    Allow
      do made:Get @`"{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"made:Get\"}}"`
    "#);
    // In a state: no policy.
    assert_snapshot!(check("''"), @"");
    assert_snapshot!(check("'not json'"), @r"
    opaque: the text of a policy has a value of the wrong sort
    policy-text @`'not json'`: policy text is not read: expected a JSON object
    ");
    assert_snapshot!(check("'{\"Statement\": '"), @r"
    opaque: the text of a policy has a value of the wrong sort
    policy-text @``: policy text is not read: expected a value, found the end of the text
    ");
    assert_snapshot!(check("!Text [a, !Hole Policy]"), @"opaque: the value of parameter `Policy` is not known");
}

#[test]
fn choices_become_guards() {
    assert_snapshot!(check("
Statement:
  - !If [{Effect: Allow, Action: made:Get}, !No '']
  - Effect: !If [Allow, Deny]
    Action: [made:Put, !If [made:More, !No '']]
  - !No ''
"), @r"
    Allow when On
      do made:Get @`made:Get`
    Allow when On
      do made:Put @`made:Put`, made:More @`made:More`
    Deny when not (On)
      do made:Put @`made:Put`
    ");
    assert_snapshot!(check("!If [{Statement: []}, {Statement: [{Effect: Allow, Action: a}]}]"), @r"
    Allow when not (On)
      do a @`a`
    ");
    assert_snapshot!(check("!If [!Hole Policy, {Statement: [{Effect: Allow, Action: a}]}]"), @r"
    Allow when not (On)
      do a @`a`
    open: the value of parameter `Policy` is not known
    ");
}

#[test]
fn what_is_not_known_is_a_cause() {
    assert_snapshot!(check("!Hole Policy"), @"opaque: the value of parameter `Policy` is not known");
    assert_snapshot!(check("Statement: !Hole Statements"), @"open: the value of parameter `Statements` is not known");
    assert_snapshot!(check("
Statement:
  - !Hole One
  - {Effect: !Hole Effect, Action: a}
  - {Effect: Allow, Action: [a, !Hole Action, !Text [b, !Hole Verb]]}
  - {Effect: Allow, NotAction: !Hole Actions}
  - {Effect: Allow, Action: a, Principal: !Hole Who, Condition: !Hole Condition}
"), @r"
    Allow
      do a @`a`, b* @`!Text [b, !Hole Verb]`
    Allow
      do a @`a`
      by 
      if * *: ? @`!Hole Condition` @`!Hole Condition`
    open: the value of parameter `One` is not known
    open: the value of parameter `Effect` is not known
    open: the value of parameter `Action` is not known
    open: the value of parameter `Verb` is not known
    open: the value of parameter `Actions` is not known
    open: the value of parameter `Who` is not known
    open: the value of parameter `Condition` is not known
    ");
}

#[test]
fn mistakes_are_warnings() {
    assert_snapshot!(check("
Version: 2008-10-17
Statment: []
"), @r"
    open: `Statement` has a value of the wrong sort
    unknown-element @`Statment`: `Statment` is not an element of policies and is not read (did you mean `Statement`?)
    old-policy-version @`2008-10-17`: policy version `2008-10-17` is not the current one; its variables are plain text (write `2012-10-17`)
    missing-element @`Version: 2008-10-17`: policy has no `Statement`
    ");
    assert_snapshot!(check("
Statement:
  - {Effct: Allow, Action: a}
  - {Effect: allow, Action: a}
  - {Effect: Allow, Resource: '*'}
  - {Effect: Allow, Action: a, NotPrincipal: {AWS: b}}
  - {Effect: Allow, Action: a, Principal: {Aws: b}}
  - {Effect: Allow, Action: a, Principal: b}
  - {Effect: Allow, Action: a, Condition: {Bool: b}}
  - text
"), @r"
    Allow
      do a @`a`
      by not Aws b @`b`
    Allow
      do a @`a`
      by 
    Allow
      do a @`a`
      by 
    Allow
      do a @`a`
      if * *: b @`b` @`b`
    open: a statement has a value of the wrong sort
    open: `Effect` has a value of the wrong sort
    open: `Effect` has a value of the wrong sort
    open: `Action` has a value of the wrong sort
    open: `Principal` has a value of the wrong sort
    open: `Principal` has a value of the wrong sort
    open: a part of a policy has a value of the wrong sort
    open: `Statement` has a value of the wrong sort
    unknown-element @`Effct`: `Effct` is not an element of statements and is not read (did you mean `Effect`?)
    missing-element @`{Effct: Allow, Action: a}`: statement has no `Effect`
    malformed-statement @`allow`: `allow` is not an effect: expected `Allow` or `Deny` (did you mean `Allow`?)
    missing-element @`{Effect: Allow, Resource: '*'}`: statement has no `Action`
    allow-not-principal @`NotPrincipal`: `Allow` with `NotPrincipal` allows everybody else, anonymous callers too (name who is allowed in `Principal`)
    unknown-element @`Aws`: `Aws` is not an element of principals and is not read (did you mean `AWS`?)
    malformed-statement @`b`: expected `*` or a mapping of principals by their sort, such as `AWS`
    malformed-statement @`b`: expected a mapping of operators to mappings of keys
    malformed-statement @`text`: expected a statement: a mapping with `Effect` and `Action`
    ");
    assert_snapshot!(check("[a]"), @"opaque: a part of a policy has a value of the wrong sort");
}

//! Documents as objects and as text, read through a template's values.

use std::sync::Arc;

use insta::assert_snapshot;

use crate::policy::{Policy, Reading, Statement, pattern::pattern_of, read};
use crate::source::{Encoding, FileId, Place, SourceFile, Span};
use crate::syntax::{Atom, Entry, Guard, Limits, Node, Scalar, Shape, Term, Value, parse};

/// A policy in YAML, read. `!Hole name` is a value that is not known, `!If [a, b]` a choice, `!No ''` absent, and
/// `!Text [a, b]` a text of parts.
fn check(text: &str) -> String {
    let path = "policy.yaml".to_owned();
    let file = Arc::new(SourceFile::new(FileId(0), path, text.to_owned(), Encoding::Utf8));
    let (tree, diagnostics) = parse(&file, &Limits::default());
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let (reading, diagnostics) = read(&value(tree.root().unwrap()));
    let mut out = match reading {
        Reading::Read(policy) => show(&file, &policy),
        Reading::Opaque(cause) => format!("opaque: {cause}\n"),
    };
    for diagnostic in diagnostics {
        let place = match diagnostic.place {
            Place::Span(span) => file.slice(span).lines().next().unwrap_or("").to_owned(),
            other => format!("{other:?}"),
        };
        let help = diagnostic.help.map(|help| format!(" ({help})")).unwrap_or_default();
        out.push_str(&format!("{} @`{place}`: {}{help}\n", diagnostic.code, diagnostic.message));
    }
    out
}

fn value(node: Node<'_>) -> Value {
    let span = node.full_span();
    let text = node.text().unwrap_or_default().into_owned();
    let parts = || node.items().map(value).collect::<Vec<_>>();
    let term = match (node.tag(), node.shape()) {
        (Some("Hole"), _) => {
            Term::Parameter(crate::syntax::Parameter { name: text, default: None })
        }
        (Some("No"), _) => Term::Absent,
        (Some("Text"), _) => Term::Text(parts()),
        (Some("If"), _) => {
            let [then, otherwise] = parts().try_into().unwrap();
            Term::Choice { when: guard("On"), then: Box::new(then), otherwise: Box::new(otherwise) }
        }
        (_, Shape::Null) => Term::Null,
        (_, Shape::Scalar) => Term::Scalar(Scalar { text, plain: node.is_plain() }),
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
    Guard::Atom(Arc::new(Atom { scope: FileId(0), name, left, right }))
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
    out.push_str(&statement.sid.iter().map(|sid| format!(" {sid}")).collect::<String>());
    if statement.when != Guard::Always {
        out.push_str(&format!(" when {}", statement.when));
    }
    let actions = &statement.actions;
    let patterns = actions.patterns.iter().map(|action| format!("{} @`{}`", action.text, at(action.span)));
    let patterns = patterns.collect::<Vec<_>>().join(", ");
    out.push_str(&format!("\n  do {}{patterns}\n", not(actions.inverted)));
    if let Some(resources) = &statement.resources {
        out.push_str(&format!("  on {}{}\n", not(resources.inverted), all(&resources.values)));
    }
    if let Some(principals) = &statement.principals {
        let list = principals.list.iter().map(|principal| format!("{:?} {}", principal.sort, one(&principal.value)));
        let list = list.collect::<Vec<_>>().join(", ");
        out.push_str(&format!("  by {}{list}\n", not(principals.inverted)));
    }
    for condition in &statement.conditions {
        let values = all(&condition.values);
        out.push_str(&format!("  if {} {}: {values} @`{}`\n", condition.operator, condition.key, at(condition.span)));
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
    NotResource: [arn, !Text [arn, !Hole Name, '/*']]
    Principal: '*'
"), @"");
}

#[test]
fn one_statement_without_a_list() {
    assert_snapshot!(check("Statement: {Effect: Allow, Action: made:Get}"), @"");
}

#[test]
fn json_text() {
    assert_snapshot!(check(r#"'{"Statement": [{"Effect": "Allow", "Action": ["made:Get", "made:Put"], "Resource": "*"}]}'"#), @"");
    assert_snapshot!(check(r#"!Text ['{"Statement": {"Effect": "Allow", "Action": "made:Get", "Resource": ["', !Hole Arn, '", "', !Hole Arn, '/*"]}}']"#), @"");
    assert_snapshot!(check(r#""{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"made:Get\"}}""#), @"");
    assert_snapshot!(check("'not json'"), @"");
    assert_snapshot!(check("'{\"Statement\": '"), @"");
    assert_snapshot!(check("!Text [a, !Hole Policy]"), @"");
}

#[test]
fn choices_become_guards() {
    assert_snapshot!(check("
Statement:
  - !If [{Effect: Allow, Action: made:Get}, !No '']
  - Effect: !If [Allow, Deny]
    Action: [made:Put, !If [made:More, !No '']]
  - !No ''
"), @"");
    assert_snapshot!(check("!If [{Statement: []}, {Statement: [{Effect: Allow, Action: a}]}]"), @"");
    assert_snapshot!(check("!If [!Hole Policy, {Statement: [{Effect: Allow, Action: a}]}]"), @"");
}

#[test]
fn what_is_not_known_is_a_cause() {
    assert_snapshot!(check("!Hole Policy"), @"");
    assert_snapshot!(check("Statement: !Hole Statements"), @"");
    assert_snapshot!(check("
Statement:
  - !Hole One
  - {Effect: !Hole Effect, Action: a}
  - {Effect: Allow, Action: [a, !Hole Action, !Text [b, !Hole Verb]]}
  - {Effect: Allow, NotAction: !Hole Actions}
  - {Effect: Allow, Action: a, Principal: !Hole Who, Condition: !Hole Condition}
"), @"");
}

#[test]
fn mistakes_are_warnings() {
    assert_snapshot!(check("
Version: 2008-10-17
Statment: []
"), @"");
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
"), @"");
    assert_snapshot!(check("[a]"), @"");
}

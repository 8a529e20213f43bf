//! Summaries of small policies.

use crate::knowledge::Knowledge;
use crate::knowledge::summary::{Summary, summarise};
use crate::policy::{Reading, read};
use crate::source::{Encoding, FileId, SourceFile, Span};
use crate::syntax::Value;

use super::*;

fn knowledge() -> Knowledge {
    let (knowledge, faults) = super::super::load(&mut Sources::default(), &Request::default());
    assert!(faults.is_empty());
    knowledge
}

fn summary(statements: &str, knowledge: &Knowledge) -> Summary {
    let text = format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{statements}]}}");
    let length = text.len() as u32;
    let file = SourceFile::new(FileId(0), "p.json".to_owned(), text.clone(), Encoding::Utf8);
    let value = Value::text(text, Span::new(file.id, 0, length));
    match read(&value).0 {
        Reading::Read(policy) => summarise(&policy, &knowledge.actions),
        Reading::Opaque(cause) => panic!("{cause}"),
    }
}

fn show(statements: &str) -> String {
    let knowledge = knowledge();
    let summary = summary(statements, &knowledge);
    let mut out: Vec<String> = summary
        .services
        .iter()
        .map(|(prefix, has)| format!("{prefix}: {}", has.names().join(", ")))
        .collect();
    if summary.others.any() {
        out.push(format!("others: {}", summary.others.names().join(", ")));
    }
    out.join("; ")
}

#[test]
fn levels_become_abilities() {
    let allow = r#"{"Effect": "Allow", "Action": ["s3:GetObject", "S3:putobject", "kms:CreateGrant", "logs:TagResource"], "Resource": "*"}"#;
    assert_eq!(show(allow), "kms: administer; logs: write; s3: read, write");
    let all = r#"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a/*"}"#;
    assert!(
        show(all).starts_with("s3: read, write, administer"),
        "{}",
        show(all)
    );
}

#[test]
fn what_the_catalog_does_not_have_is_not_classed() {
    let allow = r#"{"Effect": "Allow", "Action": ["made-up:*", "s3:MadeUp"], "Resource": "*"}"#;
    let unlisted = "do what the catalog does not class";
    assert_eq!(show(allow), format!("made-up: {unlisted}; s3: {unlisted}"));
}

#[test]
fn a_deny_takes_away_where_it_always_holds() {
    let allow =
        r#"{"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "*"}"#;
    let deny = r#"{"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"}"#;
    assert_eq!(show(&format!("{allow}, {deny}")), "s3: read");
    let narrow = r#"{"Effect": "Deny", "Action": "s3:Put*", "Resource": "arn:aws:s3:::a/*"}"#;
    assert_eq!(show(&format!("{allow}, {narrow}")), "s3: read, write");
    let sometimes = r#"{"Effect": "Deny", "Action": "s3:Put*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}"#;
    assert_eq!(show(&format!("{allow}, {sometimes}")), "s3: read, write");
}

#[test]
fn everything_but_some() {
    let most = r#"{"Effect": "Allow", "NotAction": ["iam:*", "sqs:Send*"], "Resource": "*"}"#;
    let shown = show(most);
    assert!(
        shown.starts_with("iam: ; sqs: read, write, administer"),
        "{shown}"
    );
    assert!(shown.contains("others: read, write, administer"), "{shown}");
    let none = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "*", "Resource": "*"}"#;
    assert_eq!(show(none), "");
    let all = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    assert!(show(all).starts_with("others: read, write, administer"));
}

#[test]
fn more_abilities_rank_higher() {
    let knowledge = knowledge();
    let of = |actions: &str| {
        let allow = format!(r#"{{"Effect": "Allow", "Action": {actions}, "Resource": "*"}}"#);
        summary(&allow, &knowledge)
    };
    let (read, more, all) = (
        of(r#""s3:Get*""#),
        of(r#"["s3:Get*", "s3:PutObject"]"#),
        of(r#""*""#),
    );
    let other = of(r#""sqs:ReceiveMessage""#);
    assert!(read < more && more < all && read < all && other < all);
    assert_eq!(read.partial_cmp(&other), None);
    assert_eq!(
        read.partial_cmp(&of(r#"["s3:Get*", "s3:List*"]"#)),
        Some(std::cmp::Ordering::Equal)
    );
}

//! How long policies take: to read, and to decide requests with, beside the parse of their text.
//!
//! In: the managed policies of the corpus (`PHIPATH_CORPUS`, else `../shared/corpus`). Out: a table on standard output.

mod timing;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use phipath::policy::context::Context;
use phipath::policy::evaluate::{Layer, Outcome, Policies, decide};
use phipath::policy::prepare::{AsWritten, Prepared};
use phipath::policy::request::{Caller, Request, Target};
use phipath::policy::{PatternText, Policy, Reading, read};
use phipath::source::{Encoding, FileId, SourceFile, Span};
use phipath::syntax::{Limits, Value, parse};
use timing::{median, row, timed};

const ROUNDS: usize = 5;
const RESOURCES: usize = 1_000;
const ACCOUNT: &str = "111122223333";

fn main() {
    let Some(texts) = documents() else {
        println!("no corpus: nothing to measure on");
        return;
    };
    let bytes: usize = texts.iter().map(String::len).sum();
    let targets = targets();
    let mut times: [Vec<Duration>; 3] = Default::default();
    let mut counts = [0; 3];
    for _ in 0..ROUNDS {
        times[0].push(timed(|| texts.iter().map(|text| nodes(text)).sum()));
        times[1].push(timed(|| prepared(&texts).len()));
        let policies = prepared(&texts);
        times[2].push(timed(|| {
            counts = decided(&policies, &targets);
            counts.iter().sum()
        }));
    }
    let [floor, reading, deciding] = times.map(median);
    let [allowed, may, denied] = counts;
    println!(
        "{} policies, {bytes} bytes, {RESOURCES} resources",
        texts.len()
    );
    println!("{allowed} requests allowed, {may} open, {denied} not allowed");
    println!("median of {ROUNDS} rounds, one thread\n");
    row("floor: parse", floor, floor, bytes);
    row("read and prepare", reading, floor, bytes);
    row("decide every policy × resource", deciding, floor, 0);
}

/// The texts of the policies.
fn documents() -> Option<Vec<String>> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let corpus = std::env::var_os("PHIPATH_CORPUS").map_or_else(beside, PathBuf::from);
    let lines = std::fs::read_to_string(corpus.join("iam/aws-managed-policies.jsonl")).ok()?;
    let document = |line: &str| {
        let value: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(value["document"].to_string())
    };
    lines.lines().map(document).collect()
}

fn nodes(text: &str) -> usize {
    let name = "policy.json".to_owned();
    let file = SourceFile::new(FileId(0), name, text.to_owned(), Encoding::Utf8);
    parse(&Arc::new(file), &Limits::default()).0.node_count()
}

fn prepared(texts: &[String]) -> Vec<Prepared> {
    let policy = |text: &String| -> Option<Policy> {
        let span = Span::new(FileId(0), 0, text.len() as u32);
        match read(&Value::text(text, span)).0 {
            Reading::Read(policy) => Some(policy),
            Reading::Opaque(_) => None,
        }
    };
    let policies = texts.iter().filter_map(policy);
    policies
        .map(|policy| Prepared::new(&policy, &AsWritten))
        .collect()
}

/// Resources of several services, each with an action that reads it.
fn targets() -> Vec<(&'static str, Target)> {
    let forms = [
        ("s3:getobject", "arn:aws:s3:::records-NUMBER/*"),
        (
            "dynamodb:getitem",
            "arn:aws:dynamodb:us-east-1:111122223333:table/records-NUMBER",
        ),
        (
            "sqs:receivemessage",
            "arn:aws:sqs:us-east-1:111122223333:records-NUMBER",
        ),
        (
            "kms:decrypt",
            "arn:aws:kms:us-east-1:111122223333:key/records-NUMBER",
        ),
        (
            "lambda:invokefunction",
            "arn:aws:lambda:us-east-1:111122223333:function:records-NUMBER",
        ),
    ];
    let numbered = (0..RESOURCES).map(|number| {
        let (action, form) = forms[number % forms.len()];
        let language = PatternText::pattern(form.replace("NUMBER", &number.to_string()));
        (
            action,
            Target::new(language, Some(PatternText::literal(ACCOUNT))),
        )
    });
    numbered.collect()
}

/// How many requests are allowed, open and denied.
fn decided(policies: &[Prepared], targets: &[(&str, Target)]) -> [usize; 3] {
    let role = PatternText::literal("arn:aws:iam::111122223333:role/reader");
    let caller = Caller::session(role, Some(PatternText::literal(ACCOUNT)));
    let context = Context::open();
    let mut counts = [0; 3];
    for policy in policies {
        let policies = Policies {
            identity: Layer {
                policies: vec![policy],
                unread: None,
            },
            ..Policies::default()
        };
        for (action, target) in targets {
            let request = Request {
                caller: &caller,
                action,
                target,
                context: &context,
            };
            counts[match decide(&request, &policies).outcome {
                Outcome::Allowed => 0,
                Outcome::May => 1,
                Outcome::Denied => 2,
            }] += 1;
        }
    }
    counts
}

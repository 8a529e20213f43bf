//! Policies as AWS evaluates them: documented cases, random policies against an evaluator that shares no code with the
//! engine, patterns against automata, and documents made to take time.

mod cases;
mod corpus;
mod hostile;
mod naive;
mod patterns;
mod random;

use std::sync::Arc;

use phipath::policy::evaluate::{Decision, Extent, Outcome};
use phipath::policy::prepare::{AsWritten, Prepared};
use phipath::policy::{Policy, Reading, read};
use phipath::source::{Diagnostic, Encoding, FileId, SourceFile, Span};
use phipath::syntax::{Limits, Value, parse};

/// A policy from JSON, with what is said about it.
fn read_json(text: &str) -> (Reading, Vec<Diagnostic>) {
    let span = Span::new(FileId(0), 0, text.len() as u32);
    read(&Value::text(text, span))
}

/// A policy from JSON that can be read.
fn policy(text: &str) -> Policy {
    match read_json(text) {
        (Reading::Read(policy), _) => policy,
        (Reading::Opaque(cause), _) => panic!("{cause}: {text}"),
    }
}

fn prepared(text: &str) -> Prepared {
    Prepared::new(&policy(text), &AsWritten)
}

/// The outcome in one word.
fn word(decision: &Decision) -> &'static str {
    match (decision.outcome, decision.extent) {
        (Outcome::Allowed, Extent::Whole) => "allowed",
        (Outcome::Allowed, Extent::Part) => "part",
        (Outcome::May, _) => "may",
        (Outcome::Denied, _) => "denied",
    }
}

/// A YAML file as JSON.
fn yaml(path: &str, text: String) -> serde_json::Value {
    let file = Arc::new(SourceFile::new(
        FileId(0),
        path.to_owned(),
        text,
        Encoding::Utf8,
    ));
    let (tree, diagnostics) = parse(&file, &Limits::default());
    assert!(diagnostics.is_empty(), "{path}: {diagnostics:?}");
    json(tree.root().expect("a document"))
}

fn json(node: phipath::syntax::Node<'_>) -> serde_json::Value {
    use phipath::syntax::Shape;
    match node.shape() {
        Shape::Null => serde_json::Value::Null,
        Shape::Scalar => match (node.text().unwrap_or_default(), node.is_plain()) {
            (text, true) if text == "true" || text == "false" => (text == "true").into(),
            (text, _) => text.into_owned().into(),
        },
        Shape::Sequence => node.items().map(json).collect(),
        Shape::Mapping => {
            let entries = node.entries().map(|(key, value)| {
                let key = key.text().unwrap_or_default().into_owned();
                (key, json(value))
            });
            serde_json::Value::Object(entries.collect())
        }
    }
}

//! Tests of the readers and the tree.

mod embedded;
mod errors;
mod json;
mod merge;
mod spans;

use std::sync::Arc;

use crate::source::{Diagnostic, Encoding, FileId, Place, SourceFile};

use super::{Limits, Node, Shape, Tree, parse};

fn file(path: &str, text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(FileId(0), path.to_owned(), text.to_owned(), Encoding::Utf8))
}

fn read(path: &str, text: &str) -> (Tree, Vec<Diagnostic>) {
    parse(&file(path, text), &Limits::default())
}

/// The tree of a text without diagnostics.
fn clean(text: &str) -> Tree {
    let (tree, diagnostics) = read("t.yaml", text);
    assert_eq!(diagnostics, [], "{text}");
    tree
}

/// Each document as one line, then each diagnostic with the text that it points to.
fn check(text: &str) -> String {
    check_as("t.yaml", text)
}

fn check_as(path: &str, text: &str) -> String {
    let (tree, diagnostics) = read(path, text);
    let mut lines: Vec<String> = tree.documents().map(show).collect();
    lines.extend(diagnostics.iter().map(|diagnostic| say(&tree, diagnostic)));
    lines.join("\n")
}

fn say(tree: &Tree, diagnostic: &Diagnostic) -> String {
    let Place::Span(span) = diagnostic.place else {
        panic!("no span: {diagnostic:?}");
    };
    let mut line = format!(
        "{:?} {} [{}..{} {:?}] {}",
        diagnostic.severity,
        diagnostic.code,
        span.start,
        span.end,
        tree.file().slice(span),
        diagnostic.message
    );
    for (span, what) in &diagnostic.related {
        line += &format!("; {}..{} {what}", span.start, span.end);
    }
    line
}

/// A node in a compact form: plain scalars bare, others in quotes.
fn show(node: Node<'_>) -> String {
    let tag = node.tag().map(|tag| format!("!{tag} ")).unwrap_or_default();
    let value = match node.shape() {
        Shape::Null => "null".to_owned(),
        Shape::Scalar if node.is_plain() => node.text().unwrap().into_owned(),
        Shape::Scalar => format!("{:?}", node.text().unwrap()),
        Shape::Sequence => {
            let items: Vec<_> = node.items().map(show).collect();
            format!("[{}]", items.join(", "))
        }
        Shape::Mapping => {
            let entries: Vec<_> =
                node.entries().map(|(key, value)| format!("{}: {}", show(key), show(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    };
    tag + &value
}

/// The written text under the span of a node.
fn written(node: Node<'_>) -> &str {
    node.tree.file().slice(node.span())
}

fn at<'t>(tree: &'t Tree, path: &[&str]) -> Node<'t> {
    path.iter().fold(tree.root().unwrap(), |node, key| {
        node.get(key).or_else(|| node.items().nth(key.parse().ok()?)).unwrap_or_else(|| panic!("no {key}"))
    })
}

//! Which other files a configuration names.
//!
//! In: a file. Out: paths from its folder: of modules nearby, and of files that functions read.

use std::sync::Arc;

use crate::source::{Encoding, FileId, SourceFile};

use super::expression::{Body, Expression, Node, Part, children};
use super::module::source_of;
use super::{FilePart, parse};

/// Without one of these in it no file names another one.
const MARKS: [&str; 4] = ["file(", "file (", "\"./", "\"../"];

/// Paths that a file of a configuration names, from its own folder: folders of modules with a `/` at the end.
pub fn needed(path: &str, text: &str) -> Vec<String> {
    if !MARKS.iter().any(|mark| text.contains(mark)) {
        return Vec::new();
    }
    let encoding = Encoding::Utf8;
    let file = SourceFile::new(FileId(0), path.to_owned(), text.to_owned(), encoding);
    let file = &Arc::new(file);
    // What is wrong with the file is said when it is read.
    let Some(parsed) = parse(file, FilePart::Configuration, &mut Vec::new()) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for block in parsed.body.blocks_of("module") {
        let source = source_of(block).filter(|source| source.starts_with('.'));
        out.extend(source.map(|source| format!("{}/", source.trim_end_matches('/'))));
    }
    in_body(&parsed.body, &mut out);
    out
}

fn in_body(body: &Body, out: &mut Vec<String>) {
    for attribute in &body.attributes {
        in_expression(&attribute.value, out);
    }
    for block in &body.blocks {
        in_body(&block.body, out);
    }
}

/// Files that calls in an expression name in so many words.
fn in_expression(expression: &Expression, out: &mut Vec<String>) {
    if let Node::Call(call) = &expression.node
        && matches!(call.name.as_str(), "file" | "templatefile")
        && let Some(first) = call.arguments.first()
    {
        out.extend(path_of(first));
    }
    children(expression, &mut |inner| in_expression(inner, out));
}

/// A path in so many words: a text, or one after `path.module` and alike.
fn path_of(expression: &Expression) -> Option<String> {
    let parts = match &expression.node {
        Node::Text(text) => return Some(text.clone()),
        Node::Template(parts) => parts,
        _ => return None,
    };
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Literal(literal, _) => text.push_str(literal),
            Part::Value(Expression {
                node: Node::Access(base, _),
                ..
            }) if matches!(&base.node, Node::Variable(name) if name == "path") => text.push('.'),
            _ => return None,
        }
    }
    Some(text)
}

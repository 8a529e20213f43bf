//! Texts within strings: places map back to the file.

use super::*;
use crate::syntax::{OffsetMap, parse_json_text};

/// For each scalar of the JSON in the value of `key`: its text, and what is written under its span in the file.
fn inside(path: &str, text: &str, key: &str) -> Vec<(String, String)> {
    let (tree, diagnostics) = read(path, text);
    assert_eq!(diagnostics, []);
    let host = at(&tree, &[key]);
    let decoded = host.text().unwrap();
    let offsets = OffsetMap::of_scalar(host);
    let (inner, diagnostics) = parse_json_text(&decoded, &offsets, tree.file(), &Limits::default());
    assert_eq!(diagnostics, []);
    scalars(&inner)
}

fn scalars(tree: &Tree) -> Vec<(String, String)> {
    let nodes = (0..tree.node_count() as u32).map(|id| Node { tree, id });
    nodes.filter_map(|node| Some((node.text()?.into_owned(), written(node).to_owned()))).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(text, written)| ((*text).to_owned(), (*written).to_owned())).collect()
}

#[test]
fn in_single_quotes() {
    assert_eq!(
        inside("t.yaml", "p: '{\"a\": \"it''s\", \"b\": 1}'\n", "p"),
        pairs(&[("a", "\"a\""), ("it's", "\"it''s\""), ("b", "\"b\""), ("1", "1")])
    );
}

#[test]
fn in_single_quotes_over_lines() {
    assert_eq!(
        inside("t.yaml", "p: '{\"a\":\n\n    \"it''s\",\n    \"b\": 1}'\n", "p"),
        pairs(&[("a", "\"a\""), ("it's", "\"it''s\""), ("b", "\"b\""), ("1", "1")])
    );
}

#[test]
fn in_double_quotes() {
    let text = r#"p: "{\"a\": \"\u00e9\\n\",\
        \n \"b\": \x31}""#;
    assert_eq!(
        inside("t.yaml", text, "p"),
        pairs(&[("a", r#"\"a\""#), ("é\n", r#"\"\u00e9\\n\""#), ("b", r#"\"b\""#), ("1", r"\x31")])
    );
}

#[test]
fn in_a_literal_block() {
    let text = "p: |\n    {\n      \"a\": \"x  y\",\n\n      \"é\": 1\n    }\n";
    assert_eq!(
        inside("t.yaml", text, "p"),
        pairs(&[("a", "\"a\""), ("x  y", "\"x  y\""), ("é", "\"é\""), ("1", "1")])
    );
    assert_eq!(inside("t.yaml", &text.replace('\n', "\r\n"), "p"), inside("t.yaml", text, "p"));
}

#[test]
fn in_a_folded_block() {
    let text = "p: >-\n    {\n    \"a\": \"x  y\",\n\n      \"b\": 1\n    }\n";
    assert_eq!(
        inside("t.yaml", text, "p"),
        pairs(&[("a", "\"a\""), ("x  y", "\"x  y\""), ("b", "\"b\""), ("1", "1")])
    );
}

#[test]
fn in_json() {
    let text = r#"{"p": "{\"a\": \"\ud83d\ude00\\n\", \"b\": 1}"}"#;
    assert_eq!(
        inside("t.json", text, "p"),
        pairs(&[("a", r#"\"a\""#), ("😀\n", r#"\"\ud83d\ude00\\n\""#), ("b", r#"\"b\""#), ("1", "1")])
    );
}

#[test]
fn in_json_in_json() {
    let text = r#"{"p": "{\"q\": \"[\\\"a\\\", 12]\"}"}"#;
    let (tree, _) = read("t.json", text);
    let host = at(&tree, &["p"]);
    let limits = Limits::default();
    let first = parse_json_text(&host.text().unwrap(), &OffsetMap::of_scalar(host), tree.file(), &limits).0;
    let host = at(&first, &["q"]);
    assert_eq!(host.text().unwrap(), "[\"a\", 12]");
    let second = parse_json_text(&host.text().unwrap(), &OffsetMap::of_scalar(host), tree.file(), &limits).0;
    assert_eq!(scalars(&second), pairs(&[("a", r#"\\\"a\\\""#), ("12", "12")]));
}

#[test]
fn errors_inside_point_into_the_file() {
    let (tree, _) = read("t.yaml", "p: '{\"it''s\" 1}'\n");
    let host = at(&tree, &["p"]);
    let text = host.text().unwrap();
    let (inner, diagnostics) =
        parse_json_text(&text, &OffsetMap::of_scalar(host), tree.file(), &Limits::default());
    assert!(say(&inner, &diagnostics[0]).starts_with("Error json-syntax [13..14 \"1\"]"), "{diagnostics:?}");
}

#[test]
fn plain_and_shifted() {
    assert_eq!(OffsetMap::identity(7).map(5), 12);
    let tree = clean("a: [x, plain]\n");
    let node = at(&tree, &["a", "1"]);
    assert_eq!(OffsetMap::of_scalar(node).map(2), node.span().start + 2);
    assert_eq!(OffsetMap::of_scalar(node).map(5), node.span().end);
    let list = at(&tree, &["a"]);
    assert_eq!(OffsetMap::of_scalar(list).map(1), list.span().start);
}

//! The JSON reader.

use super::*;

fn error(text: &str) -> String {
    let (tree, diagnostics) = read("t.json", text);
    say(&tree, diagnostics.last().expect("a diagnostic"))
}

#[test]
fn values_and_spans() {
    let text = "{\"a\" : [1, -2.5e+3 , true, null, \"x\\u00e9\\ud83d\\ude00\\n\"], \"b\":{}}";
    assert_eq!(check_as("t.json", text), "{\"a\": [1, -2.5e+3, true, null, \"xé😀\\n\"], \"b\": {}}");
    let tree = read("t.json", text).0;
    assert_eq!(written(at(&tree, &["a", "1"])), "-2.5e+3");
    assert_eq!(written(at(&tree, &["a", "4"])), "\"x\\u00e9\\ud83d\\ude00\\n\"");
    assert_eq!(written(at(&tree, &["b"])), "{}");
    assert_eq!(written(tree.root().unwrap()), text);
}

#[test]
fn errors_say_what_was_expected() {
    assert_eq!(error("{\"a\": 1"), "Error json-syntax [7..7 \"\"] expected `,` or `}`, found the end of the text");
    assert_eq!(error("{\"a\" 1}"), "Error json-syntax [5..6 \"1\"] expected `:`, found `1`");
    assert_eq!(error("[1] x"), "Error json-syntax [4..5 \"x\"] expected the end of the text, found `x`");
    assert_eq!(error(""), "Error json-syntax [0..0 \"\"] expected a value, found the end of the text");
    assert_eq!(error("[\"a"), "Error json-syntax [1..2 \"\\\"\"] this text has no closing quote");
    assert_eq!(error("[\"\\x\"]: "), "Error json-syntax [2..4 \"\\\\x\"] `\\\\x` is not an escape of JSON");
}

#[test]
fn what_was_read_before_an_error_stays() {
    let (tree, diagnostics) = read("t.json", "{\"a\": [1, 2], \"b\": tru");
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(show(tree.root().unwrap()), "{\"a\": [1, 2], \"b\": null}");
}

#[test]
fn yaml_in_a_json_file() {
    assert_eq!(
        check_as("t.json", "{\"a\": 1,}"),
        "{\"a\": 1}\nWarning not-json [8..9 \"}\"] read as YAML, as it is not JSON: \
         expected a key in double quotes, found `}`"
    );
    assert_eq!(error("{\"a\": 1"), "Error json-syntax [7..7 \"\"] expected `,` or `}`, found the end of the text");
    assert!(check_as("t.yaml", "{\"a\": [1").contains("yaml-syntax"));
    assert!(check_as("t.template", "{\"a\": [1").contains("json-syntax"));
}

#[test]
fn lone_surrogates() {
    assert_eq!(
        check_as("t.json", "[\"a\\ud800b\"]"),
        "[\"a\u{fffd}b\"]\nWarning lone-surrogate [3..9 \"\\\\ud800\"] `\\ud800` is half of a character"
    );
}

#[test]
fn depth_limit() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert_eq!(read("t.json", &deep(512)).1, []);
    assert_eq!(error(&deep(513)), "Error depth-limit [512..512 \"\"] nested more than 512 levels deep");
}

#[test]
fn node_limit() {
    let limits = Limits { nodes: 3, ..Limits::default() };
    let (tree, diagnostics) = parse(&file("t.json", "[1, 2, 3]"), &limits);
    assert_eq!(say(&tree, &diagnostics[0]), "Error node-limit [7..7 \"\"] more than 3 values in one file");
}

//! Anchors, aliases, merge keys and repeated keys.

use super::*;

#[test]
fn aliases_stand_for_their_anchor() {
    let tree = clean("a: &x !Ref {k: v}\nb: *x\nc: &y text\nd: *y\n*y : key\n");
    assert_eq!(show(tree.root().unwrap()), "{a: !Ref {k: v}, b: !Ref {k: v}, c: text, d: text, text: key}");
    let alias = at(&tree, &["b"]);
    assert_eq!(written(alias), "*x");
    assert_eq!(alias.full_span(), alias.span());
    assert_eq!(tree.file().slice(alias.tag_span().unwrap()), "!Ref");
    assert_eq!(written(alias.get("k").unwrap()), "v");
}

#[test]
fn anchors_can_be_defined_again() {
    assert_eq!(check("- &x 1\n- *x\n- &x 2\n- *x\n"), "[1, 1, 2, 2]");
}

#[test]
fn aliases_that_cannot_be() {
    assert_eq!(
        check("a: *none\nb: 1\n"),
        "{a: null, b: 1}\nError unknown-alias [3..8 \"*none\"] no anchor before alias `*none`"
    );
    assert_eq!(
        check("a: &x [1, *x]\nb: *x\n"),
        "{a: [1, null], b: [1, null]}\n\
         Error recursive-alias [10..12 \"*x\"] alias `*x` stands for a value that contains it; \
         6..6 the value starts here"
    );
    assert_eq!(
        check("&x a: 1\n---\nb: *x\n").lines().last().unwrap(),
        "Error unknown-alias [15..17 \"*x\"] no anchor before alias `*x`"
    );
}

#[test]
fn merge_keys() {
    let base = "base: &base {a: 1, b: 2}\nmore: &more {b: 3, c: 4}\n";
    let merged = |text: &str| {
        let tree = clean(&format!("{base}{text}"));
        show(at(&tree, &["x"]))
    };
    assert_eq!(merged("x:\n  <<: *base\n  b: own\n"), "{b: own, a: 1}");
    assert_eq!(merged("x:\n  b: own\n  <<: [*base, *more]\n"), "{b: own, a: 1, c: 4}");
    assert_eq!(merged("x: {<<: {z: 9}, y: 8}\n"), "{y: 8, z: 9}");
    assert_eq!(merged("y: &y {<<: *more, d: 5}\nx: {<<: [*y, *base]}\n"), "{d: 5, b: 3, c: 4, a: 1}");
    assert_eq!(merged("x: {\"<<\": *base}\n"), "{\"<<\": {a: 1, b: 2}}");
    let tree = clean(&format!("{base}x: {{<<: *base}}\n"));
    assert_eq!(written(at(&tree, &["x", "b"])), "2");
    assert!(at(&tree, &["x"]).get("<<").is_none());
    assert_eq!(
        check("x: {<<: 1, a: 2}"),
        "{x: {a: 2}}\nWarning merge-value [4..6 \"<<\"] \
         the value of a merge key `<<` must be a mapping or a list of mappings"
    );
}

#[test]
fn merges_within_the_limit() {
    let mut text = String::from("m0: &m0 {a: 1, b: 2, c: 3, d: 4}\n");
    for level in 1..30 {
        let before = level - 1;
        text += &format!("m{level}: &m{level} {{<<: [*m{before}, *m{before}, *m{before}]}}\n");
    }
    let (tree, diagnostics) = read("t.yaml", &text);
    assert!(diagnostics.iter().any(|diagnostic| diagnostic.code == "expansion-limit"), "{diagnostics:?}");
    assert_eq!(show(at(&tree, &["m5"])), "{a: 1, b: 2, c: 3, d: 4}");
}

#[test]
fn repeated_keys_are_reported_and_the_first_wins() {
    assert_eq!(
        check("a: 1\nb: 2\n\"a\": 3\n"),
        "{a: 1, b: 2}\nWarning duplicate-key [10..13 \"\\\"a\\\"\"] key `a` is already in this mapping; \
         0..1 first here"
    );
    let many: String = (0..20).map(|index| format!("k{index}: {index}\n")).collect();
    let (tree, diagnostics) = read("t.yaml", &format!("{many}k7: again\n"));
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(tree.root().unwrap().entries().count(), 20);
    assert_eq!(at(&tree, &["k7"]).text().unwrap(), "7");
    assert_eq!(
        check_as("t.json", r#"{"a": 1, "\u0061": 2}"#),
        "{\"a\": 1}\nWarning duplicate-key [9..17 \"\\\"\\\\u0061\\\"\"] key `a` is already in this mapping; \
         1..4 first here"
    );
}

#[test]
fn many_repeated_keys_are_counted() {
    let text = "a: 1\n".repeat(500);
    let (_, diagnostics) = read("t.yaml", &text);
    assert_eq!(diagnostics.len(), 101);
    assert_eq!(diagnostics[100].message, "399 more of the kind in this file");
}

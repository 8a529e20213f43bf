//! What the YAML reader says about texts that it cannot read.

use super::*;

#[test]
fn bad_yaml() {
    let (tree, diagnostics) = read("t.yaml", "a: 1\nb: [1, 2\nc: 3\n");
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0].code, "yaml-syntax");
    assert!(diagnostics[0].help.is_some());
    assert_eq!(at(&tree, &["a"]).text().unwrap(), "1");
}

#[test]
fn alias_limit() {
    let limits = Limits { aliases: 2, ..Limits::default() };
    let (tree, diagnostics) = parse(&file("t.yaml", "[&a 1, *a, *a, *a]"), &limits);
    assert_eq!(say(&tree, &diagnostics[0]), "Error alias-limit [15..17 \"*a\"] more than 2 aliases in one file");
}

#[test]
fn aliases_do_not_nest_deeper_than_the_limit() {
    let mut text = String::from("- &a0 [x]\n");
    for level in 1..1000 {
        text += &format!("- &a{level} [*a{}]\n", level - 1);
    }
    let (tree, diagnostics) = read("t.yaml", &text);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code, "depth-limit");
    let deepest = tree.root().unwrap().items().map(|item| show(item).matches('[').count()).max().unwrap();
    assert!((500..512).contains(&deepest), "{deepest}");
}

#[test]
fn budget_counts_visits() {
    let tree = clean("[1, 2]");
    let mut budget = crate::syntax::Budget::of(&tree, &Limits { expansion: 1, ..Limits::default() });
    let ticks = std::iter::repeat_with(|| budget.tick()).take_while(|left| *left).count();
    assert_eq!(ticks, 4);
}

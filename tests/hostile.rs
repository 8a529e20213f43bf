//! Inputs made to exhaust a parser: each ends in a diagnostic that names the limit, on a small stack.

use std::sync::Arc;

use phipath::source::{Diagnostic, Encoding, FileId, Severity, SourceFile, decode};
use phipath::syntax::{Budget, Limits, Node, Tree, parse};

/// Reads the text on a stack of 512 KB and gives what `look` makes of it.
fn on_small_stack<T: Send + 'static>(
    path: &'static str,
    text: String,
    look: impl FnOnce(Tree, Vec<Diagnostic>) -> T + Send + 'static,
) -> T {
    let run = move || {
        let file = SourceFile::new(FileId(0), path.to_owned(), text, Encoding::Utf8);
        let (tree, diagnostics) = parse(&Arc::new(file), &Limits::default());
        look(tree, diagnostics)
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run);
    thread.expect("a thread").join().expect("no panic and no overflow")
}

fn errors(path: &'static str, text: String) -> Vec<(&'static str, String)> {
    on_small_stack(path, text, |_, diagnostics| {
        let errors = diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        errors.map(|error| (error.code, error.message)).collect()
    })
}

fn assert_too_deep(path: &'static str, text: String, levels: &str) {
    let errors = errors(path, text);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(errors[0].0, "depth-limit");
    assert!(errors[0].1.contains(&format!("more than {levels} levels")), "{errors:?}");
}

#[test]
fn brackets_without_end() {
    assert_too_deep("t.yaml", "[".repeat(100_000), "255");
    assert_too_deep("t.template", "[".repeat(100_000), "512");
    assert_too_deep("t.json", "[".repeat(1_000_000), "512");
    assert_too_deep("t.json", "{\"a\":".repeat(1_000_000), "512");
    assert_too_deep("t.yaml", "{a: ".repeat(100_000), "255");
}

#[test]
fn blocks_without_end() {
    assert_too_deep("t.yaml", "- ".repeat(100_000), "255");
    let errors = errors("t.yaml", ": ".repeat(50_000));
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(errors[0].0 == "depth-limit" || errors[0].0 == "yaml-syntax", "{errors:?}");
}

/// Visits everything, aliases followed, as far as the budget goes; the number of visits and whether it was all.
fn walk(tree: &Tree, limits: &Limits) -> (usize, bool) {
    let mut budget = Budget::of(tree, limits);
    let mut pending: Vec<Node<'_>> = tree.documents().collect();
    let mut visits = 0;
    while let Some(node) = pending.pop() {
        if !budget.tick() {
            return (visits, false);
        }
        visits += 1;
        pending.extend(node.items());
        pending.extend(node.entries().flat_map(|(key, value)| [key, value]));
    }
    (visits, true)
}

#[test]
fn billion_laughs() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..10 {
        let alias = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 9].join(", "));
    }
    on_small_stack("t.yaml", text, |tree, diagnostics| {
        assert_eq!(diagnostics, []);
        assert!(tree.node_count() < 200);
        let (visits, complete) = walk(&tree, &Limits::default());
        assert!(!complete);
        assert!(visits < 1_001_000, "{visits}");
    });
}

#[test]
fn a_long_text_with_many_aliases() {
    let text = format!("a: &a {}\nb:\n{}", "x".repeat(100 * 1024), "- *a\n".repeat(20_000));
    on_small_stack("t.yaml", text, |tree, diagnostics| {
        assert_eq!(diagnostics, []);
        let list = tree.root().and_then(|root| root.get("b")).expect("b");
        assert_eq!(list.items().count(), 20_000);
        let lengths = list.items().map(|item| item.text().map_or(0, |text| text.len()));
        assert_eq!(lengths.sum::<usize>(), 100 * 1024 * 20_000);
    });
}

#[test]
fn many_anchors() {
    let text: String = (0..200_000).map(|index| format!("- &a{index} x\n- *a{index}\n")).collect();
    on_small_stack("t.yaml", text, |tree, diagnostics| {
        assert_eq!(diagnostics, []);
        assert_eq!(tree.node_count(), 400_001);
        assert!(walk(&tree, &Limits::default()).1);
    });
    let documents: String = (0..20_000).map(|index| format!("--- &a{index} x\n")).collect();
    let count = on_small_stack("t.yaml", documents, |tree, _| tree.documents().count());
    assert_eq!(count, 20_000);
}

#[test]
fn aliases_nested_through_anchors() {
    let mut text = String::from("- &a0 [x]\n");
    for level in 1..100_000 {
        text += &format!("- &a{level} [*a{}]\n", level - 1);
    }
    assert_too_deep("t.yaml", text, "512");
}

#[test]
fn nul_bytes() {
    assert_eq!(errors("t.yaml", "a: b\0c\n".to_owned()).len(), 1);
    assert_eq!(errors("t.json", "{\"a\": \"\0\"}".to_owned()).len(), 1);
    let refused = decode(b"a: \0".to_vec(), "t.yaml").expect_err("binary");
    assert_eq!(refused.code, "binary-file");
}

#[test]
fn many_comments_between_a_key_and_its_block() {
    let comments: String = (0..2_000).map(|index| format!("  # line {index}\n")).collect();
    let text = format!("a:\n{comments}  b:\n{comments}  - 1\n{comments}c: 2\n");
    on_small_stack("t.yaml", text, |tree, diagnostics| {
        assert_eq!(diagnostics, []);
        assert_eq!(tree.node_count(), 8);
    });
}

#[test]
fn many_keys() {
    let pairs: Vec<String> = (0..100_000).map(|index| format!("\"k{index}\": 1")).collect();
    let json = format!("{{{}, \"k5\": 2}}", pairs.join(", "));
    for path in ["t.json", "t.yaml"] {
        let codes: Vec<_> = on_small_stack(path, json.clone(), |_, diagnostics| {
            diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
        });
        assert_eq!(codes, ["duplicate-key"]);
    }
}

#[test]
fn any_start_of_a_text_ends_in_a_diagnostic_or_a_tree() {
    let text = "a: &x !T {k: [1, 'two', \"th\\u00e9ree\"]}\nb: |-\n  é\n  *x\nc: *x\n? [d]\n: >\n\n  e\n<<: *x\n";
    for end in (0..=text.len()).filter(|&end| text.is_char_boundary(end)) {
        let start = text[..end].to_owned();
        on_small_stack("t.yaml", start, |tree, _| {
            walk(&tree, &Limits::default());
        });
    }
}

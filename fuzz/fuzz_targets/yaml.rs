//! Any text as YAML: a tree or a diagnostic, with spans that can be sliced.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use phipath::source::{Encoding, FileId, SourceFile};
use phipath::syntax::{Budget, Limits, Node, parse};

fuzz_target!(|text: &str| {
    let file = SourceFile::new(
        FileId(0),
        "any.yaml".to_owned(),
        text.to_owned(),
        Encoding::Utf8,
    );
    let limits = Limits::default();
    let (tree, _) = parse(&Arc::new(file), &limits);
    let mut budget = Budget::of(&tree, &limits);
    let mut pending: Vec<Node<'_>> = tree.documents().collect();
    while let Some(node) = pending.pop() {
        if !budget.tick() {
            return;
        }
        let span = node.span();
        assert!(text.get(span.start as usize..span.end as usize).is_some());
        node.text();
        node.tag();
        pending.extend(node.items());
        pending.extend(node.entries().flat_map(|(key, value)| [key, value]));
    }
});

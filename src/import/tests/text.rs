//! Whatever a name is made of, the manifest has it as it is.

use std::sync::Arc;

use crate::knowledge::{Knowledge, Request, load};
use crate::source::{Encoding, FileId, SourceFile, Sources};
use crate::syntax::{Limits, parse};

use super::super::import;
use super::super::write::scalar;

/// What names are made of in these tests: everything that means something to YAML, and what cannot be seen.
const PIECES: &[&str] = &[
    "a",
    "B",
    "1",
    "0x1",
    "-",
    "- ",
    ": ",
    ":",
    " #",
    "#",
    "'",
    "\"",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&",
    "*",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "?",
    "? ",
    "<<",
    "~",
    "null",
    "true",
    "no",
    ".",
    "..",
    "...",
    "---",
    "=",
    " ",
    "  ",
    "é",
    "日本",
    "🩺",
    "\u{0}",
    "\u{1}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{ffff}",
    "\u{fffd}",
    "\u{e0001}",
    "2026-01-01",
    "1e3",
    ".inf",
    "yes",
];

/// Numbers that look random and are always the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }

    fn text(&mut self) -> String {
        let length = 1 + self.next(6);
        (0..length)
            .map(|_| PIECES[self.next(PIECES.len())])
            .collect()
    }
}

fn file(path: &str, text: String) -> Arc<SourceFile> {
    Arc::new(SourceFile::new(
        FileId(0),
        path.to_owned(),
        text,
        Encoding::Utf8,
    ))
}

fn knowledge() -> Knowledge {
    load(&mut Sources::default(), &Request::default()).0
}

#[test]
fn scalars_are_read_back_as_they_were() {
    let mut numbers = Numbers(1);
    let mut texts: Vec<String> = PIECES.iter().map(|piece| (*piece).to_owned()).collect();
    texts.extend((0..3000).map(|_| numbers.text()));
    texts.push(String::new());
    for text in texts {
        let written = scalar(&text);
        assert!(!written.contains('\n'), "{written}");
        let document =
            format!("{written}: {written}\nlist:\n  - {{key: {written}, other: [{written}]}}\n");
        let source = file("t.yaml", document.clone());
        let (tree, diagnostics) = parse(&source, &Limits::default());
        assert_eq!(diagnostics, [], "{document}");
        let root = tree.root().expect("a root");
        let (key, value) = root.entries().next().expect("an entry");
        assert_eq!(key.text().as_deref(), Some(&*text), "{document}");
        assert_eq!(value.text().as_deref(), Some(&*text), "{document}");
        let item = root
            .get("list")
            .and_then(|list| list.items().next())
            .expect("an item");
        assert_eq!(
            item.get("key").and_then(|value| value.text()).as_deref(),
            Some(&*text),
            "{document}"
        );
        let inner = item
            .get("other")
            .and_then(|other| other.items().next())
            .expect("an item");
        assert_eq!(inner.text().as_deref(), Some(&*text), "{document}");
    }
}

/// A model whose ids, names and types are all of these texts.
fn model(id: &str, title: &str, other: &str) -> String {
    let string = |text: &str| serde_json::to_string(text).expect("a string");
    let (id, title, other) = (string(id), string(title), string(other));
    format!(
        r#"{{"otmVersion": "0.2.0", "project": {{"name": {title}, "id": {id}}},
            "assets": [{{"id": {id}, "name": {title}, "risk": {{"confidentiality": 1}}}}],
            "trustZones": [{{"id": {id}, "name": {title}, "type": {other}, "risk": {{"trustRating": 50}}}}],
            "components": [{{"id": {id}, "name": {title}, "type": {other}, "parent": {{"trustZone": {id}}}, "assets": {{"stored": [{id}]}}}},
                           {{"id": {other}, "name": {title}, "type": "database", "parent": {{"component": {id}}}}}],
            "dataflows": [{{"id": "f", "name": {title}, "source": {id}, "destination": {other}, "assets": [{id}], "tags": [{other}]}}]}}"#
    )
}

#[test]
fn any_names_give_a_manifest_that_hangs_together() {
    let knowledge = knowledge();
    let mut numbers = Numbers(7);
    for _ in 0..500 {
        let (id, title, other) = (numbers.text(), numbers.text(), numbers.text());
        let path = format!("{}.json", numbers.text());
        let source = file(&path, model(&id, &title, &other));
        let imported = import(&source, &knowledge);
        let manifest = imported.manifest.expect("a manifest").text;
        let written = file("m.yaml", manifest.clone());
        let (tree, diagnostics) = parse(&written, &Limits::default());
        assert_eq!(diagnostics, [], "{manifest}");
        let root = tree.root().expect("a root");
        let components = root.get("components").expect("components");
        let expected = if id == other {
            2
        } else {
            components.entries().count()
        };
        assert_eq!(components.entries().count(), expected.max(2), "{manifest}");
        for (_, component) in components.entries() {
            let zone = component
                .get("zone")
                .and_then(|zone| zone.text())
                .expect("a zone");
            assert!(
                root.get("zones").expect("zones").get(&zone).is_some(),
                "{manifest}"
            );
        }
        let flow = root
            .get("flows")
            .and_then(|flows| flows.items().next())
            .expect("a flow");
        for end in ["from", "to"] {
            let name = flow.get(end).and_then(|end| end.text()).expect("an end");
            assert!(components.get(&name).is_some(), "{manifest}");
        }
    }
}

#[test]
fn long_names_stay_keys() {
    let long = "x".repeat(5_000);
    let imported = import(
        &file("m.json", model(&long, &long, &format!("{long}y"))),
        &knowledge(),
    );
    let manifest = imported.manifest.expect("a manifest").text;
    let (tree, diagnostics) = parse(&file("m.yaml", manifest.clone()), &Limits::default());
    assert_eq!(diagnostics, [], "{manifest}");
    let components = tree
        .root()
        .and_then(|root| root.get("components"))
        .expect("components");
    let lengths: Vec<usize> = components
        .entries()
        .map(|(key, _)| key.text().map_or(0, |text| text.len()))
        .collect();
    assert_eq!(lengths, [100, 102]);
}

//! What is read, and that every span gives back what is written.

use super::*;

#[test]
fn scalars_keep_their_text() {
    let text = "a: 2012-10-17\nb: yes\nc: on\nd: 0123\ne: 'x'\nf: \"y\\n\"\ng: 1.50\nh: 012345678901\n";
    assert_eq!(
        check(text),
        r#"{a: 2012-10-17, b: yes, c: on, d: 0123, e: "x", f: "y\n", g: 1.50, h: 012345678901}"#
    );
}

#[test]
fn nothing_written_is_null() {
    assert_eq!(
        check("a:\nb: ~\nc: null\nd: ''\ne: !Made\nf: \"null\"\ng: [a, ]\nh: {x: , y: 1}\n"),
        r#"{a: null, b: null, c: null, d: "", e: !Made null, f: "null", g: [a], h: {x: null, y: 1}}"#
    );
}

#[test]
fn core_tags_are_no_tags() {
    assert_eq!(check("a: !!str 12\nb: !!int 12\nc: ! 12\nd: !!str\n"), r#"{a: "12", b: 12, c: "12", d: ""}"#);
}

#[test]
fn tags_on_every_shape() {
    let text = "a: !Ref x\nb: !GetAtt [p, q]\nc: !Transform\n  k: v\nd: !Sub \"${x}\"\ne: !If\n  - 1\nf: !Fn::Made z\n";
    assert_eq!(
        check(text),
        r#"{a: !Ref x, b: !GetAtt [p, q], c: !Transform {k: v}, d: !Sub "${x}", e: !If [1], f: !Fn::Made z}"#
    );
    let tree = clean(text);
    let slices = |key: &str| {
        let node = at(&tree, &[key]);
        let slice = |span| tree.file().slice(span).to_owned();
        (slice(node.tag_span().unwrap()), slice(node.span()), slice(node.full_span()))
    };
    let expect = |tag: &str, value: &str, full: &str| (tag.to_owned(), value.to_owned(), full.to_owned());
    assert_eq!(slices("a"), expect("!Ref", "x", "!Ref x"));
    assert_eq!(slices("b"), expect("!GetAtt", "[p, q]", "!GetAtt [p, q]"));
    assert_eq!(slices("c"), expect("!Transform", "k: v", "!Transform\n  k: v"));
    assert_eq!(slices("d"), expect("!Sub", "\"${x}\"", "!Sub \"${x}\""));
    assert_eq!(slices("e"), expect("!If", "- 1", "!If\n  - 1"));
}

#[test]
fn tags_from_a_namespace_and_with_escapes() {
    assert_eq!(
        check("%TAG !e! tag:made.up,2000:\n---\n- !e!x 1\n- !a%21b 2\n- !<!local> 3\n"),
        "[!tag:made.up,2000:x 1, !a!b 2, !local 3]"
    );
}

#[test]
fn spans_in_block_style() {
    let text = "# head\nkey: &x !Sub \"héllo\" # tail\nlist:\n- one  # c\n-   two\n\nmap:\n  in: {a: [1, 2], b: c}  \n\n# end\n";
    let tree = clean(text);
    assert_eq!(written(at(&tree, &["key"])), "\"héllo\"");
    assert_eq!(written(at(&tree, &["list"])), "- one  # c\n-   two");
    assert_eq!(written(at(&tree, &["list", "1"])), "two");
    assert_eq!(written(at(&tree, &["map"])), "in: {a: [1, 2], b: c}");
    assert_eq!(written(at(&tree, &["map", "in"])), "{a: [1, 2], b: c}");
    assert_eq!(written(tree.root().unwrap()), text[7..].trim_end().trim_end_matches("# end").trim_end());
    let (key, _) = tree.root().unwrap().entry("map").unwrap();
    assert_eq!(written(key), "map");
}

#[test]
fn sequences_start_at_their_dash() {
    let slice = |text: &str| written(at(&clean(text), &["a"])).to_owned();
    assert_eq!(slice("a:\n- -1\n- 2\n"), "- -1\n- 2");
    assert_eq!(slice("a:\n- - x\n- 2\n"), "- - x\n- 2");
    assert_eq!(slice("a:\n  - - x\n  - 2\n"), "- - x\n  - 2");
    assert_eq!(slice("a:\n- # c-\n  # d\n\n  x: 1\n- 2\n"), "- # c-\n  # d\n\n  x: 1\n- 2");
    assert_eq!(slice("a: &b !T\n- !U x\n"), "- !U x");
    let tree = clean("a:\n- - x\n  - y\n");
    assert_eq!(written(at(&tree, &["a", "0"])), "- x\n  - y");
}

#[test]
fn spans_of_empty_values_stay_with_their_key() {
    let text = "a:\n  b:\n\n# comment\nc: 1\n";
    let tree = clean(text);
    assert_eq!(written(at(&tree, &["a"])).trim_end(), "b:");
    assert_eq!(at(&tree, &["a", "b"]).span().start, 7);
    assert_eq!(check("- \n-\n- x\n"), "[null, null, x]");
}

#[test]
fn spans_of_block_scalars() {
    let tree = clean("a: |\n  one\n   two\n\nb: >-\n  three\n  four\n");
    assert_eq!(at(&tree, &["a"]).text().unwrap(), "one\n two\n");
    assert_eq!(written(at(&tree, &["a"])), "one\n   two");
    assert_eq!(at(&tree, &["b"]).text().unwrap(), "three four");
    assert_eq!(written(at(&tree, &["b"])), "three\n  four");
}

#[test]
fn line_breaks_and_byte_order_marks() {
    assert_eq!(check("a: 1\r\nb:\r\n  - x\r\n  - \"y\r\n    z\"\r\n"), r#"{a: 1, b: [x, "y z"]}"#);
    let tree = clean("\u{feff}a: bé\nc: d\n");
    assert_eq!(written(at(&tree, &["a"])), "bé");
    assert_eq!(at(&tree, &["a"]).span().start, 6);
    assert_eq!(written(at(&tree, &["c"])), "d");
    let tree = clean("\u{feff}{\"a\": 1}");
    assert_eq!(written(at(&tree, &["a"])), "1");
}

#[test]
fn every_document_has_a_root() {
    assert_eq!(check("a: 1\n---\n- x\n---\n...\n---\nlast\n"), "{a: 1}\n[x]\nnull\nlast");
    assert_eq!(check(""), "");
    assert_eq!(check("# nothing\n"), "");
}

#[test]
fn flow_style_that_is_not_json() {
    assert_eq!(check("{a: 1, 'b': [x, y,]}"), r#"{a: 1, "b": [x, y]}"#);
    assert_eq!(check("[1]\n---\n{a: !Ref b}"), "[1]\n{a: !Ref b}");
}

#[test]
fn plain_spans_slice_back() {
    let text = "a: b\nlist: [x, 'y', \"z\\t\", {k: v}]\nmulti: one\n  two\n? complex key\n: value\nurl: http://a.b/c#d\n";
    let tree = clean(text);
    let mut seen = 0;
    for (id, raw) in tree.nodes.iter().enumerate() {
        let node = Node { tree: &tree, id: id as u32 };
        if raw.link == super::super::raw::RAW {
            assert_eq!(node.text().unwrap(), written(node));
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
    assert_eq!(at(&tree, &["multi"]).text().unwrap(), "one two");
    assert_eq!(written(at(&tree, &["multi"])), "one\n  two");
}

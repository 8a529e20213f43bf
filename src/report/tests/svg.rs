//! Tests of pictures as SVG: they are XML, stay themselves whatever the names in them are, and show what there is.

use quick_xml::events::Event;

use crate::graph::Level;
use crate::model::ComponentId;
use crate::report::graph::{Arrow, Node, Picture, Place, svg, undrawable, unreadable};

use super::graph::{EVIL, assert_no_controls, picture};
use super::sample::Sample;

/// The picture of a text, changed before it is drawn.
fn drawn(text: &str, change: impl Fn(&mut Picture<'_>)) -> String {
    let sample = Sample::new();
    let report = sample.report();
    let mut picture = picture(&report, text);
    change(&mut picture);
    svg(&picture).expect("so little is laid out")
}

/// The elements with the names of their attributes, and all texts.
fn parsed(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut elements, mut texts) = (Vec::new(), Vec::new());
    let mut reader = quick_xml::Reader::from_str(text);
    loop {
        match reader.read_event().expect("it is well formed") {
            Event::Start(start) | Event::Empty(start) => {
                let mut element = format!("{:?}", start.name());
                for attribute in start.attributes() {
                    let attribute = attribute.expect("it is an attribute");
                    element.push_str(&format!(" {:?}", attribute.key));
                }
                elements.push(element);
            }
            Event::Text(text) => texts.push(text.as_ref().to_owned()),
            Event::Eof => return (elements, texts),
            Event::End(_) | Event::GeneralRef(_) => {}
            other => panic!("{other:?} has no place in a picture"),
        }
    }
}

#[test]
fn no_text_becomes_an_element_or_an_attribute() {
    let (plain, _) = parsed(&drawn("plain", |_| {}));
    let worse = [
        "x' onload='alert(1)",
        "]]></style><script>alert(1)</script>",
        "a\u{fffe}b\u{ffff}c",
        "--><!DOCTYPE x>",
    ];
    for evil in EVIL.iter().chain(&worse) {
        let text = drawn(evil, |_| {});
        assert_no_controls(&text);
        assert!(!text.contains(['\u{fffe}', '\u{ffff}']), "{evil:?}");
        let (elements, _) = parsed(&text);
        assert_eq!(elements, plain, "{evil:?}");
        for sign in ["<script", "<image", "<foreignObject", "<a ", "<!DOCTYPE"] {
            assert!(!text.contains(sign), "{sign} of {evil:?}");
        }
    }
}

#[test]
fn a_picture_needs_nothing_from_elsewhere() {
    let text = drawn("plain", |_| {});
    assert!(text.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    assert_eq!(text.matches("://").count(), 1, "{text}");
    let urls = text.matches("url(").count();
    assert_eq!(urls, text.matches("url(#phipath-").count());
    assert!(
        text.contains("prefers-color-scheme: dark")
            && text.contains("markerUnits=\"userSpaceOnUse\"")
    );
    assert!(text.contains("aria-labelledby=\"phipath-title phipath-desc\""));
}

/// What the legend says: the texts behind the last box.
fn says(text: &str, words: &str) -> bool {
    parsed(text).1.iter().any(|text| text == words)
}

#[test]
fn the_legend_names_what_occurs_and_nothing_else() {
    let plain = drawn("plain", |picture| {
        picture.arrows[0].moved = Level::No;
        picture.arrows[0].level = "yes";
        picture.arrows[0].marks.violated.clear();
        for node in &mut picture.nodes {
            node.marks.violated.clear();
            node.level = Level::No;
        }
    });
    for words in [
        "breaks a rule (✗)",
        "PHI",
        "possible PHI",
        "carries PHI",
        "is there only possibly",
        "zone of a manifest",
        "relay",
    ] {
        assert!(!says(&plain, words), "{words}");
    }
    for words in [
        "no PHI",
        "data store",
        "what one template makes",
        "outside of what was read",
    ] {
        assert!(says(&plain, words), "{words}");
    }
    type Change = fn(&mut Arrow<'_>);
    let changes: [(&str, Change); 7] = [
        ("breaks a rule (✗)", |_| {}),
        ("breaks a rule, with an exception (✓)", |arrow| {
            arrow.marks.excepted = arrow.marks.violated.clone()
        }),
        ("is there only possibly", |_| {}),
        ("moves no data", |arrow| arrow.layer = "grants"),
        ("in the design and in the code", |arrow| {
            arrow.design = Some("declared")
        }),
        ("in the code, not in the design", |arrow| {
            arrow.design = Some("undeclared")
        }),
        ("in the design, not in the code", |arrow| {
            arrow.design = Some("missing")
        }),
    ];
    for (words, change) in changes {
        let text = drawn("plain", |picture| change(&mut picture.arrows[0]));
        assert!(says(&text, words), "{words}");
    }
    let zoned = drawn("plain", |picture| {
        picture.groups[0].place = Place::Zone("ward".to_owned(), Some("private".to_owned()));
    });
    assert!(says(&zoned, "zone of a manifest") && says(&zoned, "zone ward, private"));
}

#[test]
fn colours_are_of_verdicts_and_levels() {
    let line = |change: fn(&mut Arrow<'_>)| {
        let text = drawn("plain", |picture| change(&mut picture.arrows[0]));
        let start = text.find("<path class=\"line ").expect("there is a line") + 13;
        text[start..]
            .split('"')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(line(|_| {}), "line breaks perhaps");
    assert_eq!(
        line(|arrow| arrow.marks.excepted = arrow.marks.violated.clone()),
        "line waived perhaps"
    );
    assert_eq!(
        line(|arrow| arrow.marks.violated.clear()),
        "line possible perhaps"
    );
    let sure: fn(&mut Arrow<'_>) = |arrow| {
        arrow.marks.violated.clear();
        (arrow.level, arrow.moved) = ("yes", Level::Yes);
    };
    assert_eq!(line(sure), "line sure");
    assert_eq!(
        line(|arrow| arrow.design = Some("missing")),
        "line breaks missing"
    );
}

#[test]
fn loops_lone_components_and_nothing_are_drawn() {
    let nothing = drawn("plain", |picture| {
        picture.nodes.clear();
        picture.groups.clear();
        picture.arrows.clear();
    });
    assert!(!nothing.contains("class=\"node"));
    let own = drawn("plain", |picture| picture.arrows[0].target = 0);
    assert!(parsed(&own).0.len() > 10);
    let both = drawn("plain", |picture| {
        let mut back = picture.arrows[0].clone();
        (back.source, back.target) = (back.target, back.source);
        picture.arrows.push(back);
    });
    assert_eq!(both.matches("marker-start").count(), 1, "{both}");
    let alone = drawn("plain", |picture| {
        picture.arrows.clear();
        let more = (3..40).map(|index| Node {
            id: ComponentId(index),
            ..picture.nodes[0].clone()
        });
        let more: Vec<Node<'_>> = more.collect();
        picture.groups[0].members.extend(3..40);
        picture.nodes.extend(more);
    });
    assert_eq!(alone.matches("<g class=\"node").count(), 40);
}

#[test]
fn what_is_too_large_is_said_and_not_drawn() {
    let sample = Sample::new();
    let report = sample.report();
    let mut picture = picture(&report, "plain");
    assert_eq!((unreadable(&picture), undrawable(&picture)), (None, None));
    picture.arrows = vec![picture.arrows[0].clone(); 250];
    let (arrows, drawn) = (unreadable(&picture), undrawable(&picture));
    assert!(arrows.is_some_and(|text| text.starts_with("250 arrows")) && drawn.is_none());
    picture.nodes = vec![picture.nodes[0].clone(); 600];
    assert!(undrawable(&picture).is_some_and(|text| text.starts_with("600 components")));
    assert_eq!(svg(&picture), None);
}

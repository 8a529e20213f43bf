//! Tests of pictures: nothing of the input is understood as a part of their languages.

use crate::graph::{DataClass, Level};
use crate::model::ComponentId;
use crate::report::Report;
use crate::report::graph::{
    Arrow, Group, Marks, Node, Picture, Place, beyond_limits, dot, mermaid,
};

use super::sample::Sample;

/// Ends of strings and statements, escapes, entities, markup, directives, styles, Markdown, formulas, icons, and what a
/// terminal would obey.
pub(super) const EVIL: &[&str] = &[
    "\"]; evil -> x [label=\"",
    "ends with \\",
    "\\N \\G \\l \\\" \\",
    "&lt;b&gt; & &#60;",
    "<script>alert(1)</script><br/><img src=x onerror=alert(1)>",
    "%%{init: {\"securityLevel\": \"loose\"}}%% %% comment",
    "end\n  evil --> x\n}\nevil",
    "\"] --> evil[\"x",
    "`**bold** _x_` - 1. list",
    "$$$x^2$$ fa:fa-car",
    "#quot; #35; ;#lt;",
    "style x:#y; classDef a:#b;",
    "ﬂ°°60¶ß ﬂ°lt¶ß",
    "a:::violated @{shape: x} |y| {{z}} [(w)] ((v))",
    "click evil href \"javascript:alert(1)\"",
    "\u{1b}[31m\u{9b}2J\u{202e}\u{200b}\u{0}\r::error::forged ##[error]x",
    "",
    " \t ",
];

fn marks(text: &str) -> Marks<'_> {
    Marks {
        violated: vec![text],
        undecided: vec![text],
        excepted: Vec::new(),
    }
}

fn node<'r>(
    report: &Report<'r>,
    text: &'r str,
    index: usize,
    (element, presence): (&'static str, &'static str),
) -> Node<'r> {
    Node {
        id: ComponentId(index as u32),
        key: format!("key_{index}"),
        name: text,
        kind: if text.is_empty() { "kind" } else { text },
        element,
        presence,
        operator: Some(text),
        service: Some(text),
        service_title: Some(text),
        deployment: text,
        outside: presence == "external",
        zone: None,
        address: text.to_owned(),
        span: report.outcome.findings[0].labels[0].span,
        when: Some(text.to_owned()),
        group: Some(index),
        repeated: presence == "external",
        classes: Vec::new(),
        level: Level::Yes,
        marks: marks(text),
        folded: None,
    }
}

/// Components in their places, and an arrow; the text stands wherever one of the input can.
pub(super) fn picture<'r>(report: &'r Report<'r>, text: &'r str) -> Picture<'r> {
    let node = |index, element, presence| node(report, text, index, (element, presence));
    let group = |index: usize, place| Group {
        key: format!("group_{index}"),
        place,
        members: vec![index],
    };
    Picture {
        report,
        class: DataClass::Phi,
        groups: vec![
            group(0, Place::Deployment(text.to_owned())),
            group(1, Place::Deployment(text.to_owned())),
            group(2, Place::Outside(Some(text.to_owned()))),
        ],
        nodes: vec![
            node(0, "data_store", "declared"),
            node(1, "process", "unread"),
            node(2, "external_entity", "external"),
        ],
        edges: Vec::new(),
        arrows: vec![Arrow {
            design: None,
            barrier: None,
            source: 0,
            target: 2,
            layer: "flows",
            payload: "content",
            bases: vec!["configured", "permitted"],
            reasons: vec![],
            level: "possible",
            moved: Level::Possible,
            marks: marks(text),
            summed: None,
        }],
        notes: vec![format!("ways of data from {text}")],
    }
}

fn rendered(
    text: &str,
    render: impl Fn(&Picture<'_>, &mut dyn std::io::Write) -> std::io::Result<()>,
) -> String {
    let sample = Sample::new();
    let report = sample.report();
    let mut out = Vec::new();
    render(&picture(&report, text), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The text without what stands in quotes, and what does. A backslash keeps a quote from ending its string if `escapes`.
fn unquoted(text: &str, escapes: bool) -> (String, Vec<String>) {
    let (mut outside, mut strings) = (String::new(), Vec::new());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        outside.push(character);
        if character != '"' {
            continue;
        }
        let mut string = String::new();
        loop {
            match characters.next().expect("a string that ends") {
                '"' => break,
                '\\' if escapes => {
                    string.push('\\');
                    string.extend(characters.next());
                }
                other => string.push(other),
            }
        }
        strings.push(string);
        outside.push('"');
    }
    (outside, strings)
}

pub(super) fn assert_no_controls(text: &str) {
    let bad = text.lines().flat_map(str::chars).find(|character| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
    });
    assert_eq!(bad, None, "{text:?}");
    assert!(!text.contains("##["), "{text:?}");
}

#[test]
fn no_text_leaves_its_string_in_dot() {
    let (plain, _) = unquoted(&rendered("plain", dot), true);
    for evil in EVIL {
        let text = rendered(evil, dot);
        assert_no_controls(&text);
        let (outside, strings) = unquoted(&text, true);
        assert_eq!(outside, plain, "{evil:?}");
        for string in strings {
            // Of the escapes only ends of lines, quotes and backslashes are left, and no entity but that of `&`.
            let mut characters = string.chars();
            while let Some(character) = characters.next() {
                if character == '\\' {
                    let escaped = characters.next();
                    assert!(matches!(escaped, Some('n' | 'l' | '"' | '\\')), "{string}");
                }
            }
            let entities = string.matches('&').count();
            assert_eq!(entities, string.matches("&amp;").count(), "{string}");
        }
    }
}

#[test]
fn escapes_of_the_input_stay_text_in_dot() {
    let text = rendered("a\\nb \"c\" &lt;", dot);
    assert!(text.contains(r#"label="a\\nb \"c\" &amp;lt;\n"#), "{text}");
}

#[test]
fn no_text_leaves_its_string_in_mermaid() {
    let (plain, _) = unquoted(&rendered("plain", mermaid), false);
    for evil in EVIL {
        let text = rendered(evil, mermaid);
        assert_no_controls(&text);
        let (outside, strings) = unquoted(&text, false);
        assert_eq!(outside, plain, "{evil:?}");
        for string in strings {
            let mut rest = string.replace("<br/>", " ");
            while let Some((before, after)) = rest.split_once('#') {
                let (number, after) = after.split_once(';').expect("an entity that ends");
                assert!(number.bytes().all(|byte| byte.is_ascii_digit()), "{string}");
                rest = format!("{before}{after}");
            }
            let odd = rest.chars().find(|character| {
                !character.is_alphanumeric() && !" -_.,/()?✗✓×…".contains(*character)
            });
            assert_eq!(odd, None, "{string}");
            assert!(
                !rest.contains('ﬂ') && !string.contains("#36;#36;") && !string.contains("#58;fa-"),
                "{string}"
            );
        }
    }
}

#[test]
fn a_picture_says_in_words_what_colours_say() {
    insta::assert_snapshot!(rendered("Notes", mermaid), @r##"
    flowchart LR
      subgraph group_0["Notes"]
        key_0[("Notes<br/>Notes<br/>if Notes<br/>PHI<br/>✗ Notes<br/>? 1 undecided")]
      end
      subgraph group_1["Notes"]
        key_1("Notes<br/>Notes<br/>(no kind for this type)<br/>if Notes<br/>PHI<br/>✗ Notes<br/>? 1 undecided")
      end
      subgraph group_2["outside, operated by Notes"]
        key_2["Notes<br/>Notes<br/>(external)<br/>for Notes<br/>if Notes<br/>PHI<br/>✗ Notes<br/>? 1 undecided"]
      end
      key_0 -.->|"content, configured, permitted, possible<br/>possible PHI<br/>✗ Notes<br/>? 1 undecided"| key_2
      caption["blue and thick is PHI, blue and thin is possible PHI, a broken line is a possible flow, red with ✗ breaks a<br/>rule, ? is undecided<br/>ways of data from Notes"]:::caption
      classDef yes fill:#a8d0ee,stroke:#0072b2,stroke-width:2px,color:#000000
      class key_0,key_1,key_2 yes
      classDef unread stroke-dasharray:6 4
      class key_1 unread
      classDef external stroke-width:4px
      class key_2 external
      classDef violated stroke:#d55e00,stroke-width:4px
      class key_0,key_1,key_2 violated
      classDef caption fill:none,stroke:none,text-align:left
      style group_0 fill:#f7f7f7,stroke:#555555,color:#000000
      style group_1 fill:#f7f7f7,stroke:#555555,color:#000000
      style group_2 fill:none,stroke:#555555,stroke-dasharray:6 4
      linkStyle 0 stroke:#d55e00,stroke-width:4px,color:#d55e00
    "##);
    insta::assert_snapshot!(rendered("Notes", dot), @r##"
    digraph phipath {
      graph [rankdir=LR, fontname="Helvetica", fontsize=11, labelloc=b, labeljust=l, ranksep=0.9, label="blue and thick is PHI, blue and thin is possible PHI, a broken line is a possible flow, red with ✗ breaks a\lrule, ? is undecided\lways of data from Notes\l"]
      node [fontname="Helvetica", fontsize=11, shape=box, style=filled, fillcolor="#ffffff", color="#555555"]
      edge [fontname="Helvetica", fontsize=9, color="#555555"]
      subgraph "cluster_group_0" {
        label="Notes"; style="rounded,filled"; color="#555555"; fillcolor="#f7f7f7"
        "key_0" [label="Notes\nNotes\nif Notes\nPHI\n✗ Notes\n? 1 undecided", tooltip="Notes", shape=cylinder, style="filled", fillcolor="#a8d0ee", color="#d55e00", penwidth=3]
      }
      subgraph "cluster_group_1" {
        label="Notes"; style="rounded,filled"; color="#555555"; fillcolor="#f7f7f7"
        "key_1" [label="Notes\nNotes\n(no kind for this type)\nif Notes\nPHI\n✗ Notes\n? 1 undecided", tooltip="Notes", shape=box, style="filled,rounded,dashed", fillcolor="#a8d0ee", color="#d55e00", penwidth=3]
      }
      subgraph "cluster_group_2" {
        label="outside, operated by Notes"; style="rounded,dashed"; color="#555555"; fillcolor="#ffffff"
        "key_2" [label="Notes\nNotes\n(external)\nfor Notes\nif Notes\nPHI\n✗ Notes\n? 1 undecided", tooltip="Notes", shape=box, style="filled", fillcolor="#a8d0ee", color="#d55e00", penwidth=3, peripheries=2]
      }
      "key_0" -> "key_2" [label="content, configured, permitted, possible\npossible PHI\n✗ Notes\n? 1 undecided", style=dashed, color="#d55e00", fontcolor="#d55e00", penwidth=3, arrowhead=normal]
    }
    "##);
}

#[test]
fn levels_and_layers_have_their_own_lines() {
    let sample = Sample::new();
    let report = sample.report();
    let shaft = |layer: &'static str, level: &'static str| {
        let mut picture = picture(&report, "x");
        (picture.arrows[0].layer, picture.arrows[0].level) = (layer, level);
        let mut out = Vec::new();
        mermaid(&picture, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let line = text.lines().find(|line| line.contains("key_0 -")).unwrap();
        line.trim().split('|').next().unwrap().to_owned()
    };
    assert_eq!(shaft("flows", "yes"), "key_0 -->");
    assert_eq!(shaft("flows", "possible"), "key_0 -.->");
    assert_eq!(shaft("grants", "yes"), "key_0 --o");
    assert_eq!(shaft("grants", "possible"), "key_0 -.-o");
}

#[test]
fn pictures_that_mermaid_would_not_draw_are_known() {
    let sample = Sample::new();
    let report = sample.report();
    let mut picture = picture(&report, "x");
    assert_eq!(beyond_limits(&picture, 50_000), None);
    assert!(beyond_limits(&picture, 50_001).is_some());
    picture.arrows = vec![picture.arrows[0].clone(); 501];
    assert!(beyond_limits(&picture, 1).is_some());
}

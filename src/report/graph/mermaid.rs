//! A picture in the language of Mermaid.
//!
//! In: a [`Picture`]. Out: a flowchart. Mermaid has no escapes: directives, styles, entities and Markdown are found by
//! patterns wherever they stand. So of the input only letters, digits and a few harmless signs are written as they are,
//! and every other character as its number. What a component is is not known here.

use std::io::{self, Write};

use crate::graph::Level;

use super::{Arrow, Node, Picture, Place, label};

/// Edges up to which Mermaid draws a flowchart unless its host allows more.
const MOST_EDGES: usize = 500;
/// Characters up to which Mermaid reads a text unless its host allows more.
const MOST_CHARACTERS: usize = 50_000;

/// Whether a style is for a component or an arrow.
type Holds<T> = fn(&T) -> bool;

/// Writes a picture. The only errors are those of `out`.
pub fn render(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    for group in &picture.groups {
        let title = escaped(&label::of_place(&group.place));
        writeln!(out, "  subgraph {}[\"{title}\"]", group.key)?;
        for member in &group.members {
            node(picture, &picture.nodes[*member], "    ", out)?;
        }
        writeln!(out, "  end")?;
    }
    for alone in picture.nodes.iter().filter(|node| node.group.is_none()) {
        node(picture, alone, "  ", out)?;
    }
    for arrow in &picture.arrows {
        self::arrow(picture, arrow, out)?;
    }
    let caption = lines(&label::of_picture(picture));
    writeln!(out, "  caption[\"{caption}\"]:::caption")?;
    styles(picture, out)
}

/// Why Mermaid would not draw a text of so many characters, if it would not.
pub fn beyond_limits(picture: &Picture<'_>, characters: usize) -> Option<String> {
    let edges = picture.arrows.len();
    if edges > MOST_EDGES {
        Some(format!(
            "{edges} arrows, and Mermaid draws {MOST_EDGES} by default"
        ))
    } else if characters > MOST_CHARACTERS {
        Some(format!(
            "{characters} characters, and Mermaid reads {MOST_CHARACTERS} by default"
        ))
    } else {
        None
    }
}

fn node(
    picture: &Picture<'_>,
    node: &Node<'_>,
    indent: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (open, close) = brackets(node);
    let text = texts(&label::of_node(node, picture));
    writeln!(out, "{indent}{}{open}\"{text}\"{close}", node.key)
}

/// The signs around a component, which decide its shape.
fn brackets(node: &Node<'_>) -> (&'static str, &'static str) {
    match node.element {
        _ if node.folded.is_some() => ("[[", "]]"),
        "data_store" => ("[(", ")]"),
        "process" => ("(", ")"),
        "relay" => ("{{", "}}"),
        "support" => ("[/", "/]"),
        _ => ("[", "]"),
    }
}

fn arrow(picture: &Picture<'_>, arrow: &Arrow<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shaft = match (arrow.layer, arrow.level) {
        ("flows", "yes") => "-->",
        ("flows", _) => "-.->",
        (_, "yes") => "--o",
        _ => "-.-o",
    };
    let key = |index: usize| &picture.nodes[index].key;
    writeln!(
        out,
        "  {} {shaft}|\"{}\"| {}",
        key(arrow.source),
        texts(&label::of_arrow(arrow, picture.class)),
        key(arrow.target)
    )
}

/// Colours and widths.
fn styles(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    node_styles(picture, out)?;
    writeln!(
        out,
        "  classDef caption fill:none,stroke:none,text-align:left"
    )?;
    for group in &picture.groups {
        let style = match group.place {
            Place::Deployment(_) => "fill:#f7f7f7,stroke:#555555,color:#000000",
            Place::Zone(..) => "fill:#f2f2ea,stroke:#555555,color:#000000",
            Place::Outside(_) => "fill:none,stroke:#555555,stroke-dasharray:6 4",
        };
        writeln!(out, "  style {} {style}", group.key)?;
    }
    arrow_styles(picture, out)
}

/// Components have classes.
fn node_styles(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    let of_nodes: [(&str, &str, Holds<Node<'_>>); 8] = [
        (
            "plain",
            "fill:#ffffff,stroke:#555555,color:#000000",
            |node| node.level == Level::No,
        ),
        (
            "yes",
            "fill:#a8d0ee,stroke:#0072b2,stroke-width:2px,color:#000000",
            |node| node.level == Level::Yes,
        ),
        (
            "possible",
            "fill:#e2f0fa,stroke:#0072b2,color:#000000",
            |node| node.level == Level::Possible,
        ),
        ("implied", "stroke-dasharray:2 2", |node| {
            node.presence == "implied"
        }),
        ("unread", "stroke-dasharray:6 4", |node| {
            node.presence == "unread"
        }),
        ("external", "stroke-width:4px", |node| {
            node.presence == "external"
        }),
        ("excepted", "stroke:#8f6b00,stroke-width:4px", |node| {
            !node.marks.excepted.is_empty()
        }),
        ("violated", "stroke:#d55e00,stroke-width:4px", |node| {
            node.marks.breaks()
        }),
    ];
    for (name, style, holds) in of_nodes {
        let keys = picture.nodes.iter().filter(|node| holds(node));
        let keys: Vec<&str> = keys.map(|node| node.key.as_str()).collect();
        if !keys.is_empty() {
            writeln!(
                out,
                "  classDef {name} {style}\n  class {} {name}",
                keys.join(",")
            )?;
        }
    }
    Ok(())
}

/// Arrows are styled by number.
fn arrow_styles(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    let of_arrows: [(&str, Holds<Arrow<'_>>); 6] = [
        ("stroke:#0072b2,stroke-width:2px", |arrow| {
            arrow.marks.violated.is_empty() && arrow.moved == Level::Yes
        }),
        ("stroke:#0072b2", |arrow| {
            arrow.marks.violated.is_empty() && arrow.moved == Level::Possible
        }),
        ("stroke:#8f6b00,stroke-width:4px,color:#8f6b00", |arrow| {
            !arrow.marks.violated.is_empty() && !arrow.marks.breaks()
        }),
        ("stroke:#d55e00,stroke-width:4px,color:#d55e00", |arrow| {
            arrow.marks.breaks()
        }),
        ("stroke-dasharray:1 5", |arrow| {
            arrow.design == Some("missing")
        }),
        ("stroke:#aa3377,stroke-width:4px,color:#aa3377", |arrow| {
            arrow.design == Some("undeclared")
        }),
    ];
    for (style, holds) in of_arrows {
        let numbers = picture
            .arrows
            .iter()
            .enumerate()
            .filter(|(_, arrow)| holds(arrow));
        let numbers: Vec<String> = numbers.map(|(number, _)| number.to_string()).collect();
        if !numbers.is_empty() {
            writeln!(out, "  linkStyle {} {style}", numbers.join(","))?;
        }
    }
    Ok(())
}

fn texts(said: &[label::Line]) -> String {
    let escaped: Vec<String> = said.iter().map(|(_, text)| escaped(text)).collect();
    escaped.join("<br/>")
}

fn lines(lines: &[String]) -> String {
    let escaped: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    escaped.join("<br/>")
}

/// A text within quotes. What Mermaid looks for after it has read the numbers is taken apart: two dollar signs are a formula,
/// `fa:fa-…` is an icon, and a ligature is its own sign for entities.
pub(in crate::report) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    for character in text.replace(":fa-", ": fa-").chars() {
        let harmless = match character {
            ' ' | '-' | '_' | '.' | ',' | '/' | '(' | ')' | '?' | '✗' | '✓' | '×' | '…' => {
                true
            }
            other => other.is_alphanumeric(),
        };
        match character {
            'ﬂ' => escaped.push_str("fl"),
            '$' if before == '$' => escaped.push_str(" #36;"),
            _ if harmless => escaped.push(character),
            _ => escaped.push_str(&format!("#{};", u32::from(character))),
        }
        before = character;
    }
    escaped
}

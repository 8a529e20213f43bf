//! A picture in the language of Graphviz.
//!
//! In: a [`Picture`]. Out: text that `dot` reads. Every text of the input stands in a quoted string, in which nothing but
//! letters of it is left to be understood. What a component is is not known here.

use std::io::{self, Write};

use crate::graph::Level;

use super::{Arrow, Group, Marks, Node, Picture, Place, label};

/// Of what is violated.
const RED: &str = "#d55e00";
/// Of what is violated, and excepted.
const AMBER: &str = "#8f6b00";
/// Of what the code has and the design has not.
const PURPLE: &str = "#aa3377";
/// Of what carries the class.
const BLUE: &str = "#0072b2";
/// Of everything else.
const GREY: &str = "#555555";

/// Writes a picture. The only errors are those of `out`.
pub fn render(picture: &Picture<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph phipath {{")?;
    writeln!(
        out,
        "  graph [rankdir=LR, fontname=\"Helvetica\", fontsize=11, labelloc=b, labeljust=l, ranksep=0.9, label={}]",
        lines(&label::of_picture(picture), "\\l")
    )?;
    writeln!(
        out,
        "  node [fontname=\"Helvetica\", fontsize=11, shape=box, style=filled, fillcolor=\"#ffffff\", color={GREY:?}]"
    )?;
    writeln!(
        out,
        "  edge [fontname=\"Helvetica\", fontsize=9, color={GREY:?}]"
    )?;
    for group in &picture.groups {
        self::group(picture, group, out)?;
    }
    for alone in picture.nodes.iter().filter(|node| node.group.is_none()) {
        node(picture, alone, out)?;
    }
    for arrow in &picture.arrows {
        self::arrow(picture, arrow, out)?;
    }
    writeln!(out, "}}")
}

fn group(picture: &Picture<'_>, group: &Group, out: &mut dyn Write) -> io::Result<()> {
    let (style, fill) = match group.place {
        Place::Deployment(_) => ("rounded,filled", "#f7f7f7"),
        Place::Zone(..) => ("filled", "#f2f2ea"),
        Place::Outside(_) => ("rounded,dashed", "#ffffff"),
    };
    writeln!(
        out,
        "  subgraph {} {{\n    label={}; style={style:?}; color={GREY:?}; fillcolor={fill:?}",
        quoted(&format!("cluster_{}", group.key)),
        quoted(&label::of_place(&group.place))
    )?;
    for member in &group.members {
        node(picture, &picture.nodes[*member], out)?;
    }
    writeln!(out, "  }}")
}

fn node(picture: &Picture<'_>, node: &Node<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shape = match node.element {
        "data_store" => "cylinder",
        "relay" => "hexagon",
        "support" => "note",
        _ if node.folded.is_some() => "box3d",
        _ => "box",
    };
    let mut style = vec!["filled"];
    if node.element == "process" {
        style.push("rounded");
    }
    match node.presence {
        "unread" => style.push("dashed"),
        "implied" => style.push("dotted"),
        _ => {}
    }
    let fill = match node.level {
        Level::Yes => "#a8d0ee",
        Level::Possible => "#e2f0fa",
        Level::No => "#ffffff",
    };
    let (color, width) = stroke(&node.marks, node.level);
    let more = match node.presence {
        "external" => ", peripheries=2",
        _ => "",
    };
    writeln!(
        out,
        "    {} [label={}, tooltip={}, shape={shape}, style={:?}, fillcolor={fill:?}, color={color:?}, penwidth={width}{more}]",
        quoted(&node.key),
        texts(&label::of_node(node, picture)),
        quoted(&crate::report::clean(&node.address)),
        style.join(","),
    )
}

fn arrow(picture: &Picture<'_>, arrow: &Arrow<'_>, out: &mut dyn Write) -> io::Result<()> {
    let key = |index: usize| quoted(&picture.nodes[index].key);
    let style = match (arrow.design, arrow.level) {
        (Some("missing"), _) => "dotted",
        (_, "yes") => "solid",
        _ => "dashed",
    };
    let (color, width) = match arrow.design {
        Some("undeclared") => (PURPLE, 3),
        _ => stroke(&arrow.marks, arrow.moved),
    };
    let head = match arrow.layer {
        "flows" => "normal",
        _ => "odot",
    };
    writeln!(
        out,
        "  {} -> {} [label={}, style={style}, color={color:?}, fontcolor={color:?}, penwidth={width}, arrowhead={head}]",
        key(arrow.source),
        key(arrow.target),
        texts(&label::of_arrow(arrow, picture.class)),
    )
}

/// Colour and width: rules come before the class.
fn stroke(marks: &Marks<'_>, level: Level) -> (&'static str, u8) {
    match level {
        _ if marks.breaks() => (RED, 3),
        _ if !marks.excepted.is_empty() => (AMBER, 3),
        Level::Yes => (BLUE, 2),
        Level::Possible => (BLUE, 1),
        Level::No => (GREY, 1),
    }
}

/// Lines, as [`lines`] writes them.
fn texts(said: &[label::Line]) -> String {
    let texts: Vec<String> = said.iter().map(|(_, text)| text.clone()).collect();
    lines(&texts, "\\n")
}

/// A quoted string of lines, each ended or parted by an escape of Graphviz.
fn lines(lines: &[String], ended: &str) -> String {
    let escaped: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    match ended {
        "\\l" => format!("\"{}\\l\"", escaped.join("\\l")),
        other => format!("\"{}\"", escaped.join(other)),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// A text in a quoted string: quotes and backslashes would end it or be commands, `&` would start an entity, and line
/// breaks were replaced when it was cleaned.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '&' => escaped.push_str("&amp;"),
            other => escaped.push(other),
        }
    }
    escaped
}

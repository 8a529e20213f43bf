//! A picture in the language of Graphviz.
//!
//! In: a [`Picture`]. Out: text that `dot` reads. Every text of the input stands in a quoted string, in which nothing but
//! letters of it is left to be understood. What a component is is not known here.

use std::io::{self, Write};

use crate::graph::Level;

use super::{Arrow, Node, Picture, Place, label};

/// Of what is violated.
const RED: &str = "#d55e00";
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
        let (style, fill) = match group.place {
            Place::Deployment(_) => ("rounded,filled", "#f7f7f7"),
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
        writeln!(out, "  }}")?;
    }
    for arrow in &picture.arrows {
        self::arrow(picture, arrow, out)?;
    }
    writeln!(out, "}}")
}

fn node(picture: &Picture<'_>, node: &Node<'_>, out: &mut dyn Write) -> io::Result<()> {
    let shape = match node.element {
        "data_store" => "cylinder",
        "relay" => "hexagon",
        "support" => "note",
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
    let (color, width) = match (node.marks.violated.is_empty(), node.level) {
        (false, _) => (RED, 3),
        (true, Level::Yes) => (BLUE, 2),
        (true, Level::Possible) => (BLUE, 1),
        (true, Level::No) => (GREY, 1),
    };
    let more = match node.presence {
        "external" => ", peripheries=2",
        _ => "",
    };
    writeln!(
        out,
        "    {} [label={}, tooltip={}, shape={shape}, style={:?}, fillcolor={fill:?}, color={color:?}, penwidth={width}{more}]",
        quoted(&node.key),
        lines(&label::of_node(node, picture), "\\n"),
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
    let (color, width) = match (arrow.marks.violated.is_empty(), arrow.moved) {
        _ if arrow.design == Some("undeclared") => (PURPLE, 3),
        (false, _) => (RED, 3),
        (true, Level::Yes) => (BLUE, 2),
        (true, Level::Possible) => (BLUE, 1),
        (true, Level::No) => (GREY, 1),
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
        lines(&label::of_arrow(arrow, picture.class), "\\n"),
    )
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

//! What the signs in a picture mean.
//!
//! In: a picture. Out: a sample and words for each sign that occurs in it, and none for others.

use maud::{Markup, html};

use crate::graph::Level;

use super::super::label::{carries, class_title, is_plain};
use super::super::{Arrow, Marks, Node, Picture, Place};
use super::draw;
use super::layout::Point;
use super::measure::width;
use super::scene::{Area, SMALL};
use super::{number, text};

/// Room for a sample.
const SAMPLE: f64 = 34.0;
/// From row to row.
const ROW: f64 = 24.0;

/// Elements for all signs that occur, row by row into an area, and where the last row ends.
pub(super) fn legend(picture: &Picture<'_>, area: Area) -> (Vec<Markup>, f64) {
    let mut drawn = Vec::new();
    let (mut x, mut y) = (area.left, area.top);
    for row in [
        lines(picture),
        ends(picture),
        boxes(picture),
        frames(picture),
    ] {
        if row.is_empty() {
            continue;
        }
        for (sample, words) in row {
            let room = SAMPLE + 8.0 + width(&words, SMALL) + 22.0;
            if x > area.left && x + room > area.left + area.width {
                (x, y) = (area.left, y + ROW);
            }
            let place = format!("translate({} {})", number(x), number(y));
            let written = number(SAMPLE + 8.0);
            drawn.push(html! { g transform=(place) { (sample) text x=(written) y="12" { (text(&words)) } } });
            x += room;
        }
        (x, y) = (area.left, y + ROW);
    }
    (drawn, y)
}

/// A sample and what it means.
type Entry = (Markup, String);

/// Whether a component has a shape.
type Holds = fn(&Node<'_>) -> bool;

fn stroke(classes: &str, head: Option<&str>) -> Markup {
    let end = if head.is_some() {
        SAMPLE - 10.0
    } else {
        SAMPLE
    };
    html! { path class=(format!("line {classes}")) d=(format!("M0 8H{}", number(end))) marker-end=[head] {} }
}

/// What colours and strokes of arrows mean.
fn lines(picture: &Picture<'_>) -> Vec<Entry> {
    let arrows = &picture.arrows;
    let has = |holds: &dyn Fn(&&Arrow<'_>) -> bool| arrows.iter().find(holds);
    let mut entries = Vec::new();
    let class = |level| carries(picture.class, level).unwrap_or_default();
    for (state, words) in [
        ("sure", class(Level::Yes)),
        ("possible", class(Level::Possible)),
        ("plain", format!("no {}", class_title(picture.class))),
        ("breaks", "breaks a rule (✗)".to_owned()),
        ("waived", "breaks a rule, with an exception (✓)".to_owned()),
    ] {
        let is_so = |arrow: &&Arrow<'_>| {
            arrow.layer == "flows" && draw::state(&arrow.marks, arrow.moved) == state
        };
        if let Some(arrow) = has(&is_so) {
            entries.push((stroke(state, Some(draw::head(arrow))), words));
        }
    }
    let in_nodes = |state: &str| {
        let mut nodes = picture.nodes.iter();
        nodes.any(|node| draw::state(&node.marks, Level::No) == state)
    };
    for (state, words) in [
        ("breaks", "breaks a rule (✗)"),
        ("waived", "breaks a rule, with an exception (✓)"),
    ] {
        let told = entries.iter().any(|(_, known)| known == words);
        if !told && in_nodes(state) {
            let sample = html! { g class=(state) { rect class="shape" x="4" y="1" width="26" height="14" rx="4" {} } };
            entries.push((sample, words.to_owned()));
        }
    }
    if has(&|arrow| arrow.level != "yes" && arrow.design != Some("missing")).is_some() {
        entries.push((stroke("perhaps", None), "is there only possibly".to_owned()));
    }
    if has(&|arrow| arrow.layer != "flows").is_some() {
        let head = "url(#phipath-head-round)";
        entries.push((stroke("plain", Some(head)), "moves no data".to_owned()));
    }
    entries
}

/// What the tails of arrows mean, what they carry without a word, and what is undecided.
fn ends(picture: &Picture<'_>) -> Vec<Entry> {
    let has = |design| {
        picture
            .arrows
            .iter()
            .any(|arrow| arrow.design == Some(design))
    };
    let mut entries = Vec::new();
    for (design, words) in [
        ("declared", "in the design and in the code"),
        ("undeclared", "in the code, not in the design"),
        ("missing", "in the design, not in the code"),
        ("unsettled", "in the design, and perhaps in the code"),
    ] {
        if has(design) {
            let sample = match design {
                "missing" => stroke("missing", None),
                _ => {
                    let sign = draw::comparison(Some(design), Point { x: 9.0, y: 8.0 });
                    html! { (stroke("plain", None)) @if let Some(sign) = sign { (sign) } }
                }
            };
            entries.push((sample, words.to_owned()));
        }
    }
    if picture.arrows.iter().any(is_plain) {
        entries.push((
            html! { (stroke("plain", None)) },
            "content, where nothing else is written".to_owned(),
        ));
    }
    let marks = picture.nodes.iter().map(|node| &node.marks);
    let mut marks = marks.chain(picture.arrows.iter().map(|arrow| &arrow.marks));
    if marks.any(|marks| !marks.undecided.is_empty()) {
        let sample = html! { text class="name" x="17" y="13" text-anchor="middle" { "?" } };
        entries.push((sample, "rules that cannot be decided".to_owned()));
    }
    entries
}

/// What fills and shapes of boxes mean.
fn boxes(picture: &Picture<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    let words = |level| carries(picture.class, level).map(|class| format!("carries {class}"));
    for (state, level) in [("sure", Level::Yes), ("possible", Level::Possible)] {
        if picture.nodes.iter().any(|node| node.level == level) {
            let sample = html! { g class=(state) { rect class="shape" x="4" y="1" width="26" height="14" rx="4" {} } };
            entries.push((sample, words(level).unwrap_or_default()));
        }
    }
    let kinds: [(&str, Holds); 8] = [
        ("several components", |node| node.folded.is_some()),
        ("process", |node| {
            of(node, "process") && node.presence != "unread"
        }),
        ("data store", |node| of(node, "data_store")),
        ("relay", |node| of(node, "relay")),
        ("outside person or system", |node| {
            of(node, "external_entity")
        }),
        ("serves others", |node| of(node, "support")),
        ("only named, not declared", |node| {
            node.presence == "implied"
        }),
        ("what it is was not read", |node| node.presence == "unread"),
    ];
    for (words, holds) in kinds {
        if let Some(node) = picture.nodes.iter().find(|node| holds(node)) {
            let plain = Node {
                level: Level::No,
                marks: Marks::default(),
                presence: match words {
                    "only named, not declared" | "what it is was not read" => node.presence,
                    "outside person or system" => "external",
                    _ => "declared",
                },
                ..node.clone()
            };
            let area = Area {
                left: 4.0,
                top: 0.0,
                width: 26.0,
                height: 17.0,
            };
            let sample = html! { g class=(draw::classes(&plain)) { (draw::shape(&plain, area)) } };
            entries.push((sample, words.to_owned()));
        }
    }
    entries
}

fn of(node: &Node<'_>, element: &str) -> bool {
    node.element == element && node.folded.is_none()
}

/// What frames mean.
fn frames(picture: &Picture<'_>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for group in &picture.groups {
        let (class, corner, words) = match group.place {
            Place::Deployment(_) => ("frame", 4, "what one template makes"),
            Place::Zone(..) => ("frame zone", 0, "zone of a manifest"),
            Place::Outside(_) => ("frame outside", 4, "outside of what was read"),
        };
        if entries.iter().all(|(_, known)| known != words) {
            let sample =
                html! { rect class=(class) x="2" y="0" width="30" height="17" rx=(corner) {} };
            entries.push((sample, words.to_owned()));
        }
    }
    entries
}

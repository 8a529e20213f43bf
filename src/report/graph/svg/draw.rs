//! Frames, arrows and boxes as elements of SVG.
//!
//! In: a scene. Out: an element for each thing in it, with what there is to say of it as its title. Colours are in the
//! style.

use maud::{Markup, html};

use crate::graph::Level;

use super::super::label::{self, Line, Says};
use super::super::{Arrow, Marks, Node, Picture, Place};
use super::layout::Point;
use super::measure::{BOLD, cut, cut_front};
use super::scene::{Area, BEHIND, Boxed, Frame, LID, SLANT, SMALL, STEP, Scene, Way};
use super::written::framed_title;
use super::{number, text};

/// Reasons that are named in a title; the rest is counted.
const MOST_REASONS: usize = 4;

/// Everything, from the back to the front.
pub(super) fn all(picture: &Picture<'_>, scene: &Scene<'_, '_>) -> Vec<Markup> {
    let frames = scene.frames.iter().map(frame);
    // What carries nothing is drawn first, what breaks a rule last.
    let mut order: Vec<&Way<'_, '_>> = scene.ways.iter().collect();
    order.sort_by_key(|way| (way.arrow.marks.breaks(), way.arrow.moved));
    let ways = order.iter().map(|way| arrow(picture, way));
    let boxes = scene.boxes.iter().map(component);
    let labels = order.iter().filter_map(|way| way_label(way));
    frames.chain(ways).chain(boxes).chain(labels).collect()
}

/// The ends of arrows. Each class has its own, because not every program paints a marker like its line.
pub(super) fn markers() -> Markup {
    html! {
        @for (name, shape) in [("phi", "M0 0L9 4.5L0 9z"), ("breaks", "M0 0L9 4.5L0 9z"), ("waived", "M0 0L9 4.5L0 9z")] {
            (marker(&format!("head-{name}"), html! { path class=(format!("head {name}")) d=(shape) {} }))
        }
        (marker("head-open", html! { path class="head open" d="M1 1L8 4.5L1 8M0 4.5L8 4.5" {} }))
        (marker("head-round", html! { circle class="head open" cx="4.5" cy="4.5" r="3.5" {} }))
    }
}

fn marker(name: &str, shape: Markup) -> Markup {
    html! {
        marker id=(format!("phipath-{name}")) viewBox="0 0 9 9" refX="0" refY="4.5" markerWidth="9"
            markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse" { (shape) }
    }
}

fn frame(frame: &Frame<'_>) -> Markup {
    let area = frame.area;
    let title = label::of_place(frame.place);
    let (room, short) = ((area.width - 20.0) / BOLD, framed_title(frame.place));
    let (class, corner, shown) = match frame.place {
        Place::Deployment(_) => ("frame", 6, cut_front(&short, SMALL, room)),
        Place::Zone(..) => ("frame zone", 0, cut(&short, SMALL, room)),
        Place::Outside(_) => ("frame outside", 6, cut(&short, SMALL, room)),
    };
    html! {
        g {
            title { (text(&title)) }
            rect class=(class) x=(number(area.left)) y=(number(area.top)) width=(number(area.width))
                height=(number(area.height)) rx=(corner) {}
            text class="frame-title" x=(number(area.left + 10.0)) y=(number(area.top + 17.0)) { (text(&shown)) }
        }
    }
}

/// The class of what has a level and breaks rules, or does not.
pub(super) fn state(marks: &Marks<'_>, level: Level) -> &'static str {
    match level {
        _ if marks.breaks() => "breaks",
        _ if !marks.excepted.is_empty() => "waived",
        Level::Yes => "sure",
        Level::Possible => "possible",
        Level::No => "plain",
    }
}

/// The classes of a box: its fill is of the level, its edge of the rules.
pub(super) fn classes(node: &Node<'_>) -> String {
    let mut classes = vec![match node.level {
        Level::Yes => "sure",
        Level::Possible => "possible",
        Level::No => "plain",
    }];
    if let state @ ("breaks" | "waived") = state(&node.marks, Level::No) {
        classes.push(state);
    }
    if let "implied" | "unread" = node.presence {
        classes.push(node.presence);
    }
    classes.join(" ")
}

fn component(one: &Boxed<'_, '_>) -> Markup {
    let (node, mut area) = (one.node, one.area);
    if node.folded.is_some() {
        (area.width, area.height) = (area.width - BEHIND, area.height - BEHIND);
    }
    let lid = match node.element {
        "data_store" if node.folded.is_none() => 2.0 * LID,
        _ => 0.0,
    };
    let middle = number(area.left + area.width / 2.0);
    let height = STEP * one.lines.len() as f64;
    let first = area.top + lid + (area.height - lid - height) / 2.0 + STEP * 0.78;
    html! {
        g class=(format!("node {}", classes(node))) {
            title { (text(&node_title(one))) }
            (shape(node, one.area))
            @for (index, (says, line)) in one.lines.iter().enumerate() {
                text class=(class_of(*says)) x=(middle) y=(number(first + STEP * index as f64)) text-anchor="middle" { (text(line)) }
            }
        }
    }
}

fn class_of(says: Says) -> &'static str {
    match says {
        Says::Name => "name",
        Says::What => "what",
        Says::Note => "note",
        Says::Class => "class",
        Says::Broken => "broken",
        Says::Excepted => "excepted",
        Says::Open => "open",
    }
}

/// The shape of a component says what it is, and whether it is one.
pub(super) fn shape(node: &Node<'_>, area: Area) -> Markup {
    if node.folded.is_some() {
        let behind = BEHIND.min(area.height / 4.0);
        let front = Area {
            width: area.width - behind,
            height: area.height - behind,
            ..area
        };
        let back = Area {
            left: area.left + behind,
            top: area.top + behind,
            ..front
        };
        let corner = if area.height < 30.0 { 4 } else { 8 };
        return html! { (rectangle(back, corner)) (rectangle(front, corner)) };
    }
    match node.element {
        "data_store" => cylinder(area),
        "process" => rectangle(area, if area.height < 30.0 { 6 } else { 12 }),
        "relay" => {
            let (left, right, slant) = (area.left, area.right(), SLANT.min(area.width / 4.0));
            outline(&[
                (left + slant, area.top),
                (right - slant, area.top),
                (right, area.top + area.height / 2.0),
                (right - slant, area.bottom()),
                (left + slant, area.bottom()),
                (left, area.top + area.height / 2.0),
            ])
        }
        "support" => {
            let (right, fold) = (area.right(), 10.0_f64.min(area.height / 3.0));
            outline(&[
                (area.left, area.top),
                (right - fold, area.top),
                (right, area.top + fold),
                (right, area.bottom()),
                (area.left, area.bottom()),
            ])
        }
        _ if node.presence == "external" => {
            let inner = Area {
                left: area.left + 3.0,
                top: area.top + 3.0,
                width: area.width - 6.0,
                height: area.height - 6.0,
            };
            html! { (rectangle(area, 0)) (rectangle(inner, 0)) }
        }
        _ => rectangle(area, 0),
    }
}

fn rectangle(area: Area, corner: u8) -> Markup {
    html! {
        rect class="shape" x=(number(area.left)) y=(number(area.top)) width=(number(area.width))
            height=(number(area.height)) rx=(corner) {}
    }
}

fn outline(corners: &[(f64, f64)]) -> Markup {
    let corners: Vec<String> = corners
        .iter()
        .map(|(x, y)| format!("{} {}", number(*x), number(*y)))
        .collect();
    html! { path class="shape" d=(format!("M{}z", corners.join("L"))) {} }
}

fn cylinder(area: Area) -> Markup {
    let round = LID.min(area.height / 5.0);
    let [left, right, top, bottom] = [
        area.left,
        area.right(),
        area.top + round,
        area.bottom() - round,
    ]
    .map(number);
    let [across, lid] = [area.width / 2.0, round].map(number);
    let upper = format!("M{left} {top}A{across} {lid} 0 0 1 {right} {top}");
    html! {
        path class="shape" d=(format!("{upper}V{bottom}A{across} {lid} 0 0 1 {left} {bottom}z")) {}
        path class="shape" d=(format!("{upper}A{across} {lid} 0 0 1 {left} {top}z")) {}
    }
}

fn node_title(one: &Boxed<'_, '_>) -> String {
    let node = one.node;
    let mut said = vec![node.name.to_owned()];
    said.extend(one.lines.iter().skip(1).map(|(_, line)| line.clone()));
    if let Some(folded) = &node.folded {
        let kinds = folded.kinds.iter();
        said.extend(kinds.map(|(kind, count)| match kind.is_empty() {
            true => format!("{count} of no known kind"),
            false => format!("{count} {kind}"),
        }));
    }
    let reasons = node.classes.iter();
    said.extend(reasons.map(|class| format!("{} {}: {}", class.level, class.class, class.reason)));
    said.push(node.address.clone());
    said.join("; ")
}

/// The classes of the line of an arrow.
pub(super) fn line_classes(arrow: &Arrow<'_>) -> String {
    let mut classes = vec!["line", state(&arrow.marks, arrow.moved)];
    match arrow.design {
        Some("missing") => classes.push("missing"),
        _ if arrow.level != "yes" => classes.push("perhaps"),
        _ => {}
    }
    classes.join(" ")
}

/// The marker at the end of an arrow.
pub(super) fn head(arrow: &Arrow<'_>) -> &'static str {
    match (arrow.layer, state(&arrow.marks, arrow.moved)) {
        ("flows", "breaks") => "url(#phipath-head-breaks)",
        ("flows", "waived") => "url(#phipath-head-waived)",
        ("flows", "plain") => "url(#phipath-head-open)",
        ("flows", _) => "url(#phipath-head-phi)",
        _ => "url(#phipath-head-round)",
    }
}

/// The sign on a line that says how it compares with the design.
pub(super) fn comparison(design: Option<&str>, at: Point) -> Option<Markup> {
    let (x, y) = (number(at.x), number(at.y));
    match design? {
        "undeclared" => {
            let [left, right, top, bottom] =
                [at.x - 5.0, at.x + 5.0, at.y - 5.0, at.y + 5.0].map(number);
            let diamond = format!("M{x} {top}L{right} {y}L{x} {bottom}L{left} {y}z");
            Some(html! { path class="tail undeclared" d=(diamond) {} })
        }
        "declared" => Some(html! { circle class="tail" cx=(x) cy=(y) r="3" {} }),
        "unsettled" => Some(html! { circle class="tail unsettled" cx=(x) cy=(y) r="3.5" {} }),
        _ => None,
    }
}

fn arrow(picture: &Picture<'_>, way: &Way<'_, '_>) -> Markup {
    let head = head(way.arrow);
    let start = way.back.map(|_| head);
    let mut said = arrow_title(picture, way.arrow);
    if let Some(back) = way.back {
        said = format!("{said}. {}", arrow_title(picture, back));
    }
    html! {
        g {
            title { (text(&said)) }
            path class=(line_classes(way.arrow)) d=(way.route.path(number)) marker-start=[start] marker-end=(head) {}
            @if let Some(sign) = comparison(way.arrow.design, way.route.mark()) { (sign) }
        }
    }
}

fn arrow_title(picture: &Picture<'_>, arrow: &Arrow<'_>) -> String {
    let name = |index: usize| label::named(&picture.nodes[index]);
    let mut said = vec![format!("{} → {}", name(arrow.source), name(arrow.target))];
    let lines: Vec<Line> = label::of_arrow(arrow, picture.class);
    said.extend(lines.into_iter().map(|(_, line)| line));
    let reasons = arrow.reasons.iter().take(MOST_REASONS);
    said.extend(reasons.map(|reason| (*reason).to_owned()));
    let more = arrow.reasons.len().saturating_sub(MOST_REASONS);
    said.extend((more > 0).then(|| format!("and {more} more reasons")));
    said.join("; ")
}

/// The label of an arrow, above its line in the room that the layout has left for it.
fn way_label(way: &Way<'_, '_>) -> Option<Markup> {
    let (centre, lines) = way.label.as_ref()?;
    let first = centre.y - STEP * lines.len() as f64 / 2.0 + SMALL * 0.75;
    Some(html! {
        g {
            @for (index, (says, line)) in lines.iter().enumerate() {
                text class=(format!("label {}", class_of(*says))) x=(number(centre.x))
                    y=(number(first + STEP * index as f64)) text-anchor="middle" { (text(line)) }
            }
        }
    })
}

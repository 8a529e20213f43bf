//! What is written at components, arrows and groups, in words.
//!
//! In: a picture. Out: lines of clean text. How they are escaped and laid out is not known here.

use crate::graph::{DataClass, Level};
use crate::report::clean;
use crate::report::terminal::wrap;

use super::{Arrow, Marks, Node, Picture, Place};

/// Characters of a name that are shown; the rest is cut.
const LONGEST_NAME: usize = 60;
/// Characters in a line below the picture.
const WIDEST_NOTE: usize = 110;
/// Rules that are named at one place; the rest is counted.
const MOST_RULES: usize = 4;

/// The name of a class as it is read: `PHI`, `access log`.
pub(in crate::report) fn class_title(class: DataClass) -> String {
    match class {
        DataClass::Phi => "PHI".to_owned(),
        other => other.name().replace('_', " "),
    }
}

/// `PHI`, `possible PHI`, or nothing.
pub(super) fn carries(class: DataClass, level: Level) -> Option<String> {
    match level {
        Level::Yes => Some(class_title(class)),
        Level::Possible => Some(format!("possible {}", class_title(class))),
        Level::No => None,
    }
}

/// The lines in a component: name, kind, how it is known where nobody declares it, class, rules.
pub(super) fn of_node(node: &Node<'_>, picture: &Picture<'_>) -> Vec<String> {
    let mut lines = vec![shortened(node.name)];
    if !node.kind.is_empty() {
        lines.push(shortened(node.kind));
    }
    let place = &picture.groups[node.group].place;
    match (node.presence, place) {
        ("declared", _) => {}
        ("unread", Place::Deployment(_)) => lines.push("(no kind for this type)".to_owned()),
        ("unread", Place::Outside(_)) => lines.push("(not read)".to_owned()),
        (presence, _) => lines.push(format!("({presence})")),
    }
    // What is outside stands there once for each deployment that names it.
    let several = matches!(
        picture.groups.get(1).map(|group| &group.place),
        Some(Place::Deployment(_))
    );
    if several && matches!(place, Place::Outside(_)) {
        lines.push(format!("for {}", shortened_path(node.deployment)));
    }
    lines.extend(
        node.when
            .as_ref()
            .map(|when| format!("if {}", shortened(when))),
    );
    lines.extend(carries(picture.class, node.level));
    lines.extend(of_marks(&node.marks));
    lines
}

/// The lines at an arrow: what it carries and why it is believed, class, rules.
pub(super) fn of_arrow(arrow: &Arrow<'_>, class: DataClass) -> Vec<String> {
    let what = match arrow.layer {
        "flows" => arrow.payload.replace('_', " "),
        layer => layer.replace('_', " "),
    };
    let is_right = arrow.layer == "grants" && arrow.bases == ["permitted"];
    let mut words = match is_right {
        true => arrow
            .reasons
            .iter()
            .map(|reason| shortened(reason))
            .collect(),
        false => vec![what],
    };
    if !is_right {
        words.extend(arrow.bases.iter().map(|basis| (*basis).to_owned()));
    }
    if arrow.level != "yes" {
        words.push(arrow.level.to_owned());
    }
    let mut lines = vec![words.join(", ")];
    lines.extend(of_design(arrow.design));
    lines.extend(of_barrier(arrow.barrier));
    lines.extend(carries(class, arrow.moved));
    lines.extend(of_marks(&arrow.marks));
    lines
}

/// How the flow compares with a design, where that is worth a word.
fn of_design(design: Option<&str>) -> Option<String> {
    let text = match design? {
        "missing" => "in the design, not in the code",
        "undeclared" => "in the code, not in the design",
        "unsettled" => "in the design, and perhaps in the code",
        _ => return None,
    };
    Some(text.to_owned())
}

fn of_barrier(leaves: Option<Level>) -> Option<String> {
    let text = match leaves? {
        Level::No => "barrier, attested",
        Level::Possible => "barrier, not attested",
        Level::Yes => "barrier with gaps",
    };
    Some(text.to_owned())
}

/// The title of a group.
pub(super) fn of_place(place: &Place) -> String {
    match place {
        Place::Deployment(path) => shortened_path(path),
        Place::Outside(Some(name)) => format!("outside, operated by {}", shortened(name)),
        Place::Outside(None) => "outside, operator not known".to_owned(),
    }
}

/// The lines below a picture, the first of which says how to read it.
pub(super) fn of_picture(picture: &Picture<'_>) -> Vec<String> {
    let class = class_title(picture.class);
    let legend = format!(
        "blue and thick is {class}, blue and thin is possible {class}, a broken line is a possible flow, red with ✗ \
         breaks a rule, ? is undecided"
    );
    let compared = picture.arrows.iter().any(|arrow| arrow.design.is_some());
    let of_designs =
        "dotted is in the design and not in the code, purple is in the code and not in the design";
    let of_designs = compared.then(|| of_designs.to_owned());
    let texts = [&legend]
        .into_iter()
        .chain(&of_designs)
        .chain(&picture.notes);
    texts.flat_map(|text| wrap(text, WIDEST_NOTE)).collect()
}

fn of_marks(marks: &Marks<'_>) -> Vec<String> {
    let shown = marks.violated.iter().take(MOST_RULES);
    let mut lines: Vec<String> = shown.map(|rule| format!("✗ {}", shortened(rule))).collect();
    if marks.violated.len() > MOST_RULES {
        lines.push(format!("✗ and {} more", marks.violated.len() - MOST_RULES));
    }
    if !marks.undecided.is_empty() {
        lines.push(format!("? {} undecided", marks.undecided.len()));
    }
    lines
}

fn shortened(text: &str) -> String {
    if text.trim().is_empty() {
        return "(no name)".to_owned();
    }
    match text.char_indices().nth(LONGEST_NAME) {
        Some((at, _)) => clean(&text[..at]) + "…",
        None => clean(text),
    }
}

/// The end of a path is what tells it apart.
fn shortened_path(path: &str) -> String {
    let length = path.chars().count();
    match length.checked_sub(LONGEST_NAME) {
        None | Some(0) => shortened(path),
        Some(more) => {
            let end: String = path.chars().skip(more).collect();
            format!("…{}", clean(&end))
        }
    }
}

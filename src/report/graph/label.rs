//! What is written at components, arrows and groups, in words.
//!
//! In: a picture. Out: lines of clean text. How they are escaped and laid out is not known here.

use crate::graph::{DataClass, Level};
use crate::report::clean;
use crate::report::terminal::wrap;

use super::{Arrow, Marks, Node, Picture, Place, frame};

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

/// A line in a component or at an arrow, with what it is.
pub(super) type Line = (Says, String);

/// What a line says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// The name.
    Name,
    /// What it is, or what it carries.
    What,
    /// What else there is to know.
    Note,
    /// The class.
    Class,
    /// A rule that it breaks.
    Broken,
    /// A rule that it breaks, for which there is an exception.
    Excepted,
    /// What is undecided.
    Open,
}

/// The lines in a component: name, kind, how it is known where nobody declares it, where it is, class, rules.
pub(super) fn of_node(node: &Node<'_>, picture: &Picture<'_>) -> Vec<Line> {
    let mut lines = vec![(Says::Name, named(node))];
    let what = match &node.folded {
        Some(folded) => Some(format!("{} components", folded.components)),
        None => Some(shortened(node.kind)).filter(|_| !node.kind.is_empty()),
    };
    lines.extend(what.map(|what| (Says::What, what)));
    let mut notes = Vec::new();
    match (node.presence, node.outside) {
        ("declared" | "mixed", _) => {}
        ("unread", false) => notes.push("(no kind for this type)".to_owned()),
        ("unread", true) => notes.push("(not read)".to_owned()),
        (presence, _) => notes.push(format!("({presence})")),
    }
    notes.extend(whereabouts(node, picture));
    let when = node.when.as_ref();
    notes.extend(when.map(|when| format!("if {}", shortened(when))));
    lines.extend(notes.into_iter().map(|note| (Says::Note, note)));
    let carriers = node.folded.as_ref().map(|folded| folded.carriers);
    let class = carries(picture.class, node.level).map(|class| match carriers {
        Some(carriers) => format!("{class} in {carriers}"),
        None => class,
    });
    lines.extend(class.map(|class| (Says::Class, class)));
    lines.extend(of_marks(&node.marks, MOST_RULES));
    lines
}

/// The name of a component; of several in one the end of a path is what tells it apart.
pub(super) fn named(node: &Node<'_>) -> String {
    match &node.folded {
        Some(folded) if folded.by == "deployment" => shortened_path(node.name),
        _ => shortened(node.name),
    }
}

/// Where a component is, as far as its frame does not say so.
fn whereabouts(node: &Node<'_>, picture: &Picture<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if node.folded.is_some() {
        return notes;
    }
    let place = node.group.map(|group| &picture.groups[group].place);
    if place.is_none() {
        notes.push(of_place(&frame::place(node)));
    }
    if node.outside && matches!(place, Some(Place::Zone(..))) {
        let operator = node.operator;
        notes.extend(operator.map(|operator| format!("operated by {}", shortened(operator))));
    }
    // What is outside stands there once for each deployment that names it.
    if node.repeated {
        let preposition = match node.outside {
            true => "for",
            false => "in",
        };
        notes.push(format!("{preposition} {}", shortened_path(node.deployment)));
    }
    notes
}

/// The lines at an arrow: what it carries and why it is believed, class, rules.
pub(super) fn of_arrow(arrow: &Arrow<'_>, class: DataClass) -> Vec<Line> {
    let is_right = arrow.layer == "grants" && arrow.bases == ["permitted"];
    let mut words = match is_right {
        true => arrow
            .reasons
            .iter()
            .map(|reason| shortened(reason))
            .collect(),
        false => vec![carried(arrow)],
    };
    if !is_right {
        words.extend(arrow.bases.iter().map(|basis| (*basis).to_owned()));
    }
    if arrow.level != "yes" {
        words.push(arrow.level.to_owned());
    }
    let mut lines = vec![(Says::What, words.join(", "))];
    let notes = of_design(arrow.design)
        .into_iter()
        .chain(of_barrier(arrow.barrier));
    lines.extend(notes.map(|note| (Says::Note, note)));
    lines.extend(carries(class, arrow.moved).map(|class| (Says::Class, class)));
    lines.extend(of_marks(&arrow.marks, MOST_RULES));
    lines
}

/// What an arrow carries, and how many edges it is.
pub(super) fn carried(arrow: &Arrow<'_>) -> String {
    match (&arrow.summed, arrow.layer) {
        (Some(summed), "flows") if summed.edges > 1 => {
            let payloads = summed.payloads.iter();
            let payloads =
                payloads.map(|(payload, count)| format!("{count} × {}", spaced(payload)));
            payloads.collect::<Vec<_>>().join(", ")
        }
        (Some(summed), layer) if summed.edges > 1 => {
            format!("{} × {}", summed.edges, spaced(layer))
        }
        (_, "flows") => spaced(arrow.payload),
        (_, layer) => spaced(layer),
    }
}

/// Whether an arrow is one flow of content, which is what most are.
pub(super) fn is_plain(arrow: &Arrow<'_>) -> bool {
    let is_one = arrow.summed.as_ref().is_none_or(|summed| summed.edges == 1);
    arrow.layer == "flows" && arrow.payload == "content" && is_one
}

fn spaced(word: &str) -> String {
    word.replace('_', " ")
}

fn of_design(design: Option<&str>) -> Option<String> {
    let text = match design? {
        "missing" => "in the design, not in the code",
        "undeclared" => "in the code, not in the design",
        "unsettled" => "in the design, and perhaps in the code",
        _ => return None,
    };
    Some(text.to_owned())
}

/// What stands on an arrow.
pub(super) fn of_barrier(leaves: Option<Level>) -> Option<String> {
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
        Place::Zone(name, Some(trust)) => format!("zone {}, {}", shortened(name), shortened(trust)),
        Place::Zone(name, None) => format!("zone {}", shortened(name)),
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
    let excepted = picture.nodes.iter().map(|node| &node.marks);
    let mut excepted = excepted.chain(picture.arrows.iter().map(|arrow| &arrow.marks));
    let of_exceptions = excepted
        .any(|marks| !marks.excepted.is_empty())
        .then(|| "amber with ✓ breaks a rule for which there is an exception".to_owned());
    let texts = [&legend]
        .into_iter()
        .chain(&of_designs)
        .chain(&of_exceptions)
        .chain(&picture.notes);
    texts.flat_map(|text| wrap(text, WIDEST_NOTE)).collect()
}

/// What rules say of a component or an arrow; so many of those that it breaks are named.
pub(super) fn of_marks(marks: &Marks<'_>, most: usize) -> Vec<Line> {
    let open = marks.violated.iter();
    let open = open.filter(|rule| !marks.excepted.contains(rule));
    let broken: Vec<&&str> = open.collect();
    let shown = broken.iter().take(most);
    let mut lines: Vec<Line> = shown
        .map(|rule| (Says::Broken, format!("✗ {}", shortened(rule))))
        .collect();
    if broken.len() > most {
        let more = broken.len() - most;
        lines.push((Says::Broken, format!("✗ and {more} more")));
    }
    match marks.excepted.as_slice() {
        [] => {}
        [rule] => lines.push((Says::Excepted, format!("✓ {}, excepted", shortened(rule)))),
        several => lines.push((Says::Excepted, format!("✓ {} excepted", several.len()))),
    }
    if !marks.undecided.is_empty() {
        let undecided = marks.undecided.len();
        lines.push((Says::Open, format!("? {undecided} undecided")));
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

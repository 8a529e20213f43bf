//! What is written in boxes, at arrows and above frames, and how much room it takes.
//!
//! In: components, arrows and places. Out: lines that are short enough, and sizes. Where they stand is not known here.

use std::collections::BTreeMap;

use super::super::label::{self, Line, Says};
use super::super::{Arrow, Node, Picture, Place};
use super::layout::Size;
use super::measure::{bold, cut, cut_front, width};
use super::scene::{BEHIND, LARGE, LID, SMALL, STEP};

/// Room above and below the text of a box.
const PADDING: f64 = 9.0;
/// The widest text in a box.
const WIDEST: f64 = 230.0;
/// The widest title of a frame for which a box gets wider.
const WIDEST_TITLE: f64 = 150.0;
/// The widest text at an arrow.
const WIDEST_LABEL: f64 = 190.0;
/// The narrowest box.
const NARROWEST: f64 = 96.0;
/// Rules that are named at an arrow; the rest is counted.
const MOST_RULES: usize = 2;

/// The title of a frame. That something is outside is said by its stroke.
pub(super) fn framed_title(place: &Place) -> String {
    let title = label::of_place(place);
    match place {
        Place::Outside(_) => title.trim_start_matches("outside, ").to_owned(),
        Place::Deployment(_) | Place::Zone(..) => title,
    }
}

/// Lines that fit into a box.
pub(super) fn in_box(node: &Node<'_>, lines: Vec<Line>) -> Vec<Line> {
    let is_path = node
        .folded
        .as_ref()
        .is_some_and(|folded| folded.by == "deployment");
    let lines = lines.into_iter().map(|(says, text)| {
        let fitting = match says {
            Says::Name if is_path => cut_front(&text, LARGE, WIDEST),
            Says::Name => cut(&text, LARGE, WIDEST),
            _ => cut(&text, SMALL, WIDEST),
        };
        (says, fitting)
    });
    lines.collect()
}

pub(super) fn size(node: &Node<'_>, lines: &[Line], frame: Option<&Place>) -> Size {
    let widths = lines.iter().map(|(says, text)| match says {
        Says::Name => bold(text, LARGE),
        _ => width(text, SMALL),
    });
    let text = widths.fold(0.0, f64::max);
    let head = match node.element {
        "data_store" if node.folded.is_none() => 2.0 * LID,
        _ => 0.0,
    };
    // The sides of a relay are slanted.
    let sides = if node.element == "relay" { 36.0 } else { 22.0 };
    let even = |length: f64| (length / 2.0).ceil() * 2.0;
    let behind = if node.folded.is_some() { BEHIND } else { 0.0 };
    // A frame around a single box has room for its title too.
    let title = frame.map_or(0.0, |place| bold(&framed_title(place), SMALL) - 4.0);
    let least = NARROWEST.max(title.min(WIDEST_TITLE));
    Size {
        width: even((text + sides + behind).max(least)),
        height: even(2.0 * PADDING + head + behind + STEP * lines.len() as f64),
    }
}

/// An arrow, and the one that goes back and says the same.
pub(super) type Pair<'p, 'run> = (&'p Arrow<'run>, Option<&'p Arrow<'run>>);

/// Arrows as they are drawn: two that say the same in both directions are one with two heads.
pub(super) fn pairs<'p, 'run>(picture: &'p Picture<'run>) -> Vec<Pair<'p, 'run>> {
    let mut drawn: Vec<Pair<'p, 'run>> = Vec::new();
    let mut open: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for arrow in &picture.arrows {
        let back = open.get_mut(&(arrow.target, arrow.source));
        let same = back.and_then(|back| {
            let at = back.iter().position(|at| is_same(drawn[*at].0, arrow))?;
            Some(back.remove(at))
        });
        match same {
            Some(at) => drawn[at].1 = Some(arrow),
            None => {
                if arrow.source != arrow.target {
                    open.entry((arrow.source, arrow.target))
                        .or_default()
                        .push(drawn.len());
                }
                drawn.push((arrow, None));
            }
        }
    }
    drawn
}

fn is_same(one: &Arrow<'_>, other: &Arrow<'_>) -> bool {
    let seen = |arrow: &Arrow<'_>| {
        (
            arrow.layer,
            arrow.level,
            arrow.moved,
            arrow.design,
            arrow.barrier,
        )
    };
    seen(one) == seen(other) && one.marks == other.marks && at_arrow(one) == at_arrow(other)
}

/// The lines at an arrow: what colour, stroke and ends do not say.
pub(super) fn at_arrow(arrow: &Arrow<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    if !label::is_plain(arrow) {
        lines.push((Says::What, label::carried(arrow)));
    }
    lines.extend(label::of_barrier(arrow.barrier).map(|line| (Says::Note, line)));
    lines.extend(label::of_marks(&arrow.marks, MOST_RULES));
    let lines = lines.into_iter();
    lines
        .map(|(says, text)| (says, cut(&text, SMALL, WIDEST_LABEL)))
        .collect()
}

pub(super) fn label_size(lines: &[Line]) -> Size {
    if lines.is_empty() {
        return Size::default();
    }
    let widths = lines.iter().map(|(_, text)| width(text, SMALL));
    Size {
        width: widths.fold(0.0, f64::max) + 8.0,
        height: STEP * lines.len() as f64 + 4.0,
    }
}

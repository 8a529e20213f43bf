//! A picture as SVG: a file that every browser shows, without scripts, fonts or links, light or dark as its reader has it.
//!
//! In: a [`Picture`]. Out: the text of the file, in which every text of the input is cleaned and escaped. What the graph
//! means is not known here.

mod block;
mod draw;
mod layout;
mod legend;
mod measure;
mod route;
mod scene;
mod written;

use maud::{Markup, PreEscaped, html};

use crate::report::clean;
use crate::report::terminal::wrap;

use super::{Picture, label};
use scene::{Area, SMALL, STEP, Scene};

/// How it looks.
const STYLE: &str = include_str!("style.css");
/// Room around everything.
const MARGIN: f64 = 20.0;
/// A picture is as wide as its legend needs at least.
const NARROWEST: f64 = 620.0;
/// With more components or arrows a picture can be drawn, and nobody can read it.
const READABLE: (usize, usize) = (80, 200);
/// With more of them the layout takes too long.
const DRAWABLE: (usize, usize) = (500, 1_200);

/// Why nobody could read the picture of so much, if that is so.
pub fn unreadable(picture: &Picture<'_>) -> Option<String> {
    beyond(picture, READABLE, "to be read")
}

/// Why so much is not drawn, if that is so.
pub fn undrawable(picture: &Picture<'_>) -> Option<String> {
    beyond(picture, DRAWABLE, "for a layout")
}

fn beyond(picture: &Picture<'_>, most: (usize, usize), what: &str) -> Option<String> {
    let (nodes, arrows) = (picture.nodes.len(), picture.arrows.len());
    if nodes > most.0 {
        Some(format!(
            "{nodes} components, and {} are the most {what}",
            most.0
        ))
    } else if arrows > most.1 {
        Some(format!(
            "{arrows} arrows, and {} are the most {what}",
            most.1
        ))
    } else {
        None
    }
}

/// The text of the file; `None` where no layout was found, or there is too much to look for one.
pub fn render(picture: &Picture<'_>) -> Option<String> {
    if undrawable(picture).is_some() {
        return None;
    }
    match scene::scene(picture) {
        Some(scene) => Some(drawn(picture, &scene)),
        None if picture.groups.is_empty() => None,
        None => {
            let frameless = frameless(picture);
            let scene = scene::scene(&frameless)?;
            Some(drawn(&frameless, &scene))
        }
    }
}

/// The picture without frames: what they say is then said in the boxes.
fn frameless<'run>(picture: &Picture<'run>) -> Picture<'run> {
    let mut nodes = picture.nodes.clone();
    nodes.iter_mut().for_each(|node| node.group = None);
    let mut notes = picture.notes.clone();
    notes.push("drawn without frames: no layout was found with them".to_owned());
    Picture {
        report: picture.report,
        class: picture.class,
        groups: Vec::new(),
        nodes,
        edges: picture.edges.clone(),
        arrows: picture.arrows.clone(),
        notes,
    }
}

fn drawn(picture: &Picture<'_>, scene: &Scene<'_, '_>) -> String {
    let width = scene.area.width.max(NARROWEST);
    let left = scene.area.left;
    let legend = legend::legend(
        picture,
        Area {
            left,
            top: below(scene),
            width,
            height: 0.0,
        },
    );
    let notes_top = legend.1 + STEP;
    let notes = notes(picture, width);
    let bottom = notes_top + STEP * notes.len() as f64;
    let whole = Area {
        left: left - MARGIN,
        top: scene.area.top - MARGIN,
        width: width + 2.0 * MARGIN,
        height: bottom - scene.area.top + 2.0 * MARGIN,
    };
    let mut parts = vec![
        html! { rect class="paper" x=(number(whole.left)) y=(number(whole.top))
        width=(number(whole.width)) height=(number(whole.height)) {} },
    ];
    parts.extend(draw::all(picture, scene));
    parts.extend(legend.0);
    parts.extend(notes.iter().enumerate().map(|(line, note)| {
        let y = notes_top + STEP * line as f64;
        html! { text class="note" x=(number(left)) y=(number(y)) { (text(note)) } }
    }));
    file(picture, whole, &parts)
}

/// Where the legend begins.
fn below(scene: &Scene<'_, '_>) -> f64 {
    scene.area.bottom() + 24.0
}

fn notes(picture: &Picture<'_>, width: f64) -> Vec<String> {
    // A letter is about half as wide as it is high.
    let letters = (width / (SMALL * 0.56)) as usize;
    let notes = picture.notes.iter();
    notes
        .flat_map(|note| wrap(note, letters.min(160)))
        .collect()
}

fn file(picture: &Picture<'_>, whole: Area, parts: &[Markup]) -> String {
    let corner = [whole.left, whole.top, whole.width, whole.height].map(number);
    let start = html! {
        title id="phipath-title" { "Where " (label::class_title(picture.class)) " goes" }
        desc id="phipath-desc" { (text(&described(picture))) }
        style { (PreEscaped(STYLE)) }
        defs { (draw::markers()) }
    };
    let mut file = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"phipath\" viewBox=\"{}\" width=\"{}\" height=\"{}\" role=\"img\" \
         aria-labelledby=\"phipath-title phipath-desc\">\n{}\n",
        corner.join(" "),
        corner[2],
        corner[3],
        start.into_string()
    );
    for part in parts {
        file.push_str(&part.0);
        file.push('\n');
    }
    file.push_str("</svg>\n");
    file
}

/// What somebody who does not see the picture has to know of it.
fn described(picture: &Picture<'_>) -> String {
    let count = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let moving = picture.arrows.iter();
    let moving = moving.filter(|arrow| arrow.moved > crate::graph::Level::No);
    let breaking = picture.arrows.iter().filter(|arrow| arrow.marks.breaks());
    let mut said = vec![format!(
        "{} and {}, {} of which {} {} and {} a rule",
        count(picture.nodes.len(), "box", "boxes"),
        count(picture.arrows.len(), "arrow", "arrows"),
        moving.count(),
        "carry or may carry",
        label::class_title(picture.class),
        match breaking.count() {
            1 => "1 breaks".to_owned(),
            many => format!("{many} break"),
        },
    )];
    said.extend(picture.notes.iter().cloned());
    said.join(". ")
}

/// A text of the input: what a terminal would obey and what XML does not allow is replaced.
fn text(text: &str) -> String {
    clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// A number with at most one digit behind the point.
fn number(number: f64) -> String {
    let tenths = (number * 10.0).round() as i64;
    let sign = if tenths < 0 { "-" } else { "" };
    match (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10) {
        (whole, 0) => format!("{sign}{whole}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth}"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0.04, "0"),
            (-0.04, "0"),
            (12.26, "12.3"),
            (-0.5, "-0.5"),
            (-3.0, "-3"),
        ] {
            assert_eq!(super::number(number), text);
        }
    }
}

//! The movements of PHI as a picture: an SVG without scripts, fonts or links, coloured by the style of the page around it.
//!
//! In: the components and movements of [`Evidence`]. Out: where each is drawn, and the picture. What a movement means is not known
//! here.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::{Evidence, Item, Movement};

/// With more components a picture helps nobody.
const MOST: usize = 60;
const WIDTH: usize = 142;
const HEIGHT: usize = 46;
const GAP_X: usize = 46;
const GAP_Y: usize = 20;
const MARGIN: usize = 14;
/// Up to this width a picture shrinks to fit its place and can still be read; a wider one scrolls.
const WIDEST: usize = 1450;
/// Characters of a name that fit.
const LONGEST: usize = 17;

/// A component with where it stands, counted in columns and rows.
struct Placed<'e> {
    item: &'e Item,
    column: usize,
    row: usize,
}

impl Placed<'_> {
    fn left(&self) -> usize {
        MARGIN + self.column * (WIDTH + GAP_X)
    }

    fn top(&self) -> usize {
        MARGIN + self.row * (HEIGHT + GAP_Y)
    }
}

/// The picture; `None` where there is nothing to draw, or too much.
pub(super) fn svg(evidence: &Evidence) -> Option<Markup> {
    let items = &evidence.inventory;
    if items.is_empty() || items.len() > MOST {
        return None;
    }
    let placed = place(items, &evidence.flows);
    let columns = placed.values().map(|one| one.column + 1).max()?;
    let rows = placed.values().map(|one| one.row + 1).max()?;
    // Beside the last column there is room for what stays in it.
    let width = 2 * MARGIN + columns * (WIDTH + GAP_X) - GAP_X / 2;
    // Below the last row there is room for what goes back.
    let height = 2 * MARGIN + rows * (HEIGHT + GAP_Y);
    let arrows = evidence.flows.iter();
    let arrows =
        arrows.filter_map(|flow| Some((flow, placed.get(&flow.from)?, placed.get(&flow.to)?)));
    Some(html! {
        svg viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img"
            class=(if width > WIDEST { "wide" } else { "fits" })
            aria-labelledby="picture-title picture-text" {
            title id="picture-title" { "Where PHI goes" }
            desc id="picture-text" {
                (super::words::count(items.len(), "component", "components")) " and "
                (super::words::count(evidence.flows.len(), "movement", "movements"))
                " of PHI. The table of movements says the same in words."
            }
            (heads())
            @for (flow, from, to) in arrows { (arrow(flow, from, to)) }
            @for one in placed.values() { (component(one)) }
        }
    })
}

/// The heads of arrows, one for each colour.
fn heads() -> Markup {
    html! {
        defs {
            @for name in ["sure", "possible", "breaks"] {
                marker id=(format!("head-{name}")) viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9"
                    markerUnits="userSpaceOnUse" orient="auto-start-reverse" {
                    path class=(format!("head {name}")) d="M0 0L8 4L0 8z" {}
                }
            }
        }
    }
}

fn component(one: &Placed<'_>) -> Markup {
    let (item, left, top) = (one.item, one.left(), one.top());
    let state = match (item.violated.is_empty(), item.level.as_str()) {
        (false, _) => "breaks",
        (_, "yes") => "sure",
        _ => "possible",
    };
    html! {
        g class=(format!("component {state}")) {
            title { (item.name) ", " (item.kind) ", " (item.address) }
            @match item.element.as_str() {
                "data_store" => rect x=(left) y=(top) width=(WIDTH) height=(HEIGHT) rx="2" {},
                "external_entity" => rect x=(left) y=(top) width=(WIDTH) height=(HEIGHT) stroke-width="3" {},
                _ => rect x=(left) y=(top) width=(WIDTH) height=(HEIGHT) rx="14" {},
            }
            text class="name" x=(left + WIDTH / 2) y=(top + 20) text-anchor="middle" { (short(&item.name)) }
            text class="kind" x=(left + WIDTH / 2) y=(top + 36) text-anchor="middle" { (short(second_line(item))) }
        }
    }
}

/// What is written below a name: who runs it where that is said, else what it is.
fn second_line(item: &Item) -> &str {
    match item.kind.is_empty() {
        true => &item.operator,
        false => &item.kind,
    }
}

fn arrow(flow: &Movement, from: &Placed<'_>, to: &Placed<'_>) -> Markup {
    let state = match (flow.violated.is_empty(), flow.level.as_str()) {
        (false, _) => "breaks",
        (_, "yes") => "sure",
        _ => "possible",
    };
    let d = line(from, to);
    html! {
        path class=(format!("flow {state}")) d=(d) marker-end=(format!("url(#head-{state})")) {
            title { (from.item.name) " → " (to.item.name) ", " (flow.payload) }
        }
    }
}

/// The way of a line: forward from side to side, within a column along its right, backward below both.
fn line(from: &Placed<'_>, to: &Placed<'_>) -> String {
    let middle = |one: &Placed<'_>| one.top() + HEIGHT / 2;
    let (x1, y1) = (from.left() + WIDTH, middle(from));
    let (x2, y2) = (to.left(), middle(to));
    if to.column > from.column {
        let bend = GAP_X / 2 + (to.column - from.column - 1) * 30;
        return format!("M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend);
    }
    if to.column == from.column {
        let right = x1 + GAP_X / 2;
        return format!(
            "M{x1} {y1}C{right} {y1} {right} {y2} {} {y2}",
            to.left() + WIDTH
        );
    }
    let (x1, x2) = (from.left() + WIDTH / 3, to.left() + 2 * WIDTH / 3);
    let (y1, y2) = (from.top() + HEIGHT, to.top() + HEIGHT);
    let below = y1.max(y2) + GAP_Y;
    format!("M{x1} {y1}C{x1} {below} {x2} {below} {x2} {y2}")
}

/// Puts every component into a column behind those that it gets data from; circles end where they were entered.
fn place<'e>(items: &'e [Item], flows: &[Movement]) -> BTreeMap<String, Placed<'e>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut entered: BTreeSet<&str> = BTreeSet::new();
    for flow in flows.iter().filter(|flow| flow.from != flow.to) {
        next.entry(&flow.from).or_default().insert(&flow.to);
        entered.insert(&flow.to);
    }
    let mut columns: BTreeMap<&str, usize> = BTreeMap::new();
    let starts = items
        .iter()
        .filter(|item| !entered.contains(item.key.as_str()));
    let mut open: Vec<(&str, usize)> = starts.map(|item| (item.key.as_str(), 0)).collect();
    let mut rest = items.iter();
    // By breadth: the column of a component is how many movements away the nearest start is.
    loop {
        let mut later = Vec::new();
        for (key, column) in open {
            if columns.contains_key(key) {
                continue;
            }
            columns.insert(key, column);
            let targets = next.get(key).into_iter().flatten();
            later.extend(targets.map(|target| (*target, column + 1)));
        }
        open = later;
        if open.is_empty() {
            // A circle without a start: it begins with the first of it.
            match rest.find(|item| !columns.contains_key(item.key.as_str())) {
                Some(item) => open.push((&item.key, 0)),
                None => break,
            }
        }
    }
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    let placed = items.iter().map(|item| {
        let column = columns.get(item.key.as_str()).copied().unwrap_or_default();
        let row = rows.entry(column).or_default();
        *row += 1;
        let placed = Placed {
            item,
            column,
            row: *row - 1,
        };
        (item.key.clone(), placed)
    });
    placed.collect()
}

fn short(name: &str) -> String {
    match name.chars().count() > LONGEST {
        true => name.chars().take(LONGEST - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

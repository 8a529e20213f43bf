//! The way of an arrow between two boxes.
//!
//! In: where boxes stand, and the points that the layout has kept free for each arrow. Out: knots of a line that leaves a box
//! at its side, goes level wherever it passes boxes, and comes in at a side. What is drawn along it is not known here.

use std::collections::BTreeMap;

use super::layout::{Point, Size};
use super::scene::Area;

/// Length of the head of an arrow.
const HEAD: f64 = 9.0;
/// Between the ends of arrows at one side, where there is room.
const PORTS: f64 = 13.0;
/// How far a line reaches that comes back to its own box.
pub(super) const BULGE: f64 = 34.0;
/// How far a line can leave the middle of what is free for it between boxes.
const BESIDE_BOX: f64 = 10.0;
/// How far a line can go beyond the heights before and behind without being a spike.
const SPIKE: f64 = 8.0;
/// Of a side this share is for arrows.
const SIDE: f64 = 0.76;

/// A box as arrows see it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port {
    pub(super) area: Area,
    /// How far its sides recede above and below the middle.
    pub(super) slant: f64,
}

/// An arrow that needs a way.
#[derive(Clone, Debug)]
pub(super) struct Wish {
    /// The boxes at its ends.
    pub(super) ends: (usize, usize),
    /// The points that are kept free for it, from end to end.
    pub(super) free: Vec<Point>,
    /// How large its label is, which stands at one of the points.
    pub(super) label: Size,
    /// Where that is.
    pub(super) label_at: Option<Point>,
    /// Whether it has a head at its start too.
    pub(super) both: bool,
}

/// The left and right edge of what stands above each other, by its middle in tenths.
type Columns = BTreeMap<i64, (f64, f64)>;

/// A line.
#[derive(Clone, Debug)]
pub(super) enum Route {
    /// Through knots, level in each.
    Level(Vec<Point>),
    /// From the side of a box to its bottom.
    Loop(Point, Point),
}

/// The line of each arrow.
pub(super) fn routes(ports: &[Port], wishes: &[Wish]) -> Vec<Route> {
    let columns = columns(ports);
    let heights = heights(ports, wishes);
    let routes = wishes.iter().zip(heights).map(|(wish, (start, end))| {
        let (from, to) = (ports[wish.ends.0], ports[wish.ends.1]);
        if wish.ends.0 == wish.ends.1 {
            return own_loop(from.area);
        }
        let forward = middle(to.area) >= middle(from.area);
        let mut knots = vec![side(from, start, forward)];
        knots.push(at_edge(&columns, from, start, forward));
        for (y, (left, right)) in without_spikes(wish, inner(&columns, wish), start, end) {
            let (first, second) = if forward {
                (left, right)
            } else {
                (right, left)
            };
            knots.extend([Point { x: first, y }, Point { x: second, y }]);
        }
        knots.push(at_edge(&columns, to, end, !forward));
        knots.push(side(to, end, !forward));
        make_room(&mut knots, wish.both);
        Route::Level(knots)
    });
    routes.collect()
}

/// The points between both ends, each with the stretch in which the line is level, and whether boxes stand above it.
fn inner(columns: &Columns, wish: &Wish) -> Vec<(Point, (f64, f64), bool)> {
    let last = wish.free.len().saturating_sub(1).max(1);
    let free = wish.free.get(1..last).unwrap_or_default().iter();
    let stretched = free.map(|free| {
        let half = match wish.label_at {
            Some(at) if at.x == free.x => wish.label.width / 2.0,
            _ => 0.0,
        };
        match columns.get(&tenths(free.x)) {
            Some(edges) => (*free, *edges, true),
            None => (*free, (free.x - half, free.x + half), false),
        }
    });
    stretched.collect()
}

/// The heights of the line with the stretches in which it has them. A point that only makes a spike is left out: where no boxes
/// stand and no label of its own, the layout pushes lines aside more than they need.
fn without_spikes(
    wish: &Wish,
    inner: Vec<(Point, (f64, f64), bool)>,
    start: f64,
    end: f64,
) -> Vec<(f64, (f64, f64))> {
    let inside = inner.iter();
    let inside = inside.map(|(free, _, in_column)| level(wish, *free, *in_column));
    let heights: Vec<f64> = [start].into_iter().chain(inside).chain([end]).collect();
    let kept = inner.into_iter().zip(heights.windows(3));
    let kept = kept.filter_map(|((free, wide, in_column), near)| {
        let (before, y, after) = (near[0], near[1], near[2]);
        let beyond = y < before.min(after) - SPIKE || y > before.max(after) + SPIKE;
        let needed = in_column || wish.label_at == Some(free) && wish.label.height > 0.0;
        (needed || !beyond).then_some((y, wide))
    });
    kept.collect()
}

/// The height of the line at a point: the label stands on it, and a line that is about level stays so.
fn level(wish: &Wish, free: Point, in_column: bool) -> f64 {
    let Some(label) = wish.label_at.filter(|_| wish.label.height > 0.0) else {
        return free.y;
    };
    let below = wish.label.height / 2.0;
    let away = (free.y - label.y).abs();
    let is_near = match in_column {
        _ if free == label => true,
        true => away < 1.0 && below <= BESIDE_BOX,
        false => away <= below + 4.0,
    };
    match is_near {
        true => label.y + below,
        false => free.y,
    }
}

/// A way that comes back to its own box: out at the right, in from below.
fn own_loop(area: Area) -> Route {
    let start = Point {
        x: area.right(),
        y: area.top + area.height * 0.6,
    };
    let end = Point {
        x: area.right() - area.width * 0.2,
        y: area.bottom() + HEAD,
    };
    Route::Loop(start, end)
}

fn middle(area: Area) -> f64 {
    area.left + area.width / 2.0
}

fn tenths(x: f64) -> i64 {
    (x * 10.0).round() as i64
}

fn columns(ports: &[Port]) -> Columns {
    let mut columns = Columns::new();
    for Port { area, .. } in ports {
        let edges = columns
            .entry(tenths(middle(*area)))
            .or_insert((area.left, area.right()));
        *edges = (edges.0.min(area.left), edges.1.max(area.right()));
    }
    columns
}

/// Where an arrow leaves the column of a box.
fn at_edge(columns: &Columns, port: Port, y: f64, at_right: bool) -> Point {
    let own = (port.area.left, port.area.right());
    let (left, right) = columns
        .get(&tenths(middle(port.area)))
        .copied()
        .unwrap_or(own);
    Point {
        x: if at_right { right } else { left },
        y,
    }
}

/// The point of a side at a height.
fn side(port: Port, y: f64, at_right: bool) -> Point {
    let area = port.area;
    let half = area.height / 2.0;
    let away = (y - area.top - half).abs() / half.max(1.0);
    let x = match at_right {
        true => area.right() - port.slant * away,
        false => area.left + port.slant * away,
    };
    Point { x, y }
}

/// An end of an arrow at a side: the height of what is next on its way, which arrow it is, and whether it starts there.
type End = (f64, usize, bool);

/// The heights at which each arrow starts and ends: the ends at one side are in the order of where the arrows come from, so
/// that they do not cross there.
fn heights(ports: &[Port], wishes: &[Wish]) -> Vec<(f64, f64)> {
    let mut sides: BTreeMap<(usize, bool), Vec<End>> = BTreeMap::new();
    for (index, wish) in wishes.iter().enumerate() {
        let (from, to) = wish.ends;
        if from == to {
            continue;
        }
        let forward = middle(ports[to].area) >= middle(ports[from].area);
        let next = |at: usize| wish.free.get(at).map(|point| point.y);
        let towards = next(1).unwrap_or_default();
        let before = wish.free.len().checked_sub(2).and_then(next);
        sides
            .entry((from, forward))
            .or_default()
            .push((towards, index, true));
        let coming = before.unwrap_or_default();
        sides
            .entry((to, !forward))
            .or_default()
            .push((coming, index, false));
    }
    let mut heights = vec![(0.0, 0.0); wishes.len()];
    for ((port, _), mut ends) in sides {
        ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
        let area = ports[port].area;
        let count = ends.len() as f64;
        let step = (area.height * SIDE / count).min(PORTS);
        let first = area.top + area.height / 2.0 - step * (count - 1.0) / 2.0;
        for (place, (_, index, is_start)) in ends.into_iter().enumerate() {
            let y = first + step * place as f64;
            match is_start {
                true => heights[index].0 = y,
                false => heights[index].1 = y,
            }
        }
    }
    heights
}

/// Lets the line end where its heads begin.
fn make_room(knots: &mut Vec<Point>, both: bool) {
    knots.dedup();
    let pull = |knots: &mut [Point]| {
        if let [.., before, last] = knots {
            // The piece into a box is level.
            let direction = (last.x - before.x).signum();
            let room = (last.x - before.x).abs();
            last.x -= direction * HEAD;
            if room < HEAD && knots.len() > 2 {
                let at = knots.len() - 2;
                knots[at].x = knots[at + 1].x;
            }
        }
    };
    pull(knots);
    if both {
        knots.reverse();
        pull(knots);
        knots.reverse();
    }
    // A piece without length has no direction for a head.
    knots.dedup();
}

impl Route {
    /// Where a label of what comes back to its box stands.
    pub(super) fn label(&self, size: Size) -> Option<Point> {
        match self {
            Route::Level(_) => None,
            Route::Loop(start, _) => Some(Point {
                x: start.x + BULGE * 0.6 + size.width / 2.0,
                y: start.y + BULGE,
            }),
        }
    }

    /// Its points, between which it stays.
    pub(super) fn points(&self) -> Vec<Point> {
        match self {
            Route::Level(knots) => knots.clone(),
            Route::Loop(start, end) => vec![
                Point {
                    x: start.x + BULGE,
                    y: start.y,
                },
                Point {
                    x: end.x,
                    y: end.y + BULGE,
                },
            ],
        }
    }

    /// Where something can be drawn on it, beside its start.
    pub(super) fn mark(&self) -> Point {
        match self {
            Route::Level(knots) => match knots.as_slice() {
                [first, second, ..] => Point {
                    x: first.x + 5.0 * (second.x - first.x).signum(),
                    y: first.y,
                },
                _ => Point::default(),
            },
            Route::Loop(start, _) => Point {
                x: start.x + 5.0,
                y: start.y,
            },
        }
    }

    /// It as a path of SVG.
    pub(super) fn path(&self, number: impl Fn(f64) -> String) -> String {
        let at = |x: f64, y: f64| format!("{} {}", number(x), number(y));
        let knots = match self {
            Route::Level(knots) => knots,
            Route::Loop(start, end) => {
                let out = at(start.x + BULGE, start.y);
                let back = at(end.x, end.y + BULGE);
                return format!(
                    "M{}C{out} {back} {}",
                    at(start.x, start.y),
                    at(end.x, end.y)
                );
            }
        };
        let mut path = String::new();
        if let Some(first) = knots.first() {
            path.push_str(&format!("M{}", at(first.x, first.y)));
        }
        for pair in knots.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if (from.y - to.y).abs() < 0.05 {
                path.push_str(&format!("H{}", number(to.x)));
                continue;
            }
            let bend = (to.x - from.x) / 2.0;
            let (out, into) = (at(from.x + bend, from.y), at(to.x - bend, to.y));
            path.push_str(&format!("C{out} {into} {}", at(to.x, to.y)));
        }
        path
    }
}

//! What is drawn where.
//!
//! In: a [`Picture`]. Out: boxes, frames, ways and labels with their places. Colours are not known here.

use super::super::label::{self, Line};
use super::super::{Arrow, Node, Picture, Place};
use super::block::{areas, blocks, plan};
use super::layout::{Point, Size, lay};
use super::route::{Port, Route, Wish, routes};
use super::written::{Pair, at_arrow, in_box, label_size, pairs, size};

/// Size of names.
pub(super) const LARGE: f64 = 13.0;
/// Size of everything else in boxes and frames.
pub(super) const SMALL: f64 = 11.0;
/// From line to line.
pub(super) const STEP: f64 = 14.0;
/// Height of the head of a box that is a cylinder.
pub(super) const LID: f64 = 6.0;
/// How far the sides of a relay recede.
pub(super) const SLANT: f64 = 12.0;
/// How far the second of two boxes looks out that stand for several.
pub(super) const BEHIND: f64 = 5.0;
/// Room in a frame around what is in it.
const AROUND: f64 = 14.0;
/// Room in a frame for its title.
const TITLE: f64 = 18.0;

/// A rectangle by its upper left corner.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) fn around(centre: Point, size: Size) -> Self {
        Self {
            left: centre.x - size.width / 2.0,
            top: centre.y - size.height / 2.0,
            width: size.width,
            height: size.height,
        }
    }

    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.top + self.height
    }

    /// The smallest that both are in.
    fn with(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        Self {
            left,
            top,
            width: self.right().max(other.right()) - left,
            height: self.bottom().max(other.bottom()) - top,
        }
    }
}

/// A component with its place and its lines.
#[derive(Debug)]
pub(super) struct Boxed<'p, 'run> {
    pub(super) node: &'p Node<'run>,
    pub(super) area: Area,
    pub(super) lines: Vec<Line>,
}

/// A frame.
#[derive(Debug)]
pub(super) struct Frame<'p> {
    pub(super) place: &'p Place,
    pub(super) area: Area,
}

/// An arrow with its way and its label.
#[derive(Debug)]
pub(super) struct Way<'p, 'run> {
    pub(super) arrow: &'p Arrow<'run>,
    /// The arrow that goes back and says the same.
    pub(super) back: Option<&'p Arrow<'run>>,
    pub(super) route: Route,
    pub(super) label: Option<(Point, Vec<Line>)>,
}

/// Everything that is drawn.
#[derive(Debug)]
pub(super) struct Scene<'p, 'run> {
    pub(super) frames: Vec<Frame<'p>>,
    pub(super) ways: Vec<Way<'p, 'run>>,
    pub(super) boxes: Vec<Boxed<'p, 'run>>,
    /// What all of it takes.
    pub(super) area: Area,
}

/// Places everything; `None` where no layout was found.
pub(super) fn scene<'p, 'run>(picture: &'p Picture<'run>) -> Option<Scene<'p, 'run>> {
    let lines = picture.nodes.iter();
    let lines = lines.map(|node| in_box(node, label::of_node(node, picture)));
    let lines: Vec<Vec<Line>> = lines.collect();
    let sizes = picture.nodes.iter().zip(&lines).map(|(node, lines)| {
        let frame = node.group.map(|group| &picture.groups[group].place);
        size(node, lines, frame)
    });
    let sizes: Vec<Size> = sizes.collect();
    let drawn = pairs(picture);
    let labels: Vec<Vec<Line>> = drawn.iter().map(|(arrow, _)| at_arrow(arrow)).collect();
    let blocks = blocks(picture, &sizes);
    let laid = lay(&plan(picture, &sizes, &blocks, &drawn, &labels))?;
    let areas = areas(picture, &sizes, &blocks, &laid);
    let ways = ways(picture, &areas, drawn.into_iter().zip(labels), laid.ways);
    let frames = frames(picture, &areas);
    let boxes = picture.nodes.iter().zip(areas).zip(lines);
    let boxes = boxes.map(|((node, area), lines)| Boxed { node, area, lines });
    let boxes: Vec<Boxed<'p, 'run>> = boxes.collect();
    let area = extent(&boxes, &frames, &ways);
    Some(Scene {
        frames,
        ways,
        boxes,
        area,
    })
}

/// Arrows with their labels, along what the layout has kept free for them.
fn ways<'p, 'run: 'p>(
    picture: &Picture<'run>,
    areas: &[Area],
    drawn: impl Iterator<Item = (Pair<'p, 'run>, Vec<Line>)>,
    free: Vec<(Vec<Point>, Option<Point>)>,
) -> Vec<Way<'p, 'run>> {
    let ports = picture.nodes.iter().zip(areas).map(|(node, area)| Port {
        area: *area,
        slant: match (node.element, &node.folded) {
            ("relay", None) => SLANT,
            _ => 0.0,
        },
    });
    let ports: Vec<Port> = ports.collect();
    let wishes = drawn.zip(free).map(|((pair, lines), (free, label_at))| {
        let (arrow, back) = pair;
        let wish = Wish {
            ends: (arrow.source, arrow.target),
            free,
            label: label_size(&lines),
            label_at,
            both: back.is_some(),
        };
        (wish, (pair, lines))
    });
    let (wishes, drawn): (Vec<Wish>, Vec<_>) = wishes.unzip();
    let routes = routes(&ports, &wishes);
    let ways = drawn.into_iter().zip(wishes).zip(routes);
    let ways = ways.map(|((((arrow, back), lines), wish), route)| {
        let at = wish.label_at.or(route.label(wish.label));
        Way {
            arrow,
            back,
            route,
            label: at.filter(|_| !lines.is_empty()).map(|at| (at, lines)),
        }
    });
    ways.collect()
}

fn frames<'p>(picture: &'p Picture<'_>, areas: &[Area]) -> Vec<Frame<'p>> {
    let frames = picture.groups.iter().filter_map(|group| {
        let members = group.members.iter().map(|member| areas[*member]);
        let inside = members.reduce(Area::with)?;
        Some(Frame {
            place: &group.place,
            area: framed(inside),
        })
    });
    frames.collect()
}

fn framed(inside: Area) -> Area {
    Area {
        left: inside.left - AROUND,
        top: inside.top - AROUND - TITLE,
        width: inside.width + 2.0 * AROUND,
        height: inside.height + 2.0 * AROUND + TITLE,
    }
}

fn extent(boxes: &[Boxed<'_, '_>], frames: &[Frame<'_>], ways: &[Way<'_, '_>]) -> Area {
    let points = ways.iter().flat_map(|way| way.route.points());
    let points = points.map(|point| Area::around(point, Size::default()));
    let labels = ways.iter().filter_map(|way| way.label.as_ref());
    let labels = labels.map(|(at, lines)| Area::around(*at, label_size(lines)));
    let all = boxes.iter().map(|one| one.area);
    let all = all.chain(frames.iter().map(|frame| frame.area));
    let all = all.chain(points).chain(labels);
    all.reduce(Area::with).unwrap_or_default()
}

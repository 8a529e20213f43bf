//! What is drawn where.
//!
//! In: a [`Picture`]. Out: boxes, frames, ways and labels with their places. Components without any arrow stand together in
//! blocks, so that they do not make one long column. Colours are not known here.

use std::collections::BTreeMap;

use super::super::label::{self, Line, Says};
use super::super::{Arrow, Node, Picture, Place};
use super::layout::{Laid, Plan, Point, Size, lay};
use super::measure::{bold, cut, cut_front, width};
use super::route::{BULGE, Port, Route, Wish, routes};

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
/// Room above and below the text of a box.
const PADDING: f64 = 9.0;
/// Room in a frame around what is in it.
const AROUND: f64 = 14.0;
/// Room in a frame for its title.
const TITLE: f64 = 18.0;
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
/// Between boxes of a block.
const GAP: f64 = 16.0;
/// From how many components without arrows on they stand in a block.
const BLOCK: usize = 3;

/// A rectangle by its upper left corner.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    fn around(centre: Point, size: Size) -> Self {
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
    let lines: Vec<Vec<Line>> = picture
        .nodes
        .iter()
        .map(|node| in_box(node, label::of_node(node, picture)))
        .collect();
    let sizes: Vec<Size> = picture
        .nodes
        .iter()
        .zip(&lines)
        .map(|(node, lines)| {
            let frame = node.group.map(|group| &picture.groups[group].place);
            size(node, lines, frame)
        })
        .collect();
    let drawn = pairs(picture);
    let labels: Vec<Vec<Line>> = drawn.iter().map(|(arrow, _)| at_arrow(arrow)).collect();
    let blocks = blocks(picture, &sizes);
    let mut laid = lay(&plan(picture, &sizes, &blocks, &drawn, &labels))?;
    let areas = areas(picture, &sizes, &blocks, &laid);
    let ports = picture.nodes.iter().zip(&areas).map(|(node, area)| Port {
        area: *area,
        slant: if node.element == "relay" && node.folded.is_none() {
            SLANT
        } else {
            0.0
        },
    });
    let ports: Vec<Port> = ports.collect();
    let points = std::mem::take(&mut laid.ways);
    let wishes = drawn.iter().zip(&labels).zip(points);
    let wishes = wishes.map(|(((arrow, back), lines), (free, label_at))| Wish {
        ends: (arrow.source, arrow.target),
        free,
        label: label_size(lines),
        label_at,
        both: back.is_some(),
    });
    let wishes: Vec<Wish> = wishes.collect();
    let routes = routes(&ports, &wishes);
    let ways = drawn.into_iter().zip(labels).zip(wishes).zip(routes);
    let ways: Vec<Way<'p, 'run>> = ways
        .map(|((((arrow, back), lines), wish), route)| {
            let at = wish.label_at.or(route.label(wish.label));
            Way {
                arrow,
                back,
                route,
                label: at.filter(|_| !lines.is_empty()).map(|at| (at, lines)),
            }
        })
        .collect();
    let frames: Vec<Frame<'p>> = picture
        .groups
        .iter()
        .filter_map(|group| {
            let members = group.members.iter().map(|member| areas[*member]);
            let inside = members.reduce(Area::with)?;
            Some(Frame {
                place: &group.place,
                area: framed(inside),
            })
        })
        .collect();
    let boxes = picture.nodes.iter().zip(&areas).zip(lines);
    let boxes: Vec<Boxed<'p, 'run>> = boxes
        .map(|((node, area), lines)| Boxed {
            node,
            area: *area,
            lines,
        })
        .collect();
    let area = extent(&boxes, &frames, &ways);
    Some(Scene {
        frames,
        ways,
        boxes,
        area,
    })
}

/// The title of a frame. That something is outside is said by its stroke.
pub(super) fn framed_title(place: &Place) -> String {
    let title = label::of_place(place);
    match place {
        Place::Outside(_) => title.trim_start_matches("outside, ").to_owned(),
        Place::Deployment(_) | Place::Zone(..) => title,
    }
}

fn framed(inside: Area) -> Area {
    Area {
        left: inside.left - AROUND,
        top: inside.top - AROUND - TITLE,
        width: inside.width + 2.0 * AROUND,
        height: inside.height + 2.0 * AROUND + TITLE,
    }
}

/// Lines that fit into a box.
fn in_box(node: &Node<'_>, lines: Vec<Line>) -> Vec<Line> {
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

fn size(node: &Node<'_>, lines: &[Line], frame: Option<&Place>) -> Size {
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

/// Arrows as they are drawn: two that say the same in both directions are one with two heads.
fn pairs<'p, 'run>(picture: &'p Picture<'run>) -> Vec<(&'p Arrow<'run>, Option<&'p Arrow<'run>>)> {
    let mut drawn: Vec<(&Arrow<'run>, Option<&Arrow<'run>>)> = Vec::new();
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
fn at_arrow(arrow: &Arrow<'_>) -> Vec<Line> {
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

/// Components of one frame that no arrow touches, in columns of the same width.
#[derive(Debug)]
struct Block {
    frame: Option<usize>,
    members: Vec<usize>,
    columns: usize,
    cell: Size,
}

impl Block {
    fn size(&self) -> Size {
        let rows = self.members.len().div_ceil(self.columns);
        Size {
            width: self.columns as f64 * (self.cell.width + GAP) - GAP,
            height: rows as f64 * (self.cell.height + GAP) - GAP,
        }
    }

    /// The middle of a member, counted from the upper left corner.
    fn middle(&self, index: usize) -> Point {
        let (row, column) = (index / self.columns, index % self.columns);
        Point {
            x: column as f64 * (self.cell.width + GAP) + self.cell.width / 2.0,
            y: row as f64 * (self.cell.height + GAP) + self.cell.height / 2.0,
        }
    }
}

fn blocks(picture: &Picture<'_>, sizes: &[Size]) -> Vec<Block> {
    let mut touched = vec![false; picture.nodes.len()];
    for arrow in &picture.arrows {
        touched[arrow.source] = true;
        touched[arrow.target] = true;
    }
    let mut alone: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (index, node) in picture.nodes.iter().enumerate() {
        if !touched[index] {
            alone.entry(node.group).or_default().push(index);
        }
    }
    alone.retain(|_, members| members.len() >= BLOCK);
    let blocks = alone.into_iter().map(|(frame, members)| {
        let of_members = || members.iter().map(|member| sizes[*member]);
        let cell = Size {
            width: of_members().map(|size| size.width).fold(0.0, f64::max),
            height: of_members().map(|size| size.height).fold(0.0, f64::max),
        };
        // About half as wide again as it is high.
        let square = 1.5 * members.len() as f64 * (cell.height + GAP) / (cell.width + GAP);
        let columns = (square.sqrt().round() as usize).clamp(1, members.len());
        Block {
            frame,
            columns,
            cell,
            members,
        }
    });
    blocks.collect()
}

/// The boxes that stand by themselves, then the blocks, and the ways between them.
fn plan(
    picture: &Picture<'_>,
    sizes: &[Size],
    blocks: &[Block],
    drawn: &[(&Arrow<'_>, Option<&Arrow<'_>>)],
    labels: &[Vec<Line>],
) -> Plan {
    let (indices, count) = standing(picture, blocks);
    let mut boxes = vec![(Size::default(), None); count];
    for (index, node) in picture.nodes.iter().enumerate() {
        if let Some(at) = indices[index] {
            boxes[at] = (sizes[index], node.group);
        }
    }
    for (arrow, lines) in drawn.iter().map(|(arrow, _)| arrow).zip(labels) {
        // What comes back to its box needs room beside it.
        if let Some(at) = indices[arrow.source].filter(|_| arrow.source == arrow.target) {
            let (own, label) = (sizes[arrow.source], label_size(lines));
            boxes[at].0.width = own.width + 2.0 * (BULGE + label.width);
            boxes[at].0.height = own.height + 2.0 * BULGE;
        }
    }
    boxes.extend(blocks.iter().map(|block| (block.size(), block.frame)));
    let ways = drawn.iter().zip(labels).filter_map(|((arrow, _), lines)| {
        let weight = match arrow.moved {
            crate::graph::Level::No => 1.0,
            _ => 2.0,
        };
        let (from, to) = (indices[arrow.source]?, indices[arrow.target]?);
        Some((from, to, label_size(lines), weight))
    });
    Plan {
        boxes,
        ways: ways.collect(),
    }
}

/// The place in the plan of each component that is in no block, and how many they are.
fn standing(picture: &Picture<'_>, blocks: &[Block]) -> (Vec<Option<usize>>, usize) {
    let mut blocked = vec![false; picture.nodes.len()];
    for member in blocks.iter().flat_map(|block| &block.members) {
        blocked[*member] = true;
    }
    let mut count = 0;
    let indices = blocked.into_iter().map(|blocked| {
        (!blocked).then(|| {
            count += 1;
            count - 1
        })
    });
    (indices.collect(), count)
}

fn label_size(lines: &[Line]) -> Size {
    if lines.is_empty() {
        return Size::default();
    }
    let widths = lines.iter().map(|(_, text)| width(text, SMALL));
    Size {
        width: widths.fold(0.0, f64::max) + 8.0,
        height: STEP * lines.len() as f64 + 4.0,
    }
}

/// Where each component is.
fn areas(picture: &Picture<'_>, sizes: &[Size], blocks: &[Block], laid: &Laid) -> Vec<Area> {
    let (indices, count) = standing(picture, blocks);
    let mut areas = vec![Area::default(); picture.nodes.len()];
    for (index, at) in indices.iter().enumerate() {
        if let Some(centre) = at.and_then(|at| laid.boxes.get(at)) {
            areas[index] = Area::around(*centre, sizes[index]);
        }
    }
    for (block, centre) in blocks.iter().zip(laid.boxes.iter().skip(count)) {
        let corner = Area::around(*centre, block.size());
        for (index, member) in block.members.iter().enumerate() {
            let middle = block.middle(index);
            let centre = Point {
                x: corner.left + middle.x,
                y: corner.top + middle.y,
            };
            let size = Size {
                width: block.cell.width,
                height: sizes[*member].height,
            };
            areas[*member] = Area::around(centre, size);
        }
    }
    areas
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

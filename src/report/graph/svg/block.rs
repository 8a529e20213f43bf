//! What the layout is told, and where each component is by its answer.
//!
//! In: a picture and the sizes of what is in it. Out: a plan of boxes, and areas. Components of one frame without any arrow are
//! one box of the plan, so that they do not make one long column.

use std::collections::BTreeMap;

use crate::graph::Level;

use super::super::Picture;
use super::super::label::Line;
use super::layout::{Laid, Plan, Point, Size};
use super::route::BULGE;
use super::scene::Area;
use super::written::{Pair, label_size};

/// Between boxes of a block.
const GAP: f64 = 16.0;
/// From how many components without arrows on they stand in a block.
const BLOCK: usize = 3;

/// Components of one frame that no arrow touches, in columns of the same width.
#[derive(Debug)]
pub(super) struct Block {
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

pub(super) fn blocks(picture: &Picture<'_>, sizes: &[Size]) -> Vec<Block> {
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
pub(super) fn plan(
    picture: &Picture<'_>,
    sizes: &[Size],
    blocks: &[Block],
    drawn: &[Pair<'_, '_>],
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
            Level::No => 1.0,
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

/// Where each component is.
pub(super) fn areas(
    picture: &Picture<'_>,
    sizes: &[Size],
    blocks: &[Block],
    laid: &Laid,
) -> Vec<Area> {
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

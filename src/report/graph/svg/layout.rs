//! Where boxes and ways stand: the one place that knows the crate which lays graphs out. For a few graphs with frames it finds
//! nothing; without frames it does.
//!
//! In: sizes of boxes, which frame each is in, and ways between them. Out: points. What a box stands for is not known here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dugong::graphlib::{Graph, GraphOptions};
use dugong::{
    EdgeLabel, GraphLabel, NodeLabel, RankDir, WorkControl, WorkError, layout_controlled,
};

/// Between boxes of one column.
const BESIDE: f64 = 26.0;
/// Between ways of one column.
const WAYS: f64 = 14.0;
/// Between columns; labels of ways take room of their own.
const COLUMNS: f64 = 84.0;
/// Steps after which a layout is given up. It takes some seconds to get there.
const MOST_WORK: usize = 80_000_000;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// What is to be laid out.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// How large each box is, and the frame that it is in.
    pub(super) boxes: Vec<(Size, Option<usize>)>,
    /// Ways from box to box, each with the room that its label takes and how straight it should be.
    pub(super) ways: Vec<(usize, usize, Size, f64)>,
}

/// Where everything stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Laid {
    /// The middle of each box.
    pub(super) boxes: Vec<Point>,
    /// The points of each way, and the middle of its label; none of what comes back to its box.
    pub(super) ways: Vec<(Vec<Point>, Option<Point>)>,
}

/// Work that may still be done.
struct Budget(usize);

impl WorkControl for Budget {
    fn charge(&mut self, units: usize) -> Result<(), WorkError> {
        self.0 = self.0.checked_sub(units).ok_or(WorkError::Interrupted)?;
        Ok(())
    }
}

type Laying = Graph<NodeLabel, EdgeLabel, GraphLabel>;

/// Lays a plan out, from left to right. `None` where that takes too long, or the crate fails.
pub(super) fn lay(plan: &Plan) -> Option<Laid> {
    lay_within(plan, MOST_WORK)
}

fn lay_within(plan: &Plan, work: usize) -> Option<Laid> {
    if plan.boxes.is_empty() {
        return Some(Laid::default());
    }
    let mut graph = graph(plan);
    let mut budget = Budget(work);
    let laying = AssertUnwindSafe(|| layout_controlled(&mut graph, &mut budget));
    // The crate has assertions of its own. That one of them is wrong must not end a run that has all but the picture.
    catch_unwind(laying).ok()?.ok()?;
    read(plan, &graph)
}

fn graph(plan: &Plan) -> Laying {
    let mut graph = Laying::new(GraphOptions {
        multigraph: true,
        compound: true,
        directed: true,
    });
    graph.set_graph(GraphLabel {
        rankdir: RankDir::LR,
        nodesep: BESIDE,
        edgesep: WAYS,
        ranksep: COLUMNS,
        ..GraphLabel::default()
    });
    for (index, (size, frame)) in plan.boxes.iter().enumerate() {
        graph.set_node(
            of_box(index),
            NodeLabel {
                width: size.width,
                height: size.height,
                ..NodeLabel::default()
            },
        );
        if let Some(frame) = frame {
            graph.ensure_node(of_frame(*frame));
            graph.set_parent(of_box(index), of_frame(*frame));
        }
    }
    for (index, (from, to, label, weight)) in plan.ways.iter().enumerate() {
        // The crate has a way of its own for what comes back to its box, and it is wrong at times.
        if from == to {
            continue;
        }
        let way = EdgeLabel {
            width: label.width,
            height: label.height,
            weight: *weight,
            ..EdgeLabel::default()
        };
        graph.set_edge_named(
            of_box(*from),
            of_box(*to),
            Some(index.to_string()),
            Some(way),
        );
    }
    graph
}

/// Names that are no numbers: the crate would sort those.
fn of_box(index: usize) -> String {
    format!("b{index}")
}

fn of_frame(index: usize) -> String {
    format!("f{index}")
}

fn read(plan: &Plan, graph: &Laying) -> Option<Laid> {
    let boxes = (0..plan.boxes.len()).map(|index| {
        let node = graph.node(&of_box(index))?;
        point(node.x?, node.y?)
    });
    let ways = plan.ways.iter().enumerate().map(|(index, (from, to, ..))| {
        if from == to {
            return Some((Vec::new(), None));
        }
        let way = graph.edge(&of_box(*from), &of_box(*to), Some(&index.to_string()))?;
        let points = way.points.iter().map(|at| point(at.x, at.y));
        let label = way.x.zip(way.y).and_then(|(x, y)| point(x, y));
        Some((points.collect::<Option<Vec<Point>>>()?, label))
    });
    Some(Laid {
        boxes: boxes.collect::<Option<_>>()?,
        ways: ways.collect::<Option<_>>()?,
    })
}

fn point(x: f64, y: f64) -> Option<Point> {
    (x.is_finite() && y.is_finite()).then_some(Point { x, y })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Boxes and ways as a fixed sequence of numbers has them: loops, several ways between the same, circles, frames.
    fn plan(seed: u64) -> Plan {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = |below: u64| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % below) as usize
        };
        let boxes = 1 + next(24);
        let frames = 1 + next(5);
        let size = |width: usize, height: usize| Size {
            width: width as f64,
            height: height as f64,
        };
        Plan {
            boxes: (0..boxes)
                .map(|_| {
                    let frame = next(frames as u64 + 1);
                    (
                        size(60 + next(200), 30 + next(80)),
                        (frame < frames).then_some(frame),
                    )
                })
                .collect(),
            ways: (0..next(50))
                .map(|_| {
                    let ends = (next(boxes as u64), next(boxes as u64));
                    (
                        ends.0,
                        ends.1,
                        size(next(150), next(40)),
                        1.0 + next(3) as f64,
                    )
                })
                .collect(),
        }
    }

    fn overlap(one: (Point, Size), other: (Point, Size)) -> bool {
        (one.0.x - other.0.x).abs() * 2.0 < one.1.width + other.1.width - 0.5
            && (one.0.y - other.0.y).abs() * 2.0 < one.1.height + other.1.height - 0.5
    }

    #[test]
    fn every_plan_is_laid_out_without_boxes_over_boxes() {
        let mut without_frames = 0;
        for seed in 0..600 {
            let mut plan = plan(seed);
            let laid = lay(&plan).or_else(|| {
                without_frames += 1;
                plan.boxes.iter_mut().for_each(|one| one.1 = None);
                lay(&plan)
            });
            let laid = laid.unwrap_or_else(|| panic!("plan {seed} is laid out"));
            let placed: Vec<(Point, Size)> = laid
                .boxes
                .iter()
                .zip(&plan.boxes)
                .map(|(at, (size, _))| (*at, *size))
                .collect();
            for (index, one) in placed.iter().enumerate() {
                let over = placed[..index].iter().any(|other| overlap(*one, *other));
                assert!(!over, "plan {seed}: box {index}");
            }
            for ((points, _), (from, to, ..)) in laid.ways.iter().zip(&plan.ways) {
                assert!(
                    from == to || points.len() >= 2,
                    "plan {seed}: {from} to {to}"
                );
            }
        }
        assert!(without_frames < 6, "{without_frames} of 600 plans");
    }

    #[test]
    fn what_takes_too_long_is_given_up() {
        let plan = plan(7);
        assert!(lay_within(&plan, 1_000).is_none());
        assert!(lay_within(&plan, MOST_WORK).is_some());
        assert!(lay_within(&Plan::default(), 0).is_some());
    }
}

//! Edges as they are drawn.
//!
//! In: the edges of a picture. Out: arrows, one for all edges between two components that are of one layer and carry the
//! same. What an edge means is not known here.

use std::collections::BTreeMap;

use super::{Arrow, Line, Marks};

/// The arrows of some edges, in the order of the first edge of each.
pub(in crate::report) fn arrows<'line, 'run: 'line>(
    edges: impl IntoIterator<Item = &'line Line<'run>>,
) -> Vec<Arrow<'run>> {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut arrows: Vec<Arrow<'run>> = Vec::new();
    for edge in edges {
        let drawn = (edge.design, edge.barrier, edge.summed.is_some());
        let key = (edge.source, edge.target, edge.layer, edge.payload, drawn);
        let at = *places.entry(key).or_insert(arrows.len());
        match arrows.get_mut(at) {
            Some(arrow) => join(arrow, edge),
            None => arrows.push(Arrow {
                source: edge.source,
                target: edge.target,
                layer: edge.layer,
                payload: edge.payload,
                bases: vec![edge.basis],
                reasons: vec![edge.reason],
                level: edge.level,
                moved: edge.moved,
                design: edge.design,
                barrier: edge.barrier,
                marks: edge.marks.clone(),
                summed: edge.summed.clone(),
            }),
        }
    }
    arrows
}

/// An arrow is as sure as the surest of its edges, and breaks every rule that one of them breaks.
fn join<'run>(arrow: &mut Arrow<'run>, edge: &Line<'run>) {
    if let Err(at) = arrow.bases.binary_search(&edge.basis) {
        arrow.bases.insert(at, edge.basis);
    }
    if !arrow.reasons.contains(&edge.reason) {
        arrow.reasons.push(edge.reason);
    }
    if edge.level == "yes" {
        arrow.level = edge.level;
    }
    arrow.moved = arrow.moved.max(edge.moved);
    arrow.marks.join(&edge.marks);
}

impl<'run> Marks<'run> {
    /// Adds what is said of something else: a rule is excepted where it is so at both, or broken at one only.
    pub(super) fn join(&mut self, other: &Self) {
        let is_open =
            |one: &Self, rule: &&str| one.violated.contains(rule) && !one.excepted.contains(rule);
        let either = self.excepted.iter().chain(&other.excepted).copied();
        let mut excepted: Vec<&str> = either
            .filter(|rule| !is_open(self, rule) && !is_open(other, rule))
            .collect();
        excepted.sort_unstable();
        excepted.dedup();
        for (known, more) in [
            (&mut self.violated, &other.violated),
            (&mut self.undecided, &other.undecided),
        ] {
            known.extend(more);
            known.sort_unstable();
            known.dedup();
        }
        self.excepted = excepted;
    }
}

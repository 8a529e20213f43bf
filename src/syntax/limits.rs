//! How much of an input is read before the reader stops with a diagnostic, and how much of it may be walked.

use super::Tree;

/// Bounds on one text. Whatever goes beyond them ends in an error diagnostic that names the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels of nesting, counted through aliases. YAML stops earlier, at 255 levels as written.
    pub depth: u16,
    /// Nodes of one tree.
    pub nodes: u32,
    /// Aliases of one tree.
    pub aliases: u32,
    /// Visits that a walk may spend on aliased content beyond one visit of each node, and entries that merge keys
    /// may add up to.
    pub expansion: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 512,
            nodes: 64 * 1024 * 1024,
            aliases: 1_000_000,
            expansion: 1_000_000,
        }
    }
}

/// Visits that a walk of a tree has left. Aliases make a small text stand for a huge tree: a walk that makes values of
/// nodes ticks once for each node it visits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    left: usize,
}

impl Budget {
    /// A budget of so many visits.
    pub fn new(visits: usize) -> Self {
        Self { left: visits }
    }

    /// Enough to visit each node of a tree once, and aliased content as far as the limits allow.
    pub fn of(tree: &Tree, limits: &Limits) -> Self {
        Self::new(tree.node_count().saturating_add(limits.expansion as usize))
    }

    /// Spends one visit; false when none was left.
    pub fn tick(&mut self) -> bool {
        match self.left.checked_sub(1) {
            Some(left) => {
                self.left = left;
                true
            }
            None => false,
        }
    }
}

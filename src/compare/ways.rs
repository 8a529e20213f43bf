//! Ways of PHI in a report: from where it starts, over the flows that move it.
//!
//! In: carriers and flows. Out: for a component the way by which PHI comes to it, fewest hops first, over certain flows
//! where there are some.

use std::collections::{BTreeMap, VecDeque};

use super::{Carrier, Flow, Level, Past};

/// The flow by which PHI comes to each component; none where it starts there.
pub(super) struct Ways<'p> {
    came: BTreeMap<&'p str, Option<&'p Flow>>,
}

impl<'p> Ways<'p> {
    /// Searches a run once, over certain flows first.
    pub(super) fn of(past: &'p Past) -> Self {
        let mut out: BTreeMap<&str, Vec<&Flow>> = BTreeMap::new();
        for flow in &past.flows {
            out.entry(&flow.from).or_default().push(flow);
        }
        let mut ways = Self {
            came: BTreeMap::new(),
        };
        for least in [Level::Yes, Level::Possible] {
            let starts = |one: &&Carrier| one.start.is_some() && one.level >= least;
            for carrier in past.carriers.iter().filter(starts) {
                ways.came.entry(&carrier.address).or_insert(None);
            }
            let mut queue: VecDeque<&str> = ways.came.keys().copied().collect();
            while let Some(here) = queue.pop_front() {
                for flow in out.get(here).into_iter().flatten() {
                    if flow.level >= least && !ways.came.contains_key(flow.to.as_str()) {
                        ways.came.insert(&flow.to, Some(flow));
                        queue.push_back(&flow.to);
                    }
                }
            }
        }
        ways
    }

    /// The way to the start of a flow and over it; the flow alone where it is not known how PHI comes there.
    pub(super) fn over(&self, flow: &'p Flow) -> Vec<&'p Flow> {
        let before = |one: &&'p Flow| self.came.get(one.from.as_str()).copied().flatten();
        let mut way: Vec<&Flow> = std::iter::successors(Some(flow), before)
            .take(self.came.len() + 1)
            .collect();
        way.reverse();
        way
    }
}

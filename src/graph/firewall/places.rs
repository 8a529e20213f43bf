//! The addresses of a component, as far as its subnets say.

use crate::model::{ComponentId, FactValue};
use crate::syntax::{Cause, CauseKind};
use crate::vocabulary::Literal;

use crate::graph::builder::Builder;
use crate::graph::network::Answer;

use super::around::{containers, subnets_around};
use super::range::Range;

/// Where a component can be, as addresses.
pub(super) struct Ranges {
    /// The ranges of its subnets, or of the networks that those are in; `None` where one is not known.
    known: Option<Vec<Range>>,
}

/// The addresses of a component, as its subnets say.
pub(super) fn ranges(builder: &Builder<'_>, id: ComponentId) -> Ranges {
    let subnets = subnets_around(builder, id);
    let each = subnets.iter().map(|(subnet, _)| {
        let own = range_of(builder, *subnet);
        let outer = containers(builder, *subnet).into_iter();
        own.or_else(|| {
            outer
                .into_iter()
                .find_map(|(outer, _)| range_of(builder, outer))
        })
    });
    let known: Option<Vec<Range>> = each.collect();
    Ranges {
        known: known.filter(|all| !all.is_empty()),
    }
}

fn range_of(builder: &Builder<'_>, id: ComponentId) -> Option<Range> {
    let word = builder.words.cidr?;
    match &builder.graph.component(id).facts.get(&word)?.value {
        FactValue::Known(Literal::Text(text)) => Range::read(text),
        _ => None,
    }
}

impl Ranges {
    /// Whether the addresses are in a range.
    pub(super) fn within(&self, range: &Range, name: &str) -> Answer {
        let unknown = || {
            let cause = Cause::new(CauseKind::NotRead, format!("the addresses of {name}"));
            Answer::unknown(cause, Vec::new())
        };
        // Every address of the version that subnets state; whether they have others besides is not read.
        let Some(known) = &self.known else {
            let is_v4 = range.is_like(&Range::ANY_V4);
            return match range.is_everywhere() && is_v4 {
                true => Answer::yes(Vec::new()),
                false => unknown(),
            };
        };
        if known.iter().any(|one| !one.is_like(range)) {
            return unknown();
        }
        if known.iter().all(|one| range.contains(one)) {
            return Answer::yes(Vec::new());
        }
        match known.iter().any(|one| range.overlaps(one)) {
            true => unknown(),
            false => Answer::no(Vec::new()),
        }
    }
}
